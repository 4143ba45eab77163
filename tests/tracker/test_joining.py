"""The same letter in several sources is one item with several links, until a person objects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tracker import joining, overview, queries
from tracker.database import Session, session_scope
from tracker.errors import HaagseZakenError
from tracker.overview import Scope
from tracker.recording import Recorder
from tracker.records import ItemKind, ScrapedItem
from tracker.search import entries
from tracker.search.finding import Audience, SearchQuery, find

TITLE = "Voortgang aanpak netcongestie in de provincies"
DAY = date(2026, 11, 20)
LETTER = ScrapedItem(
    "tweedekamer", "zaak:1", ItemKind.KAMERBRIEF, TITLE, number="2026Z1", published_on=DAY,
    identifiers=("kst:29023-812",),
)  # fmt: skip
STUK = ScrapedItem(
    "officielepublicaties", "stuk:kst-29023-812", ItemKind.KAMERSTUK, f"29 023, nr. 812 - {TITLE}",
    published_on=DAY + timedelta(days=2), identifiers=("kst:29023-812",),
)  # fmt: skip
NEWS = ScrapedItem(
    "rijksoverheid", "bericht:1", ItemKind.PUBLICATIE, f"Kamerbrief over {TITLE}",
    published_on=DAY,
)  # fmt: skip


def bring(engine: Engine, now: datetime, run: int, item: ScrapedItem) -> int:
    """Record an item as a run of its source would; returns its id."""
    with session_scope(engine) as session:
        Recorder(session, run, now, silent=False).record([item], source=item.source)
        joining.join_fresh(session, joining.fresh_ids(session, run, now), now)
        return queries.item_ids(session, item.source, [item.key])[item.key]


def group(session: Session, item_id: int) -> set[int]:
    return set(joining.group_of(session, item_id))


def test_three_sources_give_one_item_with_the_rule_that_joined_them(
    engine: Engine, now: datetime
) -> None:
    news = bring(engine, now, 1, NEWS)
    letter = bring(engine, now, 2, LETTER)
    stuk = bring(engine, now, 3, STUK)

    with session_scope(engine) as session:
        rules = {one.item_id: one.rule for one in joining.joins_of(session, [letter])[letter]}
        assert rules == {news: "titel en datum", stuk: "zelfde nummer"}
        assert group(session, stuk) == {news, letter, stuk}
        assert joining.joined_ids(session, [news, letter, stuk]) == {news, stuk}


def test_what_took_another_in_is_itself_taken_in_later(engine: Engine, now: datetime) -> None:
    copy = replace(STUK, source="openoverheid", key="document:1")
    news = bring(engine, now, 1, NEWS)
    register = bring(engine, now, 2, copy)
    letter = bring(engine, now, 3, LETTER)

    with session_scope(engine) as session:
        assert group(session, letter) == {news, register, letter}
        assert joining.joined_ids(session, [news, register, letter]) == {news, register}


def test_only_one_of_them_is_listed_and_found(engine: Engine, now: datetime) -> None:
    bring(engine, now, 1, STUK)
    letter = bring(engine, now, 2, LETTER)

    with session_scope(engine) as session:
        entries.refresh_items(session)
        found = find(session, SearchQuery("netcongestie", audience=Audience.MEMBER), now.date())
        happened = overview.happened(session, Scope(everything=True), now + timedelta(days=9))
    assert [one.item_id for one in found.hits] == [letter]
    assert [one.id for one in happened.items] == [letter]


def test_a_person_takes_them_apart_and_they_stay_apart(engine: Engine, now: datetime) -> None:
    stuk = bring(engine, now, 1, STUK)
    letter = bring(engine, now, 2, LETTER)

    with session_scope(engine) as session:
        joining.undo(session, stuk, letter, "redactie", now)
    with session_scope(engine) as session:
        again = joining.join_fresh(session, [stuk, letter], now)
        undone = joining.joins_of(session, [stuk])[stuk]

        assert again == 0
        assert [one.undone_by for one in undone] == ["redactie"]
        assert joining.joined_ids(session, [stuk, letter]) == set()
        with pytest.raises(HaagseZakenError, match="niet"):
            joining.undo(session, stuk, letter, "redactie", now)


def test_joining_again_changes_nothing(engine: Engine, now: datetime) -> None:
    stuk = bring(engine, now, 1, STUK)
    letter = bring(engine, now, 2, LETTER)

    with session_scope(engine) as session:
        assert joining.join_fresh(session, [stuk, letter], now) == 0


def test_what_was_published_long_ago_is_left_alone(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        Recorder(session, 1, now, silent=True).record([LETTER])

        assert joining.fresh_ids(session, 1, now + timedelta(days=90)) == []
        assert len(joining.fresh_ids(session, 1, now)) == 1
