"""What an edition is made from, and how a block of it is named; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tracker.records import Block, Json, StoredChange, StoredItem

STATUS_LABEL = "Concept, ter redactie"
AUDIENCE = "Voor leden en medewerkers van de provincies; niet bedoeld voor verdere verspreiding."
_KEY_LENGTH = 120

Sources = tuple[tuple[str, str], ...]
"""(label, url) pairs."""


class Section(StrEnum):
    """The sections this source can fill, in reading order."""

    HEAD = "kop"
    INTRO = "intro"
    BRIEF = "in-het-kort"
    AGENDA = "agenda"
    DEBATES = "debatten"
    VOTES = "stemmingen"
    PROMISES = "toezeggingen"
    LETTERS = "kamerbrieven"
    QUESTIONS = "kamervragen"
    MEETINGS = "overleggen"
    EUROPE = "brussel"
    CONSULTATIONS = "consultaties"
    PUBLICATIONS = "publicaties"
    OUTLOOK = "vooruitblik"
    COLOPHON = "colofon"


@dataclass(frozen=True, slots=True)
class Material:
    """What the database gives for one edition.

    `items` are the relevant ones with their classification, `changes` those recorded
    since the previous edition, `as_of` is the moment up to which the source was read.
    `since` is when the previous edition was made; None when there is none, and then only
    the week itself is looked at.
    """

    items: tuple[StoredItem, ...]
    changes: tuple[StoredChange, ...]
    as_of: datetime
    since: datetime | None = None


def block_key(section: Section, part: str) -> str:
    """Return the stable name of a block: the same fact gets the same key each time."""
    key = f"{section}:{part}"
    if len(key) <= _KEY_LENGTH:
        return key
    digest = hashlib.blake2b(key.encode(), digest_size=8).hexdigest()
    return f"{key[: _KEY_LENGTH - 17]}-{digest}"


def sentence(text: str) -> str:
    """Return the text closed with a full stop, unless it was cut."""
    return text if text.endswith(("…", ".")) else f"{text}."


def fact(
    section: Section,
    kind: str,
    part: str,
    content: Mapping[str, Json],
    sources: Sources = (),
    item_id: int | None = None,
) -> Block:
    """Return a block; its place in the edition is set when the edition is complete."""
    return Block(
        key=block_key(section, part),
        section=section.value,
        kind=kind,
        position=0,
        content=content,
        sources=sources,
        item_id=item_id,
    )
