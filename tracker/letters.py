"""What is told about more than one item, or about none: digest, weekly lists, alarms; pure.

A letter is plain Dutch text in parts. Slack and mail each show it in their own way, and
escape it. It travels as the `content` of a notice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tracker import dutch, wording
from tracker.records import (
    ChangeKind,
    ItemKind,
    Json,
    Notice,
    NoticeKind,
    StoredChange,
    StoredItem,
)
from tracker.vocabulary import IMPORTANCE


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a letter: what, a detail in small, and where it leads ("" nowhere).

    `path` is a page of the workspace, such as "/items/12"; `url` any other address.
    """

    text: str
    detail: str = ""
    path: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Some lines under a heading; the heading may be ""."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter. `path` is the page of the workspace with all of it."""

    title: str
    intro: str
    parts: tuple[Part, ...] = ()
    closing: str = ""
    path: str = ""

    def to_json(self) -> dict[str, Json]:
        """Return it as the content of a notice."""
        return asdict(self)


def from_json(content: Mapping[str, Any]) -> Letter:
    """Return the letter that a notice carries; KeyError when it carries none."""
    parts = tuple(
        Part(part["heading"], tuple(Line(**line) for line in part["lines"]))
        for part in content["parts"]
    )
    return Letter(content["title"], content["intro"], parts, content["closing"], content["path"])


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One item of a digest with what happened to it, and the name of its first dossier."""

    stored: StoredItem
    changes: tuple[StoredChange, ...]
    dossier: str = ""
    over_budget: bool = False


_LAST = len(IMPORTANCE)


def _rank(one: DigestItem) -> tuple[int, str, int]:
    """Return the order of a digest: what matters most first, then what comes first."""
    kinds = [IMPORTANCE.index(change.kind) for change in one.changes]
    item = one.stored.item
    day = item.starts_at.isoformat() if item.starts_at else str(item.published_on or "9999")
    return min(kinds, default=_LAST), day, one.stored.id


def _digest_line(one: DigestItem) -> Line:
    changes = wording.by_importance(one.changes)
    more = [wording.describe(change) for change in changes[1:4] if change.kind != ChangeKind.NEW]
    detail = [one.dossier, wording.when_now(one.stored), *more]
    return Line(
        text=wording.headline(one.stored, changes),
        detail=" · ".join(part for part in detail if part),
        path=f"/items/{one.stored.id}",
        url=one.stored.item.url,
    )


def _heading(one: DigestItem) -> str:
    if one.over_budget:
        return "Dringend, maar u had vandaag al veel meldingen"
    if one.stored.item.kind in {ItemKind.ACTIVITEIT, ItemKind.STEMMING}:
        return "Agenda"
    return wording.KIND_PLURALS[one.stored.item.kind]


def digest(name: str, items: Sequence[DigestItem], now: datetime, largest: int) -> Letter:
    """Return a person's digest, what matters most first; `largest` items are written out."""
    ordered = sorted(items, key=lambda one: (not one.over_budget, _rank(one)))
    shown = ordered[:largest]
    headings = list(dict.fromkeys(_heading(one) for one in shown))
    parts = tuple(
        Part(heading, tuple(_digest_line(one) for one in shown if _heading(one) == heading))
        for heading in headings
    )
    rest = len(ordered) - len(shown)
    count = f"{len(ordered)} {'item' if len(ordered) == 1 else 'items'}"
    return Letter(
        title=f"Uw overzicht van {dutch.day_heading(now)}, {dutch.clock(now)} uur",
        intro=f"{name}: {count} met nieuws op uw dossiers. Niets hiervan heeft haast."
        if not any(one.over_budget for one in ordered)
        else f"{name}: {count} met nieuws op uw dossiers. Kijk eerst naar wat dringend is.",
        parts=parts,
        closing=f"En nog {rest} {'item' if rest == 1 else 'items'}, te zien in de werkplek."
        if rest
        else "",
        path="/",
    )


@dataclass(frozen=True, slots=True)
class Ignored:
    """Messages about one dossier and kind of item that a person never did anything with."""

    dossier: str
    slug: str
    kind: ItemKind
    items: tuple[StoredItem, ...]


