"""Pure: which changes are told at once, and why; the rest waits for a digest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from config.loader import ConfigFileError
from config.schema import Level
from config.telling import Quiet, Telling, Urgent
from tracker import dutch, worktime
from tracker.records import ChangeKind, ItemKind, ScrapedItem, StoredChange, StoredItem

_ON_AGENDA = frozenset({ItemKind.ACTIVITEIT, ItemKind.STEMMING, ItemKind.OVERLEG})


def require_known(urgent: Urgent) -> None:
    """Raise ConfigFileError for a kind in telling.yaml that does not exist."""
    changes = {*urgent.always, *urgent.close, *urgent.coming, *urgent.motion_changes}
    unknown = sorted(changes - {kind.value for kind in ChangeKind})
    unknown += sorted(set(urgent.motion_kinds) - {kind.value for kind in ItemKind})
    if unknown:
        raise ConfigFileError(f"telling.yaml: onbekend: {', '.join(unknown)}")


def moments(stored: StoredItem, changes: Iterable[StoredChange]) -> Iterable[datetime]:
    """Return when an item takes place, also as it was before these changes."""
    item = stored.item
    yield from (at for at in (item.starts_at, item.ends_at, item.moved_to) if at is not None)
    for change in changes:
        for value in (change.old, change.new):
            if isinstance(value, Mapping) and value.get("starts_at"):
                yield datetime.fromisoformat(value["starts_at"])


def is_near(
    stored: StoredItem, changes: Sequence[StoredChange], quiet: Quiet, days: int, now: datetime
) -> bool:
    """Say whether an item takes place, or would have, today or within `days` working days."""
    last = worktime.working_days_after(dutch.day_of(now), days, quiet)
    return any(
        now - timedelta(hours=1) <= at and dutch.day_of(at) <= last
        for at in moments(stored, changes)
    )


def why(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    telling: Telling,
    priorities: Mapping[str, Level],
    now: datetime,
) -> str:
    """Return why these changes are told at once, in Dutch, or "" when they can wait.

    `priorities` is how much each dossier matters, by its slug.
    """
    if telling.urgent.everything:
        return "alles wordt direct gemeld"
    return reason(stored, changes, telling, priorities, now)


def reason(
    stored: StoredItem,
    changes: Sequence[StoredChange],
    telling: Telling,
    priorities: Mapping[str, Level],
    now: datetime,
) -> str:
    """Return why these changes cannot wait, also when everything is told at once; else ""."""
    kinds = {change.kind for change in changes}
    if stored.item.kind in _ON_AGENDA:
        return _agenda(stored, changes, telling, now)
    return (
        _motion(stored, kinds, telling.urgent, priorities)
        or _commitment(stored, kinds, telling.urgent)
        or _consultation(stored.item, kinds, telling.urgent, now)
    )


def _agenda(
    stored: StoredItem, changes: Sequence[StoredChange], telling: Telling, now: datetime
) -> str:
    urgent, item = telling.urgent, stored.item
    if any(change.kind.value in urgent.always for change in changes):
        return "de agenda is anders"
    close = [change for change in changes if change.kind.value in urgent.close]
    if close and is_near(stored, close, telling.quiet, urgent.close_working_days, now):
        return "het is vandaag of bijna"
    if item.starts_at is None or not any(one.kind.value in urgent.coming for one in changes):
        return ""
    last = dutch.day_of(now) + timedelta(days=urgent.coming_days)
    return (
        "nieuw en op korte termijn"
        if now < item.starts_at and (dutch.day_of(item.starts_at) <= last)
        else ""
    )


def _motion(
    stored: StoredItem,
    kinds: set[ChangeKind],
    urgent: Urgent,
    priorities: Mapping[str, Level],
) -> str:
    if stored.item.kind.value not in urgent.motion_kinds:
        return ""
    if not kinds & {ChangeKind(kind) for kind in urgent.motion_changes}:
        return ""
    return "een dossier met prioriteit" if _has_priority(stored, urgent, priorities) else ""


def _has_priority(stored: StoredItem, urgent: Urgent, priorities: Mapping[str, Level]) -> bool:
    labels = stored.classification
    matches = labels.dossiers if labels else ()
    return any(priorities.get(match.slug) in urgent.priorities for match in matches)


def _commitment(stored: StoredItem, kinds: set[ChangeKind], urgent: Urgent) -> str:
    named = stored.classification is not None and bool(stored.classification.mentions)
    is_new = stored.item.kind is ItemKind.TOEZEGGING and ChangeKind.NEW in kinds
    return "noemt de provincies" if is_new and named and urgent.commitment_naming_provinces else ""


def _consultation(item: ScrapedItem, kinds: set[ChangeKind], urgent: Urgent, now: datetime) -> str:
    if item.kind is not ItemKind.CONSULTATIE or item.due_on is None:
        return ""
    today = dutch.day_of(now)
    closes = today <= item.due_on <= today + timedelta(days=urgent.consultation_days)
    return "sluit binnenkort" if closes and kinds & {ChangeKind.NEW, ChangeKind.DUE} else ""
