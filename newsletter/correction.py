"""The mail that brings a correction: what was wrong, what it must be, where it stands; pure."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from newsletter import fields, rich
from newsletter.fields import Form
from newsletter.palette import DARK, LIGHT
from newsletter.placeholders import PREFERENCES, UNSUBSCRIBE
from newsletter.view import anchor_of
from tracker import dutch
from tracker.records import Block, Edition

_LONGEST_SUBJECT = 150
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a block: what readers got, and what it must be; clean HTML."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CorrectionMail:
    """What a correction says; `note` begins with "Gewijzigd op ...", `reviewed` is the proof."""

    edition: Edition
    block: Block
    note: str
    changes: tuple[Change, ...]
    reviewed: str
    web_url: str

    @property
    def subject(self) -> str:
        """Return one line, at most 150 characters."""
        return f"Correctie: {' '.join(self.edition.subject.split())}"[:_LONGEST_SUBJECT]

    @property
    def link(self) -> str:
        """Return the address of the block in the web edition."""
        return f"{self.web_url}#{anchor_of(self.block.key)}"


def changes_of(before: Block, after: Block) -> tuple[Change, ...]:
    """Return the fields of a block that differ for a reader."""
    found = []
    for field in fields.fields_of(before.kind):
        old, new = fields.shown(before, field), fields.shown(after, field)
        if field.form is Form.LINE:
            old, new = rich.paragraphs([old]), rich.paragraphs([new])
        if old != new:
            found.append(Change(field.label, old, new))
    return tuple(found)


def title_of(block: Block) -> str:
    """Return what a block is about, in one line."""
    said = {**block.content, **(block.human or {})}
    lines = (said.get(name) for name in ("title", "text", "subject", "what", "label", "bac"))
    return next((" ".join(str(one).split()) for one in lines if one), block.section)


def _fill(text: str, indent: int = 0) -> str:
    lines = (textwrap.fill(line, _WIDTH, initial_indent=" " * indent, subsequent_indent=" " *
             indent, break_on_hyphens=False, break_long_words=False)
             for line in text.splitlines())  # fmt: skip
    return "\n".join(lines)


def _rich(value: str) -> Markup:
    return Markup(rich.clean(value))  # noqa: S704 - clean lets through ten harmless tags


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("newsletter"),
        autoescape=select_autoescape(enabled_extensions=("html.j2", "css.j2"), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"rich": _rich, "rich_text": rich.text, "fill": _fill}
    return made


def _values(mail: CorrectionMail) -> dict[str, object]:
    return {
        "mail": mail, "title": title_of(mail.block), "unsubscribe": UNSUBSCRIBE,
        "week_label": dutch.week_label(mail.edition.week), "preferences": PREFERENCES,
        "light": LIGHT, "dark": DARK,
    }  # fmt: skip


def html(mail: CorrectionMail) -> str:
    """Return the mail in the dress of the letter, light and dark."""
    page = _environment().get_template("correction.html.j2").render(_values(mail))
    inliner = css_inline.CSSInliner(minify_css=True, load_remote_stylesheets=False)
    return inliner.inline(page)


def text(mail: CorrectionMail) -> str:
    """Return the same words as plain text."""
    return _environment().get_template("correction.txt.j2").render(_values(mail)).strip() + "\n"
