"""The weekly account: what came in, and what became of every item; figures that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from tracker import digests, dutch, letters, meetings, terms
from tracker.letters import Letter, Line, Part
from tracker.models import (
    ChangeTable,
    ClassificationTable,
    DigestEntryTable,
    ItemTable,
    NoticeTable,
    RunTable,
    SetAsideTable,
)
from tracker.records import NoticeState

TOLD, ON_ITS_WAY, FAILED = "gemeld", "onderweg", "mislukt"
NOT_OURS, TO_JUDGE, NO_NEWS = "niet voor de provincies", "wacht op een oordeel", "geen nieuws"
SILENT, NOT_CLASSIFIED = "stil vastgelegd, kraan dicht", "nog niet geclassificeerd"
OWN_SOURCES = (terms.SOURCE, meetings.SOURCE)
_CHUNK = 500
_MOMENT = timedelta(seconds=1)
_RANK = (TOLD, ON_ITS_WAY, FAILED)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the items that were first seen in a period.

    `from_sources` is what the runs say they brought, `stored` what the database holds; they
    are counted apart; with our `own` (terms, overleggen), which no source brings, they must be
    equal. Each stored item has exactly one outcome.
    """

    start: datetime
    end: datetime
    from_sources: int
    own: int
    stored: int
    classified: int
    outcomes: Mapping[str, int]
    set_aside: int
    repeats: int

    @property
    def adds_up(self) -> bool:
        """Say whether no item is missing between any two steps."""
        waits = self.outcomes.get(NOT_CLASSIFIED, 0)
        known = self.stored == self.classified + waits
        brought = self.from_sources + self.own
        return known and brought == self.stored == sum(self.outcomes.values())


def account(session: Session, start: datetime, end: datetime) -> Account:
    """Return the account of the items first seen in [start, end)."""
    seen = (col(ItemTable.first_seen_at) >= start, col(ItemTable.first_seen_at) < end)
    ids = [one for one in session.exec(select(ItemTable.id).where(*seen)) if one is not None]
    outcomes: Counter[str] = Counter()
    classified = 0
    for place in range(0, len(ids), _CHUNK):
        found = _outcomes(session, ids[place : place + _CHUNK])
        outcomes.update(found.values())
        classified += sum(one != NOT_CLASSIFIED for one in found.values())
    return Account(
        start=start,
        end=end,
        from_sources=_from_runs(session, start, end),
        own=_own(session, start, end),
        stored=len(ids),
        classified=classified,
        outcomes=dict(outcomes),
        set_aside=_count(session, SetAsideTable.recorded_at, start, end, SetAsideTable.fatal),
        repeats=_repeats(session, start, end),
    )


def _count(session: Session, at: object, start: datetime, end: datetime, *also: object) -> int:
    conditions = (col(at) >= start, col(at) < end, *(col(one).is_(True) for one in also))
    return int(session.exec(select(func.count()).where(*conditions)).one())


def _own(session: Session, start: datetime, end: datetime) -> int:
    """Return how many new items we made ourselves."""
    found = session.exec(
        select(func.count())
        .select_from(ItemTable)
        .where(
            col(ItemTable.source).in_(OWN_SOURCES),
            col(ItemTable.first_seen_at) >= start,
            col(ItemTable.first_seen_at) < end,
        )
    ).one()
    return int(found)


def _from_runs(session: Session, start: datetime, end: datetime) -> int:
    """Return how many new items the runs of the period say they brought."""
    rows = session.exec(
        select(RunTable.stats).where(
            col(RunTable.finished_at) >= start, col(RunTable.finished_at) < end
        )
    )
    return sum(int((stats or {}).get("items_new", 0)) for stats in rows)


def _repeats(session: Session, start: datetime, end: datetime) -> int:
    table = NoticeTable
    found = session.exec(
        select(func.sum(table.repeats)).where(
            col(table.created_at) >= start, col(table.created_at) < end
        )
    ).one()
    return int(found or 0)


