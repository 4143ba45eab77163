"""Checks on facts: source, day, dossier, doubles, votes, week; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlsplit

from newsletter.edition import Section
from newsletter.reading import safe_url
from newsletter.rules.case import Case, Finding, is_of_people, title_of
from tracker import dutch
from tracker.records import Block

_SEATS = {"Tweede Kamer": 150, "Eerste Kamer": 75}
_NO_SOURCE = frozenset({"overleg", "ook", "kort"})
_NO_DOSSIER = frozenset({"overleg", "ook", "kort", "actie", "mijlpaal", "contact", "vrij"})
_DOCUMENTS = frozenset({"kamerbrief", "kamervragen", "bericht", "wetsvoorstel", "consultatie"})
_HREF = re.compile(r'href="([^"]*)"')
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_SUBJECT_WEEK = re.compile(r"\bweek (\d{1,2})\b", re.IGNORECASE)
_MONTHS = dutch.MONTHS
_PERIOD = re.compile(
    rf"\bweek (\d{{1,2}}),? \(?(\d{{1,2}})(?: ({'|'.join(_MONTHS)}))?(?: \d{{4}})? tot en met "
    rf"(\d{{1,2}}) ({'|'.join(_MONTHS)}) (\d{{4}})",
    re.IGNORECASE,
)
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_LONG = -10
"""Weeks back: the first letter after a reces tells of all of it."""
_RANGES = {
    Section.AGENDA: (0, 4),
    Section.DEBATES: (_LONG, 1),
    Section.VOTES: (_LONG, 1),
    Section.LETTERS: (_LONG, 1),
    Section.CABINET: (_LONG, 1),
    Section.MEETINGS: (-2, 3),
    Section.EUROPE: (_LONG, 4),
    Section.CONSULTATIONS: (-1, 7),
    Section.PUBLICATIONS: (_LONG, 1),
    Section.INPUT: (_LONG, 1),
    Section.OUTLOOK: (0, 7),
}
"""Weeks from the Monday of the letter within which the day of a block must be."""


def is_address(url: str) -> bool:
    """Tell whether an address can be one of the web: scheme, a host with a dot, no blanks."""
    host = urlsplit(url).hostname if safe_url(url) else None
    return bool(host and _HOST.fullmatch(host)) and not re.search(r"[\s<>\"]", url)


def sources(case: Case) -> Iterator[Finding]:
    """Find items without a source, and addresses that cannot be right."""
    for block in case.blocks:
        is_item = block.item_id is not None and block.kind not in _NO_SOURCE
        if is_item and not block.sources and not block.content.get("internal"):
            yield Finding(
                block.key,
                f"“{title_of(block)}” heeft geen link naar de bron.",
                "Voeg de bron toe of laat het blok weg.",
                "geen",
            )
        given = [url for _, url in block.sources]
        given += [link["url"] for link in block.content.get("links", ()) if link.get("url")]
        yield from _bad(block, [url for url in given if not is_address(url)])
    for piece in case.pieces:
        if piece.html:
            found = (url for url in _HREF.findall(piece.html) if not url.startswith("mailto:"))
            yield from _bad(piece.block, [url for url in found if not is_address(url)])


def _bad(block: Block, addresses: list[str]) -> Iterator[Finding]:
    for url in dict.fromkeys(addresses):
        yield Finding(
            block.key,
            f"“{title_of(block)}” heeft een link die niet klopt: {url[:120]}",
            "Verbeter het adres; het begint met https://.",
            url,
        )


def days(case: Case) -> Iterator[Finding]:
    """Find days that do not belong in a letter of this week."""
    for block in case.blocks:
        stated = block.content.get("on")
        if not stated or block.content.get("overdue"):
            continue
        day = date.fromisoformat(str(stated))
        first, last = _range(case, block)
        if not first <= day <= last:
            yield Finding(
                block.key,
                f"“{title_of(block)}” is van {dutch.day_long(day)}. Dat past niet in de brief van "
                f"week {dutch.week_number(case.edition.week)}.",
                "Controleer de datum, of laat het blok weg.",
                str(stated),
            )


def _range(case: Case, block: Block) -> tuple[date, date]:
    if block.section == Section.ACTIONS:
        return dutch.day_of(case.now), case.sunday + 12 * _WEEK
    if block.section not in _RANGES:
        return date.min, date.max
    first, last = _RANGES[Section(block.section)]
    return case.monday + first * _WEEK, case.monday + last * _WEEK - _DAY


def dossiers(case: Case) -> Iterator[Finding]:
    """Find items without a dossier, or with one that the taxonomy does not know."""
    known = {dossier.name for dossier in case.taxonomy.dossiers}
    for block in case.blocks:
        if block.item_id is None or block.kind in _NO_DOSSIER or is_of_people(block):
            continue
        names = [str(tag["dossier"]) for tag in block.content.get("tags", ())]
        foreign = [name for name in names if name not in known]
        if foreign:
            yield Finding(
                block.key,
                f"“{title_of(block)}” heeft een onbekend dossier: {foreign[0]}.",
                "Maak het blok opnieuw, of kies een ander dossier bij het item.",
                foreign[0],
            )
        elif not names:
            yield Finding(
                block.key,
                f"“{title_of(block)}” heeft geen dossier.",
                "Kies een dossier bij het item.",
                "geen",
            )


def doubles(case: Case) -> Iterator[Finding]:
    """Find a document that is told twice: the same address under the same dossier."""
    seen: dict[tuple[str, str], Block] = {}
    for block in case.blocks:
        url = str(block.content.get("url") or "").rstrip("/").lower()
        if block.kind not in _DOCUMENTS or not url:
            continue
        tags = block.content.get("tags") or [{"dossier": ""}]
        first = seen.setdefault((url, str(tags[0]["dossier"])), block)
        if first is not block:
            yield Finding(
                block.key,
                f"“{title_of(block)}” staat twee keer in de brief, ook als “{title_of(first)}”.",
                "Laat een van de twee weg.",
                f"{first.key} {url}",
            )


def empty(case: Case) -> Iterator[Finding]:
    """Find blocks that say nothing."""
    for block in case.blocks:
        if block.kind == "intro":
            continue
        shown = {**block.content, **(block.human or {})}
        named = [name for name in ("title", "text", "what", "tekst", "name") if name in shown]
        words = any(str(shown[name]).replace("<p></p>", "").strip() for name in named)
        if (named or is_of_people(block)) and not words:
            yield Finding(block.key, "Een blok is leeg.", "Vul het in of laat het weg.", block.kind)


def votes(case: Case) -> Iterator[Finding]:
    """Find ballots whose seats do not add up to the Kamer, or contradict the outcome."""
    for block in case.blocks:
        seats = block.content.get("seats") or {}
        if block.kind != "stemming" or not seats:
            continue
        whole = _SEATS.get(str(block.content.get("chamber") or "Tweede Kamer"), 150)
        total, by_name = sum(seats.values()), bool(block.content.get("by_name"))
        if total > whole or (total != whole and not by_name):
            yield Finding(
                block.key,
                f"“{title_of(block)}”: de stemmen tellen op tot {total}, niet tot {whole}.",
                "Vergelijk met de stemming op de website van de Kamer.",
                str(sorted(seats.items())),
            )
        elif bool(block.content.get("adopted")) != (seats.get("voor", 0) > seats.get("tegen", 0)):
            yield Finding(
                block.key,
                f"“{title_of(block)}” is {block.content.get('outcome')}, maar de stemmen zeggen "
                f"iets anders: {seats.get('voor', 0)} voor, {seats.get('tegen', 0)} tegen.",
                "Vergelijk met de stemming op de website van de Kamer.",
                str(sorted(seats.items())),
            )


def weeks(case: Case) -> Iterator[Finding]:
    """Find a week number that is not this week's, or that does not go with its days."""
    number = dutch.week_number(case.edition.week)
    for found in _SUBJECT_WEEK.findall(case.edition.subject):
        if int(found) != number:
            yield Finding(
                "",
                f"Het onderwerp noemt week {found}, maar dit is de brief van week {number}.",
                "Verbeter het weeknummer in het onderwerp.",
                case.edition.subject,
            )
    for piece in case.pieces:
        for found in _PERIOD.finditer(piece.text):
            if not _agrees(found):
                yield Finding(
                    piece.block.key,
                    f"Week en dagen horen niet bij elkaar: “{found[0]}”.",
                    "Verbeter het weeknummer of de dagen.",
                    found[0],
                )


def _agrees(found: re.Match[str]) -> bool:
    week, first, begin, last, end, year = found.groups()
    try:
        closing = date(int(year), _MONTHS.index(end.lower()) + 1, int(last))
        month = _MONTHS.index((begin or end).lower()) + 1
        years = closing.year - (month > closing.month)
        opening = date(years, month, int(first))
    except ValueError:
        return False
    number = dutch.week_number(dutch.week_of(closing))
    return opening <= closing and number == int(week) == dutch.week_number(dutch.week_of(opening))
