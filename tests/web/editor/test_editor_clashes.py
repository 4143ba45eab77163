"""Two people, a lock, an approval: no text is lost and everybody is told what happened."""

from __future__ import annotations

from typing import Any

from sqlmodel import select

from tests.web.editor import desk
from tests.web.editor.desk import Editor, words
from tests.web.world import NOW
from tracker.blocks import edition_row, number
from tracker.database import read_scope, session_scope
from tracker.models import ApprovalTable, AuditTable
from tracker.records import Block, Deed, Stage


def _both_write(anneke: Editor, bea: Editor) -> Block:
    one = desk.block(anneke.engine, "intro")
    bea.write(one, veld_tekst="De tekst van Bea over stikstof.", was_tekst="")
    return one


def _stage(editor: Editor, stage: Stage) -> None:
    with session_scope(editor.engine) as session:
        row = edition_row(session, desk.WEEK, locked=True)
        assert row is not None
        row.status = stage.value
        session.add(row)
        if stage is Stage.APPROVED:
            session.add(
                ApprovalTable(
                    edition_id=number(row), revision=row.revision, at=NOW, by="c@ipo.example",
                    editors=[], review={}, sha256="0" * 64,
                )
            )  # fmt: skip


def test_who_comes_second_sees_both_texts_and_what_differs(anneke: Editor, bea: Editor) -> None:
    one = _both_write(anneke, bea)

    page = anneke.write(one, veld_tekst="De tekst van Anneke over stikstof.", was_tekst="")

    assert page.status_code == 409
    assert "Bea was u voor" in words(page)
    for text in ("De tekst van Bea over stikstof.", "De tekst van Anneke over stikstof."):
        assert text in words(page)
    for button in ("Houd mijn tekst", "Houd de tekst van Bea", "Bewaar de samengevoegde tekst"):
        assert button in words(page)
    assert desk.block(anneke.engine, "intro").human == {
        "tekst": "<p>De tekst van Bea over stikstof.</p>"
    }


def test_the_text_that_came_second_is_kept_in_the_history(anneke: Editor, bea: Editor) -> None:
    one = _both_write(anneke, bea)
    anneke.write(one, veld_tekst="De tekst van Anneke.", was_tekst="")

    lost = desk.history(anneke.engine, one.key)[0]
    assert (lost.deed, lost.applied, lost.by) == (Deed.LOST, False, "anneke@ipo.example")
    anneke.post("/daad/versie-terug", sleutel=one.key, regel=str(lost.id))
    assert desk.block(anneke.engine, "intro").human == {"tekst": "<p>De tekst van Anneke.</p>"}


def test_each_of_the_three_answers_to_a_clash(anneke: Editor, bea: Editor) -> None:
    one = _both_write(anneke, bea)
    now = desk.block(anneke.engine, "intro")
    theirs = "De tekst van Bea over stikstof."
    common: dict[str, Any] = {
        "was_tekst": theirs,
        "mijn_tekst": "Die van Anneke.",
        "veld_tekst": "Allebei.",
    }

    anneke.write(now, keuze="mijn", **common)
    assert desk.block(anneke.engine, "intro").human == {"tekst": "<p>Die van Anneke.</p>"}
    anneke.write(desk.block(anneke.engine, "intro"), keuze="samen", **common)
    assert desk.block(anneke.engine, "intro").human == {"tekst": "<p>Allebei.</p>"}
    kept = [str((line.human or {}).get("tekst")) for line in desk.history(anneke.engine, one.key)]
    assert any(theirs in text for text in kept)


def test_two_fields_of_one_block_count_both(anneke: Editor, bea: Editor) -> None:
    one = desk.block(anneke.engine, "kop")
    bea.write(one, veld_subject="Van Bea", was_subject="x")

    answer = anneke.write(one, htmx=True, veld_preheader="Van Anneke", was_preheader="x")

    assert "Een collega veranderde intussen een ander veld" in answer.text
    assert desk.block(anneke.engine, "kop").human == {
        "subject": "Van Bea", "preheader": "Van Anneke",
    }  # fmt: skip


