"""The editor without script: forms, pages and redirects."""

from __future__ import annotations

import pytest

from tests.web.editor import desk
from tests.web.editor.desk import PATH, Editor, words


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: deeds are those of `tracker.editing`, tested on both."""
    return sqlite_url


def test_the_letter_shows_its_blocks_with_a_way_to_edit(anneke: Editor) -> None:
    page = anneke.get()

    assert page.status_code == 200
    assert "Commissiedebat Stikstof en natuur" in words(page) or "Stikstof" in words(page)
    assert "Bewerk" in words(page)
    assert "De bedoeling is 900 tot 1400" in words(page)
    assert "Niet in deze brief" in words(page)


def test_who_may_not_edit_does_not_see_it(letter: object, client: object) -> None:
    assert client.get(PATH).status_code == 401  # type: ignore[attr-defined]


def test_a_line_is_kept_and_shown_to_the_reader(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "kop")
    form = anneke.get("", blok=one.key, bewerk="1")
    assert 'name="veld:subject"' in form.text

    sent = anneke.write(one, veld_subject="Stikstof opnieuw uitgesteld", was_subject="x")
    shown = anneke.client.get(sent.headers["location"])

    assert sent.status_code == 303
    assert "Bewaard." in words(shown)
    assert "Stikstof opnieuw uitgesteld" in words(shown)
    assert desk.edition(anneke.engine).subject == "Stikstof opnieuw uitgesteld"
    assert desk.edition(anneke.engine).edited_by == "anneke@ipo.example"


def test_a_text_typed_as_markdown_is_kept_as_clean_html(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    typed = "Een **vet** woord.\r\n\r\n<script>alert(1)</script>"
    anneke.write(one, veld_tekst=typed, was_tekst="")

    kept = desk.block(anneke.engine, "intro").human
    assert kept is not None
    assert "<strong>vet</strong>" in kept["tekst"]
    assert "<script" not in kept["tekst"]
    page = anneke.get("")
    assert "<strong>vet</strong>" in page.text
    assert "<script>alert" not in page.text


def test_a_form_that_changes_nothing_makes_no_text_of_a_person(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "kop")
    same = str(one.content["subject"])
    sent = anneke.write(one, veld_subject=same, was_subject=same)

    assert "gedaan=niets" in sent.headers["location"]
    assert desk.block(anneke.engine, "kop").human is None
    assert desk.history(anneke.engine, one.key) == ()


@pytest.mark.parametrize("name", ["omhoog", "omlaag", "weglaten", "slot", "opnieuw"])
def test_each_button_answers_with_a_page_that_says_what_happened(anneke: Editor, name: str) -> None:
    one = desk.block(anneke.engine, "kort")
    sent = anneke.post(f"/daad/{name}", sleutel=one.key)
    page = sent if sent.status_code == 200 else anneke.client.get(sent.headers["location"])

    assert page.status_code == 200
    assert 'id="bericht" class="notice" tabindex="-1">' in page.text
