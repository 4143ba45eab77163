"""Which change reaches whom: dossiers, absences, quiet kinds, old news, successors."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from config.loader import load_people, load_taxonomy
from config.schema import Absence, People
from tests.tracker.telling_world import (
    AT_ONCE,
    CHANNEL,
    DEBATE,
    NOW,
    PEOPLE,
    RULES,
    add_change,
    add_item,
)
from tracker import dutch, threads
from tracker.database import session_scope
from tracker.models import ClassificationTable
from tracker.queries import stored_items
from tracker.records import (
    ChangeKind,
    Classification,
    Desk,
    DossierMatch,
    ItemKind,
    Ping,
    ScrapedItem,
    StoredChange,
    StoredItem,
)
from tracker.routing import QUIET, Routed, Standing, plan, responsible

STIKSTOF = DossierMatch("stikstof", "landelijk-gebied", 0.9)
LANDBOUW = DossierMatch("landbouw", "landelijk-gebied", 0.7)
WATER = DossierMatch("water-bodem", "ruimte-leefomgeving", 0.6)


def stored(
    item: ScrapedItem = DEBATE,
    matches: tuple[DossierMatch, ...] = (STIKSTOF,),
    *,
    relevant: bool = True,
    certain: bool = True,
) -> StoredItem:
    labels = Classification(relevant, 0.9, certain, matches)
    return StoredItem(7, item, 1, NOW, NOW, classification=labels)


def change(kind: ChangeKind, number: int = 1, version: int = 1, **values: Any) -> StoredChange:
    return StoredChange(
        number, 7, kind, kind.value, values.get("old"), values.get("new"), version, NOW
    )


def pings_for(
    of: StoredItem, changes: list[StoredChange], people: People, at: datetime,
    *, announced: bool = False,
) -> tuple[Ping, ...]:  # fmt: skip
    """Return the messages when everything is told at once."""
    rules = replace(RULES, people=people, telling=AT_ONCE)
    return plan(of, changes, rules, Standing(announced=announced), at).pings


def pings(*kinds: ChangeKind, of: StoredItem | None = None, at: datetime = NOW) -> tuple[Ping, ...]:
    changes = [change(kind, number) for number, kind in enumerate(kinds, 1)]
    return pings_for(of or stored(), changes, PEOPLE, at)


def test_one_ping_in_the_channel_of_the_best_dossier_names_everyone() -> None:
    (ping,) = pings(ChangeKind.ROOM, of=stored(matches=(STIKSTOF, WATER, LANDBOUW)))

    assert ping.channel == CHANNEL
    assert ping.recipients == ("stikstof", "water", "landbouw")
    assert ping.change_ids == (1,)


def test_somebody_with_two_of_the_dossiers_is_named_once() -> None:
    people = PEOPLE.model_copy(
        update={"dossiers": {**PEOPLE.dossiers, "landbouw": PEOPLE.dossiers["stikstof"]}}
    )

    (ping,) = pings_for(
        stored(matches=(STIKSTOF, LANDBOUW)), [change(ChangeKind.ROOM)], people, NOW
    )

    assert ping.recipients == ("stikstof",)


@pytest.mark.parametrize(
    ("day", "person"),
    [
        (date(2026, 11, 30), "stikstof"),
        (date(2026, 12, 1), "landbouw"),
        (date(2026, 12, 3), "coordinator"),
        (date(2026, 12, 4), "landbouw"),
        (date(2026, 12, 5), "stikstof"),
    ],
)
def test_deputy_and_coordinator_step_in_during_absence(day: date, person: str) -> None:
    assert responsible(PEOPLE, STIKSTOF, day) == person


def test_an_absence_starts_at_midnight_in_amsterdam() -> None:
    before, after = (
        datetime(2026, 11, 30, 22, 59, tzinfo=UTC),
        datetime(2026, 11, 30, 23, 0, tzinfo=UTC),
    )

    assert responsible(PEOPLE, STIKSTOF, dutch.day_of(before)) == "stikstof"
    assert responsible(PEOPLE, STIKSTOF, dutch.day_of(after)) == "landbouw"


def test_a_dossier_that_left_the_taxonomy_goes_to_the_coordinator() -> None:
    gone = DossierMatch("opgeheven", "landelijk-gebied", 0.9)

    assert pings(ChangeKind.ROOM, of=stored(matches=(gone,)))[0].recipients == ("coordinator",)
    assert pings(ChangeKind.ROOM, of=stored(matches=(DossierMatch("x", "weg", 0.9),))) == ()


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


ROOM = [change(ChangeKind.ROOM)]
CANCELLED = [change(ChangeKind.CANCELLED)]


def routed(changes: list[StoredChange], at: datetime = NOW, **standing: Any) -> Routed:
    of = stored(matches=(STIKSTOF, WATER))
    return plan(of, changes, RULES, Standing(**standing), at)


def test_what_can_wait_goes_to_the_digest_of_each_and_into_no_channel() -> None:
    found = routed(ROOM)

    assert found.pings == ()
    assert found.why == ""
    assert [(one.person, one.change_ids, one.reason) for one in found.entries] == [
        ("stikstof", (1,), ""),
        ("water", (1,), ""),
    ]
    assert len({one.key for one in found.entries}) == 2


def test_what_can_wait_is_still_a_reply_without_a_mention_in_a_thread_that_is_there() -> None:
    found = routed(ROOM, has_thread=True)

    assert [(one.recipients, one.broadcast) for one in found.pings] == [((), False)]
    assert len(found.entries) == 2


def test_what_is_urgent_names_everyone_in_the_channel_and_is_in_no_digest() -> None:
    found = routed(CANCELLED)

    assert [(one.channel, one.recipients) for one in found.pings] == [
        (CHANNEL, ("stikstof", "water"))
    ]
    assert found.entries == ()
    assert found.why


def test_followers_hear_of_it_and_who_took_it_stands_in_for_the_responsible() -> None:
    followed = Desk(followers=("landbouw", "weg", "stikstof"))
    taken = Desk(taken_by="coordinator", followers=("landbouw",))

    assert routed(CANCELLED, desk=followed).pings[0].recipients == ("stikstof", "water", "landbouw")
    assert routed(CANCELLED, desk=taken).pings[0].recipients == ("coordinator", "landbouw")


def test_when_who_took_it_is_away_the_responsible_hear_of_it() -> None:
    away = Absence(person="coordinator", from_on=NOW.date(), until_on=NOW.date())
    people = PEOPLE.model_copy(update={"absences": (away,)})
    standing = Standing(desk=Desk(taken_by="coordinator"))

    (ping,) = plan(stored(), CANCELLED, replace(RULES, people=people), standing, NOW).pings

    assert ping.recipients == ("stikstof",)


def test_what_somebody_dismissed_is_told_to_nobody_but_its_followers() -> None:
    dismissed = Desk(dismissed_by="stikstof", followers=("water",))

    found = routed(CANCELLED, desk=dismissed)

    assert found.pings == ()
    assert [one.person for one in found.entries] == ["water"]


def test_over_the_noise_budget_somebody_is_not_named_and_reads_it_in_the_digest() -> None:
    later = replace(stored(), item=replace(DEBATE, starts_at=datetime(2027, 2, 3, 9, tzinfo=UTC)))
    told = {"stikstof": RULES.telling.budget.urgent_per_day, "water": 0}

    found = plan(
        replace(later, classification=stored(matches=(STIKSTOF, WATER)).classification),
        CANCELLED, RULES, Standing(told_today=told), NOW,
    )  # fmt: skip

    assert found.pings[0].recipients == ("water",)
    assert [(one.person, one.reason) for one in found.entries] == [("stikstof", "budget")]


def test_without_a_digest_there_is_no_budget() -> None:
    rules = replace(RULES, telling=AT_ONCE)
    found = plan(stored(), ROOM, rules, Standing(told_today={"stikstof": 99}), NOW)
    assert (found.pings[0].recipients, found.entries) == (("stikstof",), ())


def test_what_is_tomorrow_is_told_whatever_the_budget() -> None:
    eve = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    people = PEOPLE.model_copy(update={"absences": ()})
    standing = Standing(told_today={"stikstof": 99})

    (ping,) = plan(stored(), CANCELLED, replace(RULES, people=people), standing, eve).pings

    assert ping.recipients == ("stikstof",)


@pytest.mark.parametrize(
    ("at", "due"),
    [
        (datetime(2026, 11, 23, 9, tzinfo=UTC), datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (datetime(2026, 11, 23, 20, tzinfo=UTC), datetime(2026, 11, 24, 6, 30, tzinfo=UTC)),
        (datetime(2026, 11, 28, 9, tzinfo=UTC), datetime(2026, 11, 30, 6, 30, tzinfo=UTC)),
        (datetime(2026, 12, 1, 22, tzinfo=UTC), datetime(2026, 12, 1, 22, tzinfo=UTC)),
    ],
    ids=["by day", "in the evening", "at the weekend", "the debate starts before it can wait"],
)
def test_an_urgent_message_waits_for_the_end_of_the_quiet_time(at: datetime, due: datetime) -> None:
    assert routed(CANCELLED, at).pings[0].due_at == due


def test_a_message_that_waits_names_who_is_there_when_it_goes() -> None:
    evening = datetime(2026, 11, 30, 20, tzinfo=UTC)
    later = stored(replace(DEBATE, starts_at=datetime(2026, 12, 10, 9, tzinfo=UTC)))

    (ping,) = plan(later, CANCELLED, RULES, Standing(), evening).pings

    assert ping.due_at == datetime(2026, 12, 1, 6, 30, tzinfo=UTC)
    assert ping.recipients == ("landbouw",)


def test_the_shipped_people_cover_the_shipped_taxonomy() -> None:
    people = load_people(load_taxonomy())

    assert len(people.dossiers) == 43
    assert all(entry.lobbyist != entry.deputy for entry in people.dossiers.values())
    assert all(person.email.endswith("@ipo.example") for person in people.people)
