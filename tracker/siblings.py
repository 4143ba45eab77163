"""Pure: which items are so alike that one correction says something of the others."""

from __future__ import annotations

import hashlib
import re

_WORD = re.compile(r"\w+")
_SERIES_WORDS = 9
"""Two titles that begin with the same nine words are one series."""


def series_of(title: str) -> str:
    """Return 16 hex digits that near-duplicate titles share; "" for a title without words.

    Numbers do not count: titles of one series differ in a date or a number.
    """
    words = [word for word in _WORD.findall(title.casefold()) if not word.isdigit()]
    if not words:
        return ""
    key = " ".join(words[:_SERIES_WORDS] if len(words) >= _SERIES_WORDS else sorted(set(words)))
    return hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8).hexdigest()
