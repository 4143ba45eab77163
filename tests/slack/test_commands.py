"""`/haagsezaken …` answers the caller only, in Dutch, and forgives typing errors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import Session, select

from tests.slack.desk_world import COORDINATOR, LANDBOUW, STIKSTOF, DeskWorld, desk_world
from tests.slack.notices import NOW
from tests.slack.stand_in import start
from tracker.database import session_scope
from tracker.models import AuditTable, EditionTable, PeopleChangeTable
from tracker.routing import is_away
from tracker.search import entries, marks
from tracker.search.entries import Entry, Place


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskWorld]:
    """One world for questions, which change nothing."""
    folder = tmp_path_factory.mktemp("asked")
    running = start(folder / "slack")
    with desk_world(running, folder) as made:
        made.item()
        with session_scope(made.engine) as session:
            marks.mark_all(session)
            entries.refresh_items(session)
        yield made
    running.kill()


def audit(world: DeskWorld) -> list[tuple[str, str, str]]:
    with Session(world.engine) as session:
        return [(row.by, row.what, row.subject) for row in session.exec(select(AuditTable))]


def changes(world: DeskWorld) -> int:
    with Session(world.engine) as session:
        return len(session.exec(select(PeopleChangeTable)).all())


def test_the_answer_is_for_the_caller_only(world: DeskWorld) -> None:
    world.item()
    before = len(world.stand_in.messages())

    answer = world.command("agenda", channel="#lobby-landelijk-gebied")

    assert "Debatten op uw dossiers" in answer
    assert "Commissiedebat Stikstof" in answer
    assert len(world.stand_in.messages()) == before
    assert world.whispers(LANDBOUW) == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Wat u kunt vragen"),
        ("hulp", "Wat u kunt vragen"),
        ("help", "Wat u kunt vragen"),
        ("blub", "“blub” ken ik niet"),
        ("agneda", "Ik las “agneda” als *agenda*"),
        ("agenda alles", "Commissiedebat Stikstof"),
        ("agenda wonen", "Er staat niets op de agenda."),
        ("agenda stiktsof", "Commissiedebat Stikstof"),
        ("zoek stikstof", "Commissiedebat Stikstof"),
        ("ZOEK Stikstof", "https://hz.example/items/1"),
        ("zoek 2026A01", "Commissiedebat Stikstof"),
        ("zoek stikstofdebatten", "Niets gevonden."),
        ("zoek eenhoorn", "Niets gevonden."),
        ("zoek", "Typ achter *zoek* een of meer woorden"),
        ("dossier stikstof", "*Lobbyist* Lobbyist stikstof en natuur"),
        ("dossier stikstof", "Commissiedebat Stikstof"),
        ("dossier xqzw", "Ik ken geen dossier dat op “xqzw” lijkt"),
        ("dossier", "Typ er de naam van een dossier achter"),
        ("status", "Te beoordelen"),
        ("status", "1 verstuurd"),
        ("wie stikstof", "*Vervanger* Lobbyist landbouw en platteland (afwezig)"),
        ("wie 1", "*Gaat erover* Lobbyist stikstof en natuur"),
        ("wie 2026A01", "*Kijkt mee* niemand"),
        ("volg", "U kijkt nergens mee"),
        ("afwezig", "U bent niet afwezig gemeld"),
        ("afwezig met kerst", "Ik begrijp deze dagen niet"),
        ("afwezig 27-11 24-11", "De laatste dag komt voor de eerste."),
        ("afwezig 1-11 2-11", "Deze dagen zijn al voorbij."),
        ("afwezig 1-12-2026 1-12-2028", "Dat is langer dan een jaar."),
        ("lobbyist wonen energie", "Alleen een coördinator"),
        ("zoek <!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
        ("<!channel>", "“&lt;!channel&gt;” ken ik niet"),
    ],
)
def test_a_question(asked: DeskWorld, typed: str, words: str) -> None:
    assert words in asked.command(typed)
    assert set(asked.settled(1)) == {"done"}
    assert changes(asked) == 0


def test_a_search_finds_what_haagse_zaken_wrote(world: DeskWorld) -> None:
    place = "/haagse-zaken/2026-W47#b1"
    piece = Entry(
        Place.EDITION, 1, date(2026, 11, 20), "Kamer <akkoord> met landbouwfonds", "Uitleg.",
        "Haagse Zaken", place, week="2026-W47",
    )  # fmt: skip
    edition = EditionTable(week="2026-W47", subject="w47", preheader="", status="sent", made_at=NOW)
    with session_scope(world.engine) as session:
        session.add(edition)
        entries.keep(session, [piece])

    answer = world.command("zoek landbouwfondsen")

    assert f"<https://hz.example{place}|Haagse Zaken: Kamer &lt;akkoord&gt; met landbouwfonds>" in (
        answer
    )


def test_somebody_who_is_not_in_the_list_hears_what_to_do(world: DeskWorld) -> None:
    world.stand_in.set_up(user={"id": "U0GAST", "name": "Gast", "email": "g@elders.example"})

    assert "U staat niet in de lijst" in world.command("zoek stikstof", "U0GAST")


def test_away_is_kept_once_and_in_the_audit_log(world: DeskWorld) -> None:
    answer = world.command("afwezig 24-11 tot en met 26-11", redeliver=2)
    world.settled(1)

    assert "U bent afwezig: 24 tot en met 26 november 2026" in answer
    assert changes(world) == 1
    assert audit(world) == [("stikstof-natuur", "people.absence", "stikstof-natuur")]
    people = world.workshop.people
    days = [is_away(people, "stikstof-natuur", date(2026, 11, day)) for day in (23, 24, 26, 27)]
    assert days == [False, True, True, False]
    assert "24 tot en met 26 november" in world.command("afwezig")


def test_back_before_the_end(world: DeskWorld) -> None:
    world.command("afwezig vandaag t/m vrijdag")
    assert "Welkom terug" in world.command("afwezig terug")

    assert not is_away(world.workshop.people, "stikstof-natuur", date(2026, 11, 23))
    assert "U was vandaag niet afwezig" in world.command("afwezig terug")


def test_following_a_dossier_and_an_item(world: DeskWorld) -> None:
    world.item()

    assert "U kijkt nu mee met Stikstof" in world.command("volg stikstof", LANDBOUW)
    assert "U keek al mee" in world.command("volg stikstof", LANDBOUW)
    assert "U kijkt nu mee met Commissiedebat" in world.command("volg 2026A01", LANDBOUW)
    assert "Lobbyist landbouw en platteland" in world.command("wie 2026A01", STIKSTOF)
    assert "Kijkt mee* Lobbyist landbouw" in world.command("wie stikstof", STIKSTOF)
    assert "Stikstof" in world.command("volg", LANDBOUW)
    assert "niet meer mee" in world.command("ontvolg stikstof", LANDBOUW)
    assert "U keek niet mee" in world.command("ontvolg wonen", LANDBOUW)


def test_a_coordinator_appoints_and_it_is_audited(world: DeskWorld) -> None:
    answer = world.command("lobbyist stikstof water-milieu", COORDINATOR)

    assert "Lobbyist water, bodem en milieu is nu lobbyist van Stikstof" in answer
    assert world.workshop.people.dossiers["stikstof"].lobbyist == "water-milieu"
    assert audit(world) == [("coordinator-fysiek", "people.lobbyist", "stikstof")]
    assert "Ik weet niet wie u bedoelt" in world.command("vervanger wonen qqqq", COORDINATOR)
