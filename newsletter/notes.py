"""Dated notes of what was corrected: on top of a page and at the block itself; pure.

Works on a page that `newsletter.render` made, so that no section needs to know of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from newsletter.view import anchor_of

_TOP = re.compile(r'(<main class="hz-body hz-paper hz-sheet" id="inhoud">)')


@dataclass(frozen=True, slots=True)
class Note:
    """What was changed in a block; `text` begins with "Gewijzigd op ..."."""

    key: str
    text: str


def _at_block(page: str, note: Note) -> str:
    """Put a note in the element of a block; a row of a table has it in its last cell."""
    anchor = re.escape(anchor_of(note.key))
    words = Markup('<strong class="hz-good hz-changed">{}</strong><br>').format(note.text)
    start = rf'<(?:tr id="{anchor}"[^>]*>.*?<td[^>]*>|(?!tr)\w+[^>]* id="{anchor}"[^>]*>)'
    return re.sub(start, lambda found: found[0] + str(words), page, count=1, flags=re.DOTALL)


def _listed(changes: Sequence[Note], page: str) -> Markup:
    def line(note: Note) -> Markup:
        anchor = anchor_of(note.key)
        if f'id="{anchor}"' not in page:
            return Markup("<li>{}</li>").format(note.text)
        return Markup('<li>{} <a href="#{}">Naar de gewijzigde tekst</a></li>').format(
            note.text, anchor
        )

    lines = Markup("\n").join(line(one) for one in changes)
    return Markup(
        '<div class="hz-note"><p><strong>Deze brief is na verzending gewijzigd.</strong></p>'
        "\n<ul>\n{}\n</ul></div>"
    ).format(lines)


def put(page: str, changes: Sequence[Note]) -> str:
    """Return a web page with its notes; the page itself when there are none."""
    if not changes:
        return page
    listed = _listed(changes, page)
    for note in reversed(changes):
        page = _at_block(page, note)
    return _TOP.sub(lambda found: f"{found[1]}\n{listed}", page, count=1)
