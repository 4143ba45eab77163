"""A debate report in the editor: its passages beside it, its text to start from."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.newsletter.reporting import source_of
from tests.newsletter.test_report_page import edition_of
from tests.web.editor import desk
from tests.web.editor.desk import HTMX, PATH, Editor, words
from tracker import editions
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop


@pytest.fixture
def letter(workshop: Workshop) -> Workshop:
    edition, _ = edition_of(source_of())
    with session_scope(workshop.engine) as session:
        editions.save(session, edition)
    return workshop


def test_every_sentence_of_the_report_is_marked_in_its_paragraph(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "debat")
    panel = anneke.client.get(f"{PATH}/paneel", params={"sleutel": one.key}, headers=HTMX)
    marked = {
        " ".join(unescape(text).split()) for text in re.findall(r"<mark>(.*?)</mark>", panel.text)
    }

    quotes = [quote for group in one.content["report"]["said"] for quote in group["quotes"]]
    assert quotes
    for quote in quotes:
        assert any(" ".join(quote["text"].split()) in text for text in marked), quote["text"]
        assert f"{quote['speaker']}, {quote['time']} uur" in words(panel)


def test_who_rewrites_a_report_starts_from_its_text_and_sees_the_difference(anneke: Editor) -> None:
    one = desk.block(anneke.engine, "debat")
    quote = one.content["report"]["said"][0]["quotes"][0]["text"]
    form = anneke.client.get(
        f"{PATH}/blok", params={"sleutel": one.key, "bewerk": "1"}, headers=HTMX
    )
    assert " ".join(quote.split())[:60] in words(form)

    anneke.write(one, htmx=True, veld_gezegd="<p>Kort: niets.</p>", was_gezegd="", vorm="html")
    panel = anneke.client.get(f"{PATH}/paneel", params={"sleutel": one.key}, headers=HTMX)

    assert desk.block(anneke.engine, "debat").human == {"gezegd": "<p>Kort: niets.</p>"}
    assert "Wat is er gezegd" in words(panel)
    assert "<del>" in panel.text
