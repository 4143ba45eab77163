"""Text of sources made fit for any medium: one line, no control signs; pure."""

from __future__ import annotations

import re

from newsletter.reading import safe_url

_HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]+"
)
"""Control signs, line ends, marks that turn the direction of text, halves of pairs."""


_STATE = re.compile(
    r"\s*[\[(](?:is )?(?:geannuleerd|vervallen|verplaatst|uitgesteld)[\])]\s*", re.IGNORECASE
)


def without_state(title: str) -> str:
    """Return a title without "[Geannuleerd]" in it: the state is said beside the title."""
    return " ".join(_STATE.sub(" ", title).split())


def one_line(text: str) -> str:
    """Return the text on one line, without signs that a reader cannot see."""
    return " ".join(_HIDDEN.sub(" ", text).split())


def web_address(url: str) -> str:
    """Return the address when it is one of the web, on one line, else ""."""
    return "" if _HIDDEN.search(url) or " " in url else safe_url(url)
