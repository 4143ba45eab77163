"""What somebody typed in the search box, as words, phrases and words that must be absent; pure.

Everything is taken as words: no sign that is left out can make a query fail.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.search.stems import stem, stems, tokens

LONGEST = 400
_MOST = 12
_SHORTEST_PREFIX = 3
_PART = re.compile(r'(?P<minus>-?)(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_SMALL = frozenset(
    ("aan", "als", "bij", "dat", "de", "den", "der", "die", "dit", "door", "een", "en", "er",
     "het", "in", "is", "met", "naar", "of", "om", "op", "over", "te", "ten", "ter", "tot", "uit",
     "van", "voor")
)  # fmt: skip
"""Words that say nothing by themselves; in a phrase they count."""

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What must occur (stems next to each other), what must not, and how the query began.

    `beginning` is the last word as it was typed: perhaps not finished yet. `number` is all
    that was typed without spaces and signs, when there is a digit in it.
    """

    wanted: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    beginning: str = ""
    number: str = ""

    def __bool__(self) -> bool:
        return bool(self.wanted)


def _telling(wanted: Iterable[Phrase]) -> tuple[Phrase, ...]:
    """Leave out small words, unless there is nothing else."""
    found = tuple(dict.fromkeys(one for one in wanted if one))
    telling = tuple(one for one in found if len(one) > 1 or one[0] not in _SMALL)
    return telling or found


def parse(asked: str) -> Words:
    """Return what was asked for; of a very long question the first part."""
    wanted: list[Phrase] = []
    without: list[Phrase] = []
    last = ""
    parts = list(_PART.finditer(asked[:LONGEST]))[:_MOST]
    for found in parts:
        phrase = tuple(stems(found["phrase"] if found["word"] is None else found["word"]))
        away = bool(found["minus"]) and bool(phrase)
        (without if away else wanted).append(phrase)
        typed = tokens(found["word"] or "")
        last = typed[0] if len(typed) == 1 and not away else ""
    told = _telling(_joined(asked, wanted))
    is_open = len(last) >= _SHORTEST_PREFIX and told[-1:] == ((stem(last),),)
    number = "".join(tokens(asked[:LONGEST]))
    return Words(
        told,
        tuple(one for one in without if one),
        last if is_open else "",
        number if any(sign.isdigit() for sign in number) and len(number) <= 40 else "",
    )


def _joined(asked: str, wanted: list[Phrase]) -> list[Phrase]:
    """Put "36" and "600", typed as two words, together again."""
    whole = set(stems(asked[:LONGEST]))
    found: list[Phrase] = []
    for one in wanted:
        both = found[-1] + one if found and len(found[-1]) == len(one) == 1 else ()
        if both and both[0].isdigit() and both[1].isdigit() and "".join(both) in whole:
            found[-1] = ("".join(both),)
        else:
            found.append(one)
    return found
