"""The sentences of a debate, each with its place and what its words say; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from newsletter.report.sentences import spans
from tracker.records import Passage, Proceedings, Turn

Said = tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]
"""What the words of one sentence say: dossiers with their words, and names of provinces."""


@dataclass(frozen=True, slots=True)
class Speech:
    """One turn as one text, for whoever labels it; `pieces` are the places of `passages`.

    What the chair says needs no labels: it is never quoted for what it is about.
    """

    text: str
    pieces: tuple[tuple[int, int], ...]
    passages: tuple[Passage, ...]
    chair: bool = False


def speeches(proceedings: Proceedings) -> list[Speech]:
    """Return every turn with its sentences; a standard phrase of the chair is left out."""
    return [_speech(turn) for turn in proceedings.turns if turn.paragraphs and not turn.routine]


def _speech(turn: Turn) -> Speech:
    pieces: list[tuple[int, int]] = []
    passages: list[Passage] = []
    shift = 0
    for paragraph, text in enumerate(turn.paragraphs):
        for sentence, (start, end) in enumerate(spans(text)):
            pieces.append((shift + start, shift + end))
            passages.append(Passage(turn.id, paragraph, sentence, start, end, text[start:end]))
        shift += len(text) + 1
    return Speech("\n".join(turn.paragraphs), tuple(pieces), tuple(passages), turn.chair)


def labelled(speech: Speech, said: Iterable[Said]) -> list[Passage]:
    """Return the sentences of a turn with what was found in each of them."""
    return [
        replace(passage, dossiers=dossiers, provinces=provinces)
        if dossiers or provinces
        else passage
        for passage, (dossiers, provinces) in zip(speech.passages, said, strict=True)
    ]


def bare(proceedings: Proceedings) -> tuple[Passage, ...]:
    """Return all sentences without labels, for a debate that nothing labelled."""
    return tuple(passage for speech in speeches(proceedings) for passage in speech.passages)


def by_turn(passages: Sequence[Passage]) -> dict[str, list[Passage]]:
    """Return the sentences of each turn, in order."""
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.turn, []).append(passage)
    return found
