"""Records into what the API answers; pure, but for the names of dossiers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from tracker import dutch, editions, wording
from tracker.records import StoredItem
from tracker.web.api import models
from tracker.web.public.debates import Debate
from tracker.web.public.page import PAGE
from tracker.web.public.plain import one_line, web_address
from tracker.web.public.states import WORDS
from tracker.web.view.labels import Names


def _local(at: datetime | None) -> datetime | None:
    return None if at is None else dutch.local(at)


def bac(names: Names, slug: str) -> models.BacRef:
    """Return a BAC with its names."""
    return models.BacRef(slug=slug, name=names.bac(slug), abbreviation=names.abbreviation(slug))


def bacs(names: Names, slugs: Iterable[str]) -> list[models.BacRef]:
    """Return BACs with their names."""
    return [bac(names, slug) for slug in slugs]


def dossiers(names: Names, slugs: Iterable[str]) -> list[models.DossierRef]:
    """Return dossiers with their names."""
    return [models.DossierRef(slug=slug, name=names.dossier(slug)) for slug in slugs]


def item(stored: StoredItem, names: Names) -> models.Item:
    """Return an item."""
    one, said = stored.item, stored.classification
    return models.Item(
        id=stored.id,
        kind=one.kind,
        kind_name=one_line(wording.kind_word(one)),
        title=one_line(one.title),
        number=one_line(one.number),
        url=web_address(one.url),
        source=one.source,
        chamber=one_line(one.chamber),
        committee=one_line(one.committee_name or one.committee),
        status=one.status,
        outcome=one_line(wording.outcome_words(one.outcome)) if one.outcome else "",
        starts_at=_local(one.starts_at),
        ends_at=_local(one.ends_at),
        date_precision=one.precision,
        published_on=one.published_on,
        due_on=one.due_on,
        dossiers=dossiers(names, (match.slug for match in said.dossiers) if said else ()),
        bacs=bacs(names, said.bacs if said else ()),
        added_at=dutch.local(stored.first_seen_at),
        changed_at=dutch.local(stored.changed_at),
    )


def debate(one: Debate, names: Names) -> models.Debate:
    """Return a line of the agenda."""
    return models.Debate(
        id=one.id,
        uid=one.uid,
        sequence=one.sequence,
        state=one.state,
        state_name=WORDS[one.state],
        changes=list(one.said),
        kind_name=one.kind,
        title=one.title,
        starts_at=dutch.local(one.starts_at),
        ends_at=_local(one.ends_at),
        date_precision=one.precision,
        when=one.when,
        chamber=one.chamber,
        committee=one.committee,
        room=one.room,
        closed=one.closed,
        ministers=list(one.ministers),
        agenda=list(one.agenda),
        number=one.number,
        url=one.url,
        dossiers=dossiers(names, one.dossiers),
        bacs=bacs(names, one.bacs),
        changed_at=dutch.local(one.changed_at),
    )


def every_dossier(names: Names, base: str) -> models.Dossiers:
    """Return all dossiers; `base` is the address of the site."""
    order = [one.slug for one in names.taxonomy.bacs]
    found = sorted(names.taxonomy.dossiers, key=lambda one: order.index(one.bac))
    return models.Dossiers(
        dossiers=[
            models.Dossier(
                slug=one.slug,
                name=one.name,
                bac=bac(names, one.bac),
                agenda_page=f"{base}{PAGE}?dossier={one.slug}",
                calendar=f"{base}{PAGE}/kalender/dossier/{one.slug}.ics",
                feed=f"{base}{PAGE}/feeds/dossier/{one.slug}.xml",
            )
            for one in found
        ]
    )


def edition(one: editions.EditionSummary, base: str) -> models.Edition:
    """Return a sent edition; its page is in the archive."""
    return models.Edition(
        week=one.week,
        period=dutch.week_label(one.week),
        subject=one_line(one.subject),
        page=f"{base}/haagse-zaken/{one.week}",
        text=f"{base}/haagse-zaken/{one.week}.txt",
    )
