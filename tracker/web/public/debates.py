"""Stored debates as anybody may see them; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsletter.sections.status import is_written
from tracker import dutch, naming, wording
from tracker.records import DatePrecision, Status, StoredItem
from tracker.web.public.past import Past, earlier_starts, last_change, sequence_of, times_of, uid_of
from tracker.web.public.plain import one_line, web_address, without_state
from tracker.web.public.states import (
    MOVED,
    OFF,
    WORDS,
    State,
    heir_words,
    moved_words,
    sentences,
    state_of,
)
from tracker.web.view import lines

_TITLE_WIDTH = 400
_UNTITLED = "Zonder titel"
_NO_DAY = "nieuwe datum nog niet bekend"


@dataclass(frozen=True, slots=True)
class Debate:
    """One debate or open overleg. Times are aware; `starts_at` of what lost its day is the old one.

    `uid` stays the same when the debate moves, `sequence` grows when time, place or status
    changes. `said` are sentences with old and new value that are news now, the most important
    first; `moved` is the last one about its time, however old.
    """

    id: int
    uid: str
    sequence: int
    lineage: int
    state: State
    word: str
    said: tuple[str, ...]
    kind: str
    title: str
    name: str
    starts_at: datetime
    ends_at: datetime | None
    precision: DatePrecision
    clock: str
    chamber: str
    committee: str
    room: str
    ministers: tuple[str, ...]
    agenda: tuple[str, ...]
    closed: bool
    written: bool
    firm: bool
    number: str
    url: str
    dossiers: tuple[str, ...]
    bacs: tuple[str, ...]
    added_at: datetime
    changed_at: datetime
    moved: str = ""
    removed: bool = False
    earlier: tuple[datetime, ...] = ()

    @property
    def when(self) -> str:
        """Return day and time in words: "do 3 dec, 10.00–13.00 uur"."""
        return naming.when_value(_moment(self.starts_at, self.ends_at, self.precision))

    @property
    def goes_on(self) -> bool:
        """Tell whether it takes place, or took place, at the time that stands beside it."""
        return self.state not in OFF

    def left(self, start: datetime, end: datetime) -> bool:
        """Tell whether the debate was to begin in [start, end) and does not any more."""
        was_here = any(start <= at < end for at in self.earlier)
        is_here = self.state is not State.POSTPONED and start <= self.starts_at < end
        return was_here and not is_here


def debate(stored: StoredItem, past: Past, now: datetime) -> Debate | None:
    """Return a debate as anybody may see it; None when it never had a day."""
    item, changes = stored.item, past.of(stored)
    times = times_of(stored, changes)
    if times is None:
        return None
    line = past.line_of(stored)
    heir = heir_words(line)
    news = heir if now - stored.first_seen_at <= MOVED else ()
    state = state_of(stored, changes, past, now, moved=bool(news))
    written = is_written(item)
    said = stored.classification
    starts_at, ends_at, precision = times
    return Debate(
        id=stored.id,
        uid=uid_of(line[-1].item),
        sequence=sequence_of(line, past),
        lineage=len(line),
        state=state,
        word="afgerond" if state is State.HELD and written else WORDS[state],
        said=sentences(stored, state, past, now, news),
        kind=one_line(wording.kind_word(item)),
        title=without_state(one_line(lines.title_of(item))) or _UNTITLED,
        name=naming.shorten(without_state(one_line(naming.name(item))), _TITLE_WIDTH) or _UNTITLED,
        starts_at=starts_at,
        ends_at=ends_at,
        precision=precision,
        clock=_NO_DAY if state is State.POSTPONED else lines.clock_words(item),
        chamber=one_line(item.chamber),
        committee=one_line(lines.committee_words(item)),
        room=one_line(item.room),
        ministers=tuple(one_line(one) for one in wording.ministers(item)),
        agenda=tuple(one_line(point.title) for point in item.agenda),
        closed=item.closed and not written,
        written=written,
        firm=item.status is not Status.UNKNOWN,
        number=one_line(item.number),
        url=web_address(item.url),
        dossiers=tuple(one.slug for one in said.dossiers) if said else (),
        bacs=said.bacs if said else (),
        added_at=line[-1].first_seen_at,
        changed_at=last_change(line, past),
        moved=moved_words(stored, past, heir),
        removed=stored.deleted_at is not None,
        earlier=earlier_starts(past.of(stored), past.told),
    )  # fmt: skip


def _moment(
    start: datetime, end: datetime | None, precision: DatePrecision
) -> dict[str, str | None]:
    return {
        "starts_at": start.isoformat(),
        "ends_at": end.isoformat() if end else None,
        "precision": precision.value,
    }


def has_clock(one: Debate) -> bool:
    """Tell whether the hour is known: the Kamer gives midnight when it is not."""
    return one.precision is DatePrecision.TIME and dutch.clock(one.starts_at) != "00.00"


def debates(
    found: Iterable[StoredItem], past: Past, now: datetime, *, once: bool = True
) -> tuple[Debate, ...]:
    """Return debates by time; with `once` of what moved only the place where it is now."""
    made = [one for stored in found if (one := debate(stored, past, now)) is not None]
    if once:
        latest: dict[str, Debate] = {}
        for one in made:
            if one.uid not in latest or latest[one.uid].lineage < one.lineage:
                latest[one.uid] = one
        made = list(latest.values())
    return tuple(sorted(made, key=lambda one: (one.starts_at, one.id)))
