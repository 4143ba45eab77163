"""A report of a debate as the texts that an editor starts from."""

from __future__ import annotations

from newsletter import rich
from newsletter.fields import fields_of, machine
from tests.newsletter.reporting import source_of
from tests.newsletter.test_report_page import edition_of
from tracker.records import Block


def _texts(block: Block) -> dict[str, str]:
    return {field.name: machine(block, field) for field in fields_of("debat")}


def test_an_editor_starts_from_what_the_report_says_literally() -> None:
    _, block = edition_of(source_of())
    texts = _texts(block)
    report = block.content["report"]

    assert rich.text(texts["kern"]) == " ".join(report["kern"].split())
    for part, name in (("said", "gezegd"), ("answers", "reactie")):
        quotes = [quote for group in report[part] for quote in group["quotes"]]
        assert quotes
        for quote in quotes:
            assert f"{quote['speaker']}: “{quote['text']}”" in " ".join(
                rich.text(texts[name]).split()
            )
        assert rich.clean(texts[name]) == texts[name]


def test_without_a_report_there_is_nothing_to_start_from() -> None:
    bare = Block("debatten:1", "debatten", "debat", 0, {"title": "Stikstof"})

    assert _texts(bare) == {
        "title": "Stikstof", "kern": "", "gezegd": "", "reactie": "", "vervolg": "", "duiding": "",
    }  # fmt: skip


def test_words_of_a_speaker_are_never_html() -> None:
    quote = {"speaker": "<b>X</b>", "text": "<script>alert(1)</script>"}
    group = {"theme": "<i>T</i>", "quotes": [quote]}
    block = Block("debatten:1", "debatten", "debat", 0, {"report": {"said": [group]}})

    text = _texts(block)["gezegd"]

    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text
