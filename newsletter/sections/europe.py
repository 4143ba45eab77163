"""Brussel: what came, in which phase, when the BNC-fiche is due, when the Kamer discusses it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from newsletter import gist, titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, source
from newsletter.importance import Level
from newsletter.sections.compact import choose
from tracker import dutch, terms, wording
from tracker.records import Block, ItemKind, Json, ScrapedItem, Status, StoredItem

BODIES = frozenset({"Europese Commissie", "Europees Parlement", "Comité van de Regio's",
                    "Raad van de Europese Unie", "Europees Parlement en Raad"})  # fmt: skip
_TITLE = 180
_AHEAD = timedelta(weeks=2)
_COUNCIL_AHEAD = timedelta(weeks=3)
_KINDS = (ItemKind.EU_DOCUMENT, ItemKind.EU_PLANNING, ItemKind.ADVIES, ItemKind.REGELING,
          ItemKind.NIEUWS, ItemKind.PUBLICATIE)  # fmt: skip
"""A procedure has a page of its own in the workspace; its documents are the news."""
_TRILOGUE = re.compile(
    r"\btri(?:loog|logen|logue|logues)\b|provisional agreement|voorlopig akkoord", re.IGNORECASE
)
_SHOUTED = re.compile(
    r"\b(REGULATION|DIRECTIVE|DECISION|VERORDENING|RICHTLIJN|BESLUIT) (?:OF THE EUROPEAN "
    r"PARLIAMENT AND OF THE COUNCIL|VAN HET EUROPEES PARLEMENT EN (?:VAN )?DE RAAD)\b"
)
"""The full name of an act, which says nothing of what it is about."""
_COUNCIL = re.compile(
    r"(?P<name>(?:[A-Z][\w-]*(?:raad|Raad)|(?:Informele )?Europese Raad|Raad voor [A-Z][\w-]+"
    r"(?:(?:, | en )[A-Z][\w-]+)*|(?:[A-Z][\w]*- en )[A-Z]\w*raad))"
    r"(?: \([a-z ]+\))?\W{0,3}(?:\(|op |van |d\.d\. )*"
    r"(?P<when>\d{1,2}(?: ?(?:en|-|t/m) ?\d{1,2})? [a-z]+(?: \d{4})?)"
)
_NO_COUNCIL = re.compile(r"Raad van State|gemeenteraad|Raad voor de|Onderwijsraad|Gezondheidsraad")
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})


def belongs(stored: StoredItem) -> bool:
    """Tell whether an item comes from Brussel."""
    return stored.item.chamber in BODIES


def phase(item: ScrapedItem) -> str:
    """Return institution and phase: "Europese Commissie, voorstel", "EP-commissie ENVI"."""
    said = f"{item.title} {item.text}"
    if _TRILOGUE.search(said):
        return f"{item.chamber}, triloog"
    if item.chamber == "Europees Parlement":
        return f"EP-commissie {item.committee}" if item.committee else item.chamber
    if item.kind is ItemKind.EU_PLANNING:
        return f"{item.chamber}, voorlopige agenda"
    words = titles.lower_first(item.subtype.replace(" van de Commissie", ""))
    body = item.chamber.replace("Raad van de Europese Unie", "Raad")
    words = words.removeprefix("persbericht van de raad")
    return f"{body}, {words}" if words and words.lower() not in body.lower() else body


def _day(item: ScrapedItem) -> date | None:
    return dutch.day_of(item.starts_at) if item.starts_at else item.published_on


def _fiche(desk: Desk, item: ScrapedItem) -> str:
    """Return the term of the BNC-fiche of a proposal: six weeks, as `tracker.terms` counts."""
    found = [term for term in terms.terms_of(item) if term.key.startswith("bnc-fiche")]
    if not found or found[0].due_on is None:
        return ""
    due = found[0].due_on
    word = "verwacht" if due >= desk.today else "was verwacht"
    return f"BNC-fiche {word} voor {dutch.day_short(due)}."


def _names(item: ScrapedItem) -> set[str]:
    return {one for one in item.identifiers if one.startswith(("procedure:", "com:", "celex:"))}


def _in_the_kamer(desk: Desk, stored: StoredItem) -> Iterator[str]:
    """Yield the debates and letters of the Kamer about the same file, dates first."""
    names = _names(stored.item)
    for one in desk.of(ItemKind.ACTIVITEIT, ItemKind.KAMERBRIEF):
        if not names & _names(one.item) or one.item.status in _OFF:
            continue
        day = _day(one.item)
        when = f"{dutch.day_heading(day)}: " if day else ""
        yield f"In de Tweede Kamer: {when}{titles.lower_first(titles.activity(one.item))}."


def item_block(desk: Desk, stored: StoredItem) -> Block:
    item, day, topic = stored.item, _day(stored.item), desk.topic(stored)
    details = [_fiche(desk, item), *_in_the_kamer(desk, stored)]
    title = _SHOUTED.sub(lambda found: found[1].capitalize(), titles.clean(item.title))
    short = wording.shorten(title, 130)
    content: dict[str, Json] = {
        "when": dutch.day_table(day) if day else "",
        "on": day.isoformat() if day else "",
        "label": phase(item),
        "text": wording.shorten(title, _TITLE),
        "url": item.url,
        "gist": gist.of(item) if item.language == "nl" else "",
        "details": [one for one in details if one][:2],
        "language": item.language,
        "headline": f"{phase(item)}: “{short}”." if item.language == "nl" else "",
        "headline_link": short,
        "news": f"Brussel over {topic}" if topic else "",
    }
    content |= desk.marks(stored) | contact(desk)
    part = f"{item.source}:{item.key}"
    links = source(item.number or "Bron", item.url)
    return fact(Section.EUROPE, "bericht", part, content, links, stored.id)


def contact(desk: Desk) -> dict[str, Json]:
    """Return the contact at the Huis van de Nederlandse Provincies, as people.yaml has it."""
    found = [one for one in desk.people.people if one.slug == desk.people.hnp]
    return {"contact": f"{found[0].name}, {found[0].email}" if found else ""}


def _councils(desk: Desk) -> Iterator[Block]:
    """Yield the meetings of the Raad that the Kamer discusses soon, with both dates."""
    until = desk.sunday + _COUNCIL_AHEAD
    for stored in desk.of(ItemKind.ACTIVITEIT):
        item, found = stored.item, _COUNCIL.search(stored.item.title)
        if found is None or _NO_COUNCIL.search(item.title) or item.starts_at is None:
            continue
        day = dutch.day_of(item.starts_at)
        is_off = item.status in _OFF or desk.weight(stored).level is Level.LOW
        if is_off or not desk.monday <= day <= until:
            continue
        what = titles.lower_first(titles.kind_of(item))
        content: dict[str, Json] = {
            "when": "",
            "on": day.isoformat(),
            "label": "Raad",
            "text": f"{found['name']}, {found['when'].strip()}",
            "url": item.url,
            "gist": "",
            "details": [f"In de Tweede Kamer: {what} op {dutch.day_heading(day)}."],
            "language": "nl",
        }
        content |= desk.marks(stored) | contact(desk)
        part = f"raad:{item.source}:{item.key}"
        links = source(titles.kind_of(item), item.url)
        yield fact(Section.EUROPE, "bericht", part, content, links, stored.id)


def _found(desk: Desk) -> Iterator[StoredItem]:
    until = desk.sunday + _AHEAD
    for stored in desk.of(*_KINDS):
        if not belongs(stored):
            continue
        planned = stored.item.starts_at is not None
        ahead = planned and desk.monday <= (_day(stored.item) or date.min) <= until
        if ahead or desk.is_new_since(stored.item.published_on, stored):
            yield stored


def _line(stored: StoredItem) -> tuple[str, str]:
    return f"{phase(stored.item)}: {titles.clean(stored.item.title)}", stored.item.url


def blocks(desk: Desk) -> list[Block]:
    """Return what came from Brussel this week, what is planned, and what the Raad treats."""
    most = desk.room.of(Section.EUROPE)
    shown, rest = choose(desk, _found(desk), most)
    by_day = sorted(shown, key=lambda one: (_day(one.item) or date.max, one.item.title))
    councils = [block for block in _councils(desk) if desk.takes(block.item_id or 0)]
    return [
        *(item_block(desk, stored) for stored in by_day),
        *councils[: max(1, most - len(by_day))],
        *rest.block(Section.EUROPE, "Ook uit Brussel", _line),
    ]
