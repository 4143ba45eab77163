"""Models on disk: whole or not at all, broken ones shown with their problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.schema import Taxonomy
from nlp.registry import Registry, require_fit, taxonomy_fingerprint
from tracker.errors import ModelError


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "model.json").write_text(
        '{"version": "v1", "data": {"items": 3, "fingerprint": "abc"}, "trained_on": "2026-01-01"}'
    )
    return Registry(tmp_path / "models", shipped)


def write(folder: Path) -> None:
    (folder / "model.json").write_text('{"version": "v1"}')


def test_the_shipped_model_comes_first_then_by_age(registry: Registry) -> None:
    registry.add("v3", write, {"version": "v3", "made_at": "2026-03-01", "accepted": False})
    registry.add("v2", write, {"version": "v2", "made_at": "2026-02-01", "corrections": 7})
    assert [one.version for one in registry.entries()] == ["v1", "v2", "v3"]
    assert (registry.shipped().items, registry.shipped().data) == (3, "abc")
    assert registry.get("v2").corrections == 7
    assert registry.get("v3").accepted is False


def test_a_model_that_was_cut_short_while_writing_never_shows(
    registry: Registry, tmp_path: Path
) -> None:
    def fail(folder: Path) -> None:
        write(folder)
        raise OSError("schijf vol")

    with pytest.raises(OSError, match="schijf vol"):
        registry.add("v2", fail, {"version": "v2"})
    assert [one.version for one in registry.entries()] == ["v1"]
    registry.add("v2", write, {"version": "v2"})
    assert [one.version for one in registry.entries()] == ["v1", "v2"]
    assert list((tmp_path / "models").glob(".*")) == []


@pytest.mark.parametrize("text", ["{", "[]", '{"version": "v9", "data": 3}'])
def test_a_broken_model_is_listed_with_its_problem(registry: Registry, text: str) -> None:
    entry = registry.add("v9", lambda folder: _text(folder, text), {"version": "v9"})
    assert "niet leesbaar" in entry.problem
    assert registry.get("v9").problem
    with pytest.raises(ModelError, match="niet leesbaar"):
        require_fit(entry, Taxonomy(bacs=(), dossiers=()))


def _text(folder: Path, text: str) -> None:
    (folder / "model.json").write_text(text)


@pytest.mark.parametrize("name", ["../v2", "", "a/b", ".hidden"])
def test_a_version_is_a_plain_name(registry: Registry, name: str) -> None:
    with pytest.raises(ModelError, match="geen naam"):
        registry.add(name, write, {})


def test_an_unknown_version_names_the_known_ones(registry: Registry) -> None:
    with pytest.raises(ModelError, match=r"geen model v7\. Wel: v1\."):
        registry.get("v7")


def test_other_terms_are_the_same_taxonomy_other_dossiers_are_not(taxonomy: Taxonomy) -> None:
    first = taxonomy.dossiers[0]
    reworded = first.model_copy(update={"terms": ("iets",)})
    terms = taxonomy.model_copy(update={"dossiers": (reworded, *taxonomy.dossiers[1:])})
    fewer = taxonomy.model_copy(update={"dossiers": taxonomy.dossiers[1:]})
    assert taxonomy_fingerprint(terms) == taxonomy_fingerprint(taxonomy)
    assert taxonomy_fingerprint(fewer) != taxonomy_fingerprint(taxonomy)
