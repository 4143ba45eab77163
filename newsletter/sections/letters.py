"""Kamerbrieven and Kamervragen: who wrote or asked what, answered or not, late or not."""

from __future__ import annotations

from datetime import date

from newsletter import titles
from newsletter.desk import Desk, office, people_of
from newsletter.edition import Section, fact
from newsletter.sections.compact import choose
from tracker import dutch, wording
from tracker.records import (
    ROLE_ADDRESSEE,
    ROLE_COSUBMITTER,
    ROLE_MINISTER,
    ROLE_SUBMITTER,
    Actor,
    Block,
    ChangeKind,
    DocumentRef,
    ItemKind,
    Json,
    Status,
    StoredItem,
)
from tracker.vocabulary import NEW_WORDS

_LETTER_CAP = 5
_QUESTION_CAP = 4
_ANSWER = "antwoord schriftelijke vragen"
_DELAY = "mededeling (uitstel antwoord)"


def _writer(stored: StoredItem) -> str:
    actors = people_of(stored.item, ROLE_SUBMITTER, ROLE_MINISTER)
    return office(actors[0]) if actors else ""


def _number(stored: StoredItem) -> str:
    return titles.kamerstuk(stored.item.file_number) or stored.item.number


def _weighed(desk: Desk, stored: StoredItem) -> dict[str, Json]:
    weight = desk.weight(stored)
    return {
        "tags": desk.tags(stored),
        "level": weight.level.value,
        "reason": weight.reason,
        "points": weight.points,
        "followers": desk.followers(stored, dutch.day_of(desk.now)),
    }


def _letter(desk: Desk, stored: StoredItem) -> Block:
    item, topic = stored.item, desk.topic(stored)
    title, writer = titles.clean(item.title), _writer(stored)
    kind = wording.KIND_WORDS[item.kind]
    paper = "een brief" if item.kind is ItemKind.KAMERBRIEF else "een wetsvoorstel"
    by = f"{titles.upper_first(writer)} stuurde {paper}" if writer else NEW_WORDS[item.kind]
    content: dict[str, Json] = {
        "day": dutch.day_short(item.published_on) if item.published_on else "",
        "title": title,
        "writer": writer,
        "number": _number(stored),
        "file_title": titles.clean(item.file_title),
        "url": item.url,
        "headline": f"{by}: “{wording.shorten(title, 140)}”.",
        "headline_link": wording.shorten(title, 140),
        "news": f"{kind} over {topic}" if topic else "",
        "kind": kind,
    }
    content |= _weighed(desk, stored)
    sources = (("Brief (tweedekamer.nl)", item.url),) if item.url else ()
    part = f"{item.source}:{item.key}"
    return fact(Section.LETTERS, "kamerbrief", part, content, sources, stored.id)


def _letter_line(stored: StoredItem) -> tuple[str, str]:
    day = stored.item.published_on
    when = f"{dutch.day_table(day)}: " if day else ""
    return f"{when}{titles.clean(stored.item.title)}", stored.item.url


def letter_blocks(desk: Desk) -> list[Block]:
    """Return letters of the government and new bills, most important first."""
    found = [
        stored
        for kind in (ItemKind.KAMERBRIEF, ItemKind.WETSVOORSTEL)
        for stored in desk.items.get(kind, ())
        if desk.is_new_since(stored.item.published_on, stored)
    ]
    shown, rest = choose(desk, found, _LETTER_CAP)
    return [
        *(_letter(desk, stored) for stored in shown),
        *rest.block(Section.LETTERS, "Ook deze week", _letter_line),
    ]


def _newest(stored: StoredItem, kind: str) -> DocumentRef | None:
    found = [entry for entry in stored.item.documents if entry.kind.lower().startswith(kind)]
    return max(found, key=lambda entry: entry.published_on or date.min, default=None)


def _answered_on(stored: StoredItem) -> date | None:
    answer = _newest(stored, _ANSWER)
    return answer.published_on if answer else None


def _is_answered(stored: StoredItem) -> bool:
    return stored.item.status is Status.DONE or _newest(stored, _ANSWER) is not None


def _answer_state(desk: Desk, stored: StoredItem) -> str:
    """Return "beantwoord op ...", "nog niet beantwoord, te laat: ...", as the source says."""
    due = stored.item.due_on
    if _is_answered(stored):
        day = _answered_on(stored)
        return f"beantwoord op {dutch.day_short(day)}" if day else "beantwoord"
    if delay := _newest(stored, _DELAY):
        on = f" op {dutch.day_short(delay.published_on)}" if delay.published_on else ""
        return f"nog niet beantwoord; uitstel gemeld{on}"
    if due and due < dutch.day_of(desk.now):
        return f"nog niet beantwoord, te laat: de termijn liep tot en met {dutch.day_short(due)}"
    return "nog niet beantwoord" + (f"; termijn {dutch.day_short(due)}" if due else "")


def _asker(actor: Actor) -> str:
    return f"{actor.name} ({actor.party})" if actor.party else actor.name


def _question(desk: Desk, stored: StoredItem) -> Block:
    item, topic = stored.item, desk.topic(stored)
    askers = [_asker(actor) for actor in people_of(item, ROLE_SUBMITTER, ROLE_COSUBMITTER)]
    answer, state = _newest(stored, _ANSWER), _answer_state(desk, stored)
    title = titles.clean(item.title)
    what = "Antwoord op Kamervragen" if _is_answered(stored) else "Kamervragen"
    by = f" van {dutch.listing(askers)}" if askers else ""
    content: dict[str, Json] = {
        "day": dutch.day_short(item.published_on) if item.published_on else "",
        "title": title,
        "askers": askers,
        "addressees": [office(actor) for actor in people_of(item, ROLE_ADDRESSEE)],
        "state": state,
        "answered": _is_answered(stored),
        "number": item.number,
        "url": item.url,
        "headline": f"{what}{by}: “{wording.shorten(title, 120)}”.",
        "headline_link": wording.shorten(title, 120),
        "news": f"Kamervragen over {topic}" if topic else "",
    }
    content |= _weighed(desk, stored)
    links = [("Vragen (tweedekamer.nl)", item.url)]
    links += [("Antwoord (tweedekamer.nl)", answer.url)] if answer else []
    sources = tuple((label, url) for label, url in links if url)
    part = f"{item.source}:{item.key}"
    return fact(Section.QUESTIONS, "kamervragen", part, content, sources, stored.id)


def _question_line(stored: StoredItem) -> tuple[str, str]:
    state = "beantwoord" if _is_answered(stored) else "gesteld"
    return f"{titles.clean(stored.item.title)} ({state})", stored.item.url


def _answered_now(desk: Desk, stored: StoredItem) -> bool:
    day = _answered_on(stored)
    in_week = day is not None and desk.monday <= day <= desk.sunday
    return in_week or bool(desk.told(stored, ChangeKind.ANSWERED))


def question_blocks(desk: Desk) -> list[Block]:
    """Return questions asked or answered in this edition's days."""
    found = [
        stored
        for stored in desk.items.get(ItemKind.KAMERVRAGEN, ())
        if desk.is_new_since(stored.item.published_on, stored) or _answered_now(desk, stored)
    ]
    shown, rest = choose(desk, found, _QUESTION_CAP)
    return [
        *(_question(desk, stored) for stored in shown),
        *rest.block(Section.QUESTIONS, "Ook deze week", _question_line),
    ]
