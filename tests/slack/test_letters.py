"""Letters in Slack: within every limit, nothing unescaped, and a text for screen readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.slack.notices import CONTEXT, ITEM, LABELS, NOW, change, notice
from tests.slack.stand_in import TOKEN, StandIn
from tests.tracker.telling_world import PEOPLE, add_item
from tracker import letters, outbox
from tracker.database import session_scope
from tracker.letters import DigestItem, Letter, Line, Part
from tracker.records import ChangeKind, Notice, NoticeKind, Ping, StoredItem
from tracker.sandbox.slack.limits import refusal
from tracker.slack import blocks
from tracker.slack.parts import MessageContext
from tracker.slack.transport import slack_transport

OPEN = MessageContext(CONTEXT.taxonomy, PEOPLE, "https://werkplek.example")
BAD = ["<!channel>", "<@U1>", ":skull:" * 60, "x" * 3_000, "<https://kwaad.example|klik>", "&amp;"]


def message(letter: Letter, context: MessageContext = OPEN) -> blocks.Message:
    about = Notice(
        1, "k", "@water", (), None, (), kind=NoticeKind.DIGEST, content=letter.to_json()
    )  # fmt: skip
    return blocks.message(about, context)


def digest(count: int, title: str = "Stikstof") -> Letter:
    items = [
        DigestItem(
            StoredItem(number, replace(ITEM, title=title), 1, NOW, NOW, classification=LABELS),
            (change(ChangeKind.ROOM, number, old=title, new=title),),
            title,
        )
        for number in range(1, count + 1)
    ]
    return letters.digest("Lobbyist water", items, NOW, 40)


@pytest.mark.parametrize("count", [1, 2, 39, 40, 41, 400])
def test_a_digest_of_any_size_fits_and_says_how_many_more_there_are(count: int) -> None:
    made = message(digest(count))

    assert refusal(made["text"], made["blocks"]) is None
    shown = str(made["blocks"])
    assert shown.count("/items/") == min(count, 40)
    assert ("En nog" in shown) is (count > 40)
    assert made["text"].startswith("Uw overzicht van maandag 23 november, 09.00 uur")


def marked(block: Any) -> str:
    """Return the texts of a block in which Slack reads markup."""
    texts = [block.get("text", {}), *block.get("elements", ())]
    return " ".join(one["text"] for one in texts if one.get("type") == "mrkdwn")


@pytest.mark.parametrize("title", BAD)
def test_no_source_text_mentions_links_or_draws_anything(title: str) -> None:
    for letter in (
        digest(3, title),
        letters.alarm(title, title, NOW),
        letters.resolved(title, title, NOW, NOW + timedelta(hours=1)),
        Letter(title, title, (Part(title, (Line(title, title, url="https://x.example"),)),), title),
    ):
        made = message(letter)
        shown = made["text"] + "".join(marked(block) for block in made["blocks"])
        assert refusal(made["text"], made["blocks"]) is None
        assert not any(
            one in shown for one in ("<!channel>", "<@U1>", "<https://kwaad", ":skull:s")
        )


def test_a_letter_with_far_too_many_parts_ends_with_a_link() -> None:
    parts = tuple(Part(f"Kop {n}", (Line("x" * 200, "y" * 300),) * 9) for n in range(90))
    made = message(Letter("T", "I", parts, "slot", "/"))

    assert refusal(made["text"], made["blocks"]) is None
    assert "Bekijk de rest in de werkplek" in str(made["blocks"])


def test_without_an_address_of_the_workspace_a_line_leads_to_the_source() -> None:
    assert ITEM.url.split("?")[0] in str(message(digest(1), CONTEXT)["blocks"])


@pytest.mark.parametrize("kind", [NoticeKind.REMINDER, NoticeKind.ESCALATION])
def test_a_reminder_has_its_own_first_line_and_what_to_do(kind: NoticeKind) -> None:
    content = {
        "headline": "Begint om 10.00 uur: Stikstof",
        "lines": ["Kijk mee: https://x.example"],
    }
    made = blocks.message(notice(kind=kind, content=content, channel="@stikstof"), OPEN)

    assert made["text"].startswith("Begint om 10.00 uur: Stikstof.")
    assert "Kijk mee: https://x.example" in str(made["blocks"])
    assert any(block["type"] == "actions" for block in made["blocks"])


def test_a_personal_message_reaches_the_person_and_is_found_again(
    engine: Engine, stand_in: StandIn
) -> None:
    people = PEOPLE.model_copy(
        update={"people": tuple(
            one.model_copy(update={"slack_id": "U0WATER0008"}) if one.slug == "water" else one
            for one in PEOPLE.people
        )}
    )  # fmt: skip
    context = replace(OPEN, people=people)
    transport = slack_transport(TOKEN, f"{stand_in.url}/api/", context)
    ping = Ping(
        "digest:1|water|@water|digest", None, (), "@water", ("water",),
        kind=NoticeKind.DIGEST, content=digest(2).to_json(),
    )  # fmt: skip
    with session_scope(engine) as session:
        add_item(session)
        outbox.enqueue(session, [ping], NOW)

    assert outbox.deliver(engine, transport, people, NOW, 0).sent == 1

    (found,) = stand_in.messages()
    assert found["text"].startswith("Uw overzicht")
    assert transport.find(ping.key, "@water", "", NOW) == f"{found['channel']}/{found['ts']}"
    assert transport.lookup("lobbyist.water@ipo.example") == "U0WATER0008"
