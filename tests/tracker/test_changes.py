"""Which differences between two versions of an item are told, and which are not."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.changes import diff, plain_title, remark
from tracker.records import (
    ROLE_MEMBER,
    ROLE_MINISTER,
    Actor,
    AgendaPoint,
    ChangeKind,
    DatePrecision,
    DocumentRef,
    ItemKind,
    ScrapedItem,
    Status,
    Vote,
)

START = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
DEBATE = ScrapedItem(
    source="tweedekamer",
    key="activiteit:1",
    kind=ItemKind.ACTIVITEIT,
    subtype="Commissiedebat",
    title="Stikstof",
    status=Status.PLANNED,
    starts_at=START,
    ends_at=START + timedelta(hours=3),
    precision=DatePrecision.TIME,
    room="Thorbeckezaal",
    agenda=(AgendaPoint("p1", "Voortgangsbrief", 1),),
    actors=(Actor("Van Dam", ROLE_MINISTER, "minister"),),
)


def kinds(old: ScrapedItem, new: ScrapedItem) -> list[ChangeKind]:
    return [change.kind for change in diff(old, new)]


def test_the_same_item_gives_no_change() -> None:
    assert diff(DEBATE, DEBATE) == ()


@pytest.mark.parametrize(
    "new",
    [
        replace(DEBATE, updated_at=START),
        replace(DEBATE, title="Stikstof  "),
        replace(DEBATE, actors=(*DEBATE.actors, Actor("Jansen", ROLE_MEMBER, party="VVD"))),
        replace(DEBATE, agenda=(AgendaPoint("p1", " Voortgangsbrief ", 7),)),
    ],
    ids=["time stamp", "trailing blanks", "a member signs up", "order and blanks of the agenda"],
)
def test_what_no_reader_notices_gives_no_change(new: ScrapedItem) -> None:
    assert diff(DEBATE, new) == ()


def test_another_day_is_one_change_that_carries_both_moments() -> None:
    later = replace(
        DEBATE, starts_at=START + timedelta(days=8), ends_at=START + timedelta(days=8, hours=3)
    )

    (change,) = diff(DEBATE, later)

    assert change.kind is ChangeKind.MOVED
    assert change.old["starts_at"] == "2026-12-03T09:00:00+00:00"
    assert change.new["starts_at"] == "2026-12-11T09:00:00+00:00"


def test_another_hour_on_the_same_day_is_a_change_of_time() -> None:
    assert kinds(DEBATE, replace(DEBATE, starts_at=START + timedelta(hours=1))) == [ChangeKind.TIME]


def test_a_dateless_activity_gets_a_date_and_loses_it() -> None:
    dateless = replace(DEBATE, starts_at=None, ends_at=None, precision=DatePrecision.NONE)

    assert kinds(dateless, DEBATE) == [ChangeKind.DATED]
    assert kinds(DEBATE, dateless) == [ChangeKind.UNDATED]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.CANCELLED, ChangeKind.CANCELLED),
        (Status.LAPSED, ChangeKind.LAPSED),
        (Status.HELD, ChangeKind.HELD),
        (Status.MOVED, ChangeKind.REPLACED),
    ],
)
def test_a_status_is_told_by_what_it_means(status: Status, kind: ChangeKind) -> None:
    assert kinds(DEBATE, replace(DEBATE, status=status)) == [kind]


def test_a_cancelled_debate_that_returns_is_reinstated() -> None:
    assert kinds(replace(DEBATE, status=Status.CANCELLED), DEBATE) == [ChangeKind.REINSTATED]


def test_a_replaced_debate_names_its_successor_once() -> None:
    replaced = replace(
        DEBATE,
        status=Status.MOVED,
        title="Stikstof (verplaatst naar 11 december 2026)",
        replaced_by=("activiteit:2",),
        moved_to=START + timedelta(days=8),
    )

    (change,) = diff(DEBATE, replaced)

    assert change.kind is ChangeKind.REPLACED
    assert change.new == {
        "keys": ["activiteit:2"],
        "starts_at": "2026-12-11T09:00:00+00:00",
        "reason": "verplaatst naar 11 december 2026",
    }


def test_a_successor_that_moves_again_is_not_told_at_the_predecessor() -> None:
    replaced = replace(DEBATE, status=Status.MOVED, replaced_by=("activiteit:2",), moved_to=START)

    assert diff(replaced, replace(replaced, moved_to=START + timedelta(days=1))) == ()


def test_agenda_points_are_added_changed_and_withdrawn() -> None:
    new = replace(
        DEBATE, agenda=(AgendaPoint("p1", "Voortgangsbrief (herzien)"), AgendaPoint("p2", "Advies"))
    )

    assert kinds(DEBATE, new) == [ChangeKind.AGENDA_ADDED, ChangeKind.AGENDA_CHANGED]
    assert kinds(DEBATE, replace(DEBATE, agenda=())) == [ChangeKind.AGENDA_WITHDRAWN]


def test_a_minister_and_a_room_are_told() -> None:
    new = replace(DEBATE, room="Groen van Prinstererzaal", actors=())

    assert kinds(DEBATE, new) == [ChangeKind.ROOM, ChangeKind.ACTOR_WITHDRAWN]


def test_an_answer_to_kamervragen_is_an_answer_and_no_mere_document() -> None:
    asked = replace(DEBATE, kind=ItemKind.KAMERVRAGEN)
    answered = replace(
        asked,
        documents=(
            DocumentRef("d1", "2026D1", "Antwoord schriftelijke vragen", "Antwoord", date.today()),
            DocumentRef("d2", "2026D2", "Bijlage", "Bijlage"),
        ),
    )

    assert kinds(asked, answered) == [ChangeKind.ANSWERED, ChangeKind.DOCUMENT_ADDED]


def test_the_outcome_of_a_vote_carries_each_fractie() -> None:
    motion = replace(DEBATE, kind=ItemKind.MOTIE)
    voted = replace(
        motion, outcome="aangenomen", votes=(Vote("VVD", "voor", 24), Vote("PVV", "tegen", 37))
    )

    (change,) = diff(motion, voted)

    assert change.kind is ChangeKind.OUTCOME
    assert change.new == {
        "outcome": "aangenomen",
        "votes": [["PVV", "tegen", 37], ["VVD", "voor", 24]],
    }


@pytest.mark.parametrize(
    ("title", "plain", "reason"),
    [
        ("MIRT (geannuleerd i.v.m. reces)", "MIRT", "geannuleerd i.v.m. reces"),
        ("Wonen (wijziging aanvangstijd) ", "Wonen", "wijziging aanvangstijd"),
        ("Wet regie (36512)", "Wet regie (36512)", ""),
    ],
)
def test_a_remark_in_a_title_is_kept_apart(title: str, plain: str, reason: str) -> None:
    assert (plain_title(title), remark(title)) == (plain, reason)


def test_a_successor_that_was_told_is_not_told_again_with_the_status() -> None:
    later = START + timedelta(days=8)
    announced = replace(DEBATE, replaced_by=("activiteit:2",), moved_to=later)

    assert kinds(DEBATE, announced) == [ChangeKind.REPLACED]
    assert kinds(announced, replace(announced, status=Status.MOVED)) == [ChangeKind.STATUS]
    assert kinds(announced, replace(announced, status=Status.CANCELLED)) == [ChangeKind.CANCELLED]


def test_a_debate_in_a_known_week_gets_its_day_or_moves_to_another_week() -> None:
    monday = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)
    in_week = replace(DEBATE, starts_at=monday, ends_at=None, precision=DatePrecision.WEEK)
    next_week = replace(in_week, starts_at=monday + timedelta(weeks=1))

    assert kinds(in_week, DEBATE) == [ChangeKind.DATED]
    assert kinds(in_week, next_week) == [ChangeKind.MOVED]
    assert kinds(next_week, DEBATE) == [ChangeKind.MOVED]
