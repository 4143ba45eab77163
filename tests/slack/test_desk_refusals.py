"""Clicks that change nothing: by a stranger, on an item that is gone, on an unknown button."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlmodel import select

from config.schema import Member
from tests.slack.desk_world import NOW, DeskWorld, desk_world, eventually
from tests.slack.stand_in import start
from tracker.database import session_scope
from tracker.models import ItemTable

STRANGER = "U0ONBEKEND9"


@pytest.fixture(scope="module")
def unmoved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """One world for clicks that change nothing."""
    folder = tmp_path_factory.mktemp("unmoved")
    running = start(folder / "slack")
    with desk_world(running, folder) as made:
        made.item()
        yield made
    running.kill()


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


def test_app_home_of_a_stranger_says_what_to_do(world: DeskWorld) -> None:
    world.stand_in.set_up(user={"id": STRANGER, "name": "Gast", "email": "gast@elders.example"})

    assert "U staat niet in de lijst" in world.home(STRANGER)