def test_a_lock_refuses_with_the_text_still_there(anneke: Editor, bea: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    bea.post("/daad/slot", sleutel=one.key)

    page = anneke.write(one, veld_tekst="Toch iets van mij.", was_tekst="")
    unlocked = anneke.post("/daad/slot-eraf", sleutel=one.key)

    assert page.status_code == 423
    assert "Dit blok staat op slot" in words(page)
    assert "Toch iets van mij." in words(page)
    assert unlocked.status_code == 423
    assert desk.block(anneke.engine, "intro").human is None
    assert desk.history(anneke.engine, one.key)[0].deed is Deed.LOST


def test_an_eindredacteur_takes_any_lock_off(anneke: Editor, bea: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    anneke.post("/daad/slot", sleutel=one.key)

    bea.post("/daad/slot-eraf", sleutel=one.key)

    assert desk.block(anneke.engine, "intro").locked_by == ""


def test_an_approved_letter_opens_read_only_with_a_warning(anneke: Editor) -> None:
    _stage(anneke, Stage.APPROVED)

    page, agreed = anneke.get(), anneke.get("", akkoord="1")

    assert "Verandert u iets, dan vervalt de goedkeuring" in words(page)
    assert "/daad/weglaten" not in page.text
    assert "bewerk=1" not in page.text
    assert "/daad/weglaten" in agreed.text
    assert "bij uw eerste wijziging vervalt de goedkeuring" in words(agreed)


def test_a_page_from_before_the_approval_asks_first_and_keeps_the_text(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    _stage(anneke, Stage.APPROVED)

    asked = anneke.write(one, veld_tekst="Nog één zin.", was_tekst="")
    by_script = anneke.write(one, htmx=True, veld_tekst="Nog één zin.", was_tekst="")

    assert (asked.status_code, by_script.status_code) == (409, 409)
    assert "vervalt de goedkeuring" in words(asked)
    assert "Nog één zin." in words(asked)
    assert 'name="akkoord" value="1"' in asked.text
    assert "data-akkoord" in by_script.text
    assert desk.edition(anneke.engine).status == Stage.APPROVED.value

    anneke.write(one, veld_tekst="Nog één zin.", was_tekst="", akkoord="1")
    assert desk.edition(anneke.engine).status == Stage.CONCEPT.value
    with read_scope(anneke.engine) as session:
        ended_by = session.exec(select(ApprovalTable.withdrawn_by)).one()
    assert ended_by == "anneke@ipo.example"


def test_a_sent_letter_cannot_be_changed_and_leads_to_a_correction(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    _stage(anneke, Stage.SENT)

    page = anneke.get("", blok=one.key, bewerk="1")
    refused = anneke.write(one, veld_tekst="Te laat.", was_tekst="")
    dropped = anneke.post("/daad/weglaten", True, sleutel=one.key)

    assert f"/haagse-zaken/{desk.WEEK}/correctie" in page.text
    assert "veld:tekst" not in page.text
    assert (refused.status_code, dropped.status_code) == (423, 409)
    assert "correctie" in words(refused)
    assert "Maak een correctie" in words(dropped)
    assert str(desk.history(anneke.engine, one.key)[0].human) == "{'tekst': '<p>Te laat.</p>'}"
    assert desk.block(anneke.engine, "intro").human is None


def test_every_change_has_a_line_in_the_log_and_a_refusal_too(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "kort")
    anneke.write(one, veld_text="Een andere zin.", was_text="x")
    anneke.post("/daad/omlaag", sleutel=one.key)
    refused = Editor(anneke.client, anneke.engine, "0" * 64).post("/daad/slot", sleutel=one.key)

    with read_scope(anneke.engine) as session:
        lines = [(row.what, row.subject, row.allowed) for row in session.exec(select(AuditTable))]
    assert refused.status_code == 403
    assert ("edit.bewaar", f"{desk.WEEK} {one.key}", True) in lines
    assert ("edit.omlaag", f"{desk.WEEK} {one.key}", True) in lines
    assert any(what == "refused" and not allowed for what, _, allowed in lines)
    assert desk.block(anneke.engine, "kort").locked_by == ""
