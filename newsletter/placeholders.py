"""What stands in an approved mail where each reader's own addresses come.

An approved mail is the same for everybody; sending puts two addresses in it and changes
nothing else, so that what is sent can be held against what was approved.
"""

from __future__ import annotations

import re

UNSUBSCRIBE = "https://lezer.invalid/afmelden"
PREFERENCES = "https://lezer.invalid/voorkeuren"
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-_~:/?#=%\[\]@!$()*+,;]+")


def fill(text: str, *, unsubscribe: str, preferences: str) -> str:
    """Return a mail with a reader's own addresses.

    The same for HTML and plain text: ValueError for an address with a sign that HTML would
    have to write in another way.
    """
    for address in (unsubscribe, preferences):
        if not _ADDRESS.fullmatch(address):
            raise ValueError(f"no plain web address: {address!r}")
    return text.replace(UNSUBSCRIBE, unsubscribe).replace(PREFERENCES, preferences)


def emptied(text: str, *, unsubscribe: str, preferences: str) -> str:
    """Return what was sent with the placeholders back in it: the approved text."""
    return text.replace(unsubscribe, UNSUBSCRIBE).replace(preferences, PREFERENCES)
