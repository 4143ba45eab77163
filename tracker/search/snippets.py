"""A piece of text around the words that were found, in parts that are marked or not; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.search.stems import NUMBER, START, spans, stem
from tracker.search.words import Words

_BEFORE, _WIDTH = 70, 240
_ALIKE = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; the template escapes it and marks what is `marked`."""

    text: str
    marked: bool = False


class Marker:
    """Knows which words of a text somebody asked for."""

    def __init__(self, words: Words) -> None:
        self._stems = frozenset(word for phrase in words.wanted for word in phrase)
        self._beginning = words.beginning
        starts = "|".join(sorted({re.escape(word[:_ALIKE]) for word in self._stems}))
        self._maybe = re.compile(rf"{NUMBER}|{START}(?:ge)?(?:{starts})[^\W_]*")

    def _is_asked(self, word: str) -> bool:
        begins = bool(self._beginning) and word.startswith(self._beginning)
        return begins or stem(word) in self._stems

    def found(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where the words stand; only what begins alike is stemmed, for speed."""
        if self._stems:
            for start, end, word in spans(text, self._maybe):
                if self._is_asked(word):
                    yield start, end

    def whole(self, text: str) -> tuple[Piece, ...]:
        """Return a whole text, such as a title."""
        return _cut(text, 0, len(text), list(self.found(text)))

    def around(self, text: str) -> tuple[Piece, ...]:
        """Return about 240 characters around the first word that was asked for."""
        first = next(self.found(text), None)
        start = 0 if first is None else _word_start(text, first[0] - _BEFORE)
        end = _word_end(text, start + _WIDTH)
        here = text[start:end]
        places = [(start + one, start + two) for one, two in self.found(here)]
        pieces = _cut(text, start, end, places)
        before = (Piece("… "),) if start else ()
        after = (Piece(" …"),) if end < len(text) else ()
        return (*before, *pieces, *after) if pieces else ()


def _word_start(text: str, at: int) -> int:
    return 0 if at <= 0 else text.find(" ", at) + 1 or at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    found = text.rfind(" ", 0, at)
    return found if found > at - _BEFORE else at


def _cut(text: str, start: int, end: int, places: list[tuple[int, int]]) -> tuple[Piece, ...]:
    pieces, at = [], start
    for one, two in places:
        pieces += [Piece(text[at:one]), Piece(text[one:two], marked=True)]
        at = two
    return tuple(piece for piece in (*pieces, Piece(text[at:end])) if piece.text)
