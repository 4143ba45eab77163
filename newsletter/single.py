"""Single blocks as a reader will see them: what the editor shows of a letter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from newsletter import render, view
from tracker.records import Block

_MOST_LINKS = 1_000


class _Nowhere:
    """Stands for the whole letter where there is none: no block of it is linked to."""

    targets: frozenset[str] = frozenset()


def pieces(blocks: Iterable[Block]) -> Mapping[str, Markup]:
    """Return blocks as HTML by key, written with the templates of the letter.

    Reading order counts: an abbreviation is written out where it comes first. Headings in
    them are h4 and lower.
    """
    template = render.environment().get_template("_single.html.j2")
    shown = template.make_module(
        {"view": _Nowhere(), "every_anchor": False, "most": _MOST_LINKS, "web_url": "",
         "sign_up_url": ""}
    )  # fmt: skip
    write = shown.block  # type: ignore[attr-defined]
    return {key: Markup(write(entry)) for key, entry in view.entries(blocks).items()}  # noqa: S704
