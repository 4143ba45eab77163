"""A wrong file is refused with file, line and reason; the shipped ones are right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config import loader
from config.loader import ConfigFileError
from config.settings import CONFIG_DIR


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped configuration that a test may spoil."""
    return Path(shutil.copytree(CONFIG_DIR, tmp_path / "config"))


def spoil(path: Path, old: str, new: str) -> int:
    """Replace the first `old` by `new`; returns the line it stood on."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_shipped_files_are_right() -> None:
    taxonomy = loader.load_taxonomy()

    assert (len(taxonomy.bacs), len(taxonomy.dossiers)) == (8, 43)
    assert all(len(dossier.terms) >= 25 for dossier in taxonomy.dossiers)
    assert loader.load_people(taxonomy).people
    assert {job.job for job in loader.load_schedule().jobs} >= {"agenda", "documents", "draft"}
    assert loader.load_recess().recesses
    assert [loader.load_source(name).name for name in loader.source_names()] == list(
        loader.source_names()
    )


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigFileError, match=r"schedule\.yaml: bestaat niet"):
        loader.load_schedule(tmp_path)


def test_text_that_is_no_yaml_is_refused_with_its_line(folder: Path) -> None:
    (folder / "schedule.yaml").write_text("timezone: Europe/Amsterdam\njobs: [\n  {a: b\n")

    with pytest.raises(ConfigFileError, match=r"schedule\.yaml:\d+: geen geldige YAML"):
        loader.load_schedule(folder)


def test_a_wrong_value_is_refused_with_its_line(folder: Path) -> None:
    line = spoil(folder / "schedule.yaml", "grace_minutes: 10", "grace_minutes: tien")

    with pytest.raises(ConfigFileError, match=rf"schedule\.yaml:{line}: jobs\.0\.grace_minutes"):
        loader.load_schedule(folder)


def test_a_field_nobody_knows_is_refused(folder: Path) -> None:
    spoil(folder / "schedule.yaml", "grace_minutes: 10", "gratie: 10")

    with pytest.raises(ConfigFileError, match="gratie"):
        loader.load_schedule(folder)


def test_a_dossier_without_lobbyist_is_refused(folder: Path) -> None:
    people = folder / "people.yaml"
    people.write_text(people.read_text(encoding="utf-8").replace("  bibliotheken:", "  boeken:"))

    with pytest.raises(ConfigFileError) as refused:
        loader.load_people(loader.load_taxonomy(), folder)

    assert "dossier bibliotheken heeft geen lobbyist" in str(refused.value)
    assert "onbekend dossier boeken" in str(refused.value)


def test_a_source_under_another_name_is_refused(folder: Path) -> None:
    (folder / "sources/tweedekamer.yaml").rename(folder / "sources/eerstekamer.yaml")

    with pytest.raises(ConfigFileError, match="moet 'eerstekamer' zijn"):
        loader.load_source("eerstekamer", folder)
