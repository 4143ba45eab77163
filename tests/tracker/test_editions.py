"""Drafts in the database: one per week, and what a person wrote stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker import editions
from tracker.database import read_scope, session_scope
from tracker.models import EditionTable
from tracker.records import Block, Edition

MADE_AT = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)


def block(key: str, position: int, text: str = "machine") -> Block:
    return Block(
        key=key,
        section="agenda",
        kind="agenda-item",
        position=position,
        content={"text": text, "tags": [{"bac": "LG"}], "off": False},
        sources=(("Bron", "https://www.tweedekamer.nl/1"),),
        item_id=7,
    )


def draft(*blocks: Block, week: str = "2026-W48") -> Edition:
    return Edition(week, "Onderwerp", "Vooraf", MADE_AT, notice="Voorbeeld", blocks=blocks)


def save(engine: Engine, edition: Edition) -> int:
    with session_scope(engine) as session:
        return editions.save(session, edition)


def load(engine: Engine, week: str = "2026-W48") -> Edition:
    with read_scope(engine) as session:
        found = editions.load(session, week)
    assert found is not None
    return found


def test_an_edition_comes_back_as_it_was(engine: Engine) -> None:
    edition = draft(block("b", 1), block("a", 0))
    save(engine, edition)
    stored = load(engine)
    assert stored == replace(edition, blocks=(edition.blocks[1], edition.blocks[0]))


def test_there_is_nothing_for_a_week_without_edition(engine: Engine) -> None:
    with read_scope(engine) as session:
        assert editions.load(session, "2026-W48") is None
        assert editions.list_editions(session) == ()


def test_a_new_draft_replaces_the_machine_text_of_the_same_edition(engine: Engine) -> None:
    first = save(engine, draft(block("a", 0), block("gone", 1)))
    later = replace(draft(block("a", 1, "nieuw"), block("new", 0)), made_at=MADE_AT + timedelta(1))
    second = save(engine, later)
    stored = load(engine)
    assert first == second
    assert [(one.key, one.content["text"]) for one in stored.blocks] == [
        ("new", "machine"),
        ("a", "nieuw"),
    ]
    assert stored.made_at == MADE_AT + timedelta(1)


def test_an_approved_edition_is_not_replaced(engine: Engine) -> None:
    number = save(engine, draft(block("a", 0)))
    with session_scope(engine) as session:
        row = session.get(EditionTable, number)
        assert row is not None
        row.status = "approved"
    with pytest.raises(editions.EditionClosedError, match="2026-W48"):
        save(engine, draft(block("a", 0, "nieuw")))
    assert load(engine).blocks[0].content["text"] == "machine"


def test_editions_are_listed_newest_week_first(engine: Engine) -> None:
    for week in ("2026-W47", "2027-W01", "2026-W53"):
        save(engine, draft(week=week))
    with read_scope(engine) as session:
        listed = editions.list_editions(session)
    assert [one.week for one in listed] == ["2027-W01", "2026-W53", "2026-W47"]
    assert listed[0].status == "concept"


def test_the_previous_edition_may_be_weeks_ago(engine: Engine) -> None:
    for week in ("2026-W50", "2027-W02", "2027-W03"):
        save(engine, draft(week=week))
    with read_scope(engine) as session:
        found = editions.previous(session, "2027-W02")
        assert found is not None
        assert found.week == "2026-W50"
        assert editions.previous(session, "2026-W50") is None
