"""Buttons that ask something first: another dossier, a colleague, a moment, a position."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from tests.slack.desk_world import LANDBOUW, NOW, STIKSTOF, DeskWorld, eventually, shows
from tracker import contents, snoozing
from tracker.database import session_scope
from tracker.models import ItemTable
from tracker.records import NoticeKind


def test_another_dossier_is_a_judgement_and_its_lobbyist_is_told_once(world: DeskWorld) -> None:
    item_id = world.item()

    for _ in range(2):
        world.click("redirect")
        world.submit({"dossiers": {"dossiers": ["wonen"]}})
        eventually(lambda: not [one for one in world.views() if one["is_open"]])
    world.settled(4)

    assert {one.verdict for one in world.feedback()} == {"change"}
    assert world.feedback()[0].dossiers[0] in ("wonen", ["wonen", "ruimte-leefomgeving"])
    told = [one for one in world.planned() if one.kind == NoticeKind.HANDOVER.value]
    assert [(one.channel, one.recipients) for one in told] == [("@ruimte-wonen", ["ruimte-wonen"])]
    assert world.desk(item_id).log[-1].value == {"dossiers": ["wonen"]}
    assert any("Bericht gaat naar" in one for one in eventually(world.whispers))


def test_the_choice_of_dossiers_starts_with_those_it_has(world: DeskWorld) -> None:
    world.item()
    world.click("redirect")
    (ask,) = [one for one in world.modal()["given"]["blocks"] if one["type"] == "input"]

    chosen = [one["value"] for one in ask["element"]["initial_options"]]
    groups = [one["label"]["text"] for one in ask["element"]["option_groups"]]
    assert chosen == ["stikstof"]
    assert len(groups) == 8
    assert "Landelijk Gebied" in groups


def test_handing_over_pings_the_other_person_once(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("hand")
    given = {"person": {"person": "landbouw-platteland"}, "note": {"note": "Bel <!channel> even"}}
    world.submit(given, redeliver=2)
    eventually(lambda: shows(world, "Overgedragen aan Lobbyist landbouw en platteland"))

    (ping,) = world.planned()
    assert (ping.kind, ping.channel, ping.item_id) == ("handover", "@landbouw-platteland", item_id)
    assert ping.content["note"] == "Bel <!channel> even"
    assert world.desk(item_id).handed_to == "landbouw-platteland"


def test_the_message_of_a_handover_shows_that_it_was_taken(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("hand")
    world.submit({"person": {"person": "landbouw-platteland"}})
    eventually(lambda: world.planned())
    world.deliver()
    own = next(one for one in world.stand_in.messages() if "Overgedragen aan u" in one["text"])

    place = {"channel": own["channel"], "ts": own["ts"], "block_id": "desk"}
    world.stand_in.act("click", LANDBOUW, action_id="take", **place)

    def both() -> bool:
        words = "Opgepakt door Lobbyist landbouw en platteland"
        found = [one for one in world.stand_in.messages() if words in str(one["blocks"])]
        return len(found) == 2

    eventually(both)
    assert world.desk(item_id).taken_by == "landbouw-platteland"


def test_handing_over_to_somebody_who_left_changes_nothing(world: DeskWorld) -> None:
    world.item()
    world.click("hand")
    view = world.modal()
    event = {
        "type": "view_submission", "user": {"id": STIKSTOF},
        "view": {"id": view["id"], "hash": "x", "callback_id": "hand",
                 "private_metadata": view["given"]["private_metadata"],
                 "state": {"values": {"person": {"person": {
                     "selected_option": {"value": "vertrokken"}}}}}},
    }  # fmt: skip
    world.app.state.slack.envelope("interactive", event)
    world.settled(2)

    assert "staat niet meer in de lijst" in eventually(world.whispers)[0]
    assert world.planned() == []
    assert world.actions() == []


def test_later_comes_back_once_at_its_moment(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("later")
    world.submit({"when": {"when": "tomorrow"}})
    eventually(lambda: shows(world, "Komt terug op di 24 nov 08.30 uur"))
    assert world.planned() == []

    moments = [timedelta(hours=23), timedelta(hours=24), timedelta(hours=25)]
    for after in moments:
        with session_scope(world.engine) as session:
            snoozing.wake(session, NOW + after)
    (reminder,) = world.planned()
    assert (reminder.kind, reminder.channel) == ("reminder", "@stikstof-natuur")
    assert reminder.item_id == item_id


def test_later_before_the_debate_moves_with_the_debate(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("later")
    world.submit({"when": {"when": "debate"}})
    eventually(lambda: shows(world, "di 01 dec 08.30") or shows(world, "di 1 dec 08.30 uur"))

    with session_scope(world.engine) as session:
        row = session.exec(select(ItemTable).where(ItemTable.id == item_id)).one()
        item = contents.load(row.content)
        moved_to = datetime.fromisoformat("2026-12-16T09:00:00+00:00")
        moved = replace(item, starts_at=moved_to, ends_at=None)
        row.content, row.content_hash = contents.dump_and_hash(moved)
        session.add(row)
    with session_scope(world.engine) as session:
        assert snoozing.wake(session, datetime.fromisoformat("2026-12-01T08:00:00+00:00")) == 0
        assert snoozing.wake(session, datetime.fromisoformat("2026-12-15T08:00:00+00:00")) == 1


def test_a_moment_that_is_past_is_said_in_the_modal(world: DeskWorld) -> None:
    world.item()
    world.click("later")
    past = int((NOW - timedelta(hours=1)).timestamp())
    world.submit({"when": {"when": "tomorrow"}, "own": {"own": past}})

    assert world.modal()["errors"] == {"own": "Dit moment is al voorbij."}
    assert world.actions() == []


def test_a_position_with_an_inbreng_and_a_note(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("position")
    world.submit({
        "position": {"position": "Steunen, mits geld"}, "url": {"url": "https://ipo.nl/inbreng"},
        "note": {"note": "Bel de griffier"},
    })  # fmt: skip
    eventually(lambda: shows(world, "*Standpunt* Steunen, mits geld"))

    found = world.desk(item_id)
    assert (found.inbreng_url, found.note) == ("https://ipo.nl/inbreng", "Bel de griffier")
    world.click("position", LANDBOUW)
    assert "Steunen, mits geld" in str(world.modal(LANDBOUW)["given"])


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://", "https://a b", "https://x/<!channel>"]
)
def test_an_inbreng_that_is_no_web_address_is_refused_in_the_modal(url: str) -> None:
    from tracker.slack import modals

    view = {"callback_id": "position", "state": {"values": {"url": {"url": {"value": url}}}}}
    assert "url" in modals.problems(view, NOW)
