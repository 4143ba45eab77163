"""What comes in from outside: only Slack is heard, at once, and everything counts once."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.slack.desk_world import NOW, STIKSTOF, DeskWorld, desk_world, eventually
from tests.slack.stand_in import start
from tracker import troubles
from tracker.database import read_scope
from tracker.sandbox.slack.server import SIGNING_SECRET
from tracker.sandbox.slack.signing import headers
from tracker.slack import reading
from tracker.slack.reading import EventKind, UnreadableError
from tracker.slack.receiving import MAX_BODY
from tracker.slack.signing import Signatures
from tracker.slack.spool import Spool

CLICK = {
    "type": "block_actions",
    "user": {"id": STIKSTOF},
    "channel": {"id": "C1"},
    "container": {"message_ts": "1.1"},
    "trigger_id": "t1",
    "token": "old-verification-token",
    "actions": [{"action_id": "take", "block_id": "desk", "value": '{"item":1}',
                 "action_ts": "2.2"}],
}  # fmt: skip


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """One world for what is refused, which changes nothing."""
    folder = tmp_path_factory.mktemp("closed")
    running = start(folder / "slack")
    with desk_world(running, folder) as made:
        yield made
    running.kill()


def post(
    world: DeskWorld, path: str, body: bytes, kind: str = "application/json", **changes: str
) -> tuple[int, bytes]:
    """Post a signed body; `changes` replaces headers."""
    signed = headers(SIGNING_SECRET, time.time(), body) | {"Content-Type": kind}
    given = {**signed, **{name.replace("_", "-"): value for name, value in changes.items()}}
    request = Request(f"{world.url}/slack/{path}", body, given)
    try:
        with urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except HTTPError as error:
        return error.code, error.read()


@pytest.mark.parametrize("forgery", ["secret", "body", "stale", "future", "missing"])
def test_what_is_not_slacks_is_refused_before_it_is_read(closed: DeskWorld, forgery: str) -> None:
    body = urlencode({"payload": json.dumps(CLICK)}).encode()
    now = time.time()
    signed = {
        "secret": headers("another-secret", now, body),
        "body": headers(SIGNING_SECRET, now, body + b"x"),
        "stale": headers(SIGNING_SECRET, now - 301, body),
        "future": headers(SIGNING_SECRET, now + 400, body),
        "missing": {"X-Slack-Signature": "", "X-Slack-Request-Timestamp": ""},
    }[forgery]

    status, answer = post(
        closed, "interactions", body, "application/x-www-form-urlencoded",
        **{name.replace("-", "_"): value for name, value in signed.items()},
    )  # fmt: skip

    assert status == 401
    assert b"signature" in answer
    assert closed.events() == []


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        ("events", "application/json", b"{"),
        ("events", "application/json", b"[1, 2]"),
        ("events", "application/json", b'{"type": "event_callback"}'),
        ("events", "application/json", b'{"event_id": 7, "event": {}}'),
        ("events", "application/json", b'{"event_id": "E1", "event": "x"}'),
        ("interactions", "application/x-www-form-urlencoded", b"payload=%7B"),
        ("interactions", "application/x-www-form-urlencoded", b"iets=anders"),
        ("interactions", "application/x-www-form-urlencoded", b"payload=%7B%7D"),
        ("commands", "application/x-www-form-urlencoded", b"text=agenda"),
        ("commands", "application/x-www-form-urlencoded", b""),
    ],
)
def test_what_slack_never_sends_is_refused(
    closed: DeskWorld, path: str, kind: str, body: bytes
) -> None:
    assert post(closed, path, body, kind)[0] == 400
    assert closed.events() == []


def test_a_body_that_is_too_large_is_refused(closed: DeskWorld) -> None:
    assert post(closed, "events", b"x" * (MAX_BODY + 1))[0] == 413


def test_slacks_question_whether_we_are_here_is_answered(closed: DeskWorld) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "woord"}).encode()

    assert post(closed, "events", body) == (200, b'{"challenge":"woord"}')
    assert closed.stand_in.set_up(verify=True)["verified"]


def test_the_same_request_again_is_acknowledged_and_does_nothing(world: DeskWorld) -> None:
    item = world.item()
    click = {**CLICK, "actions": [{**CLICK["actions"][0], "value": f'{{"item":{item}}}'}]}  # type: ignore[index,dict-item]
    body = urlencode({"payload": json.dumps(click)}).encode()
    kind = "application/x-www-form-urlencoded"

    first = post(world, "interactions", body, kind)
    world.settled(1)
    again = [post(world, "interactions", body, kind) for _ in range(3)]
    eventually(lambda: not list(world.inbox.spool.waiting()))

    assert [first, *again] == [(200, b"")] * 4
    assert len(world.actions()) == 1


def test_only_post_is_taken_and_only_with_a_secret(closed: DeskWorld) -> None:
    with pytest.raises(HTTPError) as caught:
        urlopen(f"{closed.url}/slack/events", timeout=10)

    assert caught.value.code == 405
    caught.value.close()


def test_an_answer_does_not_wait_for_the_database(world: DeskWorld) -> None:
    item_id = world.item()
    path = str(world.workshop.engine.url.database)
    blocker = sqlite3.connect(path, isolation_level=None)
    blocker.execute("BEGIN EXCLUSIVE")
    answers = [world.click("take"), world.click("later"), world.click("newsletter_in")]
    waiting = len(list(world.inbox.spool.waiting()))
    opened = eventually(lambda: [one for one in world.views() if one["is_open"]])
    blocker.execute("COMMIT")
    blocker.close()

    assert [one["status"] for one in answers] == [200] * 3
    assert waiting == 3
    assert "Een ogenblik" in str(opened)
    assert world.settled(3) == ["done"] * 3
    assert world.modal()["given"]["submit"]["text"] == "Bewaren"
    assert world.desk(item_id).in_newsletter


def test_what_a_killed_process_left_on_disk_is_taken_up(world: DeskWorld) -> None:
    item_id = world.item()
    event = replace(
        reading.from_interaction(CLICK),
        payload={**CLICK, "actions": [{**CLICK["actions"][0], "value": f'{{"item":{item_id}}}'}]},  # type: ignore[index,dict-item]
    )
    left = Spool(world.inbox.spool.folder)
    assert left.put(event, NOW)
    (left.folder / "half.json").write_bytes(b'{"id": "x"')

    world.now = world.now.replace(minute=5)
    assert world.inbox.sweep() == 1

    assert world.desk(item_id).taken_by == "stikstof-natuur"
    assert [path.suffix for path in left.folder.iterdir()] == [".damaged"]
    assert world.inbox.sweep() == 0


def test_what_a_killed_process_left_in_the_database_is_taken_up(world: DeskWorld) -> None:
    item_id = world.item()
    payload = {**CLICK, "actions": [{**CLICK["actions"][0], "value": f'{{"item":{item_id}}}'}]}  # type: ignore[index,dict-item]
    event = replace(reading.from_interaction(CLICK), payload=payload)
    office = world.inbox.office
    assert office.store(event, NOW)
    assert not office.store(event, NOW)

    world.now = world.now.replace(minute=5)

    assert world.inbox.sweep() == 1
    assert (office.work(event.id), len(world.actions())) == ("", 1)


def test_work_that_keeps_failing_is_set_aside_and_the_person_is_told(
    world: DeskWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.item()
    office = world.inbox.office
    top = world.message()
    event = replace(
        reading.from_interaction(CLICK),
        payload={**CLICK, "channel": {"id": top["channel"]}},
    )
    office.store(event, NOW)

    def fail(*_: Any) -> None:
        raise RuntimeError("kapot")

    monkeypatch.setattr("tracker.slack.office.decide", fail)
    states = [office.work(event.id) for _ in range(6)]

    assert states == ["received"] * 4 + ["failed", ""]
    assert "De beheerder ziet wat er misging" in world.whispers()[0]
    assert "kapot" in world.events()[0].result
    with read_scope(world.engine) as session:
        alarms = world.workshop.telling.alarms
        causes = troubles.failed_clicks(session, alarms, NOW)
        later = troubles.failed_clicks(session, alarms, NOW + timedelta(days=30))
    assert "kapot" in causes["slack:klikken"]
    assert later == {}


def test_finished_events_are_forgotten_and_waiting_ones_are_not(world: DeskWorld) -> None:
    office = world.inbox.office
    done = reading.from_command({"trigger_id": "a", "user_id": STIKSTOF, "text": "hulp"})
    waiting = reading.from_command({"trigger_id": "b", "user_id": STIKSTOF, "text": "hulp"})
    office.store(done, NOW)
    office.work(done.id)
    office.store(waiting, NOW)

    assert office.forget(NOW.replace(minute=1)) == 1
    assert [one.event_id for one in world.events()] == [waiting.id]


def test_an_id_stays_the_same_and_differs_for_another_click() -> None:
    one = reading.from_interaction(CLICK)
    later = {**CLICK, "actions": [{**CLICK["actions"][0], "action_ts": "2.3"}]}  # type: ignore[index,dict-item]

    assert reading.from_interaction(CLICK).id == one.id
    assert reading.from_interaction(later).id != one.id
    assert one.kind is EventKind.CLICK
    assert "token" not in one.payload


def test_a_long_id_is_shortened_to_its_hash() -> None:
    found = {
        reading.from_events_api({"event_id": "E" * 300 + end, "event": {}}).id for end in ("a", "b")
    }

    assert len(found) == 2
    assert all(len(one) <= reading.MAX_ID for one in found)


@pytest.mark.parametrize("kind", ["message_action", "shortcut", "view_closed"])
def test_what_we_do_not_use_is_acknowledged(kind: str) -> None:
    found = reading.from_interaction({"type": kind, "user": {"id": "U1"}, "trigger_id": "t"})

    assert found.kind is EventKind.OTHER


def test_a_click_without_user_is_unreadable() -> None:
    with pytest.raises(UnreadableError):
        reading.from_interaction({**CLICK, "user": {}})


@pytest.mark.parametrize("value", ["v0=é", "v0=", "v1=abc", "nonsense"])
def test_a_strange_signature_is_wrong_and_breaks_nothing(value: str) -> None:
    given = {"x-slack-signature": value, "x-slack-request-timestamp": str(int(time.time()))}

    assert not Signatures("s").are_right(b"{}", given)
    assert not Signatures("s").are_right(b"\xff", {**given, "x-slack-signature": "v0=00"})
