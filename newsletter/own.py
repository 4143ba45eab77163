"""Which blocks of an edition are about what a reader chose: BACs, dossiers, provinces; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from config.schema import Taxonomy
from newsletter.edition import Section
from newsletter.rich import text as plain
from tracker import dutch
from tracker.records import Block, Choices, Edition, Json

SENTENCES = 5
"""The most of a summary that is read in two minutes."""
_COMMON = frozenset({Section.HEAD, Section.INTRO, Section.BRIEF, Section.COLOPHON})
"""Sections that are the same for everybody."""
_NO_WORDS = frozenset({"url", "inzet_url", "about_url", "tags", "followers", "reason", "links",
                       "report", "public"})  # fmt: skip
_LONGEST = 200
_ALSO: Mapping[str, str] = MappingProxyType(
    {
        "Groningen": "Groningse?", "Fryslân": "Friesland|Friese?|Fryske", "Drenthe": "Drentse?",
        "Overijssel": "Overijsselse?", "Flevoland": "Flevolandse?", "Gelderland": "Gelderse?",
        "Utrecht": "Utrechtse?", "Noord-Holland": "Noord-Hollandse?",
        "Zuid-Holland": "Zuid-Hollandse?", "Zeeland": "Zeeuwse?",
        "Noord-Brabant": "Brabant|(?:Noord-)?Brabantse?", "Limburg": "Limburgse?",
    }
)  # fmt: skip
"""How else a text names a province."""


@cache
def _naming(province: str) -> re.Pattern[str]:
    also = _ALSO.get(province)
    names = f"{re.escape(province)}|{also}" if also else re.escape(province)
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-])")


def _words(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            if name not in _NO_WORDS:
                yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)


def chosen(choices: Choices, taxonomy: Taxonomy) -> str:
    """Return in words what was chosen: "BAC Landelijk Gebied en provincie Drenthe"."""
    bacs = [f"BAC {one.name}" for one in taxonomy.bacs if one.slug in choices.bacs]
    dossiers = [one.name for one in taxonomy.dossiers if one.slug in choices.dossiers]
    return dutch.listing([*bacs, *dossiers, *(f"provincie {one}" for one in choices.provinces)])


class Subjects:
    """What each block of an edition is about; read once, asked for many readers."""

    def __init__(self, edition: Edition, taxonomy: Taxonomy) -> None:
        self._bacs = {one.slug: one.name for one in taxonomy.bacs}
        self._dossiers = {one.slug: one.name for one in taxonomy.dossiers}
        live = [block for block in edition.blocks if not block.dropped]
        self._own = [block for block in live if block.section not in _COMMON]
        self._by_name: dict[str, set[str]] = {}
        for block in self._own:
            for tag in block.content.get("tags") or ():
                for name in (f"bac {tag.get('bac')}", f"dossier {tag.get('dossier')}"):
                    self._by_name.setdefault(name, set()).add(block.key)
        self._by_province: dict[str, frozenset[str]] = {}
        brief = {
            str(block.content.get("target")): _line(block)
            for block in live
            if block.section == Section.BRIEF
        }
        self._ranked = [
            (block.key, brief.get(block.key) or _headline(block))
            for block in sorted(self._own, key=lambda block: _rank(block, brief))
        ]

    def keys(self, choices: Choices) -> frozenset[str]:
        """Return the keys of a reader's own blocks."""
        names = [f"bac {self._bacs.get(one)}" for one in choices.bacs]
        names += [f"dossier {self._dossiers.get(one)}" for one in choices.dossiers]
        sets = [self._by_name.get(name, set()) for name in names]
        return frozenset().union(*sets, *(self._naming(one) for one in choices.provinces))

    def _naming(self, province: str) -> frozenset[str]:
        if province not in self._by_province:
            pattern = _naming(province)
            self._by_province[province] = frozenset(
                block.key for block in self._own if pattern.search(_text(block))
            )
        return self._by_province[province]

    def summary(self, own: frozenset[str], most: int = SENTENCES) -> tuple[str, ...]:
        """Return what counts most of the own blocks, one sentence each, at most five.

        First what an editor put in In het kort, then the heads of the most important blocks.
        """
        lines = (line for key, line in self._ranked if key in own and line.strip("."))
        return tuple(dict.fromkeys(lines))[:most]


def _rank(block: Block, brief: Mapping[str, str]) -> tuple[bool, int, int]:
    return block.key not in brief, -int(block.content.get("points") or 0), block.position


def _text(block: Block) -> str:
    return "\n".join([*_words(block.content), *_words(dict(block.human or {}))])


def _line(block: Block) -> str:
    return " ".join(str((block.human or {}).get("text") or block.content.get("text") or "").split())


def _headline(block: Block) -> str:
    """Return the block in one sentence: its head, and on which day."""
    said = {**block.content, **(block.human or {})}
    head = str(said.get("title") or said.get("text") or said.get("what") or "")
    head = plain(head) if "<" in head else head
    day = str(said.get("day_label") or said.get("day") or said.get("when") or "")
    is_agenda = block.kind == "agenda-item"
    line = f"{day}: {head}" if is_agenda and day else head
    line = " ".join(line.split())
    if len(line) > _LONGEST:
        line = line[: line.rfind(" ", 0, _LONGEST)] + "…"
    return line if line.endswith((".", "!", "?", "…")) else f"{line}."
