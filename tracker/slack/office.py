"""Work on what came in: decide in one transaction, then say it in Slack.

An event is a row. Its work and the mark that it was done are one transaction, so a kill at
any moment leaves it either not done or done, and a second process finds it locked or done.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from slack_sdk import WebClient
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from config.schema import Member, People, SourceConfig, Taxonomy
from tracker import claims, directory, threads
from tracker.database import Engine, read_scope, session_scope
from tracker.errors import TransportError
from tracker.feedback import REACH_LIMIT
from tracker.models import SlackEventTable
from tracker.slack import actions, commands, envelope, home, modals, submissions
from tracker.slack.actions import STRANGER, Case
from tracker.slack.effects import Handled, Performer, Publish, Show, place_of, refused
from tracker.slack.failures import call
from tracker.slack.parts import MessageContext
from tracker.slack.reading import Event, EventKind, carried, first_action, item_of
from tracker.slack.text import escape
from tracker.slack.transport import SlackTransport

MAX_ATTEMPTS = 5
FAILED = "Dit lukte niet, ook niet na een paar keer proberen. De beheerder ziet wat er misging."
OPENED = "opened_view"
"""Where the id of the modal that was opened for a click is kept in its payload."""


@dataclass(frozen=True)
class Office:
    """What the work needs; making it touches no database. `people` gives who there is now."""

    database: Callable[[], Engine]
    client: WebClient
    taxonomy: Taxonomy
    people: Callable[[], People]
    sources: Callable[[], Sequence[SourceConfig]]
    clock: Callable[[], datetime]
    public_url: str = ""
    reach: int = REACH_LIMIT

    @property
    def engine(self) -> Engine:
        """The database; raises DatabaseError when its migrations have not run."""
        return self.database()

    def context(self, people: People) -> MessageContext:
        return MessageContext(self.taxonomy, people, self.public_url, self.clock())

    def store(self, event: Event, received_at: datetime) -> bool:
        """Keep an event in the database; False when it is there already."""
        row = SlackEventTable(
            event_id=event.id, kind=event.kind.value, state="received",
            payload={"user": event.user, "given": dict(event.payload)}, received_at=received_at,
        )  # fmt: skip
        try:
            with session_scope(self.engine) as session:
                if session.get(SlackEventTable, event.id) is not None:
                    return False
                session.add(row)
        except IntegrityError:
            return False
        return True

    def waiting(self, before: datetime, limit: int = 200) -> tuple[str, ...]:
        """Return ids of events that came in before a moment and were not worked on."""
        table = SlackEventTable
        with read_scope(self.engine) as session:
            return tuple(
                session.exec(
                    select(table.event_id)
                    .where(table.state == "received", table.received_at < before)
                    .order_by(col(table.received_at))
                    .limit(limit)
                )
            )

    def forget(self, before: datetime) -> int:
        """Delete events that were finished before a moment; return how many."""
        table = SlackEventTable
        with session_scope(self.engine) as session:
            result = session.connection().execute(
                delete(table).where(col(table.state) != "received", col(table.received_at) < before)
            )
        return int(result.rowcount)

    def work(self, event_id: str) -> str:
        """Work on one event; returns its state, "" when it was taken or done elsewhere."""
        log = structlog.get_logger("tracker.slack").bind(event_id=event_id)
        try:
            handled = self._decide(event_id)
        except Exception as error:
            log.exception("slack_event_failed")
            return self._failed(event_id, error)
        if handled is None:
            return ""
        if handled.state != "done":
            log.info("slack_event_refused", reason=handled.result)
        self.performer().perform(handled.effects)
        return handled.state

    def recognise(self, user: str) -> People:
        """Return who there is, after asking Slack for the address of somebody unknown.

        Who stands in people.yaml without a Slack id is then known, also next time.
        """
        people = self.people()
        nameless = {one.email.casefold() for one in people.people if not one.slack_id}
        if not user or not nameless or member(people, user) is not None:
            return people
        try:
            answer = call(self.client.users_info, user=user)
        except TransportError as error:
            structlog.get_logger("tracker.slack").warning("slack_user_unknown", reason=str(error))
            return people
        email = str((answer["user"].get("profile") or {}).get("email") or "").casefold()
        if email in nameless:
            with session_scope(self.engine) as session:
                directory.remember(session, email, user, self.clock())
        return self.people()

    def _sender(self, event_id: str) -> str:
        with read_scope(self.engine) as session:
            row = session.get(SlackEventTable, event_id)
            is_waiting = row is not None and row.state == "received"
            return str(row.payload["user"]) if row is not None and is_waiting else ""

    def _decide(self, event_id: str) -> Handled | None:
        people = self.recognise(self._sender(event_id))
        with session_scope(self.engine) as session:
            row = session.exec(
                select(SlackEventTable)
                .where(SlackEventTable.event_id == event_id, SlackEventTable.state == "received")
                .with_for_update(skip_locked=True)
            ).first()
            if row is None:
                return None
            handled = decide(self, session, people, event_of(row))
            row.state, row.result = handled.state, handled.result[:500]
            row.attempts += 1
            row.finished_at = self.clock()
            session.add(row)
        return handled

    def _failed(self, event_id: str, error: Exception) -> str:
        """Count a failed attempt; after the last one, tell the person."""
        with session_scope(self.engine) as session:
            row = session.get(SlackEventTable, event_id)
            if row is None or row.state != "received":
                return ""
            row.attempts += 1
            row.result = f"{type(error).__name__}: {error}"[:500]
            if row.attempts >= MAX_ATTEMPTS:
                row.state, row.finished_at = "failed", self.clock()
            session.add(row)
            state, event = row.state, event_of(row)
        if state == "failed" and event.user:
            told = refused(place_of(event.payload, event.user), FAILED, "")
            self.performer().perform(told.effects)
        return state

    def performer(self) -> Performer:
        return Performer(self.client, self.publish, self.refresh)

    def publish(self, user: str) -> None:
        """Write App Home of a Slack user; raises TransportError."""
        people, now = self.people(), self.clock()
        person = member(people, user)
        if person is None:
            view = home.stranger()
        else:
            with read_scope(self.engine) as session:
                found = home.content(session, people, person, self.sources(), now)
            view = home.build(found, self.context(people), now)
        call(self.client.views_publish, user_id=user, view=view)

    def refresh(self, item_id: int) -> None:
        """Write the messages of an item again; raises TransportError.

        While Slack asks to wait, top messages stay marked and the next delivery writes them.
        """
        people = self.people()
        transport = SlackTransport(self.client, self.context(people))
        with read_scope(self.engine) as session:
            if claims.held_until(session, self.clock()) is not None:
                return
            found = threads.stale(session, item_id=item_id)
            tops = [(one, claims.for_update(session, people, one)) for one in found]
            alone = threads.apart(session, item_id)
            others = [claims.for_update(session, people, one) for one in alone]
        for thread, notice in tops:
            if notice is not None:
                transport.update(notice)
            with session_scope(self.engine) as session:
                threads.refreshed(session, thread)
        for notice in others:
            if notice is not None and envelope.is_ours(notice.thread):
                transport.update(notice)


def event_of(row: SlackEventTable) -> Event:
    return Event(row.event_id, EventKind(row.kind), row.payload["user"], row.payload["given"])


def member(people: People, user: str) -> Member | None:
    """Return the person behind a Slack id, or None."""
    return next((one for one in people.people if user and one.slack_id == user), None)


def decide(office: Office, session: Session, people: People, event: Event) -> Handled:
    """Return what becomes of an event; what it changes is in the caller's transaction."""
    if event.kind is EventKind.OTHER or not event.user:
        return Handled(result="nothing to do")
    if event.kind is EventKind.HOME:
        return Handled(effects=(Publish(event.user),))
    person = member(people, event.user)
    place = place_of(event.payload, event.user)
    if person is None:
        return _to_stranger(event)
    case = Case(session, people, office.context(people), person, place, event.id, office.clock(),
                office.reach)  # fmt: skip
    if event.kind is EventKind.COMMAND:
        return commands.handle(case, str(event.payload.get("text") or ""), office.sources())
    if event.kind is EventKind.SUBMISSION:
        view: dict[str, Any] = dict(event.payload.get("view") or {})
        return submissions.submit(_placed(case, view), view, item_of(modals.meta_of(view)))
    return _click(case, event)