def _outcomes(session: Session, ids: list[int]) -> dict[int, str]:
    """Return what became of each item: the best that can be said of it."""
    found = dict.fromkeys(ids, NOT_CLASSIFIED)
    found |= _labels(session, ids)
    open_ones = [one for one, outcome in found.items() if outcome == NO_NEWS]
    silent = _all_silent(session, open_ones)
    found |= dict.fromkeys(silent, SILENT)
    found |= _told(session, ids)
    return found


def _labels(session: Session, ids: list[int]) -> dict[int, str]:
    table = ClassificationTable
    rows = session.exec(
        select(table.item_id, table.relevant, table.certain).where(col(table.item_id).in_(ids))
    )
    return {
        item_id: TO_JUDGE if not certain else NO_NEWS if relevant else NOT_OURS
        for item_id, relevant, certain in rows
    }


def _all_silent(session: Session, ids: list[int]) -> list[int]:
    """Return items of which every change was recorded in silence."""
    loud = select(ChangeTable.item_id).where(
        col(ChangeTable.item_id).in_(ids), col(ChangeTable.silent).is_(False)
    )
    told = set(session.exec(loud))
    return [one for one in ids if one not in told]


_STATES = {
    NoticeState.SENT.value: TOLD,
    NoticeState.FAILED.value: FAILED,
}


def _told(session: Session, ids: list[int]) -> dict[int, str]:
    """Return what the outbox and the digests say: told beats on its way beats failed."""
    notices = session.exec(
        select(NoticeTable.item_id, NoticeTable.state).where(col(NoticeTable.item_id).in_(ids))
    ).all()
    entries = session.exec(
        select(DigestEntryTable.item_id, NoticeTable.state, DigestEntryTable.reason)
        .outerjoin(NoticeTable, col(NoticeTable.id) == col(DigestEntryTable.notice_id))
        .where(col(DigestEntryTable.item_id).in_(ids))
    ).all()
    said = [(item_id, _STATES.get(state, ON_ITS_WAY)) for item_id, state in notices]
    said += [(item_id, _of_entry(state, reason)) for item_id, state, reason in entries]
    return _best(said)


def _of_entry(state: str | None, reason: str) -> str:
    if state is None and reason in {digests.UNFIT, digests.NOBODY}:
        return NOT_OURS if reason == digests.UNFIT else FAILED
    return _STATES.get(state or "", ON_ITS_WAY)


def _best(said: Iterable[tuple[int | None, str]]) -> dict[int, str]:
    found: dict[int, str] = {}
    order = {outcome: rank for rank, outcome in enumerate((*_RANK, NOT_OURS))}
    for item_id, outcome in said:
        if item_id is not None:
            known = found.get(item_id, outcome)
            found[item_id] = min(known, outcome, key=lambda one: order[one])
    return found


def letter(found: Account) -> Letter:
    """Return the account for the operators' channel."""
    verdict = "De cijfers kloppen." if found.adds_up else "De cijfers kloppen niet: zoek dit uit."
    steps = (
        Line(f"Van de bronnen: {dutch.number(found.from_sources)} nieuwe items"),
        Line(f"Zelf gemaakt (termijnen, overleggen): {dutch.number(found.own)}"),
        Line(f"Vastgelegd: {dutch.number(found.stored)}"),
        Line(f"Geclassificeerd: {dutch.number(found.classified)}"),
    )
    ends = tuple(
        Line(f"{outcome.capitalize()}: {dutch.number(count)}")
        for outcome, count in sorted(found.outcomes.items(), key=lambda one: (-one[1], one[0]))
    )
    beside = (
        Line(f"Apart gezette rijen: {dutch.number(found.set_aside)}"),
        Line(f"Herhaald zonder zekerheid over de eerste keer: {dutch.number(found.repeats)}"),
    )
    return letters.Letter(
        title="Verantwoording van de week",
        intro=f"{dutch.period(found.start, found.end - _MOMENT)}. {verdict}",
        parts=(
            Part("Van bron tot oordeel", steps),
            Part("Wat ervan werd", ends or (Line("Er kwam niets binnen"),)),
            Part("Daarnaast", beside),
        ),
        path="/bronnen",
    )
