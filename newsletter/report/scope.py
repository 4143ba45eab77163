"""The part of a verslag that is one debate; pure.

A plenary verslag holds a whole day. An activity without a number belongs to the debate of
which it carries on (reports of the Kamer leave the number out when a debate is resumed).
"""

from __future__ import annotations

from dataclasses import replace

from tracker import dutch
from tracker.records import Proceedings, ScrapedItem, SittingPart

PLENARY = "Plenair"
_FRAME = frozenset({"Opening", "Sluiting", "Mededelingen", "Regeling van werkzaamheden"})
_WORDS = 3


def _plain(title: str) -> str:
    return " ".join(title.lower().split("(")[0].split())


def _is_same_subject(part: SittingPart, item: ScrapedItem) -> bool:
    wanted = _plain(item.title)
    names = {_plain(part.title), _plain(part.subject)} - {""}
    return any(name == wanted or wanted.endswith(f" {name}") for name in names)


def places(proceedings: Proceedings, item: ScrapedItem) -> frozenset[int]:
    """Return which activities of a verslag are the debate of this item."""
    numbered = {
        place
        for place, part in enumerate(proceedings.activities)
        if part.number and part.number == item.number
    }
    resumed = {
        place
        for place, part in enumerate(proceedings.activities)
        if not part.number and part.kind not in _FRAME and _is_same_subject(part, item)
    }
    if numbered or proceedings.kind == PLENARY:
        return frozenset(
            numbered | (resumed if numbered or _is_same_day(proceedings, item) else set())
        )
    return frozenset(resumed)


def _is_same_day(proceedings: Proceedings, item: ScrapedItem) -> bool:
    return item.starts_at is not None and proceedings.day == dutch.day_of(item.starts_at)


def of_debate(proceedings: Proceedings, item: ScrapedItem) -> Proceedings | None:
    """Return the verslag with only what belongs to the debate; None when it is not in it."""
    wanted = places(proceedings, item)
    if not wanted:
        return None
    return replace(
        proceedings,
        turns=tuple(one for one in proceedings.turns if one.activity in wanted),
        motions=tuple(one for one in proceedings.motions if one.activity in wanted),
        ballots=tuple(one for one in proceedings.ballots if one.activity in wanted),
    )


def parts(proceedings: Proceedings) -> list[SittingPart]:
    """Return the activities that somebody speaks in."""
    used = {turn.activity for turn in proceedings.turns}
    return [part for place, part in enumerate(proceedings.activities) if place in used]
