"""Kamerbrieven and Kamervragen: who wrote or asked what, answered or not, late or not."""

from __future__ import annotations

from datetime import date

from newsletter import gist, titles
from newsletter.desk import Desk, office, people_of
from newsletter.edition import Section, fact, source
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

_ANSWER = "antwoord schriftelijke vragen"
_DELAY = "mededeling (uitstel antwoord)"


def _writer(stored: StoredItem) -> str:
    actors = people_of(stored.item, ROLE_SUBMITTER, ROLE_MINISTER)
    return office(actors[0]) if actors else ""


def _number(stored: StoredItem) -> str:
    return titles.kamerstuk(stored.item.file_number) or stored.item.number


def letter(desk: Desk, stored: StoredItem, section: Section = Section.LETTERS) -> Block:
    item, topic = stored.item, desk.topic(stored)
    title, writer = titles.fitting(item.title), _writer(stored)
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
        "gist": gist.of(item),
        "on": item.published_on.isoformat() if item.published_on else "",
    }
    content |= desk.marks(stored)
    part = f"{item.source}:{item.key}"
    return fact(section, "kamerbrief", part, content, source("Brief", item.url), stored.id)


def _letter_line(stored: StoredItem) -> tuple[str, str]:
    day = stored.item.published_on
    when = f"{dutch.day_table(day)}: " if day else ""
    return f"{when}{titles.clean(stored.item.title)}", stored.item.url


def letter_blocks(desk: Desk) -> list[Block]:
    """Return letters of the government and new bills, most important first."""
    found = [
        stored
        for stored in desk.of(ItemKind.KAMERBRIEF, ItemKind.WETSVOORSTEL)
        if desk.is_new_since(stored.item.published_on, stored)
    ]
    shown, rest = choose(desk, found, desk.room.of(Section.LETTERS))
    return [
        *(letter(desk, stored) for stored in shown),
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


def _late_by(day: date | None, due: date | None) -> bool:
    return day is not None and due is not None and day > due


def _is_late(desk: Desk, stored: StoredItem) -> bool:
    """Tell whether the answer came after its term, or should have been there."""
    day = _answered_on(stored) if _is_answered(stored) else desk.today
    return _late_by(day, stored.item.due_on)


def _answer_state(desk: Desk, stored: StoredItem) -> str:
    """Return "beantwoord op ...", "nog niet beantwoord, te laat: ...", as the source says."""
    due = stored.item.due_on
    if _is_answered(stored):
        day = _answered_on(stored)
        if day is None:
            return "beantwoord"
        late = f", te laat: de termijn was {dutch.day_short(due)}" if due and day > due else ""
        return f"beantwoord op {dutch.day_short(day)}{late}"
    if delay := _newest(stored, _DELAY):
        on = f" op {dutch.day_short(delay.published_on)}" if delay.published_on else ""
        return f"nog niet beantwoord; uitstel gemeld{on}"
    if due and due < dutch.day_of(desk.now):
        return f"nog niet beantwoord, te laat: de termijn liep tot en met {dutch.day_short(due)}"
    return "nog niet beantwoord" + (f"; termijn {dutch.day_short(due)}" if due else "")


def _asker(actor: Actor) -> str:
    return f"{actor.name} ({actor.party})" if actor.party else actor.name


def question(desk: Desk, stored: StoredItem, section: Section = Section.QUESTIONS) -> Block:
    item, topic = stored.item, desk.topic(stored)
    askers = [_asker(actor) for actor in people_of(item, ROLE_SUBMITTER, ROLE_COSUBMITTER)]
    answer, state = _newest(stored, _ANSWER), _answer_state(desk, stored)
    title = titles.fitting(item.title)
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
        "late": _is_late(desk, stored),
        "on": item.published_on.isoformat() if item.published_on else "",
    }
    content |= desk.marks(stored)
    sources = source("Vragen", item.url) + (source("Antwoord", answer.url) if answer else ())
    part = f"{item.source}:{item.key}"
    return fact(section, "kamervragen", part, content, sources, stored.id)


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
        for stored in desk.of(ItemKind.KAMERVRAGEN)
        if desk.is_new_since(stored.item.published_on, stored) or _answered_now(desk, stored)
    ]
    shown, rest = choose(desk, found, desk.room.of(Section.QUESTIONS))
    return [
        *(question(desk, stored) for stored in shown),
        *rest.block(Section.QUESTIONS, "Ook deze week", _question_line),
    ]


def of_senate(desk: Desk) -> list[Block]:
    """Return letters to and questions of the Eerste Kamer, in the same forms."""
    section, most = Section.SENATE, desk.room.of(Section.SENATE)
    sent = [
        stored
        for stored in desk.of(ItemKind.KAMERBRIEF, senate=True)
        if desk.is_new_since(stored.item.published_on, stored)
    ]
    asked = [
        stored
        for stored in desk.of(ItemKind.KAMERVRAGEN, senate=True)
        if desk.is_new_since(stored.item.published_on, stored) or _answered_now(desk, stored)
    ]
    shown, rest = choose(desk, sent, most)
    questions, others = choose(desk, asked, most)
    return [
        *(letter(desk, stored, section) for stored in shown),
        *(question(desk, stored, section) for stored in questions),
        *rest.block(section, "Ook aan de Eerste Kamer", _letter_line),
        *others.block(section, "Ook vragen van de Eerste Kamer", _question_line),
    ]
