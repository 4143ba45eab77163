"""Fields of a block: what a person may write, how it is kept and what the reader gets."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsletter import fields
from newsletter.fields import FieldError, Form
from newsletter.reading import Reading
from tracker.records import Block

INTRO = Block("intro:intro", "intro", "intro", 1, {"paragraphs": ["Zes debatten & een brief."]})
MESSAGE = Block("brussel:1", "brussel", "bericht", 2, {"text": "Raad over natuur", "url": ""})


def field(kind: str, name: str) -> fields.Field:
    return next(one for one in fields.fields_of(kind) if one.name == name)


def test_a_person_starts_from_what_the_machine_made() -> None:
    assert fields.shown(INTRO, field("intro", "tekst")) == "<p>Zes debatten &amp; een brief.</p>"
    assert fields.shown(MESSAGE, field("bericht", "text")) == "Raad over natuur"
    assert fields.shown(MESSAGE, field("bericht", "betekenis")) == ""


def test_what_a_person_wrote_wins_also_when_it_is_empty() -> None:
    emptied = replace(MESSAGE, human={"text": ""})

    assert fields.shown(emptied, field("bericht", "text")) == ""
    assert fields.machine(emptied, field("bericht", "text")) == "Raad over natuur"


def test_lines_become_plain_words_and_texts_clean_html() -> None:
    kept = fields.accept(
        "bericht",
        {"text": " Raad\r\nover  <b>natuur</b> ", "betekenis": "<div>Let <i>op</i></div>"},
    )

    assert kept == {"text": "Raad over <b>natuur</b>", "betekenis": "<p>Let <em>op</em></p>"}


def test_without_script_a_text_is_markdown() -> None:
    kept = fields.accept("bericht", {"betekenis": "Let **op**:\n\n- een\n- twee"}, typed=True)

    assert kept == {
        "betekenis": "<p>Let <strong>op</strong>:</p><ul><li>een</li><li>twee</li></ul>"
    }


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("kop", {"subject": "x" * 61}, "61 tekens is te lang, er passen er 60"),
        ("bericht", {"kern": "x"}, "geen veld kern"),
        ("agenda-week", {"label": "x"}, "geen veld label"),
    ],
)
def test_what_cannot_be_kept_is_said(kind: str, given: dict[str, str], said: str) -> None:
    with pytest.raises(FieldError, match=said):
        fields.accept(kind, given)


def test_the_reader_gets_lines_as_facts_and_texts_apart() -> None:
    block = replace(
        MESSAGE, human={"text": "Raad besluit", "betekenis": '<p onclick="x">Let op</p>'}
    )

    entry = Reading().entry(block)

    assert entry.facts["text"] == "Raad besluit"
    assert "betekenis" not in entry.facts
    assert entry.written == {"betekenis": "<p>Let op</p>"}


def test_every_kind_has_fields_with_a_label_and_room() -> None:
    for kind, found in fields.FIELDS.items():
        assert found, kind
        assert len({one.name for one in found}) == len(found)
        assert all(one.label and one.most > 0 and one.form in Form for one in found)
