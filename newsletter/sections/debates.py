"""Uit de Kamer: the debates that were held, in facts, each with its report."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from newsletter import report, titles
from newsletter.desk import Desk
from newsletter.edition import Section, fact, sentence
from newsletter.room import WIDE
from newsletter.sections.agenda import facts, time_label
from newsletter.sections.compact import Rest, choose
from tracker import dutch, wording
from tracker.records import (
    Block,
    DebateSource,
    ItemKind,
    Json,
    SourceState,
    Status,
    StoredItem,
)

_POINTS_SHOWN = 3
_SENTENCE = 140
_DEBATES = (
    "commissiedebat", "notaoverleg", "wetgevingsoverleg", "plenair debat", "rondetafelgesprek",
    "hoorzitting", "technische briefing", "gesprek", "vragenuur", "hamerstukken",
)  # fmt: skip


def _is_debate(stored: StoredItem) -> bool:
    return stored.item.subtype.lower().startswith(_DEBATES)


def earlier(desk: Desk, since: datetime) -> list[StoredItem]:
    """Return the debates held from then on that this edition is too late for: no report yet."""
    return [
        stored
        for stored in desk.items.get(ItemKind.ACTIVITEIT, ())
        if stored.item.status is Status.HELD
        and _is_debate(stored)
        and stored.item.starts_at is not None
        and since <= stored.item.starts_at < desk.now
        and not desk.took_place(stored.item.starts_at)
    ]


def in_full(desk: Desk) -> list[StoredItem]:
    """Return the debates that the widest letter tells in full, so that get a report."""
    return choose(desk, held(desk), WIDE.of(Section.DEBATES))[0]


def _is_ready(desk: Desk, stored: StoredItem) -> bool:
    """Tell whether the verslag of a debate was read."""
    return desk.proceedings.get(stored.item.key, {}).get("state") == SourceState.READ.value


def _chosen(desk: Desk) -> tuple[list[StoredItem], Rest[StoredItem]]:
    """Return the debates in full and the rest.

    Of two debates of the same importance the one of which there is a report is told in full.
    """
    shown, rest = choose(desk, held(desk), desk.room.of(Section.DEBATES))
    left = list(rest.entries)
    for ready in [one for one in left if _is_ready(desk, one)]:
        rank = desk.weight(ready).level.rank
        waiting = [one for one in shown if not _is_ready(desk, one)]
        lighter = [one for one in waiting if desk.weight(one).level.rank >= rank]
        if lighter:
            shown[shown.index(lighter[-1])] = ready
            left[left.index(ready)] = lighter[-1]
    return sorted(shown, key=desk.order), replace(rest, entries=left)


def of_item(desk: Desk, item_id: int) -> list[StoredItem]:
    """Return the debate with this id, in or out of the letter; none when it is no debate."""
    found = (stored for stored in desk.items.get(ItemKind.ACTIVITEIT, ()) if _is_debate(stored))
    return [stored for stored in found if stored.id == item_id]


def held(desk: Desk) -> list[StoredItem]:
    """Return the debates that were held, and earlier ones of which the report is new."""
    return [
        stored
        for stored in desk.items.get(ItemKind.ACTIVITEIT, ())
        if stored.item.status is Status.HELD
        and _is_debate(stored)
        and (desk.took_place(stored.item.starts_at) or stored.item.key in desk.proceedings)
    ]


def _points(stored: StoredItem) -> list[str]:
    points = sorted(stored.item.agenda, key=lambda point: point.position)
    return [wording.shorten(titles.clean(point.title), 110) for point in points if point.title]


def _counts(desk: Desk, stored: StoredItem) -> list[str]:
    counted = (
        (ItemKind.MOTIE, "motie", "moties"),
        (ItemKind.AMENDEMENT, "amendement", "amendementen"),
        (ItemKind.TOEZEGGING, "toezegging", "toezeggingen"),
    )
    found = ((len(desk.related(stored, kind)), one, many) for kind, one, many in counted)
    return [f"{count} {one if count == 1 else many}" for count, one, many in found if count]


def _report(desk: Desk, stored: StoredItem) -> tuple[str, str] | None:
    """Return the report of the plenary day; committee reports have no page of their own."""
    at = stored.item.starts_at
    if at is None or not stored.item.subtype.lower().startswith("plenair"):
        return None
    found = [
        report.item.url
        for report in desk.reports
        if report.item.subtype == "Plenair"
        and report.item.starts_at is not None
        and dutch.day_of(report.item.starts_at) == dutch.day_of(at)
    ]
    return ("Verslag van de plenaire vergadering (tweedekamer.nl)", found[0]) if found else None


def _news(desk: Desk, stored: StoredItem) -> dict[str, Json]:
    assert stored.item.starts_at is not None
    day = dutch.day_heading(stored.item.starts_at)
    what = wording.shorten(titles.in_sentence(stored.item), _SENTENCE)
    topic, counts = desk.topic(stored), _counts(desk, stored)
    result = f" ({', '.join(counts)})" if counts else ""
    return {
        "headline": sentence(f"Op {day} was {what}{result}"),
        "headline_link": what.partition(" ")[2],
        "news": f"Kamer sprak over {topic}" if topic else "",
        "points": desk.weight(stored).points,
    }


def _block(desk: Desk, stored: StoredItem) -> Block:
    item = stored.item
    assert item.starts_at is not None
    day = dutch.day_of(item.starts_at)
    agenda = _points(stored)
    content: dict[str, Json] = facts(desk, stored, day) | {
        "when": f"{dutch.day_heading(day)}, {time_label(item)}",
        "agenda": agenda[:_POINTS_SHOWN],
        "agenda_more": max(0, len(agenda) - _POINTS_SHOWN),
        "counts": _counts(desk, stored),
    }
    content |= _news(desk, stored)
    content["report"] = desk.proceedings.get(item.key) or report.content(
        desk, stored, DebateSource()
    )
    sources = [(f"{titles.kind_of(item)} (tweedekamer.nl)", item.url)] if item.url else []
    published = _report(desk, stored)
    sources += [published] if published else []
    part = f"{item.source}:{item.key}"
    return fact(Section.DEBATES, "debat", part, content, tuple(sources), stored.id)


def _line(stored: StoredItem) -> tuple[str, str]:
    assert stored.item.starts_at is not None
    return (
        f"{dutch.day_table(stored.item.starts_at)}: {titles.activity(stored.item)}",
        stored.item.url,
    )


def blocks(desk: Desk) -> list[Block]:
    """Return the most important debates in full, the others as links."""
    shown, rest = _chosen(desk)
    return [
        *(_block(desk, stored) for stored in shown),
        *rest.block(Section.DEBATES, "Ook deze week", _line),
    ]
