"""Whom a change reaches, and when: dossiers, absences, followers, digests, quiet hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from config.loader import load_people, load_taxonomy
from config.schema import Absence
from tests.tracker.routing_world import (
    CANCELLED,
    LANDBOUW,
    ROOM,
    STIKSTOF,
    WATER,
    change,
    pings,
    pings_for,
    routed,
    stored,
)
from tests.tracker.telling_world import AT_ONCE, CHANNEL, DEBATE, NOW, PEOPLE, RULES
from tracker import dutch
from tracker.records import ChangeKind, Desk, DossierMatch
from tracker.routing import Standing, plan, responsible


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
