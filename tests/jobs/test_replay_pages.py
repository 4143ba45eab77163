"""Captured pages of other sources than the Tweede Kamer, in any mix, through the chain."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
import pytest
from typer.testing import CliRunner

from config.settings import read_settings
from tests.crawler.pages import FIXTURES
from tracker.cli.app import app
from tracker.errors import SourceError
from tracker.jobs.replay import replay_all
from tracker.jobs.replay_pages import split
from tracker.jobs.workshop import Workshop

KINDS = {
    "officielepublicaties/kamerstuk-1.xml": "officielepublicaties",
    "cellar/found.json": "cellar",
    "epprocedures/procedure-2026-0211.json": "epprocedures",
    "oeil/file-2026-0211.html": "oeil",
    "feeds/pbl.xml": "feeds",
    "councilpress/feed.xml": "councilpress",
    "rijksoverheid/berichten.xml": "rijksoverheid",
    "presscorner/nl-1.json": "presscorner",
    "haveyoursay/open-0.json": "haveyoursay",
    "openoverheid/document-7b1f0c52-53a.json": "openoverheid",
    "wetgevingskalender/WGK027731.xml": "wetgevingskalender",
}


@pytest.fixture
def workshop(tmp_path: Path, now: datetime) -> Iterator[Workshop]:
    url = f"sqlite:///{tmp_path / 'replay.db'}"
    settings = read_settings(database_url=url, data_dir=tmp_path / "var")
    workshop = Workshop(settings, lambda: now)
    yield workshop
    workshop.engine.dispose()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One page of every kind under a name that says nothing, in a folder of its own."""
    folder = tmp_path / "kept"
    folder.mkdir()
    for number, name in enumerate(KINDS):
        shutil.copy(FIXTURES / name, folder / f"page{number:02d}{Path(name).suffix}")
    return folder


def kamer_page(path: Path) -> Path:
    row: dict[str, Any] = {
        "Id": str(uuid5(NAMESPACE_URL, "spoor")),
        "Soort": "Commissiedebat",
        "Nummer": "2026A00001",
        "Onderwerp": "Spoor in de regio",
        "DatumSoort": "Dag",
        "Datum": "2026-12-01T10:00:00+01:00",
        "Aanvangstijd": "2026-12-01T10:00:00+01:00",
        "Status": "Gepland",
        "GewijzigdOp": "2026-11-20T10:00:00+01:00",
        "ApiGewijzigdOp": "2026-11-20T10:00:00Z",
        "Verwijderd": False,
    }
    path.write_bytes(orjson.dumps([row]))
    return path


def test_a_page_of_every_kind_becomes_items_of_its_source(
    workshop: Workshop, folder: Path, now: datetime
) -> None:
    outcome = replay_all(workshop, [folder], now)

    assert set(outcome["sources"]) == set(KINDS.values())
    assert all(one["pages"] == 1 for one in outcome["sources"].values())
    assert all(one["items"] > 0 for one in outcome["sources"].values())
    assert outcome["unrecognised"] == []
    assert outcome["rows"] == {}


def test_the_same_pages_again_change_nothing(
    workshop: Workshop, folder: Path, now: datetime
) -> None:
    first = replay_all(workshop, [folder], now)

    again = replay_all(workshop, [folder], now.replace(minute=1))

    assert again["items"] == first["items"]
    for name, one in again["sources"].items():
        assert one["stored"]["new"] == one["stored"]["changed"] == 0, name
        assert one["changes"] == {"new": 0, "changed": 0, "deleted": 0}, name


def test_a_mixed_folder_goes_to_the_kamer_and_to_the_others(
    workshop: Workshop, folder: Path, now: datetime
) -> None:
    kamer_page(folder / "activiteit_page_1.json")
    (folder / "lees-mij.md").write_text("Hier staan pagina's.", encoding="utf-8")
    (folder / "foto.bin").write_bytes(b"\0\1\2" * 100)

    outcome = replay_all(workshop, [folder], now)

    assert outcome["rows"]["activiteit"]["live"] == 1
    assert outcome["items"]["activiteit"] >= 1
    assert "tweedekamer" not in outcome["sources"]
    assert outcome["sources"]["oeil"]["rows"] == 3
    assert outcome["unrecognised"] == ["foto.bin", "lees-mij.md"]


