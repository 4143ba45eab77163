"""Words that an editor may have mistyped, with what may have been meant; pure.

Only hints: a name or a new word is not wrong. Looked at is what people wrote, never what a
source wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from types import MappingProxyType

from spellchecker import SpellChecker

from config.schema import Taxonomy
from newsletter import fields, rich
from newsletter.checks import Problem, problem
from tracker.records import PROVINCES, Block, Edition, Json

RULE = "spelling"
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_STARTS = re.compile(r"(?:^|[.!?:“\"‘(]\s*|\n\s*(?:[-•]\s*)?)$")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+")
_JOINTS = ("", "s", "-", "e", "en", "n")
_PART, _COMMON, _LONGEST = 4, 40, 40
_SUGGESTED = 3


@dataclass(frozen=True, slots=True)
class Hint:
    """A word that is in no list, and at most three that look like it, the best first."""

    word: str
    suggestions: tuple[str, ...] = ()

    @property
    def todo(self) -> str:
        """Return what an editor reads."""
        if not self.suggestions:
            return "Kijk of dit woord goed geschreven is."
        *first, last = (f"“{one}”" for one in self.suggestions)
        return f"Bedoelt u {', '.join(first)}{' of ' if first else ''}{last}?"


@cache
def _checker() -> SpellChecker:
    return SpellChecker(language="nl", distance=1)


def warm() -> None:
    """Read the list of words, which takes a second, before somebody waits for it."""
    _checker()


def _lines() -> list[str]:
    lines = resources.files("newsletter").joinpath("words.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and line[0] != "#"]


@cache
def _ours() -> frozenset[str]:
    return frozenset(line for line in _lines() if "=" not in line and line[0] != "+")


@cache
def _short() -> frozenset[str]:
    return frozenset(word for line in _lines() if line[0] == "+" for word in line[1:].split())


@cache
def mistakes() -> Mapping[str, str]:
    """Return mistakes that the Dutch list has as words, with what is meant."""
    pairs = (line.partition("=") for line in _lines() if "=" in line)
    return MappingProxyType({wrong.strip(): right.strip() for wrong, _, right in pairs})


def _plain(word: str) -> str:
    """Return a word without the accents that only stress it: één, vóór, wél."""
    parts = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", parts.replace("\u0301", ""))


def _each(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield from _WORD.findall(value)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _each(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _each(inner)


class Speller:
    """Knows Dutch, the words of our own list, and the `extra` words of one letter."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        given = {part.casefold() for word in extra for part in _WORD.findall(word)}
        self._extra = frozenset(given | {part for word in given for part in word.split("-")})

    @cached_property
    def _dictionary(self) -> Mapping[str, int]:
        found: Mapping[str, int] = _checker().word_frequency.dictionary
        return found

    def _is_listed(self, word: str) -> bool:
        return word in self._extra or word in _ours() or word in self._dictionary

    def _is_part(self, word: str) -> bool:
        """Tell whether a word is used enough to make longer words with."""
        if len(word) < _PART:
            return word in _short()
        return word in _ours() or word in self._extra or self._dictionary.get(word, 0) >= _COMMON

    def _is_compound(self, word: str) -> bool:
        """Tell whether a word is two or more known words, with the letters that join them."""
        if len(word) > _LONGEST:
            return False
        for place in range(len(word) - _PART, 1, -1):
            first, rest = word[:place], word[place:]
            whole = self._is_listed(rest) or self._is_compound(rest)
            if whole and any(
                self._is_part(first.removesuffix(joint)) for joint in _JOINTS
                if first.endswith(joint)
            ):  # fmt: skip
                return True
        return False

    def knows(self, word: str) -> bool:
        """Tell whether a word can be right; a word with capitals inside is a name."""
        if len(word) < 3 or any(letter.isupper() for letter in word[1:]):
            return True
        low = word.casefold().replace("’", "'")
        if low in mistakes():
            return False
        if any(self._is_listed(one) for one in (low, _plain(low))):
            return True
        if "-" in low or "'" in low:
            parts = [one for one in re.split("[-']", low) if len(one) > 2]
            return all(self.knows(one) for one in parts)
        return self._is_compound(_plain(low))

    def suggestions(self, word: str) -> tuple[str, ...]:
        """Return known words that differ in one letter, the most used first."""
        if word.casefold() in mistakes():
            return (mistakes()[word.casefold()],)
        found = (_checker().candidates(word.casefold()) or set()) - {word.casefold()}
        near = sorted(found, key=lambda one: (-self._dictionary.get(one, 0), one))
        shown = [one.capitalize() if word[0].isupper() else one for one in near]
        return tuple(shown[:_SUGGESTED])

    def hints(self, text: str) -> tuple[Hint, ...]:
        """Return the words of a text that are in no list, each once, in order."""
        found: dict[str, Hint] = {}
        clear = _ADDRESS.sub(lambda one: " " * len(one[0]), text)
        for match in _WORD.finditer(clear):
            word = match[0]
            if word in found or self.knows(word):
                continue
            near = self.suggestions(word)
            if word[0].isupper() and not (near and _STARTS.search(clear[: match.start()])):
                continue
            found[word] = Hint(word, near)
        return tuple(found.values())


def speller(edition: Edition, taxonomy: Taxonomy, names: Iterable[str] = ()) -> Speller:
    """Return a speller that knows the names in an edition's items, of dossiers and of people."""
    words = {word for block in edition.blocks for word in _each(dict(block.content))}
    words |= {part for bac in taxonomy.bacs for part in (bac.name, bac.abbreviation)}
    for dossier in taxonomy.dossiers:
        words |= {dossier.name, *dossier.terms, *dossier.weak}
    return Speller([*words, *PROVINCES, *names])


def _texts(block: Block) -> Iterator[tuple[str, str]]:
    """Yield the label and the words of each field that a person wrote."""
    for field in fields.fields_of(block.kind):
        given = (block.human or {}).get(field.name)
        if given:
            is_rich = field.form is fields.Form.RICH
            yield field.label, rich.text(str(given)) if is_rich else str(given)


def problems(
    edition: Edition, taxonomy: Taxonomy, names: Iterable[str] = ()
) -> tuple[Problem, ...]:
    """Return a hint for each odd word in what people wrote; none stands in the way of sending."""
    written = [
        (block.key, label, text)
        for block in edition.blocks
        if not block.dropped
        for label, text in _texts(block)
    ]
    if not written:
        return ()
    knows = speller(edition, taxonomy, names)
    return tuple(
        problem(RULE, key, f"{label}: “{hint.word}” staat niet in de woordenlijst.",
                hint.todo, f"{label} {hint.word}")
        for key, label, text in written
        for hint in knows.hints(text)
    )  # fmt: skip
