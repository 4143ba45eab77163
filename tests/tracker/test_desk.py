"""Where an item stands follows from what people did, each click once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.tracker.telling_world import CHANNEL, NOW, add_item, add_notice
from tracker import desk, threads
from tracker.database import session_scope
from tracker.models import NoticeTable, ThreadTable
from tracker.records import Action, ActionKind, ChangeKind, NoticeState

LATER = NOW + timedelta(days=1)


def action(number: int, kind: ActionKind, person: str = "stikstof", value: Any = None) -> Action:
    return Action(number, 1, kind, person, value, "slack", NOW + timedelta(minutes=number))


def log(session: Session, item_id: int, kind: ActionKind, key: str, **values: Any) -> bool:
    given = {"person": "stikstof", "value": None, "via": "slack", "now": NOW, **values}
    return desk.log(session, item_id=item_id, kind=kind, event_key=key, **given)


def test_nobody_did_anything() -> None:
    found = desk.derive(())

    assert (found.taken_by, found.dismissed_by, found.in_newsletter, found.log) == (
        "", "", False, (),
    )  # fmt: skip
    assert desk.holder(found) == ""


def test_who_took_an_item_has_it_until_letting_go() -> None:
    took = action(1, ActionKind.TAKEN)

    assert desk.derive([took]).taken_by == "stikstof"
    assert desk.derive([took]).taken_at == took.at
    assert desk.derive([took, action(2, ActionKind.RELEASED)]).taken_by == ""


def test_handed_over_is_the_others_turn_and_nobody_has_taken_it() -> None:
    found = desk.derive(
        [action(1, ActionKind.TAKEN), action(2, ActionKind.HANDED, value={"to": "water"})]
    )

    assert (found.taken_by, found.handed_to, found.handed_by) == ("", "water", "stikstof")
    assert desk.holder(found) == "water"


def test_not_for_us_ends_a_claim_and_taking_it_ends_not_for_us() -> None:
    away = [action(1, ActionKind.TAKEN), action(2, ActionKind.DISMISSED, "water")]

    assert (desk.derive(away).taken_by, desk.derive(away).dismissed_by) == ("", "water")
    assert desk.derive([*away, action(3, ActionKind.TAKEN)]).dismissed_by == ""


def test_position_newsletter_and_later_stay_beside_a_claim() -> None:
    given = {"position": "steunen", "inbreng_url": "https://ipo.nl/a", "note": "bel Essen"}
    found = desk.derive(
        [
            action(1, ActionKind.TAKEN),
            action(2, ActionKind.POSITION, value=given),
            action(3, ActionKind.NEWSLETTER, value={"in": True}),
            action(4, ActionKind.SNOOZED, value={"until": LATER.isoformat()}),
        ]
    )

    assert (found.taken_by, found.position, found.inbreng_url, found.note) == (
        "stikstof", "steunen", "https://ipo.nl/a", "bel Essen",
    )  # fmt: skip
    assert found.in_newsletter
    assert found.snoozed_until == LATER


def test_the_same_event_counts_once(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        first = log(session, item_id, ActionKind.TAKEN, "e1")
        again = log(session, item_id, ActionKind.TAKEN, "e1")
        found = desk.desk_of(session, item_id)

    assert (first, again) == (True, False)
    assert len(found.log) == 1


def test_an_action_makes_the_top_messages_of_the_item_stale(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        other = ThreadTable(item_id=99, channel=CHANNEL, message_id="C/2", opened_at=NOW)
        session.add(ThreadTable(item_id=item_id, channel=CHANNEL, message_id="C/1", opened_at=NOW))
        session.add(other)
        log(session, item_id, ActionKind.TAKEN, "e1")
        rows = {row.item_id: row.stale for row in session.exec(select(ThreadTable))}

    assert rows == {item_id: True, 99: False}


def test_a_message_written_before_the_last_action_stays_stale(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        add_notice(session, item_id, ChangeKind.NEW)
        told = session.exec(select(NoticeTable)).one()
        told.state = NoticeState.SENT.value
        row = ThreadTable(item_id=item_id, channel=CHANNEL, message_id="C/1", opened_at=NOW)
        session.add_all([row, told])
        session.flush()
        log(session, item_id, ActionKind.TAKEN, "e1")
        (seen,) = threads.stale(session)
        log(session, item_id, ActionKind.RELEASED, "e2")
        threads.refreshed(session, seen)
        session.refresh(row)
        before = row.stale
        threads.refreshed(session, *threads.stale(session))
        session.refresh(row)

    assert (before, row.stale) == (True, False)


def test_followers_of_an_item_and_of_its_dossiers(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        assert desk.follow(session, "water", desk.dossier_subject("stikstof"), NOW)
        assert desk.follow(session, "landbouw", desk.item_subject(item_id), LATER)
        assert not desk.follow(session, "water", desk.dossier_subject("stikstof"), LATER)
        desk.follow(session, "coordinator", desk.dossier_subject("wonen"), NOW)
        both = desk.desk_of(session, item_id).followers
        assert desk.unfollow(session, "water", desk.dossier_subject("stikstof"))
        assert not desk.unfollow(session, "water", desk.dossier_subject("stikstof"))
        one = desk.desk_of(session, item_id).followers
        subjects = desk.followed_by(session, "landbouw")

    assert both == ("water", "landbouw")
    assert one == ("landbouw",)
    assert subjects == (f"item:{item_id}",)


def test_open_items_are_those_whose_turn_it_is(engine: Engine) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        log(session, item_id, ActionKind.TAKEN, "e1")
        mine = desk.open_items(session, "stikstof")
        log(session, item_id, ActionKind.HANDED, "e2", value={"to": "water"})
        after = [list(desk.open_items(session, one)) for one in ("stikstof", "water")]

    assert list(mine) == [item_id]
    assert after == [[], [item_id]]
