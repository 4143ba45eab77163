"""An edition as mail, plain text and web page; the only door to the templates.

Source text is escaped by Jinja2; a link is only a link when it is a web address.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import css_inline
from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from newsletter import rich, titles
from newsletter.palette import DARK, LIGHT, Palette
from newsletter.reading import anchor_of
from newsletter.report.page import anchor_of_passage, report_of
from newsletter.view import build
from tracker import dutch
from tracker.records import Edition

TEXT_WIDTH = 78
_LINKS_IN_MAIL = 2
_LINKS_ON_PAGE = 1_000
_REPORTS = "/debat"
_CONTROLS = {sign: None for sign in range(32) if sign not in b"\t\n\r"}
"""Signs that no page may hold, whatever a source sent."""
_BLANK_LINES = re.compile(r"\n{3,}")
_MARK = re.compile("\x1e([a-z-]+)\x1e")
_NUMBER = re.compile(r"\b(\d{2}) (\d{3})\b")
_PRINT: Palette = MappingProxyType(
    {**LIGHT, "banner": "#ffffff", "on_banner": "#000000", "banner_soft": "#333333",
     "ground": "#ffffff"}
)  # fmt: skip


def _fill(text: str, indent: int = 0, hanging: int | None = None) -> str:
    """Return the text in lines of at most 78 characters; "29 023" stays on one line."""
    later = indent if hanging is None else hanging
    whole = _NUMBER.sub("\\1\u00a0\\2", " ".join(text.split()))
    filled = textwrap.fill(
        whole,
        TEXT_WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=" " * later,
        break_on_hyphens=False,
    )
    return filled.replace("\u00a0", " ")


def _fill_all(text: str, indent: int = 0) -> str:
    """Return paragraphs and lines, each filled by itself; a line of a list hangs."""
    lines = (_fill(line, indent, indent + 2 if line[:2] == "- " else indent)
             for line in text.splitlines())  # fmt: skip
    return "\n".join(lines)


def _heading(text: str, line: str) -> str:
    """Return a heading of plain text: the text, underlined."""
    shown = _fill(text)
    longest = max(len(part) for part in shown.splitlines()) if shown else 0
    return f"\n{shown}\n{line * longest}"


def _around(sentence: str, part: str) -> tuple[str, str, str]:
    """Return the sentence before, in and after the part that is a link; all when not in it."""
    before, found, after = sentence.partition(part) if part else ("", "", "")
    return (before, found, after) if found else ("", sentence, "")


def _rich(value: str) -> Markup:
    """Return a person's text as HTML; whatever it held is cleaned here once more."""
    return Markup(rich.clean(value))  # noqa: S704 - clean lets through ten harmless tags


def _mark(section: str) -> str:
    """Return a sign that `by_section` finds; it never leaves this module."""
    return f"\x1e{section}\x1e"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("newsletter"),
        autoescape=select_autoescape(enabled_extensions=("html.j2", "css.j2"), default=False),
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "anchor": anchor_of,
        "around": _around,
        "fill": _fill,
        "fill_all": _fill_all,
        "heading": _heading,
        "listing": dutch.listing,
        "mark": _mark,
        "lower_first": titles.lower_first,
        "rich": _rich,
        "spot": anchor_of_passage,
        "rich_text": rich.text,
        "upper_first": titles.upper_first,
    }
    return environment


@cache
def environment() -> Environment:
    """Return the templates of the letter with their filters, made once."""
    return _environment()


def html(
    edition: Edition, *, web_url: str = "", sign_up_url: str = "", every_anchor: bool = False
) -> str:
    """Return the mail: one column of 600 pixels, CSS inlined, light and dark.

    `sign_up_url` is where readers sign on and off; without it the letter names a person.
    With `every_anchor` each block has its id, as on the page (`newsletter.personal`).
    """
    template = _environment().get_template("mail.html.j2")
    page = template.render(
        view=build(edition),
        light=LIGHT,
        dark=DARK,
        web_url=web_url,
        report_base=_report_base(web_url),
        sign_up_url=sign_up_url,
        most=_LINKS_IN_MAIL,
        every_anchor=every_anchor,
    )
    inliner = css_inline.CSSInliner(minify_css=True, load_remote_stylesheets=False)
    return inliner.inline(page)


def text(edition: Edition, *, web_url: str = "", sign_up_url: str = "") -> str:
    """Return the plain text part: same content, same order, lines of at most 78 characters.

    A line that holds only an address may be longer.
    """
    whole = _MARK.sub("", _text(edition, web_url, sign_up_url))
    lines = (line.rstrip() for line in whole.splitlines())
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip() + "\n"


def filled(words: str, hanging: int = 0) -> str:
    """Return words in lines as the plain text has them."""
    return _fill(words, 0, hanging)


def _text(edition: Edition, web_url: str = "", sign_up_url: str = "") -> str:
    template = _environment().get_template("mail.txt.j2")
    return written_text(template, edition, web_url, sign_up_url)


def written_text(template: Template, edition: Edition, web_url: str, sign_up_url: str) -> str:
    """Return what a template for plain text makes of an edition, before its lines are tidied."""
    return template.render(
        view=build(edition),
        web_url=web_url,
        report_base=_report_base(web_url),
        sign_up_url=sign_up_url,
        most=_LINKS_IN_MAIL,
    )


def by_section(edition: Edition) -> Mapping[str, str]:
    """Return the plain text of each section, by its name; what stands before the first is "kop"."""
    first, *rest = _MARK.split(_text(edition))
    found = {"kop": first}
    for name, words in zip(rest[::2], rest[1::2], strict=True):
        found[name] = found.get(name, "") + words
    return found


def _report_base(web_url: str) -> str:
    """Return where the reports of the debates are: below the letter itself."""
    return f"{web_url}{_REPORTS}" if web_url else ""


def page(edition: Edition, *, sign_up_url: str = "", report_base: str = "") -> str:
    """Return the web page: navigation, an anchor per item, a style for print.

    With `report_base`, such as "/haagse-zaken/2026-W48/debat", debates link to their reports,
    and the page to the editions before and after it.
    """
    template = _environment().get_template("page.html.j2")
    made = template.render(
        view=build(edition),
        light=LIGHT,
        dark=DARK,
        print=_PRINT,
        web_url="",
        report_base=report_base,
        beside=report_base.removesuffix(_REPORTS),
        sign_up_url=sign_up_url,
        most=_LINKS_ON_PAGE,
        every_anchor=True,
    )
    return made.translate(_CONTROLS)


def report_page(edition: Edition, block_key: str, *, back_url: str = "") -> str:
    """Return the page of one debate report: tables, quotes, and the passages they stand in.

    `back_url` is the letter that it belongs to. Raises KeyError when the edition has no debate
    with this key, or one without a report.
    """
    template = _environment().get_template("report.html.j2")
    made = template.render(
        page=report_of(edition, block_key),
        light=LIGHT,
        dark=DARK,
        print=_PRINT,
        back_url=back_url,
    )
    return made.translate(_CONTROLS)
