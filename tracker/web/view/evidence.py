"""The words that led to a label, marked in the text they stand in; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tracker import labels, wording
from tracker.records import Classification, ClassifierInput, DossierMatch, Evidence, StoredItem
from tracker.web.view.labels import Names, certainty, percent

_FIELD_WORDS: Mapping[str, str] = {
    "title": "Titel",
    "text": "Tekst en agenda",
    "committee": "Commissie",
    "file_title": "Kamerstukdossier",
    "kind": "Soort",
    "concepts": "Trefwoorden",
    "actors": "Betrokkenen",
}
_JOINED = "; "
"""Between the entries of a list, as the classifier counts places in it."""
_IN_FIELD: Mapping[str, str] = {
    "title": "In de titel",
    "text": "In de tekst of agenda",
    "committee": "In de commissie",
    "file_title": "In de naam van het Kamerstukdossier",
    "kind": "In de soort",
    "concepts": "In de trefwoorden",
    "actors": "In de betrokkenen",
}


_AROUND, _BEGINNING, _MOST_PIECES = 160, 400, 17


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `marked` when it is evidence."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class MarkedText:
    """One field of an item with its evidence marked."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class LabelView:
    """One dossier of an item, how sure, and on which words."""

    dossier: str
    bac: str
    href: str
    certainty: str
    percent: str
    words: tuple[tuple[str, str], ...]
    """(where, which words) such as ("In de titel", "stikstof, NPLG")."""


def _spans(text: str, found: Iterable[Evidence]) -> list[tuple[int, int]]:
    """Return the evidence that still stands in the text, joined where it overlaps."""
    valid = sorted(
        (one.start, one.end) for one in found if one.text and text[one.start : one.end] == one.text
    )
    joined: list[tuple[int, int]] = []
    for start, end in valid:
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def mark(text: str, found: Iterable[Evidence]) -> tuple[Piece, ...]:
    """Return the text in pieces, evidence marked; what no longer fits is left unmarked."""
    pieces: list[Piece] = []
    at = 0
    for start, end in _spans(text, found):
        pieces += [Piece(text[at:start], marked=False), Piece(text[start:end], marked=True)]
        at = end
    pieces.append(Piece(text[at:], marked=False))
    return tuple(piece for piece in pieces if piece.text)


def _trimmed(piece: Piece, *, first: bool, last: bool) -> list[Piece]:
    """Return the ends of an unmarked piece that stand beside something marked."""
    text, width = piece.text, _AROUND
    if piece.marked or len(text) <= (width if first or last else 2 * width):
        return [piece]
    head = "" if first else text[:width].rsplit(" ", 1)[0]
    tail = "" if last else text[-width:].split(" ", 1)[-1]
    return [Piece(f"{head} … {tail}", marked=False)]


def passages(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the text around what is marked, left out words as "…"; else its beginning."""
    if not any(piece.marked for piece in pieces):
        whole = "".join(piece.text for piece in pieces)
        return (Piece(wording.shorten(whole, _BEGINNING), marked=False),)
    last = len(pieces) - 1
    found: list[Piece] = []
    for place, piece in enumerate(pieces[:_MOST_PIECES]):
        found += _trimmed(piece, first=place == 0, last=place in {last, _MOST_PIECES - 1})
    return tuple(found)


def marked_texts(stored: StoredItem) -> tuple[MarkedText, ...]:
    """Return the fields the classifier saw, those with evidence in them."""
    said = stored.classification
    if said is None:
        return ()
    seen: ClassifierInput = labels.classifier_input(stored.id, stored.item)
    by_field: dict[str, list[Evidence]] = {}
    for match in said.dossiers:
        for one in match.evidence:
            by_field.setdefault(one.field, []).append(one)
    return tuple(
        MarkedText(_FIELD_WORDS[field], mark(_text(seen, field), by_field[field]))
        for field in _FIELD_WORDS
        if field in by_field
    )


def _text(seen: ClassifierInput, field: str) -> str:
    value = getattr(seen, field)
    return value if isinstance(value, str) else _JOINED.join(value)


def _words(match: DossierMatch) -> tuple[tuple[str, str], ...]:
    """Return the words per field, each once, whatever its capitals."""
    by_field: dict[str, dict[str, str]] = {}
    for one in match.evidence:
        by_field.setdefault(one.field, {}).setdefault(one.text.casefold(), one.text)
    return tuple(
        (_IN_FIELD.get(field, "Elders"), ", ".join(words.values()))
        for field, words in by_field.items()
    )


def label_views(said: Classification | None, names: Names) -> tuple[LabelView, ...]:
    """Return the dossiers of an item, best first, each with its reasons."""
    if said is None:
        return ()
    return tuple(
        LabelView(
            dossier=names.dossier(match.slug),
            bac=names.bac(match.bac),
            href=f"/dossiers/{match.slug}",
            certainty="vastgesteld door een collega" if said.judged_by else certainty(match.score),
            percent="" if said.judged_by else percent(match.score),
            words=_words(match),
        )
        for match in said.dossiers
    )
