"""The Slack stand-in refuses what Slack refuses and loses nothing that it accepted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack_client import client, error_of
from tests.slack.stand_in import LG, StandIn, start


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """One stand-in for tests that do not end it."""
    running = start(tmp_path_factory.mktemp("slack"))
    yield running
    running.kill()


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    """A stand-in of one's own, to break."""
    running = start(tmp_path / "slack")
    yield running
    running.kill()


def test_a_wrong_or_missing_token_is_refused(shared: StandIn) -> None:
    assert client(shared).auth_test()["user"] == "haagse-zaken"
    assert error_of(client(shared, "xoxb-fout").auth_test) == "invalid_auth"
    assert error_of(client(shared, "").auth_test) == "not_authed"


def test_an_update_is_limited_to_4000_characters_and_needs_the_id_of_the_channel(
    shared: StandIn,
) -> None:
    posted = client(shared).chat_postMessage(channel=LG, text="eerst")
    update, place = client(shared).chat_update, {"channel": posted["channel"], "ts": posted["ts"]}

    assert error_of(update, **place, text="x" * 4_001) == "msg_too_long"
    assert error_of(update, **{**place, "channel": LG}, text="t") == "channel_not_found"
    assert error_of(update, **{**place, "ts": "1.000000"}, text="t") == "message_not_found"
    assert update(**place, text="later")["text"] == "later"


def test_history_gives_metadata_only_when_asked_and_pages_newest_first(shared: StandIn) -> None:
    web = client(shared)
    channel = web.conversations_open(users="U0STIKSTOF3")["channel"]["id"]
    carried = {"event_type": "e", "event_payload": {"key": "k"}}
    sent = [
        web.chat_postMessage(channel=channel, text=f"bericht {number}", metadata=carried)["ts"]
        for number in range(5)
    ]
    reply = web.chat_postMessage(
        channel=channel, text="antwoord", thread_ts=sent[0], metadata=carried
    )["ts"]

    first = web.conversations_history(channel=channel, limit=3)
    rest = web.conversations_history(
        channel=channel, limit=3, cursor=first["response_metadata"]["next_cursor"],
        include_all_metadata=True,
    )  # fmt: skip
    after = web.conversations_history(channel=channel, oldest=sent[3])
    thread = web.conversations_replies(channel=channel, ts=sent[0], include_all_metadata=True)

    assert [one["ts"] for one in first["messages"]] == sent[:1:-1]
    assert "metadata" not in first["messages"][0]
    assert rest["messages"][0]["metadata"] == carried
    assert rest["messages"][-1]["reply_count"] == 1
    assert not rest["has_more"]
    assert [one["ts"] for one in after["messages"]] == [sent[4]]
    assert [one["ts"] for one in thread["messages"]] == [sent[0], reply]


def test_people_and_channels_are_found(shared: StandIn) -> None:
    web = client(shared)

    assert web.users_lookupByEmail(email="lobbyist.stikstof@ipo.example")["user"]["id"] == (
        "U0STIKSTOF3"
    )
    assert error_of(web.users_lookupByEmail, email="niemand@ipo.example") == "users_not_found"
    assert error_of(web.conversations_open, users="U0NIEMAND") == "user_not_found"
    names = [channel["name"] for channel in web.conversations_list()["channels"]]
    assert "lobby-landelijk-gebied" in names
    assert "haagse-zaken-beheer" in names
    assert error_of(web.reactions_add, name="x", channel="C", timestamp="1") == "unknown_method"


def test_an_archived_channel_and_a_revoked_token(stand_in: StandIn) -> None:
    web = client(stand_in)
    stand_in.order(archive=LG)
    assert error_of(web.chat_postMessage, channel=LG, text="t") == "is_archived"

    stand_in.order(revoke=True)
    assert error_of(web.auth_test) == "token_revoked"

    stand_in.order(clear=True)
    assert web.chat_postMessage(channel=LG, text="t")["ok"]


