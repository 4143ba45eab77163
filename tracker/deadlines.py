"""Pure: the dates that count back from when something takes place, as it stands now.

Nothing is kept: each time they follow from the present item, so when a debate moves all of
them move with it, and what was cancelled has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from config.telling import Quiet, Reminders
from tracker import dutch, worktime
from tracker.records import (
    ROLE_MEMBER,
    ROLE_MINISTER,
    DatePrecision,
    ItemKind,
    ScrapedItem,
    Status,
    StoredItem,
)

_END_OF_WORK, _END_OF_DAY = time(17), time(23, 59)
_OVER = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED, Status.HELD, Status.DONE})
_ANSWERED = frozenset({ItemKind.KAMERVRAGEN, ItemKind.TOEZEGGING, ItemKind.TERMIJN})
_MOST_SPEAKERS = 20


class DeadlineKind(StrEnum):
    """What has to be done by then."""

    PROCEDURE = "procedure"
    INBRENG = "inbreng"
    LETTER = "letter"
    DEBATE = "debate"
    ANSWER = "answer"
    CONSULTATION = "consultation"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date: until when it counts, from when a reminder may come, what it counts back
    from. `words` says it in Dutch; `step` tells several reminders of one date apart. What
    counts back in days does so from the day: another hour is no other letter.
    """

    kind: DeadlineKind
    at: datetime
    remind_at: datetime
    counts_from: datetime
    words: str
    step: int = 0

    @property
    def mark(self) -> str:
        """Return what makes this reminder one of its own: it changes when the date does."""
        moments = (one.astimezone(UTC).strftime("%Y%m%dT%H%M") for one in
                   (self.counts_from, self.at))  # fmt: skip
        return ":".join([self.kind.value, *moments, str(self.step)])

    def is_due(self, now: datetime) -> bool:
        """Say whether the reminder may come now: not too early, and not too late."""
        return self.remind_at <= now < self.at


@dataclass(frozen=True, slots=True)
class Around:
    """What belongs to a debate: its last procedurevergadering, the inbreng for it."""

    procedure: StoredItem | None = None
    inbreng: tuple[StoredItem, ...] = ()


def is_live(stored: StoredItem) -> bool:
    """Say whether an item still has deadlines."""
    return stored.deleted_at is None and stored.item.status not in _OVER


def _is_inbreng(item: ScrapedItem) -> bool:
    return item.subtype.casefold().startswith("inbreng")


def _is_procedure(item: ScrapedItem) -> bool:
    return item.subtype.casefold().startswith("procedurevergadering")


def _numbers(item: ScrapedItem) -> set[str]:
    points = {number for point in item.agenda for number in point.numbers}
    return points | set(item.related)


def around(stored: StoredItem, others: Sequence[StoredItem]) -> Around:
    """Return what of the other activiteiten belongs to this one."""
    item = stored.item
    if item.kind is not ItemKind.ACTIVITEIT or item.starts_at is None:
        return Around()
    if _is_inbreng(item) or _is_procedure(item):
        return Around()
    earlier = [
        one
        for one in others
        if is_live(one) and one.id != stored.id and one.item.starts_at is not None
        and one.item.starts_at < item.starts_at
    ]  # fmt: skip
    meetings = [
        one for one in earlier
        if _is_procedure(one.item) and item.committee and one.item.committee == item.committee
    ]  # fmt: skip
    numbers = _numbers(item)
    inbreng = [one for one in earlier if _is_inbreng(one.item) and numbers & _numbers(one.item)]
    return Around(max(meetings, key=_start, default=None), tuple(sorted(inbreng, key=_start)))


def _start(stored: StoredItem) -> datetime:
    assert stored.item.starts_at is not None
    return stored.item.starts_at


def deadlines(
    stored: StoredItem, related: Around, reminders: Reminders, quiet: Quiet
) -> tuple[Deadline, ...]:
    """Return all deadlines of an item, first one first; none for what does not go on."""
    if not is_live(stored):
        return ()
    found: Iterator[Deadline]
    if stored.item.kind is ItemKind.ACTIVITEIT:
        found = _of_activity(stored.item, related, reminders, quiet)
    else:
        found = _of_paper(stored.item, reminders, quiet)
    return tuple(sorted(found, key=lambda one: (one.at, one.kind, one.step)))


