"""Words as they are compared: without accents and capitals, and as a Dutch stem; pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

START = r"(?<![^\W_])"
NUMBER = rf"{START}\d{{2}}[ .\u00a0]\d{{3}}(?![^\W_])"
"""The number of a Kamerstukdossier: "36 600" and "36600" are one word."""
_TOKEN = re.compile(rf"{NUMBER}|[^\W_]+")
_GAP = re.compile(r"[ .\u00a0]")
_LONGEST = 60
_SHORTEST_STEMMED = 4


def _plain(letter: str) -> str:
    found = unicodedata.normalize("NFKD", letter)[0].lower()
    return found if len(found) == 1 else letter


_ACCENTS = str.maketrans({chr(code): _plain(chr(code)) for code in range(0x41, 0x250)})


def fold(text: str) -> str:
    """Return text without accents and capitals; every letter keeps its place."""
    return text.translate(_ACCENTS)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Return the Dutch stem of a folded word; short words and numbers stay as they are."""
    if len(word) < _SHORTEST_STEMMED or not word.isalpha():
        return word[:_LONGEST]
    found = str(snowballstemmer.stemmer("dutch").stemWord(word[:_LONGEST]))
    return found or word[:_LONGEST]


def spans(text: str, word: re.Pattern[str] = _TOKEN) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, folded word) of every word in a text that looks like `word`."""
    for found in word.finditer(fold(text)):
        yield found.start(), found.end(), _GAP.sub("", found[0])[:_LONGEST]


def tokens(text: str) -> list[str]:
    """Return the folded words of a text."""
    return [word for _, _, word in spans(text)]


def stems(text: str) -> list[str]:
    """Return the stems of a text, in its order."""
    return [stem(word) for word in tokens(text)]