def budget(name: str, groups: Sequence[Ignored], days: int) -> Letter:
    """Return the weekly list of what a person was told and never touched, largest first."""
    ordered = sorted(groups, key=lambda one: (-len(one.items), one.dossier, one.kind))
    total = sum(len(one.items) for one in ordered)
    return Letter(
        title="Dit heb je genegeerd, minder hiervan?",
        intro=f"{name}: van {total} {'melding' if total == 1 else 'meldingen'} in de laatste "
        f"{days} dagen heb je er geen aangeklikt.",
        parts=tuple(
            Part(
                f"{one.dossier}: {wording.KIND_PLURALS[one.kind].lower()} ({len(one.items)})",
                tuple(
                    Line(wording.name(stored.item), wording.when(stored.item), _page(stored))
                    for stored in one.items[:5]
                ),
            )
            for one in ordered
        ),
        closing="Minder hiervan? Klik bij een item op Niet voor ons of op Ander dossier, of vraag "
        "je coördinator om de drempels in telling.yaml. Is het toch belangrijk? Dan hoef je "
        "niets te doen.",
        path="/",
    )


def _page(stored: StoredItem) -> str:
    return f"/items/{stored.id}"


_OPENINGS = {
    NoticeKind.REMINDER: "Herinnering",
    NoticeKind.HANDOVER: "Overgedragen aan u",
    NoticeKind.ESCALATION: "Nog niet opgepakt",
}


def title_of(notice: Notice) -> str:
    """Return what a notice about an item says first, in at most 150 characters."""
    given = notice.content.get("headline") if isinstance(notice.content, dict) else None
    line = wording.headline(notice.about, notice.changes)
    opening = _OPENINGS.get(notice.kind)
    return wording.shorten(
        str(given) if given else f"{opening}: {line}" if opening else line,
        wording.HEADLINE_WIDTH,
    )


def extra_lines(notice: Notice) -> tuple[str, ...]:
    """Return what a reminder or escalation says besides its item: one sentence each."""
    given = notice.content.get("lines", ()) if isinstance(notice.content, dict) else ()
    return tuple(str(line) for line in given)


def letter_of(notice: Notice) -> Letter:
    """Return any notice as a letter: for who is reached in another way than Slack."""
    if notice.stored is None:
        return from_json(notice.content)
    item = notice.stored.item
    told = [one for one in notice.changes if one.kind is not ChangeKind.NEW]
    said = (*extra_lines(notice), *(wording.describe(change) for change in told))
    facts = [
        ("Wat", wording.name(item)),
        ("Wanneer", wording.when_now(notice.stored)),
        ("Waar", item.room),
        ("Commissie", item.committee_name or item.committee),
        ("Bewindspersoon", ", ".join(wording.ministers(item))),
        ("Nummer", item.number),
    ]
    known = tuple(Line(f"{label}: {value}") for label, value in facts if value)
    source = (Line(f"Bekijk bij de {item.chamber or 'bron'}", url=item.url),) if item.url else ()
    changes = (Part("Wat er verandert", tuple(Line(text) for text in said)),) if said else ()
    return Letter(
        title=title_of(notice),
        intro=f"Voor {dutch.listing([one.name for one in notice.recipients])}."
        if notice.recipients
        else "",
        parts=(*changes, Part("Zo staat het er nu voor", (*known, *source))),
        path=f"/items/{notice.stored.id}",
    )


def alarm(text: str, cause: str, now: datetime) -> Letter:
    """Return what operators hear of a cause, once."""
    return Letter(
        title="Let op: er is iets mis",
        intro=text,
        closing=f"Sinds {dutch.moment(now)}. U hoort het als het voorbij is. Oorzaak: {cause}.",
        path="/bronnen",
    )


def resolved(text: str, cause: str, opened_at: datetime, now: datetime) -> Letter:
    """Return what operators hear when a cause is gone."""
    lasted = dutch.duration(now - opened_at)
    return Letter(
        title="Opgelost",
        intro=text,
        closing=f"Het duurde {lasted}, sinds {dutch.moment(opened_at)}. Oorzaak: {cause}.",
        path="/bronnen",
    )
