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
from newsletter.report.page import report_of
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


def _on_paper(main: HtmlElement) -> HtmlElement:
    """Return content without what only a screen needs: nothing folds, nothing is hidden."""
    for node in main.xpath(".//*[contains(@class, 'hz-part')] | .//a/*[@class='hz-unseen']"):
        node.drop_tree()
    for node in main.iter("details"):
        node.tag = "div"
    for node in main.iter("summary"):
        node.tag, node.attrib["class"] = "p", "hz-more"
    for node in list(main.iter("dl")):
        node.tag = "table"
        _into_rows(node)
    return main


def _into_rows(table: HtmlElement) -> None:
    """Make rows of a list of names with what they mean."""
    for name in list(table.iter("dt")):
        words = name.getnext()
        row = tree.Element("tr")
        name.addprevious(row)
        name.tag, name.attrib["scope"] = "th", "row"
        row.append(name)
        if words is not None and words.tag == "dd":
            words.tag = "td"
            row.append(words)


def of_report(edition: Edition, key: str) -> Paper:
    """Return the report of one debate as a document; KeyError when there is none."""
    found = report_of(edition, key)
    week = dutch.week_label(edition.week)
    return Paper(
        title=printable(found.title),
        lines=(f"Verslag in {NAME}, {week[:1].lower()}{week[1:]}",),
        status=status_of(edition),
        foot=printable(f"{NAME}, week {dutch.week_number(edition.week)}: {found.title}"),
        body=inside(_on_paper(main_of(render.report_page(edition, key)))),
        made_at=changed_at(edition),
        subject=printable(found.title),
    )


def of_edition(edition: Edition, page: str = "", base_url: str = "") -> Paper:
    """Return the whole edition as a document.

    `page` is its web page when that was approved, with notes of corrections; `base_url` is put
    before links to other pages of ours.
    """
    week = dutch.week_label(edition.week)
    main = main_of(page or render.page(edition, report_base=f"/haagse-zaken/{edition.week}/debat"))
    for link in main.iter("a"):
        if str(link.get("href") or "").startswith("/"):
            link.set("href", f"{base_url.rstrip('/')}{link.get('href')}")
    return Paper(
        title=NAME,
        lines=(week,),
        status=status_of(edition),
        foot=f"{NAME}, {week[:1].lower()}{week[1:]}",
        body=inside(_on_paper(main)),
        made_at=changed_at(edition),
        subject=printable(build(edition).subject),
    )
