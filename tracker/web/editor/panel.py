"""The panel beside a block: where it comes from, what changed, remarks and history; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from newsletter import rich
from newsletter.fields import Field, Form, fields_of, machine
from newsletter.report.anchoring import quotes_of
from newsletter.report.page import marked
from newsletter.view import safe_url
from tracker import dutch
from tracker.records import Block, BlockVersion, Comment, Deed, Json, StoredItem
from tracker.web.editor import diff
from tracker.web.editor.diff import Piece
from tracker.web.editor.state import Letter
from tracker.web.editor.view import BlockView, one_block
from tracker.web.editor.words import MACHINE, deed_name
from tracker.web.view.evidence import LabelView, MarkedText, label_views, marked_texts, passages
from tracker.web.view.labels import Names

_MOST_PASSAGES = 60
_TOGETHER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Passage:
    """A spot in the source that a sentence of the block stands on."""

    who: str
    pieces: tuple[Piece, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What the machine made of a field beside what a person wrote."""

    name: str
    label: str
    machine: str
    human: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class RemarkView:
    """A remark: who, when, and whether it is done."""

    id: int
    by: str
    at: str
    text: str
    done_by: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of history; `times` saves by the same person shortly after each other."""

    id: int
    key: str
    about: str
    what: str
    by: str
    at: str
    times: int
    text: str
    texts: bool
    lost: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """All that stands beside one block."""

    block: BlockView
    item_id: int | None
    labels: tuple[LabelView, ...]
    evidence: tuple[MarkedText, ...]
    passages: tuple[Passage, ...]
    links: tuple[tuple[str, str], ...]
    compared: tuple[Compared, ...]
    remarks: tuple[RemarkView, ...]
    history: tuple[HistoryLine, ...]


def _passage(given: Mapping[str, Json], texts: list[str], url: str) -> Passage:
    parts = (str(given.get("speaker") or "onbekend"), str(given.get("time") or ""))
    words = marked(str(given.get("text") or ""), texts)
    return Passage(
        who=", ".join(f"{part} uur" if part[:1].isdigit() else part for part in parts if part),
        pieces=tuple(Piece("bron" if quoted else "gelijk", text) for text, quoted in words),
        url=safe_url(url),
    )


def _passages(block: Block) -> tuple[Passage, ...]:
    """Return the paragraphs of the verslag that sentences of the block stand in."""
    report = block.content.get("report")
    if not isinstance(report, Mapping):
        return ()
    quoted: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for quote in quotes_of(report):
        quoted.setdefault(quote["passage"], []).append(quote["text"])
        places[quote["passage"]] = str(quote.get("url") or "")
    known = report.get("passages") or {}
    found = (
        _passage(known[name], texts, places[name])
        for name, texts in quoted.items()
        if name in known
    )
    return tuple(found)[:_MOST_PASSAGES]


def _plain(value: str, field: Field) -> str:
    return rich.text(value) if field.form is Form.RICH else value


def compared(block: Block) -> tuple[Compared, ...]:
    """Return the fields that a person wrote, each beside the machine's text."""
    found = []
    for field in fields_of(block.kind):
        if block.added_by or field.name not in (block.human or {}):
            continue
        old = _plain(machine(block, field), field)
        new = _plain(str((block.human or {})[field.name]), field)
        found.append(Compared(field.name, field.label, old, new, diff.between(old, new)))
    return tuple(found)


def _remark(letter: Letter, one: Comment) -> RemarkView:
    done = letter.name(one.resolved_by) if one.resolved_by else ""
    return RemarkView(one.id, letter.name(one.by), dutch.moment(one.at), one.text, done)


def _words(one: BlockVersion) -> str:
    """Return what people wrote in a block, as words; "" for what only the machine made."""
    parts = (rich.text(rich.clean(str(text))) for text in (one.human or {}).values())
    return "\n".join(part for part in parts if part)


def history_lines(
    letter: Letter, versions: Sequence[BlockVersion], titles: Mapping[str, str]
) -> tuple[HistoryLine, ...]:
    """Return history, the latest first; saves by one person within half an hour are one line."""
    lines: list[HistoryLine] = []
    last: BlockVersion | None = None
    for one in versions:
        if last is not None and _goes_with(one, last):
            lines[-1] = replace(lines[-1], times=lines[-1].times + 1)
            last = one
            continue
        last = one
        lines.append(
            HistoryLine(
                id=one.id,
                key=one.key,
                about=titles.get(one.key, one.key),
                what=deed_name(one.deed),
                by=letter.name(one.by) if one.by else MACHINE,
                at=dutch.moment(one.at),
                times=1,
                text=_words(one),
                texts=one.deed not in {Deed.LOCKED, Deed.UNLOCKED, Deed.MOVED},
                lost=not one.applied,
            )
        )
    return tuple(lines)


def _goes_with(one: BlockVersion, later: BlockVersion) -> bool:
    same = (one.key, one.by, one.deed, one.applied) == (
        later.key, later.by, later.deed, later.applied,
    )  # fmt: skip
    return same and one.deed is Deed.WRITTEN and later.at - one.at < _TOGETHER


def panel(
    letter: Letter,
    block: Block,
    versions: Sequence[BlockVersion],
    stored: StoredItem | None,
    names: Names,
) -> Panel:
    """Return what stands beside a block; `stored` is the item it is about, if any."""
    said = stored.classification if stored else None
    shown = one_block(letter, block)
    evidence = marked_texts(stored) if stored else ()
    return Panel(
        block=shown,
        item_id=block.item_id,
        labels=label_views(said, names),
        evidence=tuple(MarkedText(one.label, passages(one.pieces)) for one in evidence),
        passages=_passages(block),
        links=tuple((label, url) for label, url in block.sources if safe_url(url)),
        compared=compared(block),
        remarks=tuple(_remark(letter, one) for one in letter.comments.get(block.key, ())),
        history=history_lines(letter, versions, {block.key: shown.title}),
    )
