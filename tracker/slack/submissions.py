"""What a modal that was sent in does: another dossier, another person, later, a position."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlmodel import col, select

from tracker import desk, dutch, outbox
from tracker.errors import JudgementError
from tracker.models import ChangeTable
from tracker.records import (
    ActionKind,
    DossierMatch,
    Json,
    NoticeKind,
    Ping,
    StoredItem,
    Verdict,
)
from tracker.routing import responsible
from tracker.slack import modals, moments, state
from tracker.slack.actions import Case, judge, living
from tracker.slack.effects import Handled
from tracker.slack.text import fit
from tracker.snoozing import BEFORE_DEBATE, last_told

UNKNOWN_MODAL = "Dit formulier kennen wij niet (meer). Er is niets gewijzigd."
NOT_KEPT = "Dit kon niet worden bewaard. "


def _handover(case: Case, item_id: int, person: str, key: str, **content: Json) -> Ping:
    """Return a message to one person's own messages, about an item that is now theirs."""
    return Ping(
        key=f"{key}|@{person}|{NoticeKind.HANDOVER.value}",
        item_id=item_id,
        change_ids=last_told(case.session, item_id),
        channel=f"@{person}",
        recipients=(person,),
        kind=NoticeKind.HANDOVER,
        content={"by": case.person.slug, **content},
    )


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _will_be_routed(case: Case, item_id: int) -> bool:
    """Say whether the judgement opened changes that the next routing tells."""
    waiting = select(ChangeTable.id).where(
        ChangeTable.item_id == item_id, col(ChangeTable.routed_at).is_(None)
    )
    return case.session.exec(waiting).first() is not None


def _tell_the_right_ones(case: Case, item_id: int, slugs: Sequence[str]) -> tuple[str, ...]:
    """Plan a message to who handles the new dossiers, each person once for an item."""
    day = dutch.day_of(case.now)
    bacs = {one.slug: one.bac for one in case.context.taxonomy.dossiers}
    found = (responsible(case.people, DossierMatch(slug, bacs[slug], 1.0), day) for slug in slugs)
    persons = [one for one in dict.fromkeys(found) if one and one != case.person.slug]
    pings = [
        _handover(case, item_id, person, f"item:{item_id}|redirect", dossiers=list(slugs))
        for person in persons
    ]
    outbox.enqueue(case.session, pings, case.now)
    return tuple(persons)


def _redirect(case: Case, stored: StoredItem, view: Mapping[str, Any]) -> Handled:
    known = {one.slug for one in case.context.taxonomy.dossiers}
    slugs = tuple(one for one in modals.chosen(view, "dossiers") if one in known)
    said = stored.classification
    before = {one.slug for one in said.dossiers} if said else set()
    if not slugs:
        return case.say(NOT_KEPT + "Kies ten minste één dossier.", "no known dossier")
    judge(case, stored.id, Verdict.CHANGE, slugs)
    case.log(stored.id, ActionKind.REDIRECTED, {"dossiers": list(slugs)})
    fresh = [slug for slug in slugs if slug not in before]
    told: tuple[str, ...] = ()
    if not _will_be_routed(case, stored.id):
        told = _tell_the_right_ones(case, stored.id, fresh)
    names = fit(", ".join(case.context.dossier(slug) for slug in slugs), 300)
    also = f" Bericht gaat naar {dutch.listing([case.name(one) for one in told])}." if told else ""
    return case.after(stored.id, case.tell(f"Bewaard: {names}.{also}"))


def _hand(case: Case, stored: StoredItem, view: Mapping[str, Any]) -> Handled:
    to = "".join(modals.chosen(view, "person")[:1])
    if to not in {one.slug for one in case.people.people}:
        text = "Deze collega staat niet meer in de lijst. Er is niets overgedragen."
        return case.say(text, "the other person is gone")
    now = desk.desk_of(case.session, stored.id)
    if desk.holder(now) == to:
        return case.say(f"{case.name(to)} heeft dit al.", "that person has it already")
    case.log(stored.id, ActionKind.HANDED, {"to": to})
    key = f"item:{stored.id}|hand:{_digest(case.event_key)}"
    note = modals.text_of(view, "note")[: modals.MAX_NOTE]
    ping = _handover(case, stored.id, to, key, note=note)
    outbox.enqueue(case.session, [ping], case.now)
    return case.after(stored.id, case.tell(f"Overgedragen aan {case.name(to)}, met bericht."))


def _later(case: Case, stored: StoredItem, view: Mapping[str, Any]) -> Handled:
    key = "".join(modals.chosen(view, "when")[:1])
    own = modals.own_moment(view)
    until = own or moments.chosen(key, stored.item, case.now)
    if until is None or until <= case.now:
        return case.say(NOT_KEPT + "Dit moment is al voorbij.", "the moment is past")
    follows = BEFORE_DEBATE if own is None and key == BEFORE_DEBATE else ""
    case.log(stored.id, ActionKind.SNOOZED, {"until": until.isoformat(), "follows": follows})
    return case.after(stored.id, case.tell(f"Dit komt terug op {dutch.moment(until)}."))


def _position(case: Case, stored: StoredItem, view: Mapping[str, Any]) -> Handled:
    url = modals.text_of(view, "url")
    if url and not modals.is_web_address(url):
        return case.say(NOT_KEPT + "Het adres van de inbreng klopt niet.", "no web address")
    given = {
        "position": modals.text_of(view, "position")[: modals.MAX_POSITION],
        "inbreng_url": url,
        "note": modals.text_of(view, "note")[: modals.MAX_NOTE],
    }
    case.log(stored.id, ActionKind.POSITION, given)
    return case.after(stored.id)


_STEPS: Mapping[str, Callable[[Case, StoredItem, Mapping[str, Any]], Handled]] = {
    state.REDIRECT: _redirect,
    state.HAND: _hand,
    state.LATER: _later,
    state.POSITION: _position,
}


def submit(case: Case, view: Mapping[str, Any], item_id: int) -> Handled:
    """Carry out a modal that was sent in."""
    step = _STEPS.get(str(view.get("callback_id")))
    if step is None or not item_id:
        return case.say(UNKNOWN_MODAL, f"unknown modal {str(view.get('callback_id'))[:80]!r}")
    stored = living(case, item_id)
    if isinstance(stored, str):
        return case.say(stored, "the item is gone")
    try:
        return step(case, stored, view)
    except JudgementError as error:
        return case.say(fit(str(error), 500), str(error))
