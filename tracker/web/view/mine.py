"""The dossiers of one person: what changed, what comes and what waits; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from config.telling import Quiet, Reminders
from tracker import deadlines, desk, dutch, wording
from tracker.coverage import Cover, is_debate
from tracker.deadlines import Around, DeadlineKind
from tracker.overview import ChangedItem
from tracker.records import Desk, StoredItem
from tracker.web.view.labels import Names, Tag
from tracker.web.view.lines import Line, line
from tracker.web.view.news import NewsDay, by_day
from tracker.web.view.pledges import PledgeView

_WIDTH = 120


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits for this person: what to do, by when, with which item."""

    what: str
    when: str
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class Mine:
    """What a person who signed in sees first."""

    dossiers: tuple[Tag, ...]
    since: str
    news: tuple[NewsDay, ...]
    comes: tuple[Line, ...]
    terms: tuple[Line, ...]
    waits: tuple[Waiting, ...]
    to_judge: str
    late: tuple[PledgeView, ...]


def is_mine(stored: StoredItem, dossiers: Iterable[str], followed: Iterable[str]) -> bool:
    """Tell whether an item is of one of these dossiers, or followed by itself."""
    said = stored.classification
    slugs = {one.slug for one in said.dossiers} if said else set()
    return bool(slugs & set(dossiers)) or desk.item_subject(stored.id) in followed


def own_news(
    found: Sequence[ChangedItem], since: datetime, names: Names, now: datetime
) -> tuple[NewsDay, ...]:
    """Return what happened after `since`, per day."""
    fresh = (
        ChangedItem(one.stored, tuple(c for c in one.changes if c.recorded_at > since))
        for one in found
    )
    return by_day((one for one in fresh if one.changes), names, now)


def dossier_tags(slugs: Iterable[str], names: Names) -> tuple[Tag, ...]:
    """Return the dossiers of a person as links, in order of name."""
    found = (
        Tag(names.dossier(slug), f"Dossier {names.dossier(slug)}", f"/dossiers/{slug}", "dossier")
        for slug in slugs
    )
    return tuple(sorted(found, key=lambda tag: tag.text.casefold()))


def _waiting(stored: StoredItem, what: str, when: str) -> Waiting:
    title = wording.shorten(wording.name(stored.item), _WIDTH)
    return Waiting(what, when, f"/items/{stored.id}", title)


def taken(
    items: Mapping[int, StoredItem], desks: Mapping[int, Desk], now: datetime
) -> tuple[Waiting, ...]:
    """Return what a person took or was handed and did not finish, with its reminder."""
    found = []
    for item_id, one in desks.items():
        stored = items.get(item_id)
        if stored is None or not deadlines.is_live(stored):
            continue
        what = "Door u opgepakt" if one.taken_by else "Aan u overgedragen"
        until = one.snoozed_until
        waits = until is not None and until > now
        when = (
            f"herinnering {dutch.moment(until)}" if waits and until else wording.when(stored.item)
        )
        found.append(_waiting(stored, what, when))
    return tuple(found)


def without_inbreng(
    covers: Iterable[Cover], reminders: Reminders, quiet: Quiet, now: datetime
) -> tuple[Waiting, ...]:
    """Return the debates that come and have no inbreng, with the last day for our letter."""
    found = []
    for one in covers:
        if one.desk.inbreng_url or one.desk.dismissed_by or not is_debate(one.stored):
            continue
        due = deadlines.deadlines(one.stored, Around(), reminders, quiet)
        letter = next((d for d in due if d.kind is DeadlineKind.LETTER), None)
        if letter is None:
            continue
        when = f"uiterlijk {dutch.moment(letter.at)}"
        late = "" if letter.at > now else ", dat is voorbij"
        found.append(_waiting(one.stored, "Inbreng leveren", f"{when}{late}"))
    return tuple(found)


def own_lines(found: Iterable[StoredItem], names: Names, now: datetime) -> tuple[Line, ...]:
    """Return items as lines, with how important they are."""
    return tuple(line(one, names, now=now) for one in found)
