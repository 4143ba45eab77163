"""The plain text of an approved letter in pieces, found through its own templates; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from jinja2 import Environment
from jinja2.runtime import Context, Macro

from newsletter import render
from newsletter.pieces import Leaf, Literal, Token
from newsletter.reading import Entry
from tracker.records import Edition

_OPEN, _SHUT = "\x1d", "\x1f"
_MARKED = re.compile(rf"{_OPEN}([^{_OPEN}{_SHUT}]+){_OPEN}(.*?){_SHUT}", re.DOTALL)
_BLANK_LINES = re.compile(r"\n{3,}")
_LEVELS = {"=": 2, "-": 3}
_HEAD = re.compile(
    r"(?m)(?:(?<=\n\n)|\A)(?:[^\n]+\n)+?(=|-)\1{2,}$|"
    r"(?<=\n\n)(?!- )[^\n .:;]+(?: [^\n .:;]+){0,7}$(?=\n\n|\n*\Z)"
)
"""A heading with a line under it, or a few words that stand alone."""
_SECTION = re.compile("\x1e[a-z-]+\x1e")


class _Marking(Context):
    """Puts signs around what a macro writes of a block; not around a macro within it."""

    def call(self, *given: Any, **named: Any) -> Any:
        is_block = len(given) > 1 and isinstance(given[0], Macro) and isinstance(given[1], Entry)
        written = super().call(*given, **named)
        if not is_block:
            return written
        whole = _MARKED.sub(r"\2", str(written))
        return f"{_OPEN}{given[1].anchor}{_OPEN}{whole}{_SHUT}"


@cache
def _environment() -> Environment:
    made = render.environment().overlay(cache_size=10)
    made.context_class = _Marking
    return made


def fragments(written: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the words of each block in a text that was written with signs."""
    for anchor, words in _MARKED.findall(_SECTION.sub("", written)):
        lines = "\n".join(line.rstrip() for line in words.splitlines())
        yield anchor, _BLANK_LINES.sub("\n\n", lines).strip("\n")


def marked(edition: Edition, *, web_url: str, sign_up_url: str) -> str:
    """Return the text of a letter with signs around each block."""
    template = _environment().get_template("mail.txt.j2")
    return render.written_text(template, edition, web_url, sign_up_url)


def cut(text: str, written: str, keys: dict[str, str]) -> tuple[Token, ...] | None:
    """Return a text as tokens; None when `written`, with its signs, is not this text."""
    tokens: list[Token] = []
    place = 0
    for anchor, words in fragments(written):
        found = text.find(words, place)
        if found < 0 or not words or anchor not in keys:
            return None
        tokens += _between(text[place:found])
        tokens.append(Leaf(keys[anchor], words))
        place = found + len(words)
    tokens += _between(text[place:])
    return tuple(tokens)


def _between(text: str) -> Iterator[Token]:
    """Yield what stands between blocks: headings, and anything else."""
    place = 0
    for head in _HEAD.finditer(text):
        if head.start() > place:
            yield Literal(text[place : head.start()])
        yield head[0], _LEVELS.get(head[1] or "", 4)
        place = head.end()
    if place < len(text):
        yield Literal(text[place:])