def test_a_broken_page_is_set_aside_and_the_rest_is_read(
    workshop: Workshop, folder: Path, now: datetime
) -> None:
    whole = (FIXTURES / "officielepublicaties/staatsblad.xml").read_bytes()
    (folder / "page90.xml").write_bytes(whole[: len(whole) // 2])
    refused = b"<diagnostics xmlns='http://docs.oasis-open.org/ns/search-ws/srw/diagnostic'>"
    (folder / "page91.xml").write_bytes(
        refused + b"<diagnostic><message>Query syntax error</message></diagnostic></diagnostics>"
    )

    outcome = replay_all(workshop, [folder], now)

    reasons = [one["reason"] for one in outcome["set_aside"]]
    assert any("geen geldige XML" in reason for reason in reasons)
    assert any("Query syntax error" in reason for reason in reasons)
    assert outcome["sources"]["officielepublicaties"]["pages"] == 1
    assert outcome["sources"]["officielepublicaties"]["items"] > 0


def test_nothing_that_anyone_knows_is_an_error_that_names_it(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    page = tmp_path / "iets.json"
    page.write_bytes(b'{"anders": true}')

    with pytest.raises(SourceError, match=r"iets\.json: niet herkend"):
        replay_all(workshop, [page], now)


def test_pages_are_read_also_beside_a_path_that_does_not_exist(
    workshop: Workshop, folder: Path, now: datetime
) -> None:
    outcome = replay_all(workshop, [folder, folder / "weg.tar.xz"], now)

    assert outcome["sources"]["oeil"]["items"] > 0
    assert any("bestaat niet" in one["reason"] for one in outcome["set_aside"])


def test_archives_and_pages_of_odata_are_the_kamers(tmp_path: Path) -> None:
    names = ("a.tar.xz", "b.tar", "c.jsonl", "d.json", "e.json", "f.json", "g.xml", ".hidden")
    for name in names:
        (tmp_path / name).write_bytes(b"")
    kamer_page(tmp_path / "d.json")
    (tmp_path / "e.json").write_bytes(b'{"@odata.context": "x", "value": []}')
    (tmp_path / "f.json").write_bytes(b'{"data": [{"id": "eli/dl/proc/2026-0211"}]}')

    kamer, others = split([tmp_path, tmp_path / "gone.json"])

    assert [path.name for path in kamer] == [
        "a.tar.xz", "b.tar", "c.jsonl", "d.json", "e.json", "gone.json",
    ]  # fmt: skip
    assert [path.name for path in others] == ["f.json", "g.xml"]


def test_the_command_shows_each_source_and_what_it_does_not_know(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "vreemd.txt").write_text("iets", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'cli.db'}")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "var"))

    shown = CliRunner().invoke(app, ["replay", str(folder)])

    assert shown.exit_code == 0, shown.output
    assert "Andere bronnen" in shown.output
    assert "wetgevingskalender" in shown.output
    assert "Niet herkend (1): vreemd.txt." in shown.output
    assert "Gelezen rijen" not in shown.output


@pytest.mark.captured
def test_the_captured_folders_give_items_of_every_kind(
    workshop: Workshop, samples: Path, now: datetime
) -> None:
    outcome = replay_all(workshop, [samples / "eu", samples / "nederland"], now)

    items = {name: one["items"] for name, one in outcome["sources"].items()}
    assert items["officielepublicaties"] == 6
    assert items["cellar"] == 9
    assert items["epprocedures"] == 7
    assert items["oeil"] == 5
    assert items["feeds"] == 2
    assert {"haveyoursay", "presscorner", "wetgevingskalender"} <= items.keys()
    assert all("Query syntax error" in one["reason"] for one in outcome["set_aside"])
    known = ("cellar-", "ep-odp-procedure-", "ep-odp-document-", "oeil-procedure-", "fragment-")
    assert not [name for name in outcome["unrecognised"] if name.startswith(known)]
    assert "README.md" in outcome["unrecognised"]
