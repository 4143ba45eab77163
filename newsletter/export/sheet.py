"""A paper as one HTML page with the style of the house on A4: what the PDF is drawn from."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from lxml import html as tree
from markupsafe import Markup

from newsletter.export.paper import AUTHOR, Paper, inside, printable
from newsletter.palette import LIGHT


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("newsletter"),
        autoescape=select_autoescape(enabled_extensions=("html.j2", "css.j2"), default=False),
        undefined=StrictUndefined,
    )


def _body(paper: Paper) -> Markup:
    """Return the body without column heads that only a screen reader of a page needs hidden."""
    root = tree.fragment_fromstring(printable(paper.body), create_parent="div")
    return Markup(inside(root))  # noqa: S704 - written by our own templates, which escape


def html(paper: Paper) -> str:
    """Return the page; whatever the paper's own lines hold is escaped."""
    shown = " · ".join(part for part in (paper.foot, paper.status) if part)
    return (
        _environment()
        .get_template("paper.html.j2")
        .render(
            paper=paper,
            title=printable(" · ".join((paper.title, *paper.lines))),
            author=AUTHOR,
            foot=printable(shown),
            stamp=paper.made_at.isoformat(timespec="seconds"),
            body=_body(paper),
            ink=LIGHT,
        )
    )
