"""What people do with an item: log it once, and work out where the item stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from tracker.database import upsert
from tracker.models import ActionTable, FollowTable, LabelTable, ThreadTable
from tracker.records import Action, ActionKind, Desk, Json

_LOG = 200
"""Actions kept on one item; nobody clicks that often, but a program may."""


def item_subject(item_id: int) -> str:
    """Return how a followed item is named: "item:12"."""
    return f"item:{item_id}"


def dossier_subject(slug: str) -> str:
    """Return how a followed dossier is named: "dossier:stikstof"."""
    return f"dossier:{slug}"


def _taken(desk: Desk, action: Action) -> Desk:
    return replace(
        desk, taken_by=action.person, taken_at=action.at, dismissed_by="", snoozed_until=None
    )


def _released(desk: Desk, _action: Action) -> Desk:
    return replace(desk, taken_by="", taken_at=None)


def _dismissed(desk: Desk, action: Action) -> Desk:
    return replace(desk, dismissed_by=action.person, taken_by="", taken_at=None, snoozed_until=None)


def _redirected(desk: Desk, _action: Action) -> Desk:
    return replace(desk, dismissed_by="", taken_by="", taken_at=None)


def _handed(desk: Desk, action: Action) -> Desk:
    return replace(
        desk,
        handed_to=str(action.value["to"]),
        handed_by=action.person,
        taken_by="",
        taken_at=None,
        dismissed_by="",
        snoozed_until=None,
    )


def _snoozed(desk: Desk, action: Action) -> Desk:
    return replace(desk, snoozed_until=datetime.fromisoformat(action.value["until"]))


def _newsletter(desk: Desk, action: Action) -> Desk:
    return replace(desk, in_newsletter=bool(action.value["in"]))


def _position(desk: Desk, action: Action) -> Desk:
    given = action.value
    return replace(
        desk, position=given["position"], inbreng_url=given["inbreng_url"], note=given["note"]
    )


_STEPS: Mapping[ActionKind, Callable[[Desk, Action], Desk]] = {
    ActionKind.TAKEN: _taken,
    ActionKind.RELEASED: _released,
    ActionKind.DISMISSED: _dismissed,
    ActionKind.REDIRECTED: _redirected,
    ActionKind.HANDED: _handed,
    ActionKind.SNOOZED: _snoozed,
    ActionKind.NEWSLETTER: _newsletter,
    ActionKind.POSITION: _position,
}


def derive(actions: Sequence[Action], followers: Sequence[str] = ()) -> Desk:
    """Return where an item stands after these actions, oldest first; pure."""
    desk = Desk()
    for action in actions:
        desk = _STEPS[action.kind](desk, action)
    return replace(desk, followers=tuple(followers), log=tuple(actions))


def joined(desks: Sequence[Desk]) -> Desk:
    """Return where an item stands that took the place of others: what was done with those
    counts for it; pure.
    """
    actions = {action.id: action for one in desks for action in one.log}
    followers = dict.fromkeys(person for one in desks for person in one.followers)
    return derive([actions[one] for one in sorted(actions)], tuple(followers))


def holder(desk: Desk) -> str:
    """Return whose turn it is: who took the item, else to whom it was handed, else ""."""
    return desk.taken_by or ("" if desk.dismissed_by else desk.handed_to)


def log(
    session: Session,
    *,
    item_id: int,
    kind: ActionKind,
    person: str,
    value: Json,
    via: str,
    event_key: str,
    now: datetime,
) -> bool:
    """Keep an action in the caller's transaction; False when this event was kept before.

    The top messages of the item no longer show its state, and are marked for that.
    """
    table = ActionTable
    if session.exec(select(table.id).where(table.event_key == event_key)).first() is not None:
        return False
    row = {
        "event_key": event_key, "item_id": item_id, "kind": kind.value, "person": person,
        "value": value, "via": via, "at": now,
    }  # fmt: skip
    upsert(session, ActionTable, [row], ("event_key",), update=())
    touch(session, item_id)
    return True


def touch(session: Session, item_id: int) -> None:
    """Mark the top messages of an item: they must be written again."""
    session.connection().execute(
        update(ThreadTable).where(col(ThreadTable.item_id) == item_id).values(stale=True)
    )


def _action(row: ActionTable) -> Action:
    assert row.id is not None
    return Action(row.id, row.item_id, ActionKind(row.kind), row.person, row.value, row.via, row.at)


def actions_of(session: Session, item_ids: Iterable[int]) -> dict[int, tuple[Action, ...]]:
    """Return the actions on each of these items, oldest first."""
    rows = session.exec(
        select(ActionTable)
        .where(col(ActionTable.item_id).in_(sorted(set(item_ids))))
        .order_by(col(ActionTable.id))
    )
    found: dict[int, list[Action]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(_action(row))
    return {item_id: tuple(actions[-_LOG:]) for item_id, actions in found.items()}


def _subjects(session: Session, item_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return what somebody may follow to hear of each item: itself and its dossiers."""
    found = {item_id: [item_subject(item_id)] for item_id in item_ids}
    rows = session.exec(
        select(LabelTable.item_id, LabelTable.slug).where(
            col(LabelTable.item_id).in_(list(item_ids))
        )
    )
    for item_id, slug in rows:
        found[item_id].append(dossier_subject(slug))
    return found


