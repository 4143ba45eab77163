"""What happened to items, per day, in the words of the messages; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker import dutch, wording
from tracker.overview import ChangedItem
from tracker.records import ChangeKind, ItemKind, StoredChange
from tracker.routing import told
from tracker.web.view.labels import Names, Tag

_OFF = frozenset({ChangeKind.CANCELLED, ChangeKind.LAPSED, ChangeKind.DELETED})
_SHIFT = frozenset(
    {ChangeKind.MOVED, ChangeKind.REPLACED, ChangeKind.UNDATED, ChangeKind.TIME, ChangeKind.DATED}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened in two halves: "Verplaatst" and "van … naar …"."""

    what: str
    detail: str
    time: str
    tone: str


@dataclass(frozen=True, slots=True)
class NewsLine:
    """What happened to one item on one day; `more` holds the lesser changes."""

    href: str
    what: str
    headline: str
    tone: str
    time: str
    more: tuple[Sentence, ...]
    tags: tuple[Tag, ...]
    doubtful: bool
    rank: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NewsDay:
    """The news of one day, what a reader wants to hear first in front."""

    heading: str
    lines: tuple[NewsLine, ...]


def tone_of(kind: ChangeKind) -> str:
    """Return "off" for what does not go on, "shift" for another moment, "new" or ""."""
    if kind in _OFF:
        return "off"
    if kind in _SHIFT:
        return "shift"
    return "new" if kind is ChangeKind.NEW else ""


def sentence(change: StoredChange) -> Sentence:
    """Return one change in two halves, with its clock time."""
    what, _, detail = wording.describe(change).partition(": ")
    return Sentence(
        what.rstrip("."), detail, f"{dutch.clock(change.recorded_at)} uur", tone_of(change.kind)
    )


def _line(
    found: ChangedItem, changes: Sequence[StoredChange], names: Names, without: str
) -> NewsLine:
    """Return the most important change as the headline, the others below it."""
    first = changes[0]
    what, _, rest = wording.headline(found.stored, [first]).partition(": ")
    said = found.stored.classification
    latest = max(change.recorded_at for change in changes)
    return NewsLine(
        href=f"/items/{found.stored.id}",
        what=what,
        headline=rest,
        tone=tone_of(first.kind),
        time=f"{dutch.clock(latest)} uur",
        more=tuple(sentence(change) for change in changes[1:]),
        tags=names.tags(said, without),
        doubtful=said is not None and not said.certain,
        rank=(
            int(first.kind is ChangeKind.NEW),
            wording.IMPORTANCE.index(first.kind),
            -int(latest.timestamp()),
        ),
    )


def _heading(on: date, today: date) -> str:
    words = dutch.day_heading(on)
    if on == today:
        return f"Vandaag, {words}"
    if on == today - timedelta(days=1):
        return f"Gisteren, {words}"
    return words[:1].upper() + words[1:]


def _once(found: Sequence[ChangedItem]) -> Iterable[ChangedItem]:
    """Leave out a ballot whose outcome stands at the motie or wet that it decides."""
    decided = {
        one.stored.item.key
        for one in found
        if any(change.kind is ChangeKind.OUTCOME for change in one.changes)
    }
    for one in found:
        item = one.stored.item
        if item.kind is not ItemKind.STEMMING or decided.isdisjoint(item.related):
            yield one


def by_day(
    found: Iterable[ChangedItem], names: Names, now: datetime, most: int = 30, without: str = ""
) -> tuple[NewsDay, ...]:
    """Return the news per Amsterdam day, newest day first, at most `most` lines a day.

    What nobody would be told in a message is left out here too: quiet changes, and old
    rows that the Kamer tidies.
    """
    days: dict[date, list[NewsLine]] = {}
    for one in _once(tuple(found)):
        per_day: dict[date, list[StoredChange]] = {}
        for change in one.changes:
            per_day.setdefault(dutch.day_of(change.recorded_at), []).append(change)
        for on, changes in per_day.items():
            worth = told(one.stored, changes, changes[-1].recorded_at)
            if worth:
                days.setdefault(on, []).append(_line(one, worth, names, without))
    today = dutch.day_of(now)
    return tuple(
        NewsDay(_heading(on, today), tuple(sorted(days[on], key=lambda line: line.rank)[:most]))
        for on in sorted(days, reverse=True)
    )