def _of_activity(
    item: ScrapedItem, related: Around, reminders: Reminders, quiet: Quiet
) -> Iterator[Deadline]:
    start = item.starts_at
    if start is None or item.precision in {DatePrecision.WEEK, DatePrecision.NONE}:
        return
    if _is_inbreng(item):
        yield _inbreng(start, start, reminders, quiet)
        return
    yield from _before_debate(start, related, reminders, quiet)
    if item.precision is DatePrecision.TIME:
        early = start - timedelta(minutes=reminders.debate_minutes)
        words = f"Begint om {dutch.clock(start)} uur"
        yield Deadline(DeadlineKind.DEBATE, start, early, start, words)


def _before_debate(
    start: datetime, related: Around, reminders: Reminders, quiet: Quiet
) -> Iterator[Deadline]:
    day_of_debate = worktime.at(dutch.day_of(start), time.min)
    last = worktime.working_days_before(dutch.day_of(start), reminders.letter_working_days, quiet)
    ahead = worktime.working_days_before(last, reminders.letter_ahead_working_days, quiet)
    yield Deadline(
        DeadlineKind.LETTER,
        worktime.at(last, _END_OF_WORK),
        worktime.at(ahead, reminders.at),
        day_of_debate,
        f"Onze brief moet er uiterlijk {dutch.day_heading(last)} zijn",
    )
    if related.procedure is not None:
        meeting = _start(related.procedure)
        day = worktime.working_days_before(
            dutch.day_of(meeting), reminders.procedure_working_days, quiet
        )
        words = f"Procedurevergadering voor dit debat: {dutch.moment(meeting)}"
        remind_at = worktime.at(day, reminders.at)
        yield Deadline(DeadlineKind.PROCEDURE, meeting, remind_at, day_of_debate, words)
    for one in related.inbreng:
        yield _inbreng(_start(one), day_of_debate, reminders, quiet)


def _inbreng(
    closes: datetime, counts_from: datetime, reminders: Reminders, quiet: Quiet
) -> Deadline:
    day = worktime.working_days_before(dutch.day_of(closes), reminders.inbreng_working_days, quiet)
    return Deadline(
        DeadlineKind.INBRENG,
        closes,
        worktime.at(day, reminders.at),
        counts_from,
        f"De inbreng sluit {dutch.moment(closes)}",
    )


def _of_paper(item: ScrapedItem, reminders: Reminders, quiet: Quiet) -> Iterator[Deadline]:
    if item.due_on is None:
        return
    if item.kind is ItemKind.CONSULTATIE:
        words = f"Reageren kan tot en met {dutch.day_heading(item.due_on)}"
        steps: Iterable[int] = reminders.consultation_working_days
        for step, days in enumerate(sorted(set(steps), reverse=True)):
            yield _by_day(DeadlineKind.CONSULTATION, item.due_on, days, words, step,
                          reminders, quiet)  # fmt: skip
    elif item.kind in _ANSWERED:
        words = f"De termijn loopt af op {dutch.day_heading(item.due_on)}"
        yield _by_day(DeadlineKind.ANSWER, item.due_on, reminders.answer_working_days, words, 0,
                      reminders, quiet)  # fmt: skip


def _by_day(
    kind: DeadlineKind, due_on: date, days: int, words: str, step: int,
    reminders: Reminders, quiet: Quiet,
) -> Deadline:  # fmt: skip
    end = worktime.at(due_on, _END_OF_DAY)
    early = worktime.at(worktime.working_days_before(due_on, days, quiet), reminders.at)
    return Deadline(kind, end, early, end, words, step)


def start_lines(item: ScrapedItem, livestream: str) -> tuple[str, ...]:
    """Return what somebody needs when a debate starts: where to watch, and who speaks."""
    speakers = [one for one in item.actors if one.role in {ROLE_MEMBER, ROLE_MINISTER}]
    names = [
        f"{one.name} ({one.party or one.function})" if one.party or one.function else one.name
        for one in sorted(speakers, key=lambda one: one.position)
    ]
    rest = len(names) - _MOST_SPEAKERS
    said = ", ".join(names[:_MOST_SPEAKERS]) + (f" en nog {rest}" if rest > 0 else "")
    lines = [
        f"Kijk mee: {livestream}" if not item.closed and livestream else "",
        f"Zaal: {item.room}" if item.room else "",
        f"Sprekers: {said}" if said else "",
    ]
    return tuple(line for line in lines if line)
