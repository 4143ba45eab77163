"""Actie gevraagd, Eerste Kamer, kabinet and onze inbreng: what is in, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from newsletter import render
from newsletter.compose import compose
from newsletter.edition import Section
from newsletter.view import public
from tests.newsletter.week import NOW, PEOPLE, RECESS, SINCE, TAXONOMY, Shelf, at
from tracker.records import AgendaPoint, Block, ChangeKind, Desk, Edition, ItemKind, Status

PROPOSED: dict[str, Any] = {
    "status": Status.OPEN,
    "chamber": "Ministerie van KGG",
    "subtype": "Wet",
}


def of(edition: Edition, section: Section) -> list[Block]:
    return [block for block in edition.blocks if block.section == section]


def test_a_consultation_nobody_decided_on_is_proposed_as_an_action() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.CONSULTATIE, "Wet warmte", "netcongestie", due_on=date(2026, 12, 8),
              **PROPOSED)  # fmt: skip
    (action,) = of(shelf.edition(), Section.ACTIONS)

    assert action.content["what"] == "Bepaal of het IPO reageert op de consultatie “Wet warmte”"
    assert action.content["who"] == "Lobbyist energie en klimaat"
    assert action.content["before"] == "dinsdag 1 december"
    assert action.content["proposed"]


def test_no_action_is_proposed_once_somebody_decided_or_when_it_is_far() -> None:
    shelf = Shelf()
    decided = shelf.put(ItemKind.CONSULTATIE, "Wet warmte", "netcongestie",
                        due_on=date(2026, 12, 8), **PROPOSED)  # fmt: skip
    dropped = shelf.put(ItemKind.CONSULTATIE, "Wet gas", "netcongestie",
                        due_on=date(2026, 12, 8), **PROPOSED)  # fmt: skip
    shelf.put(ItemKind.CONSULTATIE, "Wet licht", "netcongestie", due_on=date(2026, 12, 30),
              **PROPOSED)  # fmt: skip
    shelf.stand(decided, "Wij steunen dit")
    shelf.standing[dropped.id] = Desk(dismissed_by="energie")

    edition = shelf.edition()

    assert of(edition, Section.ACTIONS) == []
    answers = {one.content["title"]: one.content["responds"]
               for one in of(edition, Section.CONSULTATIONS)}  # fmt: skip
    assert answers == {"Wet warmte": "ja", "Wet gas": "nee", "Wet licht": "nog te bepalen"}


def test_a_written_round_asks_for_points_before_it_closes() -> None:
    shelf = Shelf()
    shelf.debate("Provinciefonds 2027", at(3, 14, month=12), "provinciefonds", actors=(),
                 subtype="Inbreng feitelijke vragen", hours=0, room="")  # fmt: skip
    (action,) = of(shelf.edition(), Section.ACTIONS)

    assert action.content["before"] == "donderdag 3 december, 14.00 uur"
    assert "Provinciefonds 2027" in action.content["what"]


def test_actions_are_for_members_only() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.CONSULTATIE, "Wet warmte", "netcongestie", due_on=date(2026, 12, 8),
              url="https://www.internetconsultatie.nl/warmte", **PROPOSED)  # fmt: skip
    edition = shelf.edition()

    assert "Actie gevraagd" in render.text(edition)
    assert "Actie gevraagd" not in render.text(public(edition))
    assert "Reageert het IPO" not in render.page(public(edition))
    assert "Wet warmte" in render.page(public(edition))


def test_a_closed_consultation_says_whether_we_reacted() -> None:
    shelf = Shelf()
    stored = shelf.put(ItemKind.CONSULTATIE, "Wet warmte", "netcongestie",
                       due_on=date(2026, 11, 24), **PROPOSED)  # fmt: skip
    shelf.stand(stored, "Wij steunen dit", "https://www.ipo.nl/reactie")
    (block,) = of(shelf.edition(), Section.CONSULTATIONS)

    assert (block.content["closed"], block.content["responds"]) == (True, "ja")
    assert "Gesloten in de afgelopen week" in render.text(shelf.edition())
    assert "https://www.ipo.nl/reactie" in render.html(shelf.edition())


def test_a_bill_in_the_senate_has_its_phase_and_next_date() -> None:
    shelf = Shelf()
    bill = shelf.put(ItemKind.WETSVOORSTEL, "Wet regie", "wonen", number="36512",
                     chamber="Eerste Kamer", outcome="Plenaire behandeling")  # fmt: skip
    shelf.change(bill, ChangeKind.OUTCOME, "outcome", {"outcome": "Voorbereidend onderzoek"}, {})
    shelf.debate("Plenaire vergadering", at(8, month=12), "wonen", chamber="Eerste Kamer",
                 committee="", committee_name="", subtype="Plenaire vergadering",
                 agenda=(AgendaPoint("p", "Wet regie (36512)", 1, ("36512",)),))  # fmt: skip
    edition = shelf.edition()
    (block,) = of(edition, Section.SENATE)

    assert block.content["phase"] == "plenaire behandeling"
    assert block.content["was"] == "voorbereidend onderzoek"
    assert block.content["next"] == "di 8 dec: plenaire vergadering"
    assert of(edition, Section.VOTES) == []


def test_what_is_of_the_senate_stands_there_and_nowhere_else() -> None:
    shelf = Shelf()
    day: dict[str, Any] = {"published_on": date(2026, 11, 24), "chamber": "Eerste Kamer"}
    shelf.put(ItemKind.TOEZEGGING, "Brief over bodem", "water-bodem", number="T03912",
              status=Status.OPEN, **day)  # fmt: skip
    shelf.put(ItemKind.KAMERBRIEF, "Stand van de bodem", "water-bodem", **day)
    edition = shelf.edition()

    assert [block.kind for block in of(edition, Section.SENATE)] == ["toezegging", "kamerbrief"]
    assert of(edition, Section.PROMISES) == of(edition, Section.LETTERS) == []
    assert "T03912" in render.text(edition)


def test_a_bill_without_news_is_left_out() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.WETSVOORSTEL, "Wet regie", "wonen", number="36512",
              chamber="Eerste Kamer", outcome="Plenaire behandeling")  # fmt: skip
    assert of(shelf.edition(), Section.SENATE) == []


def test_the_cabinet_tells_decisions_advice_and_phases() -> None:
    shelf = Shelf()
    day: dict[str, Any] = {"published_on": date(2026, 11, 24)}
    shelf.put(ItemKind.BESLUITENLIJST, "Besluitenlijst 20 november", "provinciefonds",
              text="De ministerraad besluit over scholen in Den Haag.\n"
                   "De ministerraad stemt in met extra geld voor de provincies.",
              **day)  # fmt: skip
    shelf.put(ItemKind.ADVIES, "Advies over de Wet regie", "wonen", chamber="Raad van State",
              outcome="Dictum B", **day)  # fmt: skip
    rule = shelf.put(ItemKind.REGELING, "Wet regie", "wonen", chamber="Ministerie van VRO",
                     outcome="Raad van State", **day)  # fmt: skip
    shelf.items[-1] = replace(rule, item=replace(rule.item, source="wetgevingskalender"))
    edition = shelf.edition()
    found = {block.content["label"]: block.content["details"]
             for block in of(edition, Section.CABINET)}  # fmt: skip

    assert found == {
        "Ministerraad": ["De ministerraad stemt in met extra geld voor de provincies"],
        "Raad van State": ["Dictum B."],
        "Wetgevingskalender": ["Fase: Raad van State; Ministerie van VRO."],
    }
    assert of(edition, Section.PUBLICATIONS) == []


def test_what_was_sent_stands_with_its_points_and_in_the_agenda() -> None:
    shelf = Shelf()
    debate = shelf.debate("Netcongestie", at(1, month=12), "netcongestie", committee="KGG")
    shelf.stand(debate, "- Regierol voor provincies\n* Geen nieuwe wet\n\nGeld",
                "https://www.ipo.nl/brief.pdf")  # fmt: skip
    edition = shelf.edition()
    (block,) = of(edition, Section.INPUT)
    row = next(one for one in edition.blocks if one.kind == "agenda-item")

    assert block.content["title"] == "Inbreng commissiedebat Netcongestie, 1 december 2026"
    assert (block.content["day"], block.content["to"]) == (
        "24 november 2026", "de woordvoerders KGG",
    )  # fmt: skip
    assert block.content["aims"] == ["Regierol voor provincies", "Geen nieuwe wet", "Geld"]
    assert block.content["format"] == "pdf"
    assert row.content["inzet_url"] == "https://www.ipo.nl/brief.pdf"
    assert "Regierol" not in render.page(public(edition))


def test_what_was_not_sent_is_in_preparation_only() -> None:
    shelf = Shelf()
    debate = shelf.debate("Netcongestie", at(1, month=12), "netcongestie")
    shelf.stand(debate, "Regierol voor provincies")
    edition = shelf.edition()
    row = next(one for one in edition.blocks if one.kind == "agenda-item")

    assert of(edition, Section.INPUT) == []
    assert row.content["inzet"] == "inbreng in voorbereiding"
    assert "inbreng in voorbereiding" not in render.text(public(edition))


def test_what_was_sent_before_the_previous_edition_is_not_told_again() -> None:
    shelf = Shelf()
    debate = shelf.debate("Netcongestie", at(1, month=12), "netcongestie")
    shelf.stand(debate, "Regierol", "https://www.ipo.nl/brief")
    stands = shelf.standing[debate.id]
    early = tuple(replace(one, at=SINCE - timedelta(days=3)) for one in stands.log)
    shelf.standing[debate.id] = Desk(inbreng_url=stands.inbreng_url, log=early)

    assert of(shelf.edition(), Section.INPUT) == []


@pytest.mark.parametrize(
    ("week", "now", "since", "told"),
    [
        ("2026-W48", NOW, SINCE, False),
        ("2026-W49", NOW + timedelta(days=7), NOW, True),
        ("2026-W48", NOW, None, True),
    ],
    ids=["in the month", "first of the month", "first ever"],
)
def test_an_overdue_promise_comes_back_once_a_month(
    week: str, now: datetime, since: datetime | None, told: bool
) -> None:
    shelf = Shelf()
    shelf.put(ItemKind.TOEZEGGING, "Brief over bodem", "water-bodem", status=Status.OPEN,
              published_on=date(2026, 5, 1), due_on=date(2026, 10, 1),
              seen_at=SINCE - timedelta(days=99))  # fmt: skip
    made = compose(shelf.material(since), week, TAXONOMY, PEOPLE, RECESS, now)
    assert bool(of(made, Section.PROMISES)) is told
