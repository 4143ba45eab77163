"""What comes after a debate: a tweeminutendebat, the next meeting, what the Kamer expects; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from newsletter import titles
from newsletter.desk import Desk
from newsletter.report import cues
from newsletter.report.spots import Spots
from tracker import dutch
from tracker.records import ItemKind, Json, Passage, Proceedings, StoredItem

_SHOWN = 3


def asked_debate(
    proceedings: Proceedings, spoken: Mapping[str, Sequence[Passage]], spots: Spots
) -> dict[str, Json] | None:
    """Return the sentence in which a tweeminutendebat is asked for, the chair's when there is."""
    found = [
        (turn.chair, passage)
        for turn in proceedings.turns
        for passage in spoken.get(turn.id, ())
        if "tweeminutendebat" in passage.text.lower()
        and cues.ASKED_DEBATE.search(passage.text)
        and not passage.text.endswith("?")
    ]
    if not found:
        return None
    chair = [passage for is_chair, passage in found if is_chair]
    return spots.quote([chair[-1] if chair else found[-1][1]])


def meetings(desk: Desk, stored: StoredItem) -> list[dict[str, Json]]:
    """Return the activities that carry on from a debate, or have its subject, soonest first."""
    start = stored.item.starts_at
    if start is None:
        return []
    subject = _subject(stored)
    found = [
        one
        for one in desk.items.get(ItemKind.ACTIVITEIT, ())
        if one.id != stored.id and one.item.starts_at and one.item.starts_at > start
        and (one.item.key in stored.item.continued_in or (subject and _subject(one) == subject))
    ]  # fmt: skip
    found.sort(key=lambda one: one.item.starts_at or start)
    return [
        {
            "text": f"{dutch.day_table(one.item.starts_at)}: {titles.activity(one.item)}",
            "url": one.item.url,
        }
        for one in found[:_SHOWN]
        if one.item.starts_at
    ]


def _subject(stored: StoredItem) -> str:
    """Return what a debate is about, without its form: "natuur (cd d.d. 19/06)" is "natuur"."""
    title = titles.clean(stored.item.title).lower().split("(")[0]
    for form in ("tweeminutendebat", "commissiedebat", "notaoverleg", "wetgevingsoverleg"):
        title = title.removeprefix(form)
    return title.strip()
