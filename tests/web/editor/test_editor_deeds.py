"""What the buttons do: leave out, put back, order, make anew, add, remark, history."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web.accounts import add, enter
from tests.web.editor import desk
from tests.web.editor.desk import HTMX, PATH, Editor, words
from tests.web.world import STIKSTOF, Kamer, debate
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.models import BlockTable
from tracker.records import Role


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: deeds are those of `tracker.editing`, tested on both."""
    return sqlite_url


def _keys(editor: Editor, section: str) -> list[str]:
    found = desk.edition(editor.engine).blocks
    return [one.key for one in found if one.section == section and not one.dropped]


def test_a_block_goes_out_of_the_letter_and_comes_back(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "toezegging")
    gone = anneke.post("/daad/weglaten", True, sleutel=one.key)
    page = anneke.get()
    public = anneke.client.get(f"/haagse-zaken/{desk.WEEK}.txt")
    back = anneke.post("/daad/terugzetten", True, sleutel=one.key)

    assert "Het blok staat niet meer in de brief" in words(gone)
    assert "Ongedaan maken" in words(gone)
    assert "Weggelaten door Anneke." in words(page)
    assert "Toezeggingen\n" not in public.text
    assert "Het blok staat weer in de brief" in words(back)
    assert not desk.block(anneke.engine, "toezegging").dropped


def test_order_by_buttons_says_the_new_place_and_stops_at_the_end(anneke: Editor) -> None:
    first, second = _keys(anneke, "in-het-kort")[:2]
    down = anneke.post("/daad/omlaag", True, sleutel=first)
    assert _keys(anneke, "in-het-kort")[:2] == [second, first]
    assert "Het blok staat nu op plaats 2 van 2" in words(down)
    end = anneke.post("/daad/omlaag", True, sleutel=first)
    assert "Het blok staat al onderaan" in words(end)
    anneke.post("/daad/verplaats", True, sleutel=first, plek="0")
    assert _keys(anneke, "in-het-kort")[:2] == [first, second]


def test_making_anew_keeps_what_a_person_wrote_and_shows_what_changed(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "toezegging")
    anneke.write(one, veld_text="Mijn eigen zin.", was_text="x")
    with session_scope(anneke.engine) as session:
        row = session.get_one(BlockTable, _id(session, one.key))
        row.content = {**row.content, "who": "een oude naam"}
        session.add(row)

    done = anneke.post("/daad/opnieuw", True, sleutel=one.key)

    now = desk.block(anneke.engine, "toezegging")
    assert now.human == {"text": "Mijn eigen zin."}
    assert now.content["who"] != "een oude naam"
    assert "De tekst van de redactie is niet veranderd" in words(done)
    assert "<del>" in done.text
    assert "een oude naam" in words(done)


def _id(session: object, key: str) -> int:
    from sqlmodel import Session, select

    assert isinstance(session, Session)
    found = session.exec(select(BlockTable.id).where(BlockTable.key == key)).one()
    assert found is not None
    return found


def test_what_the_source_withdrew_stays_and_says_so(letter: Workshop, anneke: Editor) -> None:
    one = desk.block(anneke.engine, "toezegging")
    with session_scope(letter.engine) as session:
        row = session.get_one(BlockTable, _id(session, one.key))
        row.key, row.item_id = "toezeggingen:niets", None
        session.add(row)

    page = anneke.post("/daad/opnieuw", sleutel="toezeggingen:niets")

    assert page.status_code == 409
    assert "De bron geeft dit blok niet meer" in words(page)


def test_the_text_of_the_machine_comes_back_on_request(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "kop")
    anneke.write(one, veld_subject="Mijn kop", was_subject="x")
    panel = anneke.client.get(f"{PATH}/paneel", params={"sleutel": one.key}, headers=HTMX)

    anneke.post("/daad/computertekst", sleutel=one.key, veld="subject")

    assert "Computer en redactie" in words(panel)
    assert "<ins>" in panel.text
    assert "nieuw: " in words(panel)
    assert desk.block(anneke.engine, "kop").human is None


def test_an_emptied_line_shows_the_machine_again(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "kop")
    anneke.write(one, veld_subject="Mijn kop", was_subject="x")
    anneke.write(desk.block(anneke.engine, "kop"), veld_subject="  ", was_subject="Mijn kop")

    assert desk.edition(anneke.engine).subject == one.content["subject"]


