"""Clean the fields of an item without moving a single character.

Offsets of evidence must point into the text as it was given, so everything that may not
count (markup, control characters, lone surrogates, names of members) becomes spaces of
the same length.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tracker.records import ClassifierInput

MAX_TITLE_CHARS = 2_000
"""Of title and title of the Kamerstukdossier; what follows is not read."""

MAX_TEXT_CHARS = 20_000
"""Of the text; about eight pages. What follows is not read."""

JOINT = "; "
"""Between concepts, and between actors; evidence points into the joined text."""

FILE_PREFIX = "Dossier: "
"""How some sources put the title of the Kamerstukdossier in the text field."""

_MARKUP = re.compile(r"<[/!]?[a-zA-Z][^<>]{0,300}>|&#?\w{1,8};")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff\ud800-\udfff]")
_SUBMITTERS = re.compile(
    r"\bvan (?:het lid|de leden) .{1,160}?"
    r"(?= over\b| houdende\b| ter vervanging\b| waarmee\b| tot \b| inzake\b| die \b| t\.v\.v\."
    r"| om \b| voor \b|[:‘“'\"]|$)"
)
_ASKERS = re.compile(r"\b(?:het lid|de leden) (?:(?:van|de|der|den|'t|el)\s)*[A-Z][\w'-]+")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an item, cleaned, with the place where it starts in `Prepared.text`."""

    name: str
    start: int
    text: str
    original: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The fields of one item in one text, separated by newlines."""

    text: str
    fields: tuple[Field, ...]

    def field_at(self, position: int) -> Field:
        """Return the field that holds the character at `position`."""
        found = self.fields[0]
        for field in self.fields:
            if field.start <= position:
                found = field
        return found


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def clean(value: str, limit: int) -> str:
    """Return at most `limit` characters with markup and control characters as spaces."""
    text = value[:limit]
    if "<" in text or "&" in text:
        text = _MARKUP.sub(_blank, text)
    return _CONTROL.sub(" ", text)


def without_members(title: str) -> str:
    """Return the title with names of members as spaces: De Vos is not a fox."""
    if "lid" not in title and "leden" not in title:
        return title
    return _ASKERS.sub(_blank, _SUBMITTERS.sub(_blank, title))


def prepare(item: ClassifierInput) -> Prepared:
    """Return the fields of an item, cleaned and joined; title first, text last.

    Concepts and actors are there only when the item has some, each list joined by "; ".
    """
    concepts, actors = JOINT.join(item.concepts), JOINT.join(item.actors)
    parts = [
        ("title", item.title, without_members(clean(item.title, MAX_TITLE_CHARS))),
        ("file_title", item.file_title, clean(item.file_title, MAX_TITLE_CHARS)),
        ("concepts", concepts, clean(concepts, MAX_TITLE_CHARS)),
        ("actors", actors, clean(actors, MAX_TITLE_CHARS)),
        ("text", item.text, clean(item.text, MAX_TEXT_CHARS)),
    ]
    parts = [part for part in parts if part[1] or part[0] not in {"concepts", "actors"}]
    fields: list[Field] = []
    start = 0
    for name, original, text in parts:
        fields.append(Field(name, start, text, original))
        start += len(text) + 1
    return Prepared("\n".join(field.text for field in fields), tuple(fields))
