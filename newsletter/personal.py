"""The personal edition: the same approved blocks, those of the reader's own subjects first.

Nothing is written for one reader. A personal letter is put together from pieces of the
approved one, with a summary of its own headlines; what was not approved cannot be in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from markupsafe import escape

from config.schema import Taxonomy
from newsletter import pieces, render, text_pieces
from newsletter.edition import Section
from newsletter.own import Subjects, chosen
from newsletter.pieces import Group, Leaf, Piece
from newsletter.reading import anchor_of
from tracker.records import Choices, Edition

HEADING = "Voor u"
_MARK = "Voor u, uit uw eigen onderwerpen."
_IN_PLACE = frozenset(
    {Section.HEAD, Section.INTRO, Section.BRIEF, Section.ACTIONS, Section.AGENDA,
     Section.COLOPHON}
)  # fmt: skip
"""Sections that keep their order; in the agenda a row of the reader's own says so."""
_ID = re.compile(r' id="([^"]*)"')
_MORE_LINES = re.compile(r"\n{3,}")


def personal(edition: Edition, choices: Choices, taxonomy: Taxonomy) -> Edition:
    """Return the edition with the reader's own blocks first; the same blocks, nothing else."""
    keys = Subjects(edition, taxonomy).keys(choices) if choices.personal else frozenset()
    ordered = sorted(edition.blocks, key=lambda block: block.position)
    first = [one for one in ordered if one.section in _IN_PLACE or one.key in keys]
    rest = [one for one in ordered if one not in first]
    head = [one for one in first if one.section in _IN_PLACE and one.section != Section.COLOPHON]
    mine = [one for one in first if one.section not in _IN_PLACE]
    last = [one for one in first if one.section == Section.COLOPHON]
    placed = [*head, *mine, *rest, *last]
    blocks = tuple(replace(block, position=place) for place, block in enumerate(placed))
    return replace(edition, blocks=blocks)


def _explained(choices: Choices, taxonomy: Taxonomy) -> str:
    return (
        f"U koos {chosen(choices, taxonomy)}. Hieronder staat eerst wat daarover in deze brief "
        "staat; de rest van de brief volgt daarna."
    )


class _Html:
    """The approved mail in pieces; its own tags dress what is added."""

    def __init__(self, edition: Edition, html: str, marked: str) -> None:
        keys = {anchor_of(block.key): block.key for block in edition.blocks}
        page = pieces.read(html)
        pieces.name_as(page, pieces.read(marked))
        body = pieces.find(page, "td", "hz-body")
        if body is None:
            raise ValueError("the letter has no body")
        self.before, self.after = html[: body.inner], html[body.inner_end :]
        self.body = pieces.arrange(pieces.cut(html, body, keys))
        self.flagged = {leaf.key: self.marked(leaf.text) for leaf in pieces.leaves(self.body)}
        self._tags = {tag: self._tag(html[body.inner :], tag) for tag in ("h2", "h3", "ul", "li")}
        self.lowered = tuple(_lowered(self, self.body))
        self._lead = self._tag(html[body.inner :], "p", "hz-lead")

    @staticmethod
    def _tag(html: str, tag: str, name: str = "") -> str:
        """Return the opening tag as this letter writes it, with its inlined style."""
        wanted = (
            rf'<{tag}(?=[ >])(?=[^>]*class="{name}")[^>]*>' if name else rf"<{tag}(?=[ >])[^>]*>"
        )
        found = re.search(wanted, html)
        return _ID.sub("", found[0]) if found else f"<{tag}>"

    def marked(self, leaf: str) -> str:
        """Return a row of the agenda with the words that it is the reader's own."""
        place = re.search(r"<td[^>]*>" if leaf.startswith("<tr") else r"<[^>]+>", leaf)
        end = place.end() if place else 0
        return f"{leaf[:end]}<div><strong>{_MARK}</strong></div>{leaf[end:]}"

    def small(self, group: Group) -> Group:
        """Return a group as it stands under Voor u: one level lower, without its id."""
        words = group.head[group.head.index(">") + 1 : group.head.rindex("</")]
        head = f"{self._tags['h3']}{words}</h3>" if group.level == 2 else _ID.sub("", group.head)
        return replace(group, head=head)

    def voor_u(self, why: str, lines: tuple[str, ...], groups: str) -> str:
        """Return the part on top."""
        items = "\n".join(f"{self._tags['li']}{escape(line)}</li>" for line in lines)
        return (
            f"\n{self._tags['h2']}{HEADING}</h2>\n{self._lead}{escape(why)}</p>\n"
            f"{self._tags['h3']}In twee minuten</h3>\n{self._tags['ul']}\n{items}\n</ul>\n"
            f"{groups}\n"
        )

    def done(self, body: str) -> str:
        """Return the whole mail."""
        return f"{self.before}{body}{self.after}"


