"""What an edition is made from, and how a block of it is named; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from config.telling import Quiet
from tracker.records import Block, Json, StoredChange, StoredItem
from tracker.records import Desk as Standing

STATUS_LABEL = "Concept, ter redactie"
AUDIENCE = "Voor leden en medewerkers van de provincies; niet bedoeld voor verdere verspreiding."
_KEY_LENGTH = 120

Sources = tuple[tuple[str, str], ...]
"""(label, url) pairs."""


class Section(StrEnum):
    """The sections of the letter, in reading order."""

    HEAD = "kop"
    INTRO = "intro"
    BRIEF = "in-het-kort"
    ACTIONS = "actie-gevraagd"
    AGENDA = "agenda"
    DEBATES = "debatten"
    VOTES = "stemmingen"
    PROMISES = "toezeggingen"
    LETTERS = "kamerbrieven"
    QUESTIONS = "kamervragen"
    SENATE = "eerste-kamer"
    CABINET = "kabinet"
    MEETINGS = "overleggen"
    EUROPE = "brussel"
    CONSULTATIONS = "consultaties"
    PUBLICATIONS = "publicaties"
    INPUT = "onze-inbreng"
    OUTLOOK = "vooruitblik"
    COLOPHON = "colofon"


@dataclass(frozen=True, slots=True)
class Material:
    """What the database gives for one edition.

    `items` are the relevant ones with their classification, `changes` those recorded
    since the previous edition, `as_of` is the moment up to which the source was read.
    `since` is when the previous edition was made; None when there is none, and then only
    the week itself is looked at. `standing` says by item where it stands with the lobbyists,
    `internal` holds by item what only members may read, by name of the field. `proceedings`
    has by key of a debate the content of its report (`newsletter.report.content`); a debate
    of an earlier week that is in it gets its report now.
    """

    items: tuple[StoredItem, ...]
    changes: tuple[StoredChange, ...]
    as_of: datetime
    since: datetime | None = None
    standing: Mapping[int, Standing] = field(default_factory=dict)
    internal: Mapping[int, Mapping[str, Json]] = field(default_factory=dict)
    quiet: Quiet = field(default_factory=Quiet)
    proceedings: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)


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


def source(what: str, url: str) -> Sources:
    """Return the link that says its target, "Advies (raadvanstate.nl)"; none without address."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    return ((f"{what} ({host})" if host else what, url),) if url else ()


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