def _following(rows: Iterable[tuple[str, str]], subjects: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for subject, person in rows if subject in subjects))


def desks(session: Session, item_ids: Iterable[int]) -> dict[int, Desk]:
    """Return where each of these items stands, also those that nobody touched."""
    wanted = sorted(set(item_ids))
    actions = actions_of(session, wanted)
    subjects = _subjects(session, wanted)
    table = FollowTable
    rows = session.exec(
        select(table.subject, table.person)
        .where(col(table.subject).in_(sorted({one for some in subjects.values() for one in some})))
        .order_by(col(table.since), col(table.person))
    ).all()
    return {
        item_id: derive(
            actions.get(item_id, ()),
            tuple(
                dict.fromkeys(person for subject, person in rows if subject in subjects[item_id])
            ),
        )
        for item_id in wanted
    }


def desk_of(session: Session, item_id: int) -> Desk:
    """Return where one item stands."""
    return desks(session, [item_id])[item_id]


def follow(session: Session, person: str, subject: str, now: datetime) -> bool:
    """Let a person hear of `subject`; False when that was so already."""
    if session.get(FollowTable, (person, subject)) is not None:
        return False
    row = {"person": person, "subject": subject, "since": now}
    upsert(session, FollowTable, [row], ("person", "subject"), update=())
    return True


def unfollow(session: Session, person: str, subject: str) -> bool:
    """Let a person hear of `subject` no longer; False when that was so already."""
    row = FollowTable
    result = session.connection().execute(
        delete(row).where(col(row.person) == person, col(row.subject) == subject)
    )
    return bool(result.rowcount)


def followed_by(session: Session, person: str) -> tuple[str, ...]:
    """Return what a person follows, first followed first."""
    table = FollowTable
    rows = session.exec(
        select(table.subject).where(table.person == person).order_by(col(table.since))
    )
    return tuple(rows)


def followers_of(session: Session, subject: str) -> tuple[str, ...]:
    """Return who follows exactly this subject, first follower first."""
    table = FollowTable
    rows = session.exec(
        select(table.person).where(table.subject == subject).order_by(col(table.since))
    )
    return tuple(rows)


def open_items(session: Session, person: str, limit: int = 100) -> dict[int, Desk]:
    """Return items that a person took or was handed and did not let go, newest action first."""
    table = ActionTable
    mine = select(table.item_id).where(
        col(table.kind).in_((ActionKind.TAKEN.value, ActionKind.HANDED.value))
    )
    rows = session.exec(mine.order_by(col(table.id).desc()).limit(5_000))
    ids = list(dict.fromkeys(rows))
    found = desks(session, ids)
    kept = {one: found[one] for one in ids if holder(found[one]) == person}
    return dict(list(kept.items())[:limit])