class _Text:
    """The approved plain text in pieces."""

    def __init__(self, edition: Edition, text: str, marked: str) -> None:
        keys = {anchor_of(block.key): block.key for block in edition.blocks}
        tokens = text_pieces.cut(text, marked, keys)
        if tokens is None:
            raise ValueError("the text is not that of the edition")
        self.body = pieces.arrange(tokens)
        self.flagged = {leaf.key: self.marked(leaf.text) for leaf in pieces.leaves(self.body)}
        self.lowered = tuple(_lowered(self, self.body))

    def marked(self, leaf: str) -> str:
        """Return a row of the agenda with the words that it is the reader's own."""
        return f"{leaf}\n  {_MARK}"

    def small(self, group: Group) -> Group:
        """Return a group as it stands under Voor u: one level lower."""
        return replace(group, head=group.head.replace("=", "-")) if group.level == 2 else group

    def voor_u(self, why: str, lines: tuple[str, ...], groups: str) -> str:
        """Return the part on top."""
        items = "\n".join(render.filled(f"- {line}", 2) for line in lines)
        return (
            f"\n\n{HEADING}\n{'=' * len(HEADING)}\n\n{render.filled(why)}\n\n"
            f"In twee minuten\n---------------\n\n{items}\n\n{groups}\n\n"
        )

    def done(self, body: str) -> str:
        """Return the whole text."""
        return _MORE_LINES.sub("\n\n", body).strip() + "\n"


class Assembler:
    """Puts letters together for readers, from one approved letter that is cut up once.

    `html` and `text` are the approved files. When they are not what the templates make of the
    edition now (they changed since), everybody gets the approved letter as it is
    (`can_differ` is False).
    """

    def __init__(
        self, edition: Edition, taxonomy: Taxonomy, html: str, text: str, *, web_url: str = "",
        sign_up_url: str = "",
    ) -> None:  # fmt: skip
        self.taxonomy, self.html, self.text = taxonomy, html, text
        self._sections = {block.key: block.section for block in edition.blocks}
        self._forms: tuple[_Html, _Text] | None = None
        links = {"web_url": web_url, "sign_up_url": sign_up_url}
        marked = render.html(edition, every_anchor=True, **links)
        known = {anchor_of(block.key) for block in edition.blocks} - set(_ID.findall(html))
        plain = _ID.sub(lambda found: "" if found[1] in known else found[0], marked)
        if plain == html:
            try:
                words = text_pieces.marked(edition, **links)
                self._forms = _Html(edition, html, marked), _Text(edition, text, words)
            except ValueError:
                self._forms = None
        self._subjects = Subjects(edition, taxonomy)
        self._every = frozenset(self._sections)
        self._movable = self._shared()

    @property
    def can_differ(self) -> bool:
        """Tell whether readers can get a letter of their own."""
        return self._forms is not None

    def _shared(self) -> frozenset[str]:
        """Return the blocks that may move: those that are found in both forms."""
        if self._forms is None:
            return frozenset()
        found = [{key for piece in form.body for key in piece.keys} for form in self._forms]
        both = found[0] & found[1]
        return frozenset(key for key in both if self._sections[key] not in _IN_PLACE)

    def mail(self, choices: Choices) -> tuple[str, str]:
        """Return HTML and plain text for a reader with these choices."""
        mine = self._subjects.keys(choices) if choices.personal else frozenset()
        if self._forms is None or not mine:
            return self.html, self.text
        lines = self._subjects.summary(mine)
        why = _explained(choices, self.taxonomy)
        html, text = (self._put(form, mine, why, lines) for form in self._forms)
        return html, text

    def _put(
        self, form: _Html | _Text, mine: frozenset[str], why: str, lines: tuple[str, ...]
    ) -> str:
        moved = mine & self._movable
        stays = self._every - moved
        flagged = {
            key: words
            for key, words in form.flagged.items()
            if key in mine and self._sections[key] == Section.AGENDA
        }
        groups = pieces.write(form.lowered, moved, whole=False, between="\n\n")
        first = next(
            (place for place, one in enumerate(form.body) if isinstance(one, Group)),
            len(form.body),
        )
        top = pieces.write(form.body[:first], stays, instead=flagged)
        rest = pieces.write(form.body[first:], stays, instead=flagged)
        return form.done(top + form.voor_u(why, lines, groups) + rest)


def _lowered(form: _Html | _Text, body: tuple[Piece, ...]) -> Iterator[Piece]:
    """Yield the groups that hold blocks, each under a heading that fits below Voor u."""
    for piece in body:
        if not isinstance(piece, Group):
            yield piece
        elif piece.level == 2 and not any(
            isinstance(one, Leaf | pieces.Box) for one in piece.pieces
        ):
            yield from _lowered(form, piece.pieces)
        else:
            yield form.small(piece)
