"""What becomes a document: the words of the web page, without its navigation; pure.

Word and PDF are made from the same HTML as the mail and the page, so content and order
cannot differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from lxml import html as tree
from lxml.html import HtmlElement

from newsletter import render
from newsletter.edition import STATUS_LABEL
from newsletter.view import build
from tracker import dutch
from tracker.records import Edition, Stage

AUTHOR = "Interprovinciaal Overleg (IPO)"
NAME = "Haagse Zaken"
_UNFIT = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd\U00010000-\U0010ffff]"
)
"""What XML, and so Word, cannot hold."""
_UNSEEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document before it is Word or PDF.

    `title` stands on top, with `lines` under it and the `facts` (name, words) of a memo.
    `status` is "" for what was approved. `foot` stands at the bottom of every page; `body` is
    HTML of our own templates, with headings from h2 on.
    """

    title: str
    lines: tuple[str, ...]
    status: str
    foot: str
    body: str
    made_at: datetime
    subject: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def printable(text: str) -> str:
    """Return text without control characters, and without signs that turn or hide text."""
    return _UNSEEN.sub("", _UNFIT.sub("", text))


def status_of(edition: Edition) -> str:
    """Return what stands on a document that nobody approved; "" once it was."""
    return STATUS_LABEL if edition.status == Stage.CONCEPT else ""


def changed_at(edition: Edition) -> datetime:
    """Return when the text of an edition was last changed."""
    return max(edition.made_at, edition.edited_at or edition.made_at)


def main_of(page: str) -> HtmlElement:
    """Return the content of a page of ours, without header and navigation."""
    root = tree.document_fromstring(printable(page))
    found: HtmlElement = root.find(".//main")
    return found


def inside(element: HtmlElement) -> str:
    """Return the HTML within an element."""
    parts = (tree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(parts)


def of_edition(edition: Edition) -> Paper:
    """Return the whole edition as a document."""
    week = dutch.week_label(edition.week)
    return Paper(
        title=NAME,
        lines=(week,),
        status=status_of(edition),
        foot=f"{NAME}, {week[:1].lower()}{week[1:]}",
        body=inside(main_of(render.page(edition))),
        made_at=changed_at(edition),
        subject=printable(build(edition).subject),
    )
