"""An approved letter in pieces: headings, blocks, what stands between; pure.

Pieces are cut from the letter's own signs and never rewritten, so that a letter put together
from them holds only what was approved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import MappingProxyType

VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
_HEADS = {"h2": 2, "h3": 3, "h4": 4}
NOTHING: Mapping[str, str] = MappingProxyType({})
_LOOSE_HEAD = "hz-more"


@dataclass(slots=True)
class Node:
    """One element, by its places in the text: `start` to `end`, what is in it from `inner`."""

    tag: str
    names: tuple[str, ...]
    anchor: str
    start: int
    inner: int
    inner_end: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)


class _Reader(HTMLParser):
    """Finds the elements of a well-formed page with their places in the text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self._lines = [0]
        for line in text.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self.root = Node("", (), "", 0, 0)
        self._open = [self.root]
        self.feed(text)
        self.close()
        self.root.inner_end = self.root.end = len(text)

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        start = self._place()
        whole = self.get_starttag_text() or ""
        names = tuple((given.get("class") or "").split())
        inner = start + len(whole)
        node = Node(tag, names, given.get("id") or "", start, inner, inner, inner)
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if len(self._open) > 1 and self._open[-1].tag == tag:
            node = self._open.pop()
            node.inner_end = self._place()
            node.end = node.inner_end + len(f"</{tag}>")


def read(text: str) -> Node:
    """Return the elements of a page."""
    return _Reader(text).root


def name_as(node: Node, marked: Node) -> None:
    """Give the elements of a page the ids that they have in a copy of it with more ids."""
    node.anchor = marked.anchor
    for one, other in zip(node.children, marked.children, strict=True):
        name_as(one, other)


def find(node: Node, tag: str, name: str) -> Node | None:
    """Return the first element of a tag with a class name."""
    if node.tag == tag and name in node.names:
        return node
    return next((found for one in node.children if (found := find(one, tag, name))), None)


@dataclass(frozen=True, slots=True)
class Literal:
    """What belongs to no block, such as a note or white space."""

    text: str
    keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One block."""

    key: str
    text: str

    @property
    def keys(self) -> frozenset[str]:
        """The key of this block."""
        return frozenset({self.key})


@dataclass(frozen=True, slots=True)
class Box:
    """What is around blocks: a list or a table. Without any of them it is left out."""

    opening: str
    pieces: tuple[Piece, ...]
    closing: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Group:
    """A heading with all up to the next one of its level or higher."""

    head: str
    level: int
    pieces: tuple[Piece, ...]
    keys: frozenset[str]


Piece = Literal | Leaf | Box | Group
Token = Literal | Leaf | Box | tuple[str, int]
"""A heading is (its text, its level): 2 for a section, 4 for the smallest."""


def leaves(pieces: Iterable[Piece]) -> Iterator[Leaf]:
    """Yield the blocks in pieces."""
    for piece in pieces:
        if isinstance(piece, Leaf):
            yield piece
        elif isinstance(piece, Box | Group):
            yield from leaves(piece.pieces)


def _keys(pieces: Iterable[Piece]) -> frozenset[str]:
    return frozenset(leaf.key for leaf in leaves(pieces))


def arrange(tokens: Sequence[Token]) -> tuple[Piece, ...]:
    """Return what was read one after another as groups within groups."""
    found: list[Piece] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if not isinstance(token, tuple):
            found.append(token)
            continue
        head, level = token
        end = place
        while end < len(tokens) and not _closes(tokens[end], level):
            end += 1
        inner = arrange(tokens[place:end])
        found.append(Group(head, level, inner, _keys(inner)))
        place = end
    return tuple(found)


def _closes(token: Token, level: int) -> bool:
    return isinstance(token, tuple) and token[1] <= level


def write(
    pieces: Iterable[Piece],
    kept: frozenset[str],
    *,
    whole: bool = True,
    between: str = "",
    instead: Mapping[str, str] = NOTHING,
) -> str:
    """Return the pieces with only the blocks in `kept`, some with other words.

    With `whole` also what belongs to no block; a group of which all blocks are elsewhere goes,
    unless something else stands in it. Without it `between` stands between pieces.
    """
    parts = (_written(piece, kept, whole, between, instead) for piece in pieces)
    return "".join(parts) if whole else between.join(part for part in parts if part)


def _written(
    piece: Piece, kept: frozenset[str], whole: bool, between: str, instead: Mapping[str, str]
) -> str:
    if isinstance(piece, Literal):
        return piece.text if whole else ""
    if isinstance(piece, Leaf):
        return instead.get(piece.key, piece.text) if piece.key in kept else ""
    has_any = not piece.keys.isdisjoint(kept)
    if isinstance(piece, Box):
        inner = write(piece.pieces, kept, instead=instead) if has_any else ""
        return f"{piece.opening}{inner}{piece.closing}" if has_any else ""
    inner = write(piece.pieces, kept, whole=whole, between=between, instead=instead)
    stays = has_any or (whole and (not piece.keys or bool(inner.strip())))
    return piece.head + (between if not whole else "") + inner if stays else ""


def cut(text: str, node: Node, keys: dict[str, str]) -> tuple[Token, ...]:
    """Return what is in an element as tokens; `keys` gives the key of a block by its id."""
    tokens: list[Token] = []
    place = node.inner
    for child in node.children:
        if child.start > place:
            tokens.append(Literal(text[place : child.start]))
        tokens.append(_token(text, child, keys))
        place = child.end
    if node.inner_end > place:
        tokens.append(Literal(text[place : node.inner_end]))
    return tuple(tokens)


def _token(text: str, node: Node, keys: dict[str, str]) -> Token:
    whole = text[node.start : node.end]
    if node.anchor in keys:
        return Leaf(keys[node.anchor], whole)
    if node.tag in _HEADS:
        return whole, _HEADS[node.tag]
    if _LOOSE_HEAD in node.names:
        return whole, 4
    if _holds(node, keys):
        inner = tuple(
            Literal(one[0]) if isinstance(one, tuple) else one for one in cut(text, node, keys)
        )
        around = text[node.start : node.inner], text[node.inner_end : node.end]
        return Box(around[0], inner, around[1], _keys(inner))
    return Literal(whole)


def _holds(node: Node, keys: dict[str, str]) -> bool:
    return any(child.anchor in keys or _holds(child, keys) for child in node.children)
