"""What a click does: one transaction with the event it came from, so it counts once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from config.schema import Member, People
from tracker import desk, feedback, queries
from tracker.errors import JudgementError
from tracker.models import ActionTable, FeedbackTable
from tracker.records import ActionKind, Desk, Json, StoredItem, Verdict
from tracker.slack import modals, state
from tracker.slack.effects import Effect, Handled, Place, Publish, Refresh, Show, Tell, refused
from tracker.slack.parts import MessageContext
from tracker.slack.text import escape, fit

VIA = "slack"
MODALS = frozenset({state.REDIRECT, state.HAND, state.LATER, state.POSITION})
GONE = "Dit stuk staat niet meer in onze gegevens. Er is niets gewijzigd."
DELETED = "De bron heeft dit stuk ingetrokken. Er valt niets meer aan te doen."
UNKNOWN_BUTTON = (
    "Deze knop kennen wij niet (meer). Open het stuk in de werkplek, "
    "of gebruik een nieuwer bericht."
)
STRANGER = (
    "U staat niet in de lijst van Haagse Zaken, dus deze knop doet niets. "
    "Vraag de coördinator of beheerder om u toe te voegen met het e-mailadres van uw "
    "Slack-account."
)


@dataclass(frozen=True, slots=True)
class Case:
    """One event with all that is needed to decide on it, in one transaction."""

    session: Session
    people: People
    context: MessageContext
    person: Member
    place: Place
    event_key: str
    now: datetime
    reach: int = feedback.REACH_LIMIT

    def log(self, item_id: int, kind: ActionKind, value: Json = None) -> None:
        """Keep what this person did."""
        desk.log(
            self.session, item_id=item_id, kind=kind, person=self.person.slug, value=value,
            via=VIA, event_key=self.event_key, now=self.now,
        )  # fmt: skip

    def say(self, text: str, reason: str) -> Handled:
        """Return an event that changed nothing, with what the person reads."""
        return refused(self.place, text, reason)

    def after(self, item_id: int, *more: Effect) -> Handled:
        """Return an event that changed an item: its messages and App Home follow."""
        return Handled(effects=(Refresh(item_id), *more, Publish(self.place.user)))

    def tell(self, text: str) -> Tell:
        """Return what only this person reads; safe."""
        return Tell(self.place, text)

    def name(self, slug: str) -> str:
        """Return a person's name; safe."""
        return escape(self.context.person(slug))


def living(case: Case, item_id: int) -> StoredItem | str:
    """Return the item, or what the person must read when there is nothing to do."""
    stored = queries.stored_items(case.session, [item_id]).get(item_id)
    if stored is None:
        return GONE
    return DELETED if stored.deleted_at is not None else stored


def _take(case: Case, stored: StoredItem, now: Desk, seen_by: str) -> Handled:
    if now.taken_by == case.person.slug:
        return Handled(result="had it already", effects=(Refresh(stored.id),))
    if now.taken_by and now.taken_by != seen_by:
        text = f"{case.name(now.taken_by)} was u net voor. Met *Neem over* neemt u het over."
        handled = case.say(text, "somebody else was first")
        return Handled(handled.state, handled.result, (*handled.effects, Refresh(stored.id)))
    if now.dismissed_by:
        _undo_dismissal(case, stored.id)
    case.log(stored.id, ActionKind.TAKEN)
    return case.after(stored.id)


def _undo_dismissal(case: Case, item_id: int) -> None:
    """Take back the judgement "niet voor ons" of an item that somebody takes after all."""
    keys = select(ActionTable.event_key).where(
        ActionTable.item_id == item_id, ActionTable.kind == ActionKind.DISMISSED.value
    )
    standing = case.session.exec(
        select(FeedbackTable.id).where(
            col(FeedbackTable.event_key).in_(keys), col(FeedbackTable.withdrawn_at).is_(None)
        )
    ).all()
    for feedback_id in standing:
        if feedback_id is not None:
            feedback.withdraw(case.session, feedback_id, case.person.slug, case.now)


def _release(case: Case, stored: StoredItem, now: Desk, _seen_by: str) -> Handled:
    if not now.taken_by:
        return Handled(result="nobody had it", effects=(Refresh(stored.id),))
    if now.taken_by != case.person.slug:
        text = (
            f"Alleen {case.name(now.taken_by)} kan dit loslaten. Met *Neem over* neemt u het over."
        )
        return case.say(text, "somebody else has it")
    case.log(stored.id, ActionKind.RELEASED)
    return case.after(stored.id)


def _dismiss(case: Case, stored: StoredItem, now: Desk, _seen_by: str) -> Handled:
    if now.dismissed_by:
        return Handled(result="was dismissed already", effects=(Refresh(stored.id),))
    judge(case, stored.id, Verdict.REJECT, ())
    case.log(stored.id, ActionKind.DISMISSED)
    return case.after(stored.id)


def _newsletter(is_in: bool) -> Callable[[Case, StoredItem, Desk, str], Handled]:
    def set_it(case: Case, stored: StoredItem, now: Desk, _seen_by: str) -> Handled:
        if now.in_newsletter == is_in:
            return Handled(result="was so already", effects=(Refresh(stored.id),))
        case.log(stored.id, ActionKind.NEWSLETTER, {"in": is_in})
        return case.after(stored.id)

    return set_it


_CLICKS: Mapping[str, Callable[[Case, StoredItem, Desk, str], Handled]] = {
    state.TAKE: _take,
    state.RELEASE: _release,
    state.DISMISS: _dismiss,
    state.TO_NEWSLETTER: _newsletter(is_in=True),
    state.OUT_OF_NEWSLETTER: _newsletter(is_in=False),
}


def judge(case: Case, item_id: int, verdict: Verdict, dossiers: tuple[str, ...]) -> None:
    """Keep what the click says of the labels; raises JudgementError when it cannot be."""
    feedback.give(
        case.session, item_id=item_id, verdict=verdict, dossiers=dossiers, by=case.person.slug,
        via=VIA, event_key=case.event_key, now=case.now, taxonomy=case.context.taxonomy,
        limit=case.reach,
    )  # fmt: skip


def click(case: Case, action: str, values: Mapping[str, Json], item_id: int) -> Handled:
    """Carry out a click on a button that needs no modal."""
    step = _CLICKS.get(action)
    if step is None or not item_id:
        return case.say(UNKNOWN_BUTTON, f"unknown action {action[:80]!r}")
    stored = living(case, item_id)
    if isinstance(stored, str):
        return case.say(stored, "the item is gone")
    try:
        now = desk.desk_of(case.session, item_id)
        return step(case, stored, now, str(values.get("by") or ""))
    except JudgementError as error:
        return case.say(fit(str(error), 500), str(error))


def fill(case: Case, kind: str, item_id: int, view_id: str, meta: Mapping[str, Json]) -> Handled:
    """Fill the modal that a click opened."""
    stored = living(case, item_id)
    if isinstance(stored, str):
        shown = modals.trouble(kind, stored)
        return Handled("refused", "the item is gone", (Show(view_id, shown.to_dict()),))
    if kind == state.REDIRECT:
        view = modals.redirect(stored, case.context, meta)
    elif kind == state.HAND:
        view = modals.hand(stored, case.people, case.person.slug, meta)
    elif kind == state.LATER:
        view = modals.later(stored, case.now, meta)
    else:
        view = modals.position(stored, desk.desk_of(case.session, item_id), meta)
    return Handled(effects=(Show(view_id, view.to_dict()),))
