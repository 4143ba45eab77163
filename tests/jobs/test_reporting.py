"""From a captured verslag to the report in the letter, and what happens when it is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from config.settings import read_settings
from tests.jobs.test_replay import activiteit
from tests.newsletter.reporting import ASKED, PROMISED, TURNS
from tests.vlos import KAZEM, Activity, say, verslag
from tracker import editing, editions
from tracker.database import read_scope, session_scope
from tracker.jobs import editorial, reviewing
from tracker.jobs.drafting import draft
from tracker.jobs.replay import clock_of, replay_all
from tracker.jobs.reporting import unanchored_in
from tracker.jobs.workshop import Workshop
from tracker.records import Block

WEEK = "2026-W48"
HELD = activiteit(
    "Stikstof en natuur in de provincies", Nummer="2026A00001", Status="Uitgevoerd",
    Datum="2026-11-25T10:00:00+01:00", Aanvangstijd="2026-11-25T10:00:00+01:00",
    Eindtijd="2026-11-25T13:00:00+01:00",
)  # fmt: skip


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    settings = read_settings(
        database_url=f"sqlite:///{tmp_path / 'db.sqlite'}", data_dir=tmp_path / "var"
    )
    workshop = Workshop(settings, lambda: clock_of(WEEK))
    yield workshop
    workshop.engine.dispose()


def fed(workshop: Workshop, folder: Path, now: datetime, **files: bytes) -> dict[str, Any]:
    """Replay the debate and these verslagen."""
    folder.mkdir(exist_ok=True)
    (folder / "activiteit.json").write_bytes(orjson.dumps([HELD]))
    for name, body in files.items():
        (folder / f"{name}.xml").write_bytes(body)
    return replay_all(workshop, [folder], now)


def debate(workshop: Workshop) -> Block:
    """Draft the week and return the block of the debate."""
    edition = draft(workshop, WEEK)
    return next(block for block in edition.blocks if block.kind == "debat")


def quoted(block: Block) -> list[str]:
    report = block.content["report"]
    groups = [*report["said"], *report["answers"]]
    return [quote["text"] for group in groups for quote in group["quotes"]]


def test_a_captured_verslag_becomes_a_report(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    outcome = fed(workshop, tmp_path / "in", now, een=verslag(Activity(list(TURNS))))
    assert outcome["sources"]["verslagen"]["pages"] == 1
    assert outcome["unrecognised"] == []
    found = debate(workshop)
    assert found.content["report"]["state"] == "read"
    assert ASKED in quoted(found)
    assert PROMISED in quoted(found)


def test_no_verslag_yet(workshop: Workshop, tmp_path: Path, now: datetime) -> None:
    fed(workshop, tmp_path / "in", now)
    assert debate(workshop).content["report"]["message"] == "Van dit debat is nog geen verslag."


@pytest.mark.parametrize(
    ("body", "state", "words"),
    [
        (verslag(Activity([], number="2026A00001"), status="Casco"), "missing", "nog geen"),
        (verslag(Activity([say(KAZEM, "Iets anders.")], "2026A09999", "Vis")), "elsewhere", "niet"),
        (verslag(Activity([say(None, "Wie sprak er over stikstof?")])), "silent", "wie er sprak"),
    ],
)
def test_a_verslag_that_says_nothing_of_it(
    workshop: Workshop, tmp_path: Path, now: datetime, body: bytes, state: str, words: str
) -> None:
    fed(workshop, tmp_path / "in", now, een=body)
    report = debate(workshop).content["report"]
    assert report["state"] == state
    assert words in report["message"]


def test_a_broken_file_is_set_aside_and_a_broken_copy_is_said(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    whole = verslag(Activity(list(TURNS)))
    outcome = fed(workshop, tmp_path / "in", now, een=whole, stuk=whole[:2_000])
    (aside,) = outcome["set_aside"]
    assert aside["reason"].startswith("stuk.xml: het verslag")
    (kept,) = (workshop.data_dir / "resources").iterdir()
    kept.write_bytes(whole[:2_000])
    report = debate(workshop).content["report"]
    assert report["state"] == "unreadable"
    assert "kan niet worden gelezen" in report["message"]
    kept.unlink()
    assert debate(workshop).content["report"]["state"] == "missing"


def test_corrected_replaces_uncorrected_and_no_word_of_a_person_is_lost(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    fed(workshop, tmp_path / "in", now, een=verslag(Activity(list(TURNS))))
    key = debate(workshop).key
    with session_scope(workshop.engine) as session:
        edition = editions.load(session, WEEK)
        assert edition is not None
        seen = next(one.version for one in edition.blocks if one.key == key)
        text = {"kern": "<p>De Veluwe krijgt geld.</p>"}
        editing.write(session, WEEK, key, text, seen=seen, by="anna", now=now)
    better = [say(KAZEM, ASKED.replace("geld te geven", "meer geld te geven")), *TURNS[3:]]
    corrected = verslag(
        Activity(better), status="Gecorrigeerd", published="2026-12-20T09:00:00+01:00"
    )
    fed(workshop, tmp_path / "in", now.replace(minute=30), twee=corrected)
    found = debate(workshop)
    assert found.content["report"]["status"] == "Gecorrigeerd"
    assert any("meer geld te geven" in text for text in quoted(found))
    assert ASKED not in quoted(found)
    with read_scope(workshop.engine) as session:
        kept = editions.load(session, WEEK)
    assert kept is not None
    block = next(one for one in kept.blocks if one.key == key)
    assert (block.human or {})["kern"] == "<p>De Veluwe krijgt geld.</p>"


def test_a_stored_report_is_held_against_its_verslag(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    fed(workshop, tmp_path / "in", now, een=verslag(Activity(list(TURNS))))
    edition = draft(workshop, WEEK)
    assert unanchored_in(workshop, edition) == {}
    block = next(one for one in edition.blocks if one.kind == "debat")
    block.content["report"]["answers"][0]["quotes"][0]["text"] = "Dat zei niemand."
    problems = unanchored_in(workshop, edition)
    assert "“Dat zei niemand.” staat niet letterlijk" in problems[block.key][0]
    for path in (workshop.data_dir / "resources").iterdir():
        path.unlink()
    assert unanchored_in(workshop, edition)[block.key] == (
        "Het verslag waar dit uit komt, is niet meer te lezen.",
    )


def test_what_nobody_said_stands_in_the_way_of_an_approval(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    fed(workshop, tmp_path / "in", now, een=verslag(Activity(list(TURNS))))
    edition = draft(workshop, WEEK)
    block = next(one for one in edition.blocks if one.kind == "debat")
    quote, seen = block.content["report"]["said"][0]["quotes"][0], []
    with read_scope(workshop.engine) as session:
        for text in (quote["text"], "Dat zei niemand."):
            quote["text"] = text
            found = reviewing.findings(workshop, session, edition)
            seen.append([(one.block_key, one.is_open) for one in found if one.rule == "verslag"])
    assert seen == [[], [(block.key, True)]]


def test_a_week_without_debates_is_no_error(workshop: Workshop) -> None:
    edition = draft(workshop, WEEK)
    assert [block for block in edition.blocks if block.kind == "debat"] == []


def test_a_debate_that_is_put_in_or_made_anew_has_its_report(
    workshop: Workshop, tmp_path: Path, now: datetime
) -> None:
    fed(workshop, tmp_path / "in", now, een=verslag(Activity(list(TURNS))))
    block = debate(workshop)
    assert block.item_id is not None
    anew = editorial.made_anew(workshop, WEEK, block)
    put_in = editorial.of_item(workshop, WEEK, block.item_id)
    assert anew.content["report"] == put_in.content["report"] == block.content["report"]
    assert anew.key == put_in.key == block.key
