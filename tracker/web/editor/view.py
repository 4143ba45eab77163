"""The letter as the editor shows it: outline, sections, blocks and forms; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from newsletter import length, rich
from newsletter.edition import Section
from newsletter.fields import ACTION, FREE, Form, fields_of, shown
from newsletter.length import Length
from newsletter.single import pieces
from newsletter.view import anchor_of
from tracker.records import Block
from tracker.web.editor.state import Letter
from tracker.web.editor.words import kind_name, section_name

_TITLES = ("title", "subject", "label", "text", "what", "bac")
_LONGEST = 90
ADDED_KINDS: Mapping[str, str] = {FREE: "Vrij blok", ACTION: "Actie"}
_NO_MORE = frozenset({Section.HEAD.value, Section.INTRO.value})


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of a form; `value` is HTML for a text, `light` the same as Markdown."""

    name: str
    label: str
    hint: str
    rich: bool
    most: int
    value: str
    light: str
    was: str
    was_light: str


@dataclass(frozen=True, slots=True)
class BlockView:
    """One block of the letter, as its reader sees it and with what an editor may do."""

    key: str
    anchor: str
    section: str
    kind: str
    title: str
    html: Markup
    version: int
    words: int
    place: int
    count: int
    has_fields: bool
    writable: bool
    written: bool
    added: bool
    locked_by: str
    own_lock: bool
    remarks: int

    @property
    def name(self) -> str:
        """Return how a screen reader tells this block from others."""
        return f"{self.kind}: {self.title}" if self.title else self.kind


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section with its blocks; `words` as the mail has them."""

    section: str
    anchor: str
    title: str
    words: int
    blocks: tuple[BlockView, ...]
    takes_blocks: bool


@dataclass(frozen=True, slots=True)
class Meter:
    """How long the letter is against what it should be."""

    words: int
    agenda_words: int
    least: int
    most: int
    verdict: str

    @property
    def part(self) -> int:
        """Return how full the letter is, as a percentage of the most words, at most 100."""
        return min(100, round(100 * self.words / self.most))


def title_of(block: Block) -> str:
    """Return what a block is about, short, for headings and lists."""
    found = ((block.human or {}).get(name) or block.content.get(name) for name in _TITLES)
    words = next((str(one) for one in found if one), "")
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"


def block_view(
    letter: Letter, block: Block, html: Markup, place: int = 0, count: int = 1
) -> BlockView:
    """Return one block; `place` is its place in the section, counted from 0."""
    remarks = letter.comments.get(block.key, ())
    return BlockView(
        key=block.key,
        anchor=anchor_of(block.key),
        section=block.section,
        kind=kind_name(block.kind),
        title=title_of(block),
        html=html,
        version=block.version,
        words=length.count(html.striptags()),
        place=place,
        count=count,
        has_fields=bool(fields_of(block.kind)),
        writable=letter.may_write(block),
        written=block.human is not None,
        added=bool(block.added_by),
        locked_by=letter.name(block.locked_by),
        own_lock=bool(block.locked_by) and block.locked_by == letter.account.email,
        remarks=sum(not one.resolved_by for one in remarks),
    )


def _in_section(letter: Letter, section: str) -> tuple[Block, ...]:
    return tuple(block for block in letter.blocks if block.section == section)


def _section(
    letter: Letter, section: str, html: Mapping[str, Markup], measured: Mapping[str, int]
) -> SectionView:
    found = _in_section(letter, section)
    views = tuple(
        block_view(letter, block, html[block.key], place, len(found))
        for place, block in enumerate(found)
    )
    own = sum(block.words for block in views)
    return SectionView(
        section=section,
        anchor=f"deel-{section}",
        title=section_name(section),
        words=own if section in _NO_MORE else measured.get(section, own),
        blocks=views,
        takes_blocks=section not in _NO_MORE,
    )


def sections(letter: Letter, measured: Length) -> tuple[SectionView, ...]:
    """Return the sections that have blocks, dropped ones too, in the order of the letter."""
    html = pieces(letter.blocks)
    used = {block.section for block in letter.edition.blocks}
    return tuple(
        _section(letter, one.value, html, measured.by_section)
        for one in Section
        if one.value in used
    )


def section(letter: Letter, name: str) -> SectionView:
    """Return one section by itself."""
    return _section(letter, name, pieces(_in_section(letter, name)), {})


def one_block(letter: Letter, block: Block) -> BlockView:
    """Return one block at its place, without the rest of the letter."""
    found = [one.key for one in _in_section(letter, block.section)]
    place = found.index(block.key) if block.key in found else 0
    return block_view(letter, block, pieces([block])[block.key], place, len(found))


@dataclass(frozen=True, slots=True)
class Alone:
    """A block by itself after it was written in: how its reader sees it."""

    key: str
    anchor: str
    name: str
    html: Markup
    words: int
    version: int


def alone(block: Block) -> Alone:
    """Return one block without looking at any other."""
    html = pieces([block])[block.key]
    title, kind = title_of(block), kind_name(block.kind)
    return Alone(
        key=block.key,
        anchor=anchor_of(block.key),
        name=f"{kind}: {title}" if title else kind,
        html=html,
        words=length.count(html.striptags()),
        version=block.version,
    )


def meter(measured: Length) -> Meter:
    """Return the length meter of the whole letter."""
    return Meter(measured.words, measured.agenda_words, length.LEAST, length.MOST, measured.verdict)


def field_views(block: Block, given: Mapping[str, str] | None = None) -> tuple[FieldView, ...]:
    """Return the fields of a block's form; `given` are texts that were typed, not yet kept."""
    views = []
    for field in fields_of(block.kind):
        now = shown(block, field)
        is_rich = field.form is Form.RICH
        typed = (given or {}).get(field.name)
        value = now if typed is None else typed
        views.append(
            FieldView(
                name=field.name,
                label=field.label,
                hint=field.hint,
                rich=is_rich,
                most=field.most,
                value=rich.clean(value) if is_rich else value,
                light=rich.light(value) if is_rich else value,
                was=now,
                was_light=rich.light(now) if is_rich else now,
            )
        )
    return tuple(views)


@dataclass(frozen=True, slots=True)
class AsideView:
    """A block that is not in the letter, and why."""

    key: str
    kind: str
    title: str
    why: str


def asides(letter: Letter) -> tuple[AsideView, ...]:
    """Return what editors dropped and what the source withdrew."""
    return tuple(
        AsideView(
            key=block.key,
            kind=kind_name(block.kind),
            title=title_of(block),
            why="De bron geeft dit niet meer." if block.gone
            else f"Weggelaten door {letter.name(block.dropped_by)}.",
        )
        for block in letter.left_out
    )  # fmt: skip


def open_sections() -> Sequence[tuple[str, str]]:
    """Return the sections that take a block of an editor, as (name, title)."""
    return [(one.value, section_name(one.value)) for one in Section if one.value not in _NO_MORE]