@pytest.mark.parametrize(("kind", "field"), [("vrij", "title"), ("actie", "what")])
def test_an_own_block_is_added_and_opens_to_write_in(anneke: Editor, kind: str, field: str) -> None:
    sent = anneke.post("/toevoegen", soort=kind, deel="brussel")
    page = anneke.client.get(sent.headers["location"])
    one = desk.block(anneke.engine, kind)
    fields: dict[str, Any] = {f"veld_{field}": "Reageer op het plan", f"was_{field}": ""}
    anneke.write(one, **fields)

    assert one.section == ("brussel" if kind == "vrij" else "actie-gevraagd")
    assert f'name="veld:{field}"' in page.text
    assert "Reageer op het plan" in words(anneke.get())


def test_a_kind_that_does_not_exist_is_refused_in_words(anneke: Editor) -> None:
    page = anneke.post("/toevoegen", soort="script", deel="nergens")

    assert page.status_code == 422
    assert "Dit soort blok kan hier niet staan" in words(page)


def test_an_item_of_the_week_is_found_and_put_in(letter: Workshop, anneke: Editor) -> None:
    number = Kamer(letter.engine).add(debate("Wolven in Drenthe", "activiteit:77"), STIKSTOF)
    plain = anneke.get("/zoek", q="wolven")
    part = anneke.client.get(f"{PATH}/zoek", params={"q": "wolven"}, headers=HTMX)
    every = anneke.get("/zoek")
    sent = anneke.post("/opnemen", stuk=str(number))
    after = anneke.get("/zoek", q="wolven")

    for found in (plain, part, every):
        assert "Wolven in Drenthe" in words(found)
    assert "<!doctype" not in part.text
    assert sent.status_code == 303
    assert any(one.item_id == number for one in desk.edition(anneke.engine).blocks)
    assert "Geen stukken gevonden" in words(after)


def test_an_item_that_does_not_exist_is_refused_in_words(anneke: Editor) -> None:
    for wrong in ("999999", "abc", ""):
        page = anneke.post("/opnemen", stuk=wrong)
        assert page.status_code == 409
        assert "stuk" in words(page)


def test_remarks_are_placed_and_done_without_a_new_version(anneke: Editor, bea: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    panel = anneke.post("/opmerking", True, sleutel=one.key, tekst="Klopt dit <b>cijfer</b>?")
    number = panel.text.partition('name="opmerking" value="')[2].partition('"')[0]
    listed = bea.get("", blok=one.key)
    done = bea.post("/opmerking-klaar", True, sleutel=one.key, opmerking=number)
    empty = anneke.post("/opmerking", True, sleutel=one.key, tekst="  ")

    assert "Klopt dit &lt;b&gt;cijfer&lt;/b&gt;?" in panel.text
    assert "1 opmerking" in words(listed)
    assert "Klaar, volgens Bea." in words(done)
    assert empty.status_code == 422
    assert desk.edition(anneke.engine).revision == 1


def test_the_history_of_the_letter_brings_an_earlier_version_back(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    for text in ("Eerste tekst.", "Tweede tekst."):
        anneke.write(desk.block(anneke.engine, "intro"), veld_tekst=text, was_tekst="")
    first = desk.history(anneke.engine, one.key)[-1]
    page = anneke.get("/geschiedenis")
    anneke.post("/daad/versie-terug", sleutel=one.key, regel=str(first.id))

    assert "(2 keer bewaard)" in words(page)
    assert desk.block(anneke.engine, "intro").human == {"tekst": "<p>Eerste tekst.</p>"}
    assert [str(one.deed) for one in desk.history(anneke.engine, one.key)] == [
        "undone", "written", "written",
    ]  # fmt: skip


def test_the_poll_tells_of_a_colleague_and_not_of_oneself(anneke: Editor, bea: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    bea.write(one, veld_tekst="Van Bea.", was_tekst="")

    theirs = anneke.client.get(f"{PATH}/aanwezig?revisie=1", headers=HTMX)
    own = bea.client.get(f"{PATH}/aanwezig?revisie=1", headers=HTMX)

    assert "Voor het laatst gewijzigd door Bea, zojuist." in words(theirs)
    assert "U ziet een oudere versie." in words(theirs)
    assert "gewijzigd door uzelf" in words(own)
    assert "oudere versie" not in words(own)


def test_a_lobbyist_reads_the_letter_but_not_the_editor(
    letter: Workshop, client: TestClient
) -> None:
    enter(client, letter.engine, add(letter.engine, Role.LOBBYIST, "Lo"))

    assert client.get(PATH).status_code == 403
    assert "/redactie" not in client.get("/haagse-zaken").text


def test_the_list_of_editions_leads_an_editor_to_the_letter(anneke: Editor) -> None:
    assert f'href="{PATH}"' in anneke.client.get("/haagse-zaken").text
