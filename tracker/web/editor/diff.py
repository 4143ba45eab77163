"""What differs between two texts, word by word; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_SENTENCE = re.compile(r"[^.!?\n]*(?:[.!?]+\s*|\n+|$)")
_WORD = re.compile(r"^\s+|\S+\s*")
_LONG = 600
"""Words up to which two texts are compared word by word; longer ones sentence by sentence."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both texts ("gelijk"), in the old only ("weg") or the new ("nieuw")."""

    what: str
    text: str


def _opcodes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag, "".join(old[a:b]), "".join(new[c:d])


def _words(old: str, new: str) -> Iterator[Piece]:
    for tag, before, after in _opcodes(_WORD.findall(old), _WORD.findall(new)):
        if tag == "equal":
            yield Piece("gelijk", after)
            continue
        if before:
            yield Piece("weg", before)
        if after:
            yield Piece("nieuw", after)


def _sentences(text: str) -> list[str]:
    return [found for found in _SENTENCE.findall(text) if found]


def _pieces(old: str, new: str) -> Iterator[Piece]:
    if len(old.split()) + len(new.split()) <= _LONG:
        yield from _words(old, new)
        return
    for tag, before, after in _opcodes(_sentences(old), _sentences(new)):
        if tag == "equal":
            yield Piece("gelijk", after)
        elif len(before.split()) + len(after.split()) <= _LONG:
            yield from _words(before, after)
        else:
            yield from (Piece("weg", before), Piece("nieuw", after))


def between(old: str, new: str) -> tuple[Piece, ...]:
    """Return the new text in pieces with what went from the old one between them."""
    return tuple(piece for piece in _pieces(old, new) if piece.text)