def _placed(case: Case, view: dict[str, Any]) -> Case:
    """Return the case with the place where the modal was opened: a modal has none itself."""
    meta = modals.meta_of(view)
    place = place_of(meta, case.person.slack_id or "")
    return Case(
        case.session, case.people, case.context, case.person, place, case.event_key, case.now,
        case.reach,
    )  # fmt: skip


def _to_stranger(event: Event) -> Handled:
    place = place_of(event.payload, event.user)
    if opened := event.payload.get(OPENED):
        view = modals.trouble(opened["kind"], STRANGER).to_dict()
        return Handled("refused", "not in people.yaml", (Show(opened["id"], view),))
    return refused(place, escape(STRANGER), "not in people.yaml")


def _click(case: Case, event: Event) -> Handled:
    action = str(first_action(event.payload).get("action_id"))
    values = carried(event.payload)
    if action == home.REFRESH:
        return Handled(effects=(Publish(event.user),))
    if action not in actions.MODALS or not item_of(values):
        return actions.click(case, action, values, item_of(values))
    opened = event.payload.get(OPENED)
    if not opened:
        return refused(case.place, "Slack wachtte te lang. Klik nog een keer.", "no modal")
    return actions.fill(case, action, item_of(values), opened["id"], opened["meta"])


def open_modal(client: WebClient, event: Event) -> Event:
    """Open an empty modal when a click asks for one, at once: Slack gives three seconds.

    Returns the event with the modal in it; without one when Slack did not open it.
    """
    if event.kind is not EventKind.CLICK:
        return event
    kind = str(first_action(event.payload).get("action_id"))
    item = item_of(carried(event.payload))
    if kind not in actions.MODALS or not item:
        return event
    place = place_of(event.payload, event.user)
    meta = {"item": item, "channel_id": place.channel, "response_url": place.response_url}
    try:
        answer = call(
            client.views_open,
            trigger_id=str(event.payload.get("trigger_id") or ""),
            view=modals.loading(kind, meta).to_dict(),
        )
    except TransportError as error:
        structlog.get_logger("tracker.slack").warning("modal_not_opened", reason=str(error))
        return event
    opened = {"id": answer["view"]["id"], "kind": kind, "meta": meta}
    return Event(event.id, event.kind, event.user, {**event.payload, OPENED: opened})
