"""Which change is told at all: quiet kinds, old news, successors, votes, corrections."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.tracker.routing_world import change, pings, pings_for, stored
from tests.tracker.telling_world import CHANNEL, DEBATE, NOW, PEOPLE, add_change, add_item
from tracker import threads
from tracker.database import session_scope
from tracker.models import ClassificationTable
from tracker.queries import stored_items
from tracker.records import ChangeKind, ItemKind, StoredItem
from tracker.routing import QUIET


@pytest.mark.parametrize(
    "item",
    [
        stored(relevant=False),
        stored(certain=False),
        stored(matches=()),
        replace(stored(), classification=None),
    ],
    ids=["irrelevant", "to be judged", "no dossier", "not classified"],
)
def test_what_is_not_surely_ours_is_told_to_nobody(item: StoredItem) -> None:
    assert pings(ChangeKind.NEW, of=item) == ()
    assert pings(ChangeKind.CANCELLED, of=item) == ()


@pytest.mark.parametrize("kind", sorted(QUIET))
def test_quiet_changes_are_not_told_alone_nor_with_others(kind: ChangeKind) -> None:
    assert pings(kind) == ()
    assert pings(kind, ChangeKind.ROOM)[0].change_ids == (2,)


@pytest.mark.parametrize("kind", sorted(set(ChangeKind) - QUIET))
def test_every_other_kind_is_told_and_only_four_are_broadcast(kind: ChangeKind) -> None:
    loud = {ChangeKind.MOVED, ChangeKind.CANCELLED, ChangeKind.REPLACED, ChangeKind.LAPSED}

    (ping,) = pings(kind)

    assert ping.broadcast == (kind in loud)
    assert ping.key.endswith(f"|{CHANNEL}|{kind.value}")


def test_a_batch_is_named_after_its_most_important_change_and_broadcast_with_it() -> None:
    (ping,) = pings(ChangeKind.ROOM, ChangeKind.MOVED, ChangeKind.AGENDA_ADDED)

    assert ping.change_ids == (1, 2, 3)
    assert ping.key.endswith("|moved")
    assert ping.broadcast


def test_something_new_that_is_over_is_no_news() -> None:
    started = stored(replace(DEBATE, starts_at=NOW - timedelta(minutes=1)))
    letter = replace(DEBATE, kind=ItemKind.KAMERBRIEF, starts_at=None, ends_at=None)
    fresh = stored(replace(letter, published_on=date(2026, 11, 9)))
    old = stored(replace(letter, published_on=date(2026, 11, 8)))

    assert pings(ChangeKind.NEW, of=started) == ()
    assert len(pings(ChangeKind.NEW, of=fresh)) == 1
    assert pings(ChangeKind.NEW, of=old) == ()
    assert pings(ChangeKind.NEW, ChangeKind.DOCUMENT_ADDED, of=old) == ()


def test_tidying_of_long_gone_debates_is_not_told_but_their_documents_are() -> None:
    gone = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    item = stored(replace(DEBATE, starts_at=gone, ends_at=gone + timedelta(hours=2)))

    assert pings(ChangeKind.ROOM, of=item) == ()
    assert pings(ChangeKind.CANCELLED, of=item) == ()
    assert pings(ChangeKind.ROOM, ChangeKind.DOCUMENT_ADDED, of=item)[0].change_ids == (2,)


def test_a_debate_of_last_week_that_moves_to_next_week_is_told() -> None:
    gone = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
    new = {"starts_at": "2026-12-11T13:00:00+00:00", "precision": "time"}
    item = stored(replace(DEBATE, starts_at=gone, ends_at=None))

    found = pings_for(item, [change(ChangeKind.REPLACED, new=new)], PEOPLE, NOW)

    assert len(found) == 1


def test_the_key_depends_on_the_content_and_not_on_ids_of_changes() -> None:
    moved = {"old": {"starts_at": "2026-12-02T09:00:00+00:00"}, "new": {"starts_at": None}}
    first = pings_for(stored(), [change(ChangeKind.MOVED, 1, 2, **moved)], PEOPLE, NOW)
    same = pings_for(stored(), [change(ChangeKind.MOVED, 9, 2, **moved)], PEOPLE, NOW)
    again = pings_for(stored(), [change(ChangeKind.MOVED, 9, 4, **moved)], PEOPLE, NOW)

    assert first[0].key == same[0].key
    assert first[0].key != again[0].key
    assert len(first[0].key) <= 255


def test_an_announced_successor_is_not_told_as_new() -> None:
    item = stored(replace(DEBATE, replaces=("activiteit:0",)))
    new, room = [change(ChangeKind.NEW)], [change(ChangeKind.ROOM)]

    assert pings_for(item, new, PEOPLE, NOW, announced=True) == ()
    assert len(pings_for(item, new, PEOPLE, NOW, announced=False)) == 1
    assert len(pings_for(item, room, PEOPLE, NOW, announced=True)) == 1


@pytest.mark.parametrize(
    ("kind", "silent", "announced"),
    [
        (ChangeKind.REPLACED, False, True),
        (ChangeKind.REPLACED, True, False),
        (ChangeKind.ROOM, False, False),
    ],
)
def test_a_successor_is_announced_by_a_told_change_of_its_predecessor(
    engine: Engine, kind: ChangeKind, silent: bool, announced: bool
) -> None:
    with session_scope(engine) as session:
        add_change(session, add_item(session), kind, silent=silent)
        successor = add_item(
            session, replace(DEBATE, key="activiteit:2", replaces=("activiteit:1",))
        )
        unrelated = add_item(session, replace(DEBATE, key="activiteit:3"))
        items = stored_items(session, [successor, unrelated])

        assert threads.is_announced(session, items[successor]) is announced
        assert not threads.is_announced(session, items[unrelated])


@pytest.mark.parametrize(("certain", "announced"), [(True, True), (False, False)])
def test_a_vote_is_told_through_what_was_voted_on(
    engine: Engine, certain: bool, announced: bool
) -> None:
    motion = replace(DEBATE, key="zaak:1", kind=ItemKind.MOTIE)
    ballot = replace(DEBATE, key="besluit:1", kind=ItemKind.STEMMING, related=("zaak:1",))
    with session_scope(engine) as session:
        motion_id = add_item(session, motion)
        ballot_id = add_item(session, ballot)
        session.get_one(ClassificationTable, motion_id).certain = certain
        session.flush()

        found = threads.is_announced(session, stored_items(session, [ballot_id])[ballot_id])

    assert found is announced
    vote = [change(ChangeKind.OUTCOME)]
    assert len(pings_for(stored(ballot), vote, PEOPLE, NOW, announced=announced)) == 1 - announced


def test_a_corrected_verslag_is_no_news() -> None:
    report = stored(replace(DEBATE, kind=ItemKind.VERSLAG))

    corrected = (ChangeKind.DOCUMENT_ADDED, ChangeKind.DOCUMENT_WITHDRAWN, ChangeKind.OUTCOME)
    assert pings(*corrected, of=report) == ()
    assert pings(ChangeKind.TIME, of=report) == ()
    assert len(pings(ChangeKind.NEW, of=report)) == 1
