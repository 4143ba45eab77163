"""What is taken along after approval is what was approved; links in it work anywhere."""

from __future__ import annotations

import io

import mammoth
import pytest
from lxml import html as tree

from tests.jobs.test_approving import EVA, edition, set_aside
from tests.jobs.test_approving import workshop as workshop
from tests.newsletter.week import WEEK
from tracker.jobs import approving, exporting
from tracker.jobs.approving import Wanted
from tracker.jobs.exporting import ExportError
from tracker.jobs.workshop import Workshop


def said(data: bytes) -> str:
    html = mammoth.convert_to_html(io.BytesIO(data)).value
    return " ".join(" ".join(tree.fromstring(f"<div>{html}</div>").itertext()).split())


def test_a_concept_says_so_and_an_approved_letter_says_who_read_it(workshop: Workshop) -> None:
    before = said(exporting.edition(workshop, WEEK, "word").data)
    set_aside(workshop)
    approving.approve(workshop, WEEK, Wanted(edition(workshop).revision), EVA)

    made = exporting.edition(workshop, WEEK, "word")
    page = exporting.edition(workshop, WEEK, "html").data.decode()

    assert "Concept, ter redactie" in before
    after = said(made.data)
    assert "Concept, ter redactie" not in after
    assert "Eva de Vries heeft deze brief" in after
    assert "Uw abonnement" not in after
    assert "Eva de Vries heeft deze brief" in page
    assert 'href="/' not in page


def test_the_same_approval_gives_the_same_files(workshop: Workshop) -> None:
    set_aside(workshop)
    approving.approve(workshop, WEEK, Wanted(edition(workshop).revision), EVA)

    first = [exporting.edition(workshop, WEEK, form).data for form in ("word", "html")]
    again = [exporting.edition(workshop, WEEK, form).data for form in ("word", "html")]

    assert first == again


@pytest.mark.parametrize(
    ("week", "form"), [("2026-W02", "word"), ("vandaag", "pdf"), (WEEK, "exe"), (WEEK, "")]
)
def test_what_cannot_be_made_is_a_dutch_error(workshop: Workshop, week: str, form: str) -> None:
    with pytest.raises(ExportError, match=r"geen week|nog geen Haagse Zaken|bestaat niet"):
        exporting.edition(workshop, week, form)


@pytest.mark.parametrize(("bac", "weeks"), [("bestaat-niet", 4), ("LG", 0), ("LG", 27)])
def test_a_memo_that_cannot_be_made_is_a_dutch_error(
    workshop: Workshop, bac: str, weeks: int
) -> None:
    with pytest.raises(ExportError, match=r"Er is geen BAC|1 tot 26 weken"):
        exporting.memo(workshop, bac, weeks)
