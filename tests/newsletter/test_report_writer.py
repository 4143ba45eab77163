"""A language model may sum a report up, but says nothing that the verslag does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from config.settings import Settings
from newsletter import render, report
from newsletter.report import Written
from tests.newsletter.reporting import PROMISED, debate_item, desk_with, proceedings_of, source_of
from tests.newsletter.test_report_page import edition_of
from tracker.errors import ModelError
from tracker.jobs.reporting import writer_of

SOURCE = source_of()


class Parrot:
    """Says what it was told to say, resting on the minister's promise."""

    name = "papegaai"

    def __init__(self, *texts: str, rests_on: tuple[str, ...] | None = None) -> None:
        self.texts, self.rests_on = texts, rests_on

    def write(self, report: Mapping[str, Any]) -> Sequence[Written]:
        quote = report["answers"][0]["quotes"][0]
        assert quote["text"] == PROMISED
        rests_on = tuple(quote["sentences"]) if self.rests_on is None else self.rests_on
        return [Written(text, rests_on) for text in self.texts]


def summed(*texts: str, rests_on: tuple[str, ...] | None = None) -> dict[str, Any]:
    made = report.content(desk_with(), debate_item(), SOURCE)
    return report.summed_up(made, proceedings_of(SOURCE), Parrot(*texts, rests_on=rests_on))


def test_a_sentence_that_its_passage_bears_is_kept_and_marked() -> None:
    text = "De minister gaat met Gelderland en Overijssel in gesprek over 40 miljoen euro."
    found = summed(text)
    assert [one["text"] for one in found["summary"]] == [text]
    assert found["made_by"].startswith("Samengevat door een taalmodel (papegaai)")
    assert report.anchored(found, proceedings_of(SOURCE))


@pytest.mark.parametrize(
    ("text", "rests_on", "reason"),
    [
        ("De minister gaat met Utrecht in gesprek.", None, "noemt Utrecht"),
        ("Er komt 50 miljoen euro voor natuurherstel.", None, "noemt 50"),
        ("Er komt geld voor natuurherstel.", (), "geen vindplaats"),
        ("Er komt geld voor natuurherstel.", ("bdeadbeef.1.1",), "geen vindplaats"),
        ("Er komt geld. " * 40, None, "te lang"),
    ],
)
def test_an_unanchored_sentence_is_refused(
    text: str, rests_on: tuple[str, ...] | None, reason: str
) -> None:
    found = summed(text, rests_on=rests_on)
    assert found["summary"] == []
    assert found["made_by"] == ""
    (refused,) = found["refused"]
    assert reason in refused


def test_a_sentence_put_in_afterwards_is_found() -> None:
    found = summed("De minister gaat met Gelderland in gesprek.")
    found["summary"][0]["text"] = "De minister gaat met Zeeland in gesprek."
    (problem,) = report.unanchored(found, proceedings_of(SOURCE))
    assert "noemt Zeeland" in problem


def test_the_page_says_that_a_machine_wrote_it() -> None:
    edition, block = edition_of(SOURCE)
    page = render.report_page(edition, block.key)
    assert "taalmodel" not in page
    content = {**block.content, "report": summed("De minister gaat met Gelderland in gesprek.")}
    block = replace(block, content=content)
    edition = replace(edition, blocks=(block,))
    page = render.report_page(edition, block.key)
    assert "Samengevat door een taalmodel (papegaai); kijk iedere zin na." in page
    assert "De minister gaat met Gelderland in gesprek." in page


def test_no_model_unless_an_operator_asks_for_one() -> None:
    assert Settings.model_fields["report_writer"].default == ""
    assert writer_of("") is None
    with pytest.raises(ModelError, match="geen taalmodel 'gpt'"):
        writer_of("gpt")
