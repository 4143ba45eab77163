"""From the outbox through the real client to the stand-in: each message once, in its thread."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.slack.delivering import deliver
from tests.slack.notices import CONTEXT, MOVED, change, notice, titled
from tests.slack.stand_in import LG, TOKEN, StandIn, start
from tests.tracker.telling_world import (
    DEBATE,
    NOW,
    add_change,
    add_item,
    add_notice,
    notice_rows,
    plan,
    sent_of,
)
from tracker import outbox
from tracker.database import session_scope
from tracker.errors import TransportError
from tracker.records import ChangeKind, Ping
from tracker.slack.transport import SlackTransport, slack_transport


def transport_to(stand_in: StandIn, timeout: float = 5) -> SlackTransport:
    transport = slack_transport(TOKEN, f"{stand_in.url}/api/", CONTEXT)
    transport.client.timeout = timeout  # type: ignore[assignment]
    return transport


def keys(stand_in: StandIn) -> list[str]:
    """Return the keys of all messages; an updated top message no longer carries one."""
    payloads = [message["metadata"]["event_payload"] for message in stand_in.messages()]
    return [payload["key"] or f"top:{payload['shows']}" for payload in payloads]


def test_new_then_moved_is_a_top_message_with_a_broadcast_reply(
    engine: Engine, stand_in: StandIn
) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        add_notice(session, item_id, ChangeKind.NEW)
        moved = add_change(session, item_id, ChangeKind.MOVED, 2, **MOVED)
        ping = Ping("moved", item_id, (moved,), LG, ("stikstof", "water"), broadcast=True)
        outbox.enqueue(session, [ping], NOW)

    report = deliver(engine, transport_to(stand_in))

    assert (report.sent, report.updated) == (2, 1)
    top, reply = stand_in.messages()
    line = "Verplaatst: Commissiedebat Stikstof, van wo 2 dec 10.00 naar vr 11 dec 14.00 uur"
    assert top["edited"]
    assert top["blocks"][0]["text"]["text"] == reply["blocks"][0]["text"]["text"] == line
    assert (reply["thread_ts"], reply["broadcast"]) == (top["ts"], True)
    assert "<@U1> en <@U3>" in reply["text"]
    assert keys(stand_in) == ["top:moved", "moved"]
    assert "1 antwoord<" in stand_in.page()


def test_nothing_of_a_hostile_title_mentions_anybody(stand_in: StandIn) -> None:
    title = "<!channel> <@U0STIKSTOF3> <https://kwaad.example|klik> & *vet*"
    transport_to(stand_in).send(titled(title, recipients=()))

    page = stand_in.page()

    assert 'class="mention"' not in page
    assert 'href="https://kwaad.example' not in page
    assert "&lt;!channel&gt; &lt;@U0STIKSTOF3&gt;" in page


def test_accepted_then_reset_is_found_by_its_metadata(engine: Engine, stand_in: StandIn) -> None:
    first, second, third = plan(engine, ChangeKind.NEW, ChangeKind.MOVED, ChangeKind.ROOM)
    stand_in.order(kind="reset", count=3)
    transport = transport_to(stand_in)

    for minute in range(4):
        deliver(engine, transport, minute)
        outbox.reconcile(engine, transport, NOW)
    deliver(engine, transport, 5)

    assert keys(stand_in) == [f"top:{third}", second, third]
    assert len({message["ts"] for message in stand_in.messages()}) == 3
    assert first.endswith("|new")
    assert sent_of(notice_rows(engine)) == ["sent"] * 3


def test_reset_before_accepting_is_sent_again_only_after_looking(
    engine: Engine, stand_in: StandIn
) -> None:
    (key,) = plan(engine, ChangeKind.NEW)
    stand_in.order(kind="reset", accept=False)
    transport = transport_to(stand_in)

    assert deliver(engine, transport).unknown == 1
    assert deliver(engine, transport, 1).sent == 0
    assert outbox.reconcile(engine, transport, NOW).planned_again == 1
    assert deliver(engine, transport, 2).sent == 1
    assert keys(stand_in) == [key]


def test_a_stalled_answer_is_given_up_and_looked_up(engine: Engine, stand_in: StandIn) -> None:
    (key,) = plan(engine, ChangeKind.NEW)
    stand_in.order(kind="stall", seconds=3)

    assert deliver(engine, transport_to(stand_in, timeout=1)).unknown == 1
    assert outbox.reconcile(engine, transport_to(stand_in), NOW).found == 1
    assert keys(stand_in) == [key]


def test_no_call_comes_before_the_time_slack_asked_to_wait(
    engine: Engine, stand_in: StandIn
) -> None:
    plan(engine, ChangeKind.NEW)
    plan(engine, ChangeKind.NEW, key="activiteit:2")
    stand_in.order(kind="rate_limited", retry_after=120)
    transport = transport_to(stand_in)

    deliver(engine, transport)
    deliver(engine, transport, 1)
    assert stand_in.calls("chat.postMessage") == ["rate_limited"]

    deliver(engine, transport, 3)
    assert stand_in.calls("chat.postMessage") == ["rate_limited", "ok", "ok"]


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_server_error_is_looked_up_before_it_is_tried_again(
    engine: Engine, stand_in: StandIn, status: int
) -> None:
    (key,) = plan(engine, ChangeKind.NEW)
    stand_in.order(kind="status", status=status)
    transport = transport_to(stand_in)

    assert deliver(engine, transport).unknown == 1
    outbox.reconcile(engine, transport, NOW)
    assert deliver(engine, transport, 1).sent == 1
    assert keys(stand_in) == [key]


def test_html_with_200_is_no_success(engine: Engine, stand_in: StandIn) -> None:
    plan(engine, ChangeKind.NEW)
    stand_in.order(kind="status", status=200)

    assert deliver(engine, transport_to(stand_in)).unknown == 1


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ({"archive": LG}, "is_archived: het kanaal is gearchiveerd"),
        ({"revoke": True}, "token_revoked: het token is ingetrokken"),
        ({"kind": "error", "error": "invalid_blocks"}, "invalid_blocks"),
        ({"kind": "error", "error": "restricted_action"}, "Slack: restricted_action"),
    ],
)
def test_a_permanent_refusal_is_set_aside_with_a_readable_reason(
    engine: Engine, stand_in: StandIn, order: dict[str, object], words: str
) -> None:
    plan(engine, ChangeKind.NEW)
    stand_in.order(**order)

    assert deliver(engine, transport_to(stand_in)).failed == 1
    assert words in notice_rows(engine)[0].error
    assert deliver(engine, transport_to(stand_in), 60) == outbox.DeliveryReport()
    assert stand_in.messages() == []


def test_an_unknown_channel_does_not_hold_up_the_others(engine: Engine, stand_in: StandIn) -> None:
    with session_scope(engine) as session:
        item_id = add_item(session)
        add_notice(session, item_id, ChangeKind.NEW, channel="#bestaat-niet")
        add_notice(session, item_id, ChangeKind.ROOM, 2)

    report = deliver(engine, transport_to(stand_in))

    assert (report.failed, report.sent) == (1, 1)
    with pytest.raises(TransportError) as caught:
        transport_to(stand_in).find("k", "#bestaat-niet", "", NOW)
    assert caught.value.permanent


def test_a_stand_in_that_is_away_is_a_safe_error_and_delivery_resumes(
    engine: Engine, stand_in: StandIn
) -> None:
    keys_planned = plan(engine, ChangeKind.NEW, ChangeKind.MOVED)
    stand_in.order(kind="reset", accept=True)
    transport = transport_to(stand_in)
    deliver(engine, transport)
    stand_in.kill()

    assert outbox.reconcile(engine, transport, NOW).still_unknown == 1

    again = start(stand_in.state)
    try:
        outbox.reconcile(engine, transport_to(again), NOW)
        deliver(engine, transport_to(again), 1)
        assert keys(again) == [f"top:{keys_planned[1]}", keys_planned[1]]
        again.kill()
        plan(engine, ChangeKind.NEW, key="activiteit:9")
        assert deliver(engine, transport_to(again), 2).postponed == 1
    finally:
        again.kill()


def test_a_message_far_back_in_a_busy_channel_is_found(stand_in: StandIn) -> None:
    transport = transport_to(stand_in)
    sent = transport.send(notice(key="gezocht"))
    for number in range(250):
        transport.client.chat_postMessage(channel=LG, text=f"praat {number}")

    assert transport.find("gezocht", LG, "", NOW) == sent
    assert transport.find("nooit-gestuurd", LG, "", NOW) is None


def test_a_reply_is_found_in_its_thread(stand_in: StandIn) -> None:
    transport = transport_to(stand_in)
    top = transport.send(notice(key="a"))
    reply = transport.send(notice(change(ChangeKind.ROOM), key="b", thread=top))
    transport.update(notice(change(ChangeKind.ROOM), key="b", thread=top))

    assert transport.find("b", LG, top, NOW) == reply


def test_unfurling_is_off_and_the_sdk_does_not_try_again(stand_in: StandIn) -> None:
    transport = transport_to(stand_in)
    stand_in.order(kind="reset", accept=True)

    with pytest.raises(TransportError) as caught:
        transport.send(notice())

    assert caught.value.outcome_unknown
    assert not caught.value.permanent
    assert stand_in.calls("chat.postMessage") == ["reset"]


def test_a_successor_without_a_predecessor_opens_its_own_thread(
    engine: Engine, stand_in: StandIn
) -> None:
    with session_scope(engine) as session:
        orphan = add_item(session, replace(DEBATE, replaces=("activiteit:onbekend",)))
        add_notice(session, orphan, ChangeKind.NEW)

    assert deliver(engine, transport_to(stand_in)).sent == 1
    assert stand_in.messages()[0]["thread_ts"] == ""
