"""Colofon: whom to ask per BAC, where the facts come from and how fresh they are."""

from __future__ import annotations

from newsletter.desk import Desk
from newsletter.edition import Section, fact
from tracker import dutch
from tracker.records import Block

_ORIGIN = (
    "Bron: open data van de Tweede Kamer. Gegevens bijgewerkt tot en met {stamp}. "
    "Deze uitgave is door de computer samengesteld. "
    "De redactie controleert de tekst en werkt die bij."
)
_READABLE = (
    "Deze brief is er ook als webpagina en als platte tekst. "
    "Kunt u iets niet lezen of klopt er iets niet? Mail dan de coördinator."
)


def blocks(desk: Desk) -> list[Block]:
    """Return one contact per BAC, then the sources and a word on reading."""
    contacts = []
    for bac in desk.taxonomy.bacs:
        member = desk.coordinator(bac.slug)
        content = {"bac": bac.name, "name": member.name, "email": str(member.email)}
        contacts.append(fact(Section.COLOPHON, "contact", bac.slug, content))
    stamp = f"{dutch.day_long(desk.as_of)}, {dutch.clock(desk.as_of)} uur"
    origin = {"paragraphs": [_ORIGIN.format(stamp=stamp), _READABLE]}
    return [*contacts, fact(Section.COLOPHON, "herkomst", "herkomst", origin)]
