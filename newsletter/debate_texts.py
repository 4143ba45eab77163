"""What the machine's report of a debate says, as the texts that an editor starts from; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from newsletter import rich
from tracker.records import Json


def _report(content: Mapping[str, Json]) -> Mapping[str, Json]:
    found = content.get("report")
    return found if isinstance(found, Mapping) else {}


def kern(content: Mapping[str, Json]) -> str:
    """Return the numbers of the debate as a paragraph; "" without a report."""
    return rich.paragraphs([str(_report(content).get("kern") or content.get("kern") or "")])


def _quote(quote: Mapping[str, Json]) -> str:
    speaker = escape(str(quote.get("speaker", "")))
    return f"<li><strong>{speaker}</strong>: “{escape(str(quote.get('text', '')))}”</li>"


def _themed(groups: Sequence[Mapping[str, Json]]) -> str:
    parts = (
        f"<p><strong>{escape(str(group.get('theme', '')))}</strong></p>"
        f"<ul>{''.join(_quote(quote) for quote in group.get('quotes', ()))}</ul>"
        for group in groups
    )
    return rich.clean("".join(parts))


def said(content: Mapping[str, Json]) -> str:
    """Return what was said, per theme, each sentence literally with its speaker."""
    return _themed(_report(content).get("said") or ())


def answers(content: Mapping[str, Json]) -> str:
    """Return what bewindspersonen answered, per theme, literally."""
    return _themed(_report(content).get("answers") or ())
