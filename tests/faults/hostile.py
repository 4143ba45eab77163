"""150 hostile strings in every field of a letter, through every output that readers get.

Nothing may run, no header may come in, no template may work anything out, and the words must
be there as they were written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

from newsletter import fields, render
from newsletter.export import paper, pdf, word
from newsletter.fields import FieldError
from newsletter.personal import Assembler
from tests.faults.hostile_judge import (
    WEB,
    Tally,
    check_words,
    judge_html,
    judge_mail,
    judge_pdf,
    judge_word,
)
from tests.faults.hostile_strings import MARK
from tests.newsletter.reporting import source_of
from tests.newsletter.test_report_page import edition_of
from tests.newsletter.week import TAXONOMY, busy
from tracker.records import Block, Choices, Edition, Json

CHOICES = Choices(bacs=("landelijk-gebied",), provinces=("Groningen",))
_KEPT = frozenset({"week", "day", "target", "passage", "level", "on", "state", "kind", "text_of"})
"""Facts that name something else; the product makes them itself."""


def _poisoned(value: Json, text: str, name: str = "") -> Json:
    if isinstance(value, str):
        if name in _KEPT:
            return value
        return text if name.endswith("url") else f"{value} {text}"
    if isinstance(value, dict):
        return {key: _poisoned(one, text, key) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_poisoned(one, text, name) for one in value]
    return value


def _written(block: Block, text: str, tally: Tally) -> dict[str, Json]:
    """Return what is kept of an editor who types the text in every field of a block."""
    kept: dict[str, Json] = {}
    for place, one in enumerate(fields.fields_of(block.kind)):
        try:
            kept |= fields.accept(block.kind, {one.name: text}, typed=place % 2 == 0)
        except FieldError:
            tally.refused += 1
    return kept


def poison(edition: Edition, text: str, tally: Tally) -> Edition:
    """Return the edition with the text in every fact of every block, and in every field of
    each second block as if an editor wrote it.
    """
    blocks = tuple(
        replace(
            block,
            content=_poisoned(dict(block.content), text),
            sources=tuple((f"{label} {text}", text) for label, _ in block.sources),
            human=_written(block, text, tally) if place % 2 else None,
        )
        for place, block in enumerate(edition.blocks)
    )
    return replace(edition, subject=text, preheader=text, notice=f"Let op: {text}", blocks=blocks)


def pages_of(edition: Edition, report: tuple[Edition, str]) -> dict[str, str]:
    """Return every HTML output."""
    html, text = render.html(edition, web_url=WEB), render.text(edition, web_url=WEB)
    mine = Assembler(edition, TAXONOMY, html, text, web_url=WEB).mail(CHOICES)
    return {
        "mail": html,
        "page": render.page(edition),
        "personal": mine[0],
        "report": render.report_page(*report),
    }


class Looker:
    """A browser that opens pages and says what they did."""

    def __init__(self, page: Any, folder: Path) -> None:
        self.page, self.folder = page, folder
        self.did: list[str] = []
        page.on("dialog", self._dialog)
        page.on("console", lambda one: self.did.append(f"console: {one.text}"))
        page.on("pageerror", lambda one: self.did.append(f"error: {one}"))
        page.on("request", self._request)
        page.on("popup", lambda _: self.did.append("popup"))

    def _dialog(self, dialog: Any) -> None:
        self.did.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.endswith("/brief.html"):
            self.did.append(f"request: {request.url}")

    def look(self, html: str) -> list[str]:
        """Return what a page did besides showing itself; every element gets the pointer."""
        file = self.folder / "brief.html"
        file.write_text(html, encoding="utf-8")
        self.did = []
        self.page.goto(file.as_uri())
        marker = self.page.evaluate(
            "n => { document.querySelectorAll('body *').forEach(e => {"
            " for (const t of ['mouseover', 'focus', 'click', 'toggle', 'error', 'load'])"
            " if (t !== 'click' || e.tagName !== 'A') e.dispatchEvent(new Event(t)); });"
            " return n in window }",
            MARK,
        )
        return [*self.did, *(["the marker is set"] if marker else [])]


@contextmanager
def browser(folder: Path) -> Iterator[Looker]:
    """Open Debian's Chromium; the caller has checked that it is there."""
    from playwright.sync_api import sync_playwright

    from tests.web.chromium import ARGUMENTS

    with sync_playwright() as running:
        found = running.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield Looker(found.new_page(), folder)
        found.close()


def _small(edition: Edition) -> Edition:
    """Return an edition with two blocks of every kind in every section."""
    seen: Counter[tuple[str, str]] = Counter()
    kept = []
    for block in edition.blocks:
        seen[(block.section, block.kind)] += 1
        if seen[(block.section, block.kind)] <= 2 or block.kind == "agenda-week":
            kept.append(block)
    targets = {block.key for block in kept}
    blocks = (one for one in kept if one.content.get("target") in {None, *targets})
    return replace(edition, blocks=tuple(blocks))


class Ground:
    """The letter and the report that are poisoned; made once."""

    def __init__(self) -> None:
        self.edition = _small(busy().edition())
        self.debate, block = edition_of(source_of(position="Geld voor natuurherstel"))
        self.key = block.key

    def try_one(self, text: str, tally: Tally, looker: Looker | None) -> None:
        """Put one string everywhere and judge every output but PDF."""
        tally.runs += 1
        try:
            edition = poison(self.edition, text, tally)
            debate = poison(self.debate, text, tally)
            shown = pages_of(edition, (debate, self.key))
            plain = render.text(edition, web_url=WEB)
            data = word.document(paper.of_edition(edition))
            also = word.document(paper.of_report(debate, self.key))
            judge_word(data, text, tally)
            judge_word(also, text, tally)
            judge_mail(edition, shown["mail"], plain, text, tally)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the outcome
            tally.broken.append(f"{text!r}: {error!r}")
            return
        for name, html in shown.items():
            judge_html(name, html, text, tally)
            if looker is not None:
                tally.ran += [f"{name} {text!r}: {one}" for one in looker.look(html)]
        tally.outputs["text"] += 1
        check_words("text", plain, text, tally)

    def try_pdf(self, texts: Sequence[str], tally: Tally) -> None:
        """Put several strings in one letter, each in titles of its own, and judge its PDF."""
        titled = [block for block in self.edition.blocks if block.content.get("title")]
        given = {block.key: text for block, text in zip(titled, texts, strict=False)}
        blocks = tuple(
            replace(block, content=_poisoned(dict(block.content), given[block.key]))
            if block.key in given
            else block
            for block in self.edition.blocks
        )
        edition = replace(self.edition, subject=texts[0], notice=texts[-1], blocks=blocks)
        judge_pdf(pdf.document(paper.of_edition(edition)), texts[: len(given)], tally)


def run(texts: Sequence[str], folder: Path, *, look: bool = True, batch: int = 10) -> Tally:
    """Try all strings in all outputs; with `look` Chromium opens every page."""
    tally, ground = Tally(), Ground()
    with browser(folder) if look else nullcontext() as looker:
        for text in texts:
            ground.try_one(text, tally, looker)
    for start in range(0, len(texts), batch):
        ground.try_pdf(texts[start : start + batch], tally)
    return tally
