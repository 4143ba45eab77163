"""Items as lines in App Home and in answers to commands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlmodel import Session

from config.schema import People, SourceConfig
from tracker import dutch, overview, standing, wording
from tracker.overview import Scope
from tracker.records import Desk, ItemKind, Outcome, ScrapedItem, StoredItem
from tracker.routing import is_away
from tracker.slack.parts import MessageContext
from tracker.slack.text import escape, fit

LOOK_AHEAD = timedelta(days=14)
_LATE = timedelta(hours=1)
_NAMED = 4
_NEVER = "nog niet opgehaald"


def own_dossiers(people: People, person: str, now: datetime) -> frozenset[str]:
    """Return the dossiers that a person handles today, as lobbyist or in the other's place."""
    day = dutch.day_of(now)
    found = set()
    for slug, duty in people.dossiers.items():
        stands_in = duty.deputy == person and is_away(people, duty.lobbyist, day)
        if duty.lobbyist == person or stands_in:
            found.add(slug)
    return frozenset(found)


def dossiers_of(stored: StoredItem) -> tuple[str, ...]:
    said = stored.classification
    return tuple(one.slug for one in said.dossiers) if said else ()


def _when(item: ScrapedItem, context: MessageContext) -> str:
    """Return when an item is, or by when something must be done."""
    if item.due_on is None:
        return wording.when(item)
    is_late = context.now is not None and item.due_on < dutch.day_of(context.now)
    return f"{'verlopen op' if is_late else 'uiterlijk'} {dutch.day_short(item.due_on)}"


def line(stored: StoredItem, context: MessageContext, desk: Desk | None = None) -> str:
    """Return "• wo 2 dec, 10.00 uur: Commissiedebat Stikstof (Stikstof)", safe, with a link."""
    item = stored.item
    called = item.title if item.kind is ItemKind.TERMIJN else wording.name(item)
    name = wording.shorten(called, 120)
    linked = context.item_page(stored.id, name) or escape(name)
    dossiers = ", ".join(context.dossier(slug) for slug in dossiers_of(stored)[:2])
    about = f" ({fit(dossiers, 120)})" if dossiers else ""
    taken = ""
    if desk is not None and desk.taken_by:
        taken = f" · opgepakt door {escape(context.person(desk.taken_by))}"
    return f"• {escape(_when(item, context))}: {linked}{about}{taken}"


def bullet_list(
    found: Sequence[StoredItem],
    context: MessageContext,
    most: int,
    desks: Mapping[int, Desk] | None = None,
) -> list[str]:
    """Return at most `most` lines, and how many more there are."""
    shown = [line(one, context, (desks or {}).get(one.id)) for one in found[:most]]
    rest = len(found) - most
    return [*shown, f"En nog {rest}."] if rest > 0 else shown


def coming_debates(
    session: Session, now: datetime, dossiers: Iterable[str] | None, ahead: timedelta = LOOK_AHEAD
) -> tuple[StoredItem, ...]:
    """Return debates from now on, of these dossiers, or of all that concerns the provinces."""
    last = dutch.day_of(now + ahead) + timedelta(days=1)
    until = datetime.combine(last, time.min, dutch.AMSTERDAM)
    found = overview.activities_between(session, now, until, Scope())
    if dossiers is None:
        return found
    wanted = set(dossiers)
    return tuple(one for one in found if wanted & set(dossiers_of(one)))


def coming_terms(
    session: Session, now: datetime, dossiers: Iterable[str], ahead: timedelta
) -> tuple[StoredItem, ...]:
    """Return what must be done on these dossiers within `ahead`, soonest first: terms, and
    open toezeggingen that are due or overdue and have no term of their own.
    """
    wanted, first, last = set(dossiers), dutch.day_of(now), dutch.day_of(now + ahead)
    terms = overview.terms_between(session, first, last, Scope())
    known = {key for one in terms for key in one.item.related}
    promised = (
        one
        for one in overview.open_commitments(session, Scope(), limit=400)
        if f"{one.item.source}:{one.item.key}" not in known
    )
    found = [
        one
        for one in (*terms, *promised)
        if one.item.due_on and one.item.due_on <= last and wanted & set(dossiers_of(one))
    ]
    return tuple(sorted(found, key=lambda one: (one.item.due_on or last, one.id)))


def _source(session: Session, source: SourceConfig, now: datetime) -> tuple[str, str]:
    """Return ("" when it is well, else what is wrong; "bijgewerkt …"); safe."""
    found = standing.source_state(session, source.name)
    good = found.last_good
    at = (good.finished_at or good.started_at) if good else None
    if at is None:
        return _NEVER, ""
    said = f"bijgewerkt {dutch.moment(at)}"
    if found.newest and found.newest.outcome is Outcome.FAILED:
        return "*de laatste ronde mislukte*", said
    if now - at > timedelta(hours=source.expect.freshness_hours) + _LATE:
        return "*loopt achter*", said
    return "", said


def source_lines(
    session: Session, sources: Sequence[SourceConfig], now: datetime
) -> tuple[str, ...]:
    """Return how the sources stand: each that is not well, then the others or their number."""
    bad, good, never = [], [], []
    for one in sources:
        wrong, said = _source(session, one, now)
        title = escape(one.title)
        if wrong == _NEVER:
            never.append(title)
        elif wrong:
            bad.append(f"• {title}: {wrong}; {said}")
        else:
            good.append(f"• {title}: {said}")
    if len(good) > _NAMED:
        good = [f"• {len(good)} {'andere ' if bad else ''}bronnen zijn bij"]
    waits = [f"• Nog niet opgehaald: {', '.join(never)}"] if never else []
    return (*bad, *good, *waits)
