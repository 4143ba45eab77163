"""Cut a paragraph of a verslag into sentences without changing a character; pure."""

from __future__ import annotations

import re

_END = re.compile(r"""[.!?…]+["”’)\]]*\s+(?=["“‘(\[]*[A-ZÀ-ÖØ-Þ0-9€'‘])""")
_NO_END = re.compile(
    r"(?:^|[\s(])(?:d\.d|nr|nrs|dhr|mevr|mw|mr|drs|ir|ing|dr|prof|art|ca|bijv|m\.n|o\.a|t\.a\.v"
    r"|i\.v\.m|n\.a\.v|m\.b\.t|t/m|resp|vgl|jl|c\.s|incl|excl|ong|enz)\.$",
    re.IGNORECASE,
)
_INITIAL = re.compile(r"(?:^|[\s(.])[A-Z]\.$")


def spans(paragraph: str) -> list[tuple[int, int]]:
    """Return (start, end) of the sentences, in order, without the blanks between them."""
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(paragraph):
        end = match.start() + len(match.group().rstrip())
        if not _is_abbreviation(paragraph[start:end]):
            found.append((start, end))
            start = match.end()
    if start < len(paragraph):
        found.append((start, len(paragraph)))
    return found


def _is_abbreviation(text: str) -> bool:
    tail = text[-12:]
    if not tail.endswith("."):
        return False
    return bool(_INITIAL.search(tail)) or bool(_NO_END.search(tail) and not tail[-2].isupper())


def split(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [paragraph[start:end] for start, end in spans(paragraph)]
