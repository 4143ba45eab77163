"""A click in Slack, once: what it changes, what everybody sees, what the clicker reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from config.schema import Member
from tests.slack.desk_world import (
    LANDBOUW,
    NOW,
    STIKSTOF,
    WONEN,
    DeskWorld,
    desk_world,
    eventually,
)
from tests.slack.stand_in import StandIn, start
from tracker import contents, snoozing
from tracker.database import session_scope
from tracker.models import ItemTable
from tracker.records import NoticeKind

STRANGER = "U0ONBEKEND9"


@pytest.fixture
def world(stand_in: StandIn, tmp_path: Path) -> Iterator[DeskWorld]:
    with desk_world(stand_in, tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def unmoved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """One world for clicks that change nothing."""
    folder = tmp_path_factory.mktemp("unmoved")
    running = start(folder / "slack")
    with desk_world(running, folder) as made:
        made.item()
        yield made
    running.kill()


def button_labels(world: DeskWorld) -> list[str]:
    blocks = world.message()["blocks"]
    (row,) = [one for one in blocks if one["type"] == "actions"]
    return [one["text"]["text"] for one in row["elements"]]


def shows(world: DeskWorld, words: str) -> bool:
    return words in str(world.message()["blocks"])


def test_taking_an_item_shows_in_the_message_who_took_it(world: DeskWorld) -> None:
    item_id = world.item()

    assert world.click("take")["status"] == 200
    eventually(lambda: shows(world, "Opgepakt door Lobbyist stikstof en natuur"))

    assert world.desk(item_id).taken_by == "stikstof-natuur"
    assert button_labels(world)[:2] == ["Laat los", "Neem over"]
    assert world.whispers() == []


def test_a_click_that_is_redelivered_three_times_counts_once(world: DeskWorld) -> None:
    world.item()

    answer = world.click("take", redeliver=3)
    world.settled(1)

    assert answer["statuses"] == [200] * 4
    assert len(world.actions()) == 1
    assert len(world.events()) == 1


def test_taking_twice_is_taking_once(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("take")
    world.click("take", unknown=True, value=f'{{"item":{item_id},"by":""}}')

    assert world.settled(2) == ["done", "done"]
    assert [one.kind for one in world.actions()] == ["taken"]


def test_who_comes_second_reads_who_was_first(world: DeskWorld) -> None:
    item_id = world.item()
    value = f'{{"item":{item_id},"by":""}}'
    world.click("take")
    world.settled(1)
    world.click("take", LANDBOUW, unknown=True, value=value)
    world.settled(2)

    assert (
        "Lobbyist stikstof en natuur was u net voor"
        in eventually(lambda: world.whispers(LANDBOUW))[0]
    )
    assert world.desk(item_id).taken_by == "stikstof-natuur"


def test_another_one_may_take_over_but_not_let_go(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("take")
    eventually(lambda: shows(world, "Laat los"))
    world.click("release", LANDBOUW)
    world.settled(2)
    assert "kan dit loslaten" in eventually(lambda: world.whispers(LANDBOUW))[0]

    world.click("take", LANDBOUW)
    eventually(lambda: world.desk(item_id).taken_by == "landbouw-platteland")


def test_not_for_us_is_a_judgement_and_taking_it_after_all_takes_it_back(
    world: DeskWorld,
) -> None:
    item_id = world.item()

    world.click("dismiss")
    eventually(lambda: shows(world, "Niet voor ons, zegt Lobbyist stikstof en natuur"))
    (given,) = world.feedback()
    assert (given.verdict, given.by, given.via) == ("reject", "stikstof-natuur", "slack")

    world.click("take")
    eventually(lambda: world.desk(item_id).taken_by == "stikstof-natuur")
    assert world.feedback()[0].withdrawn_at is not None
    assert world.desk(item_id).dismissed_by == ""


def test_in_and_out_of_the_newsletter(world: DeskWorld) -> None:
    item_id = world.item()
    world.click("newsletter_in")
    eventually(lambda: shows(world, "Gaat mee in Haagse Zaken"))
    world.click("newsletter_out")
    eventually(lambda: not world.desk(item_id).in_newsletter)

    assert [one.value for one in world.actions()] == [{"in": True}, {"in": False}]


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
        moved = {"starts_at": datetime.fromisoformat("2026-12-16T09:00:00+00:00"), "ends_at": None}
        row.content, row.content_hash = contents.dump_and_hash(replace(item, **moved))
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


@pytest.mark.parametrize("action", ["take", "dismiss", "redirect", "newsletter_in"])
def test_somebody_who_is_not_in_the_list_reads_what_to_do(world: DeskWorld, action: str) -> None:
    world.item()
    world.stand_in.set_up(user={"id": STRANGER, "name": "Gast", "email": "gast@elders.example"})

    world.click(action, STRANGER)

    assert world.settled(1) == ["refused"]
    if action == "redirect":
        eventually(lambda: "U staat niet in de lijst" in str(world.views(STRANGER)))
    else:
        assert "U staat niet in de lijst" in eventually(lambda: world.whispers(STRANGER))[0]
    assert world.actions() == []
    assert world.feedback() == []


def test_somebody_in_the_list_without_a_slack_id_is_known_by_address(world: DeskWorld) -> None:
    item_id = world.item()
    base = world.workshop.people_file
    new = Member(slug="nieuw", name="Nieuwe lobbyist", email="Nieuw@ipo.example")
    world.workshop.people_file = base.model_copy(update={"people": (*base.people, new)})
    world.workshop._people = None
    world.stand_in.set_up(user={"id": "U0NIEUW", "name": "Nieuw", "email": "nieuw@ipo.example"})

    world.click("take", "U0NIEUW")

    assert world.settled(1) == ["done"]
    assert world.desk(item_id).taken_by == "nieuw"
    world.click("take", "U0NIEUW", unknown=True, value=f'{{"item":{item_id}}}')
    world.settled(2)
    assert world.stand_in.calls("users.info") == ["ok"]


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (None, "staat niet meer in onze gegevens"),
        ({"deleted_at": NOW}, "heeft dit stuk ingetrokken"),
    ],
)
@pytest.mark.parametrize("action", ["take", "later"])
def test_a_button_on_an_item_that_is_gone(
    world: DeskWorld, columns: dict[str, datetime] | None, words: str, action: str
) -> None:
    item_id = world.item()
    with session_scope(world.engine) as session:
        row = session.exec(select(ItemTable).where(ItemTable.id == item_id)).one()
        if columns is None:
            session.delete(row)
        else:
            row.deleted_at = columns["deleted_at"]
            session.add(row)
    world.click(action)

    assert world.settled(1) == ["refused"]
    eventually(lambda: words in str(world.whispers() + world.views()))
    assert world.actions() == []


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("verwijder_alles", '{"item":1}'),
        ("take", "geen json"),
        ("take", '{"item":-4}'),
        ("take", '{"item":"1"}'),
        ("take", '{"item":true}'),
        ("take", "[1]"),
        ("later", ""),
    ],
)
def test_an_unknown_button_is_answered_and_does_nothing(
    unmoved: DeskWorld, action: str, value: str
) -> None:
    before = len(unmoved.whispers())
    unmoved.click(action, unknown=True, value=value)

    said = eventually(lambda: unmoved.whispers()[before:])
    assert "Deze knop kennen wij niet" in said[0]
    assert set(unmoved.settled(1)) == {"refused"}
    assert unmoved.actions() == []


def test_app_home_shows_what_is_mine(world: DeskWorld) -> None:
    world.item()
    world.click("take")
    world.settled(1)

    home = world.home()

    for words in ("Bij u open", "Commissiedebat Stikstof", "Debatten op uw dossiers", "Termijnen",
                  "Te beoordelen", "Bronnen", "https://hz.example/items/1"):  # fmt: skip
        assert words in home
    assert "U hebt niets openstaan" in world.home(WONEN)


def test_app_home_of_a_stranger_says_what_to_do(world: DeskWorld) -> None:
    world.stand_in.set_up(user={"id": STRANGER, "name": "Gast", "email": "gast@elders.example"})

    assert "U staat niet in de lijst" in world.home(STRANGER)
