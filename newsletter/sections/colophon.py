"""Colofon: whom to ask per BAC, where the facts come from, and what readers may expect."""

from __future__ import annotations

from collections.abc import Sequence

from newsletter.desk import Desk
from newsletter.edition import Section, fact
from tracker import dutch
from tracker.records import Block, Json

_ORIGIN = (
    "Bronnen: {sources}. Gegevens bijgewerkt tot en met {stamp}. Een computer verzamelt de "
    "berichten; de redactie controleert de tekst en werkt die bij."
)
_PRIVACY = (
    "Privacy: wij gebruiken uw naam en mailadres alleen voor deze brief en houden niet bij "
    "wat u opent of aanklikt."
)
_READABLE = (
    "Toegankelijkheid: deze brief is er ook als webpagina en als platte tekst. "
    "Kunt u iets niet lezen? Mail dan de coördinator."
)
_SIGN_UP = "Aanmelden of afmelden: mail de coördinator."
_ALWAYS = "Tweede Kamer"


def _named(desk: Desk, blocks: Sequence[Block]) -> list[str]:
    """Return who published what stands in this letter, the Kamer first."""
    used = {block.item_id for block in blocks if block.item_id is not None and block.sources}
    items = (stored for kind in desk.items.values() for stored in kind if stored.id in used)
    found = {_publisher(stored.item.chamber) for stored in items}
    return [_ALWAYS, *sorted(found - {_ALWAYS, ""}, key=str.casefold)]


def _publisher(chamber: str) -> str:
    """Return who published something; ministries are taken together."""
    return "ministeries" if chamber.lower().startswith("ministerie") else chamber


def _contact(desk: Desk, slug: str, name: str) -> Block:
    member = desk.coordinator(slug)
    content: dict[str, Json] = {
        "bac": name,
        "name": member.name,
        "function": member.function,
        "email": str(member.email),
        "phone": member.phone,
    }
    return fact(Section.COLOPHON, "contact", slug, content)


def blocks(desk: Desk, body: Sequence[Block] = ()) -> list[Block]:
    """Return one contact per BAC, then sources, signing off, privacy and reading."""
    contacts = [_contact(desk, bac.slug, bac.name) for bac in desk.taxonomy.bacs]
    stamp = dutch.moment_long(desk.as_of)
    origin = _ORIGIN.format(sources=dutch.listing(_named(desk, body)), stamp=stamp)
    words = {"paragraphs": [origin, _PRIVACY, _READABLE], "sign_up": _SIGN_UP}
    return [*contacts, fact(Section.COLOPHON, "herkomst", "herkomst", words)]
