"""The mail about what cannot wait for the next Haagse Zaken, in Dutch; pure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import dutch, published, wording
from tracker.letters import Letter, Line, Part
from tracker.reader_alerts import Alert
from tracker.reader_letters import PRIVACY_PATH, About
from tracker.records import ChangeKind, StoredItem

_AGENDA = "/politieke-agenda"
_INTRO = (
    "U vroeg om een mail als iets niet kan wachten tot de volgende Haagse Zaken. Dit is nu bekend."
)
_LAST = (
    "Vandaag krijgt u hierover geen mail meer, behalve als iets vandaag of morgen speelt. Alles "
    "staat op de politieke agenda."
)
_MOST_CHANGES = 4


def _facts(stored: StoredItem, about: About) -> list[Line]:
    """Return when it is, who holds it, and to which dossiers it belongs."""
    item, labels = stored.item, stored.classification
    who = " · ".join(one for one in (item.committee_name or item.committee, item.room) if one)
    slugs = [match.slug for match in labels.dossiers] if labels else []
    dossiers = dutch.listing([about.names.get(slug, slug) for slug in slugs])
    lines = [f"Wanneer: {wording.when_now(stored)}", who]
    lines += [f"Dossier{'s' if len(slugs) > 1 else ''}: {dossiers}"] if slugs else []
    return [Line(one) for one in lines if one]


def _where(stored: StoredItem, about: About) -> list[Line]:
    """Return where to read on: our own agenda for a debate, and the source."""
    item, lines = stored.item, list[Line]()
    if item.kind in published.MEETINGS and item.starts_at is not None:
        week = dutch.week_of(item.starts_at)
        page = about.page(f"{_AGENDA}?week={week}#d{stored.id}")
        lines.append(Line("Bekijk het op de politieke agenda", url=page))
    if item.url.startswith("https://"):
        lines.append(Line("Lees verder bij de bron", url=item.url))
    return lines


def _part(alert: Alert, heading: str, about: About) -> Part:
    changes = wording.by_importance(alert.changes)
    more = [one for one in changes[1:_MOST_CHANGES] if one.kind is not ChangeKind.NEW]
    said = [Line(wording.describe(one)) for one in more]
    return Part(heading, (*said, *_facts(alert.stored, about), *_where(alert.stored, about)))


def _head(alert: Alert) -> str:
    """Return what happened to an item; what else did is told below it."""
    return wording.headline(alert.stored, wording.by_importance(alert.changes)[:1])


def _title(alerts: Sequence[Alert]) -> str:
    rest = len(alerts) - 1
    if not rest:
        return wording.headline(alerts[0].stored, alerts[0].changes)
    return f"{_head(alerts[0])} (en nog {rest} bericht{'en' if rest > 1 else ''})"


def letter(alerts: Sequence[Alert], about: About, *, is_last: bool) -> Letter:
    """Return the mail; `is_last` says that the reader gets no more of them today."""
    parts = [
        _part(one, _head(one) if len(alerts) > 1 else "Waar het om gaat", about) for one in alerts
    ]
    own = Part("Zelf regelen", (
        Line("Uw onderwerpen en voorkeuren wijzigen", url=about.links.preferences),
        Line("Geen dringende mail meer", url=about.links.unsubscribe),
        Line("Hoe wij met uw gegevens omgaan", url=about.page(PRIVACY_PATH)),
    ))  # fmt: skip
    return Letter(_title(alerts), _INTRO, (*parts, own), _LAST if is_last else "")
