"""Source text made safe for Slack: no title can mention, link or draw an emoji."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from tracker.wording import shorten

_EMOJI = re.compile(r":(?=[a-z0-9_+-]+:)", re.IGNORECASE)
_NO_BREAK = "\u2060"
_LONGEST_LINK = 2_000
_SAFE_IN_LINK = "/:?#[]@!$&'()*+,;=%~-._"


def escape(text: str) -> str:
    """Return `text` with Slack's three control characters as entities.

    `<!channel>` and `<@U1>` come out as words; `:skull:` stays written out.
    """
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _EMOJI.sub(f":{_NO_BREAK}", safe)


def fit(text: str, width: int) -> str:
    """Return escaped `text` of at most `width` characters, cut after a word with "…"."""
    room = width
    while len(cut := escape(shorten(text, room))) > width:
        room -= max(1, (len(cut) - width) // 5)
    return cut


def link(address: str, label: str) -> str:
    """Return a Slack link, or only the label when the address is not a web address."""
    parts = urlsplit(address)
    quoted = quote(address, safe=_SAFE_IN_LINK).replace("&", "&amp;")
    if parts.scheme not in {"http", "https"} or not parts.netloc or len(quoted) > _LONGEST_LINK:
        return escape(label)
    return f"<{quoted}|{escape(label)}>"
