"""Dates that count back from a debate: all of them move with it, and none is told too late."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracker.telling_world import DEBATE, NOW, TELLING
from tracker.deadlines import Around, Deadline, DeadlineKind, around, deadlines, start_lines
from tracker.records import (
    ROLE_MEMBER,
    Actor,
    AgendaPoint,
    DatePrecision,
    ItemKind,
    ScrapedItem,
    Status,
    StoredItem,
)

POINT = AgendaPoint("p", "Brief", 1, ("2026Z01",))
TREATED = replace(DEBATE, committee="LVVN", agenda=(POINT,))


def stored(item: ScrapedItem = TREATED, number: int = 1) -> StoredItem:
    return StoredItem(number, item, 1, NOW, NOW)


def found(item: ScrapedItem = TREATED, related: Around | None = None) -> dict[str, Deadline]:
    quiet = TELLING.quiet
    dates = deadlines(stored(item), related or Around(), TELLING.reminders, quiet)
    return {f"{one.kind}{one.step or ''}": one for one in dates}


def meeting(subtype: str, day: int, number: int, **values: object) -> StoredItem:
    item = replace(
        TREATED, key=f"activiteit:{number}", subtype=subtype,
        starts_at=datetime(2026, 11, day, 10, tzinfo=UTC), **values,
    )  # fmt: skip
    return stored(item, number)


def test_a_debate_has_its_letter_its_meeting_its_inbreng_and_its_start() -> None:
    others = [
        meeting("Procedurevergadering", 24, 2),
        meeting("Procedurevergadering", 25, 3),
        meeting("Procedurevergadering", 26, 4, committee="IenW"),
        meeting("Inbreng schriftelijk overleg", 27, 5),
        meeting("Inbreng schriftelijk overleg", 26, 6, agenda=()),
        meeting("Inbreng feitelijke vragen", 26, 7, status=Status.CANCELLED),
    ]

    dates = found(related=around(stored(), others))

    assert {name: one.at.astimezone(UTC).isoformat() for name, one in dates.items()} == {
        "procedure": "2026-11-25T10:00:00+00:00",
        "letter": "2026-11-25T16:00:00+00:00",
        "inbreng": "2026-11-27T10:00:00+00:00",
        "debate": "2026-12-02T09:00:00+00:00",
    }
    assert dates["letter"].remind_at == datetime(2026, 11, 24, 7, 30, tzinfo=UTC)
    assert dates["debate"].remind_at == datetime(2026, 12, 2, 8, 30, tzinfo=UTC)
    assert dates["debate"].words == "Begint om 10.00 uur"


def test_an_inbreng_is_its_own_deadline_and_no_debate() -> None:
    dates = found(replace(TREATED, subtype="Inbreng verslag (wetsvoorstel)"))
    assert list(dates) == ["inbreng"]


@given(st.integers(-40, 200))
def test_when_the_debate_moves_all_dates_move_and_every_key_is_new(days: int) -> None:
    shift = timedelta(days=7 * days)
    moved = replace(TREATED, starts_at=TREATED.starts_at + shift)  # type: ignore[operator]

    before, after = found(), found(moved)

    assert before.keys() == after.keys()
    for name, one in before.items():
        assert abs((after[name].at - one.at) - shift) <= timedelta(hours=1)
        assert (after[name].mark == one.mark) is (days == 0)
        assert one.remind_at <= one.at <= one.counts_from


@pytest.mark.parametrize("status", [Status.CANCELLED, Status.LAPSED, Status.MOVED, Status.HELD])
def test_what_does_not_go_on_has_no_dates(status: Status) -> None:
    assert found(replace(TREATED, status=status)) == {}
    assert deadlines(
        replace(stored(), deleted_at=NOW), Around(), TELLING.reminders, TELLING.quiet
    ) == ()  # fmt: skip


def test_without_a_day_there_is_nothing_to_count_back_from() -> None:
    assert found(replace(TREATED, precision=DatePrecision.WEEK)) == {}
    assert found(replace(TREATED, starts_at=None)) == {}
    assert "debate" not in found(replace(TREATED, precision=DatePrecision.DAYS))


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        (ItemKind.KAMERVRAGEN, ["answer"]),
        (ItemKind.TOEZEGGING, ["answer"]),
        (ItemKind.CONSULTATIE, ["consultation", "consultation1"]),
        (ItemKind.MOTIE, []),
    ],
)
def test_a_paper_has_the_dates_of_its_term(kind: ItemKind, names: list[str]) -> None:
    paper = replace(DEBATE, kind=kind, starts_at=None, due_on=date(2026, 12, 9), status=Status.OPEN)
    dates = found(paper)
    assert list(dates) == names
    assert all(one.at == datetime(2026, 12, 9, 22, 59, tzinfo=UTC) for one in dates.values())


def test_a_reminder_is_due_from_its_time_until_the_deadline() -> None:
    one = found()["letter"]
    assert not one.is_due(one.remind_at - timedelta(seconds=1))
    assert one.is_due(one.remind_at)
    assert not one.is_due(one.at)
    assert one.kind is DeadlineKind.LETTER


def test_the_start_says_where_to_watch_and_who_speaks() -> None:
    speakers = tuple(Actor(f"Lid {n}", ROLE_MEMBER, party="D66", position=n) for n in range(25))
    item = replace(TREATED, actors=speakers, room="Thorbeckezaal")

    watch, room, said = start_lines(item, "https://debatdirect.tweedekamer.nl/")

    assert watch.endswith("https://debatdirect.tweedekamer.nl/")
    assert room == "Zaal: Thorbeckezaal"
    assert said.startswith("Sprekers: Lid 0 (D66), ")
    assert said.endswith(" en nog 5")
    assert "Kijk mee" not in "".join(start_lines(replace(item, closed=True), "https://x.nl"))