def test_a_killed_stand_in_keeps_what_it_answered_and_drops_a_cut_line(stand_in: StandIn) -> None:
    first = client(stand_in).chat_postMessage(channel=LG, text="blijft")
    client(stand_in).chat_update(channel=first["channel"], ts=first["ts"], text="blijft staan")
    stand_in.kill()
    with (stand_in.state / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"op": "post", "message": {"ts": "99')

    again = start(stand_in.state)
    try:
        second = client(again).chat_postMessage(channel=LG, text="erna")
        shown = [(one["text"], one["edited"]) for one in again.messages()]
    finally:
        again.kill()

    assert shown == [("blijft staan", True), ("erna", False)]
    assert second["ts"] > first["ts"]
    third = start(stand_in.state)
    assert len(third.messages()) == 2
    third.kill()


def test_faults_strike_the_asked_method_the_asked_number_of_times(stand_in: StandIn) -> None:
    web = client(stand_in)
    stand_in.order(kind="rate_limited", retry_after=7, count=2)
    stand_in.order(kind="status", status=503)
    stand_in.order(kind="error", error="internal_error")

    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            web.chat_postMessage(channel=LG, text="t")
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
    assert web.auth_test()["ok"]
    with pytest.raises(SlackApiError) as caught:
        web.chat_postMessage(channel=LG, text="t")
    assert caught.value.response.status_code == 503
    assert error_of(web.chat_postMessage, channel=LG, text="t") == "internal_error"
    assert web.chat_postMessage(channel=LG, text="t")["ok"]
    assert stand_in.calls("chat.postMessage") == [
        "rate_limited", "rate_limited", "status", "error", "ok",
    ]  # fmt: skip


@pytest.mark.parametrize(("accept", "stored"), [(True, 1), (False, 0)])
@pytest.mark.parametrize("fault", [{"kind": "reset"}, {"kind": "stall", "seconds": 0.1}])
def test_a_cut_connection_after_or_before_accepting(
    stand_in: StandIn, fault: dict[str, Any], accept: bool, stored: int
) -> None:
    stand_in.order(**fault, accept=accept)

    with pytest.raises(OSError, match=r"reset|closed|without response"):
        client(stand_in).chat_postMessage(channel=LG, text="t")

    assert len(stand_in.messages()) == stored


def test_an_order_that_makes_no_sense_is_refused(shared: StandIn) -> None:
    with pytest.raises(HTTPError) as caught:
        shared.order(soort="onzin")
    assert caught.value.code == 400
    caught.value.close()


def test_a_body_that_is_no_json_is_refused(shared: StandIn) -> None:
    from urllib.request import Request

    request = Request(f"{shared.url}/api/auth.test", b"{", {"Content-Type": "application/json"})
    with urlopen(request, timeout=5) as answer:
        assert b"invalid_json" in answer.read()


def test_a_wrong_people_file_stops_the_stand_in_with_the_reason(tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.conftest import ROOT

    wrong = tmp_path / "people.yaml"
    wrong.write_text("people: 3\n")
    ended = subprocess.run(
        [sys.executable, "-m", "tracker.sandbox.slack", "--state", str(tmp_path),
         "--people", str(wrong)],
        cwd=ROOT, capture_output=True, text=True, timeout=20, check=False,
    )  # fmt: skip

    assert ended.returncode == 2
    assert "people.yaml:1" in ended.stderr


def test_somebody_deactivated_is_not_found_but_can_still_be_written_to(stand_in: StandIn) -> None:
    web = client(stand_in)
    address = "lobbyist.stikstof@ipo.example"
    stand_in.order(deactivate="U0STIKSTOF3")

    assert error_of(web.users_lookupByEmail, email=address) == "users_not_found"
    assert error_of(web.conversations_open, users="U0STIKSTOF3") == "user_disabled"
    assert web.users_info(user="U0STIKSTOF3")["user"]["deleted"]
    assert web.chat_postMessage(channel="U0STIKSTOF3", text="t")["ok"]

    stand_in.order(reactivate="U0STIKSTOF3")
    assert web.users_lookupByEmail(email=address)["user"]["id"] == "U0STIKSTOF3"


def test_a_channel_that_the_app_left_and_a_scope_that_it_lacks(stand_in: StandIn) -> None:
    web = client(stand_in)
    stand_in.order(leave=LG)
    channel = web.conversations_list()["channels"][1]["id"]

    assert error_of(web.chat_postMessage, channel=LG, text="t") == "not_in_channel"
    assert not web.conversations_info(channel=channel)["channel"]["is_member"]
    stand_in.order(join=LG)
    assert web.chat_postMessage(channel=LG, text="t")["ok"]

    stand_in.order(scopes=["chat:write"])
    assert web.auth_test().headers["X-OAuth-Scopes"] == "chat:write"
    with pytest.raises(SlackApiError) as caught:
        web.users_info(user="U0STIKSTOF3")
    assert caught.value.response["error"] == "missing_scope"
    assert caught.value.response["needed"] == "users:read"


def test_a_permalink_and_a_message_taken_away(shared: StandIn) -> None:
    web = client(shared)
    posted = web.chat_postMessage(channel=LG, text="t")
    place = {"channel": posted["channel"], "ts": posted["ts"]}

    link = web.chat_getPermalink(channel=place["channel"], message_ts=place["ts"])["permalink"]

    assert link.endswith(f"/archives/{place['channel']}/p{place['ts'].replace('.', '')}")
    assert web.chat_delete(**place)["ok"]
    assert error_of(web.chat_update, **place, text="t") == "message_not_found"


def test_a_call_before_the_time_that_was_asked_for_is_seen_and_with_hold_refused(
    stand_in: StandIn,
) -> None:
    web = client(stand_in)
    stand_in.order(kind="rate_limited", retry_after=60, hold=True)

    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            web.chat_postMessage(channel=LG, text="t")
        assert caught.value.response.status_code == 429
    stand_in.set_up(ahead=61)
    assert web.chat_postMessage(channel=LG, text="t")["ok"]

    early = [one["early"] for one in stand_in.journal("call")]
    assert [seconds > 0 for seconds in early] == [False, True, False]


def test_a_fault_can_be_of_one_channel_and_of_some_calls(stand_in: StandIn) -> None:
    web = client(stand_in)
    stand_in.order(kind="error", error="is_archived", count=2, channel=LG)
    stand_in.order(kind="status", count=5, chance=0.5)

    assert error_of(web.chat_postMessage, channel=LG, text="t") == "is_archived"
    outcomes = []
    for _ in range(20):
        try:
            web.chat_postMessage(channel="#haagse-zaken-beheer", text="t")
        except SlackApiError as error:
            outcomes.append(error.response.status_code)
        else:
            outcomes.append(200)

    assert outcomes.count(503) == 5
    assert outcomes[:5] != [503] * 5
