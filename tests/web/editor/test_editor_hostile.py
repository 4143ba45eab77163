"""Bad input in the editor: each ends in a page that can be read and words that help."""

from __future__ import annotations

import pytest

from tests.web.editor import desk
from tests.web.editor.desk import HTMX, PATH, Editor, words

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal
{mso-style-parent:""}</style></head><body><!--[if gte mso 9]><xml><o:x/></xml><![endif]-->
<p class=MsoNormal style='margin:0'><b style='mso-bidi:x'>Vette kop</b><o:p></o:p></p>
<p class=MsoListParagraph>Tweede alinea met <a href="https://ipo.nl" onclick="x()">een link</a></p>
</body></html>"""
SCRIPTS = (
    "<script>alert(1)</script>Woorden", "<img src=x onerror=alert(1)>Woorden",
    '<a href="javascript:alert(1)">Woorden</a>', "{{ 7 * 7 }} Woorden",
    "<svg/onload=alert(1)>Woorden",
    '"><script>alert(1)</script>Woorden', "</textarea><script>alert(1)</script>Woorden",
)  # fmt: skip


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: texts are written by `tracker.editing`, tested on both."""
    return sqlite_url


@pytest.mark.parametrize("text", SCRIPTS)
@pytest.mark.parametrize("form", ["html", "markdown"])
def test_no_script_reaches_a_page(anneke: Editor, text: str, form: str) -> None:
    intro, brief = desk.block(anneke.engine, "intro"), desk.block(anneke.engine, "kort")
    anneke.write(intro, veld_tekst=text, was_tekst="", vorm=form)
    anneke.write(brief, veld_text=text, was_text="x", vorm=form)

    pages = [anneke.get("", blok=one.key, bewerk="1").text for one in (intro, brief)]
    pages.append(anneke.get("/geschiedenis").text)
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert '<a href="javascript' not in page
    assert any("Woorden" in page for page in pages)
    assert not any("49 Woorden" in page for page in pages)


def test_a_pasted_word_page_becomes_plain_paragraphs(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    anneke.write(one, htmx=True, veld_tekst=WORD, was_tekst="", vorm="html")

    assert desk.block(anneke.engine, "intro").human == {
        "tekst": "<p><strong>Vette kop</strong></p>"
        '<p>Tweede alinea met <a href="https://ipo.nl">een link</a></p>'
    }


def test_a_title_of_400_characters_fits_and_one_more_is_said_so(anneke: Editor) -> None:
    anneke.post("/toevoegen", soort="vrij", deel="brussel")
    one = desk.block(anneke.engine, "vrij")
    long = anneke.write(one, veld_title="x" * 400, was_title="")
    more = anneke.write(desk.block(anneke.engine, "vrij"), veld_title="y" * 401, was_title="")
    script = anneke.write(one, htmx=True, veld_title="z" * 401, was_title="")

    assert long.status_code == 303
    assert (more.status_code, script.status_code) == (422, 422)
    assert "Kop: 401 tekens is te lang, er passen er 400." in words(more)
    assert "y" * 401 in more.text
    assert "401 tekens is te lang" in words(script)
    assert desk.block(anneke.engine, "vrij").human == {"title": "x" * 400}
    assert anneke.get().status_code == 200


def test_making_anew_while_somebody_types_loses_nothing(anneke: Editor, bea: Editor) -> None:
    one = desk.block(anneke.engine, "toezegging")
    bea.post("/daad/opnieuw", True, sleutel=one.key)

    saved = anneke.write(one, htmx=True, veld_text="Getypt tijdens het maken.", was_text="x")

    assert saved.status_code == 200
    assert "Bewaard om 09.10 uur" in saved.text
    assert desk.block(anneke.engine, "toezegging").human == {"text": "Getypt tijdens het maken."}


def test_a_form_that_is_too_large_is_refused_in_words(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    page = anneke.write(one, veld_tekst="a" * 250_000, was_tekst="")

    assert page.status_code == 413
    assert "te groot" in words(page)


@pytest.mark.parametrize("key", ["", "nergens:1", "x" * 5_000, "\x00", "'; drop table block"])
def test_a_block_that_does_not_exist_is_a_readable_page(anneke: Editor, key: str) -> None:
    page = anneke.post("/daad/weglaten", sleutel=key)
    saved = anneke.post("/bewaar", sleutel=key, versie="zeven")
    shown = anneke.client.get(f"{PATH}/blok", params={"sleutel": key[:190]}, headers=HTMX)

    assert page.status_code == 404
    assert saved.status_code == 404
    assert shown.status_code == 404
    assert "blok" in words(page)


def test_a_week_and_a_button_that_do_not_exist(anneke: Editor) -> None:
    assert anneke.client.get("/haagse-zaken/2031-W02/redactie").status_code == 404
    assert anneke.client.get("/haagse-zaken/onzin/redactie").status_code == 404
    assert anneke.post("/daad/ontplof", sleutel="x").status_code == 404


def test_autosave_answers_with_the_changed_block_only(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "intro")
    saved = anneke.write(one, htmx=True, veld_tekst="<div>Kort</div>", was_tekst="", vorm="html")

    assert "Bewaard om 09.10 uur" in saved.text
    assert 'data-versie="2"' in saved.text
    assert saved.text.count('class="reader"') == 1
    assert len(saved.text) < 1_000
