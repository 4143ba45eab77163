"""The one sentence of a source's text that a reader wants: literal, never made up; pure."""

from __future__ import annotations

import re

from newsletter.importance import mentions
from tracker import wording
from tracker.records import ScrapedItem

_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z‘“'\"])")
_SIGNS = " \t•-–*"
_LONGEST = 220
_SHORTEST = 25


def sentences(text: str) -> list[str]:
    """Return the sentences of a text; a line end is an end too."""
    lines = (line.strip(_SIGNS) for line in text.splitlines())
    found = (part.strip() for line in lines for part in _ENDS.split(line))
    return [sentence for sentence in found if len(sentence) >= _SHORTEST]


def about_provinces(item: ScrapedItem, most: int = 3) -> list[str]:
    """Return the sentences of the text that name provinces."""
    named = [one for one in sentences(item.text) if mentions(one)]
    return [wording.shorten(one, _LONGEST) for one in named[:most]]


def of(item: ScrapedItem) -> str:
    """Return the first sentence that names provinces, else the first one; "" without text.

    A text that only repeats the title says nothing.
    """
    if item.text.strip() == item.title.strip():
        return ""
    named = about_provinces(item, 1)
    first = named or [wording.shorten(one, _LONGEST) for one in sentences(item.text)[:1]]
    return first[0] if first else ""
