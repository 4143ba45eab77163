"""Captured pages through the chain: counts, what was set aside, the draft of a week."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import orjson
import pytest

from config.settings import Settings, read_settings
from tracker.errors import SourceError
from tracker.jobs.replay import clock_of, replay, replay_week
from tracker.jobs.workshop import Workshop

CHANGED = "2025-10-01T10:00:00.1234567Z"


def activiteit(name: str, **fields: Any) -> dict[str, Any]:
    """One row as a stored page has it: no keys that end in _Id."""
    return {
        "Id": str(uuid5(NAMESPACE_URL, name)),
        "Soort": "Commissiedebat",
        "Nummer": f"2025A{sum(name.encode()):05d}",
        "Onderwerp": f"{name} ",
        "DatumSoort": "Dag",
        "Datum": "2025-10-01T10:00:00+02:00",
        "Aanvangstijd": "2025-10-01T10:00:00+02:00",
        "Eindtijd": "2025-10-01T13:00:00+02:00",
        "Status": "Gepland",
        "Kamer": "Tweede Kamer",
        "Voortouwafkorting": "LVVN",
        "Voortouwnaam": "vaste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur",
        "GewijzigdOp": "2025-10-01T12:00:00+02:00",
        "ApiGewijzigdOp": CHANGED,
        "Verwijderd": False,
        **fields,
    }


def removed(name: str) -> dict[str, Any]:
    row = dict.fromkeys(activiteit(name))
    return {
        **row,
        "Id": str(uuid5(NAMESPACE_URL, name)),
        "ApiGewijzigdOp": CHANGED,
        "GewijzigdOp": CHANGED,
        "Verwijderd": True,
    }


def archive(path: Path, pages: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:xz") as file:
        for name, data in pages.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            file.addfile(entry, io.BytesIO(data))
    return path


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Two pages in an archive: a row twice, a deleted one, one without its required fields."""
    stikstof, spoor = activiteit("Stikstof en natuurvergunningen"), activiteit("Spoor in de regio")
    first = [stikstof, removed("Iets anders")]
    second = {"value": [stikstof, spoor, activiteit("Zonder nummer", Nummer=None, Soort=None)]}
    return archive(
        tmp_path / "activiteit-pages.tar.xz",
        {
            "activiteit/activiteit_page_1.json": orjson.dumps(first),
            "activiteit/activiteit_page_2.json": orjson.dumps(second),
            "activiteit/activiteit_page_3.json": b'[{"Id": "cut off',
        },
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path / 'replay.db'}"
    return read_settings(database_url=url, data_dir=tmp_path / "var")


@pytest.fixture
def workshop(settings: Settings, now: datetime) -> Iterator[Workshop]:
    workshop = Workshop(settings, lambda: now)
    yield workshop
    workshop.engine.dispose()


def test_rows_are_counted_once_with_what_was_deleted_and_set_aside(
    workshop: Workshop, pages: Path, now: datetime
) -> None:
    outcome = replay(workshop, [pages], now).as_json()

    assert outcome["rows"] == {
        "activiteit": {"read": 5, "unique": 3, "deleted": 1, "live": 2, "set_aside": 1}
    }
    assert outcome["pages"] == {"read": 2, "set_aside": 1}
    assert outcome["items"] == {"activiteit": 2}
    reasons = {entry["reason"] for entry in outcome["set_aside"]}
    assert any("verplicht veld" in reason for reason in reasons)
    assert any("JSON" in reason for reason in reasons)


def test_the_same_pages_again_change_nothing(
    workshop: Workshop, pages: Path, now: datetime
) -> None:
    replay(workshop, [pages], now)

    again = replay(workshop, [pages], now.replace(minute=1)).as_json()

    assert again["stored"] == {"new": 0, "changed": 0, "unchanged": 4, "deleted": 0}
    assert again["changes"] == {"new": 0, "changed": 0, "deleted": 0}


def test_nothing_readable_is_an_error_and_no_empty_success(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    with pytest.raises(SourceError, match="niets te lezen"):
        replay(workshop, [empty, tmp_path / "missing.tar.xz"], now)


def test_a_week_sets_the_clock_and_gives_its_draft(
    settings: Settings, pages: Path, now: datetime
) -> None:
    outcome = replay_week(settings, [pages], "2025-W40", now)

    assert outcome["draft"]["subject"].startswith("Haagse Zaken week 40")
    letter = Path(outcome["draft"]["text"]).read_text(encoding="utf-8")
    assert "Stikstof en natuurvergunningen" in letter
    assert "Zonder nummer" not in letter
    assert "Iets anders" not in letter


def test_the_draft_is_made_on_thursday_afternoon() -> None:
    assert clock_of("2025-W40").isoformat() == "2025-10-02T14:00:00+00:00"


@pytest.mark.captured
def test_captured_pages_of_activiteiten_are_all_usable(
    workshop: Workshop, samples: Path, now: datetime
) -> None:
    pages = sorted((samples / "tweedekamer/odata").glob("activiteit_page_*.json"))

    outcome = replay(workshop, pages, now).as_json()

    assert outcome["rows"]["activiteit"]["read"] == 250 * len(pages)
    assert outcome["rows"]["activiteit"]["set_aside"] == 0
    assert outcome["items"]["activiteit"] == outcome["rows"]["activiteit"]["live"]
