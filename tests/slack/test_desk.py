"""A click in Slack, once: what it changes, what everybody sees, what the clicker reads."""

from __future__ import annotations

from tests.slack.desk_world import LANDBOUW, WONEN, DeskWorld, eventually, shows


def button_labels(world: DeskWorld) -> list[str]:
    blocks = world.message()["blocks"]
    (row,) = [one for one in blocks if one["type"] == "actions"]
    return [one["text"]["text"] for one in row["elements"]]


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


def test_app_home_shows_what_is_mine(world: DeskWorld) -> None:
    world.item()
    world.click("take")
    world.settled(1)

    home = world.home()

    for words in ("Bij u open", "Commissiedebat Stikstof", "Debatten op uw dossiers", "Termijnen",
                  "Te beoordelen", "Bronnen", "https://hz.example/items/1"):  # fmt: skip
        assert words in home
    assert "U hebt niets openstaan" in world.home(WONEN)
