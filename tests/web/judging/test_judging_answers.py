"""Every button of the judging page: what it records, what it refuses, and the way back."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine

from tests.web.judging.desk import Desk, doubt, given, said, slugs
from tests.web.world import STIKSTOF, Kamer, debate
from tracker import audit, feedback
from tracker.audit import AuditFilter
from tracker.database import read_scope
from tracker.records import Verdict


def test_accept_makes_it_certain_and_goes_on(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    first, second = doubt(kamer, 1), doubt(kamer, 2)
    shown = re.search(r'action="/beoordelen/(\d+)"', desk.client.get("/beoordelen").text)
    assert shown
    ids = (first, second) if int(shown[1]) == first else (second, first)

    answer = desk.send(ids[0], "accept", "stikstof")
    page = desk.client.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/beoordelen?stuk={ids[1]}"
    assert said(engine, ids[0]).certain
    assert said(engine, ids[0]).judged_by == "energie"
    assert [(one.verdict, one.by, one.via) for one in given(engine)] == [
        (Verdict.ACCEPT, "energie", "web")
    ]
    assert "Beoordeeld:" in page
    assert "Ongedaan maken" in page
    assert "<strong>1</strong>" in page


def test_change_takes_the_chosen_dossiers(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    item_id = doubt(kamer)

    desk.send(item_id, "change", "wonen", "natuur", "wonen", toelichting="  gaat over huizen ")

    assert slugs(engine, item_id) == ["wonen", "natuur"]
    assert given(engine)[0].before == ("stikstof",)
    assert given(engine)[0].note == "gaat over huizen"


def test_reject_takes_all_dossiers_away(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    item_id = doubt(kamer)

    desk.send(item_id, "reject", "stikstof")

    assert slugs(engine, item_id) == []
    assert not said(engine, item_id).relevant
    assert given(engine)[0].dossiers == ()


def test_every_judgement_is_in_the_log(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    desk.send(doubt(kamer), "change", "wonen")

    with read_scope(engine) as session:
        line = audit.lines(session, AuditFilter(what="judge"))[0]

    assert (line.by, line.what, line.allowed) == ("anneke@ipo.example", "judge.change", True)
    assert line.detail["before"] == ["stikstof"]
    assert line.detail["dossiers"] == ["wonen"]


@pytest.mark.parametrize(
    ("verdict", "chosen", "status", "text"),
    [("change", (), 422, "Kies ten minste één dossier"),
     ("change", ("bestaat-niet",), 422, "Onbekend dossier"),
     ("misschien", (), 400, "Dit oordeel kennen wij niet."),
     ("", (), 400, "Dit oordeel kennen wij niet.")],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(
    desk: Desk, engine: Engine, kamer: Kamer, verdict: str, chosen: tuple[str, ...], status: int,
    text: str,
) -> None:  # fmt: skip
    answer = desk.send(doubt(kamer), verdict, *chosen)

    assert answer.status_code == status
    assert text in answer.text
    assert given(engine) == []


def test_an_item_or_judgement_that_is_not_there(desk: Desk, kamer: Kamer) -> None:
    desk.fields = desk.form(doubt(kamer))

    assert desk.send(999, "reject").status_code == 404
    assert desk.about(999, "terug").status_code == 404
    assert desk.about(999, "bevestig").status_code == 404


def test_undo_puts_back_what_was_and_twice_is_harmless(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    desk.send(item_id, "change", "wonen")
    word = given(engine)[0]

    answers = [desk.about(word.id, "terug") for _ in range(2)]

    assert {one.headers["location"] for one in answers} == {f"/beoordelen?stuk={item_id}"}
    assert slugs(engine, item_id) == ["stikstof"]
    assert not said(engine, item_id).certain
    assert said(engine, item_id).judged_by == ""
    page = desk.client.get("/beoordelen/gedaan").text
    assert "teruggedraaid door Anneke" in page
    assert "Draai terug" not in page


def test_the_page_of_an_item_takes_a_judgement_too(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    page = desk.client.get(f"/items/{item_id}").text
    fresh = dict(re.findall(r'name="(kenmerk|gezien|terug)" value="([^"]*)"', page))

    answer = desk.send(item_id, "reject", **fresh)
    after = desk.client.get(answer.headers["location"]).text

    assert answer.headers["location"] == f"/items/{item_id}"
    assert "<strong>Anneke</strong>: niet relevant" in after
    assert "Draai terug" in after
    assert "Dit is niet relevant voor de provincies; dat zei een collega." in after


def test_the_way_back_stays_here(desk: Desk, kamer: Kamer) -> None:
    answer = desk.send(doubt(kamer), "reject", terug="//evil.example/")

    assert answer.headers["location"] == "/"


def test_feedback_of_the_web_is_what_training_sees(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    desk.send(doubt(kamer), "change", "wonen")

    with read_scope(engine) as session:
        found = feedback.corrections(session)

    assert [(one.dossiers, one.seen.title) for one in found] == [(("wonen",), "Stikstof 1")]
