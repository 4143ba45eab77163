"""Parts that several kinds of item share: actors, documents, file numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.kamer.bundle import Bundle
from crawler.kamer.pages import document_url
from crawler.kamer.parse import ParsedRow
from tracker import eu_numbers
from tracker.records import (
    ROLE_ABSENT,
    ROLE_ADDRESSEE,
    ROLE_COMMITTEE,
    ROLE_COSUBMITTER,
    ROLE_MEMBER,
    ROLE_MINISTER,
    ROLE_OTHER,
    ROLE_REQUESTER,
    ROLE_SUBMITTER,
    Actor,
    DocumentRef,
)

_ROLES = {
    "Aanvrager": ROLE_REQUESTER,
    "Afgemeld": ROLE_ABSENT,
    "Bewindspersoon c.a.": ROLE_MINISTER,
    "Deelnemer": ROLE_MEMBER,
    "Deelnemende fractie": ROLE_MEMBER,
    "Gericht aan": ROLE_ADDRESSEE,
    "Indiener": ROLE_SUBMITTER,
    "Initiatiefnemer": ROLE_SUBMITTER,
    "Medeindiener": ROLE_COSUBMITTER,
    "Volgcommissie": ROLE_COMMITTEE,
}
_EU_MARKS = ("COM", "JOIN", "(COD", "/COD", "(NLE", "(CNS")
_LEFT_OUT = frozenset({"Stenogram", "Sprekerslijst"})


def item_key(category: str, key: str) -> str:
    """Return the identity of an item, such as `activiteit:<guid>`."""
    return f"{category}:{key}"


def actor(row: ParsedRow, aliases: Mapping[str, str]) -> Actor:
    """Return who takes part, and as what."""
    values = row.values
    party = values["actorFractie"] or ""
    return Actor(
        name=values["actorNaam"] or party,
        role=_ROLES.get(values["relatie"], ROLE_OTHER),
        function=values["functie"] or "",
        party=aliases.get(party, party),
        position=values.get("volgorde") or 0,
    )


def actors(rows: Iterable[ParsedRow], aliases: Mapping[str, str]) -> tuple[Actor, ...]:
    """Return the actors in a fixed order: role, place on the list, name."""
    found = {actor(row, aliases) for row in rows}
    return tuple(sorted(found, key=lambda one: (one.role, one.position, one.name)))


def documents(rows: Iterable[ParsedRow], zaak_number: str = "") -> tuple[DocumentRef, ...]:
    """Return documents once each, by number; stenograms and speaker lists left out."""
    found = {
        row.key: DocumentRef(
            key=row.key,
            number=row.values["documentNummer"],
            kind=row.values["soort"],
            title=row.values["onderwerp"] or row.values["titel"] or row.values["soort"],
            published_on=row.values["datum"],
            url=document_url(row.values["documentNummer"], zaak_number),
        )
        for row in rows
        if row.values["soort"] not in _LEFT_OUT
    }
    return tuple(sorted(found.values(), key=lambda document: document.number))


def file_number(dossier: ParsedRow | None) -> str:
    """Return the number of a Kamerstukdossier as data: `36600-VII`."""
    if dossier is None:
        return ""
    addition = dossier.values["toevoeging"]
    number = str(dossier.values["nummer"])
    return f"{number}-{addition}" if addition else number


def first_file(bundle: Bundle, row: ParsedRow) -> ParsedRow | None:
    """Return the Kamerstukdossier of a zaak, or None."""
    return next(iter(bundle.referred(row, "kamerstukdossier")), None)


def eu_files(*texts: str) -> tuple[str, ...]:
    """Return the EU files that titles name: "com:2026:512", "procedure:2026/0211(COD)"."""
    text = "\n".join(texts)
    if not any(mark in text for mark in _EU_MARKS):
        return ()
    return eu_numbers.files(text)
