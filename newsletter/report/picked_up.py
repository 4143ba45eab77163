"""Which points of our inbreng came back in a debate, each with its proof; pure.

A proposal for a person: words in common are found, agreement is not judged.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from newsletter.report import alone, cues
from newsletter.report.quotes import is_minister
from newsletter.report.sentences import split
from newsletter.report.spots import Spots
from tracker.records import Json, Passage, Position, Proceedings

YES, PARTLY, NO = "ja", "deels", "nee"
NOT_FOUND = "Niet gevonden in het verslag."
_POINTS = 8
_ENOUGH, _SHARED = 0.5, 2
_SHORTEST = 40
"""Characters; a shorter sentence proves nothing."""
_STEM = 6
_WORD = re.compile(r"[^\W\d_]{4,}|\b[AN]\d{1,3}\b")
_NAME = re.compile(r"(?<=\w )[A-ZÀ-Þ][\w’'-]+|\b[AN]\d{1,3}\b")
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)])\s*")
_STOP = frozenset(
    {
        "voor", "door", "naar", "over", "onder", "tussen", "zonder", "binnen", "buiten", "maar",
        "want", "omdat", "zodat", "deze", "waar", "wordt", "worden", "moeten", "moet", "willen",
        "kunnen", "zijn", "heeft", "hebben", "meer", "minder", "niet", "geen", "alle", "alleen",
        "samen", "provincie", "provincies", "provinciale", "regio", "regionale", "minister",
        "staatssecretaris", "kabinet", "kamer", "vragen", "vraagt", "goed", "goede", "nodig",
    }
)  # fmt: skip
"""Words that every debate is full of."""


def points_of(position: Position) -> list[str]:
    """Return the points of an inbreng: one a line, or one a sentence when there are no lines."""
    lines = [_BULLET.sub("", line).strip() for line in position.text.splitlines()]
    found = [line for line in lines if line]
    if len(found) == 1:
        found = [part.strip() for part in re.split(r";\s+", found[0])]
        found = split(found[0]) if len(found) == 1 else found
    return found[:_POINTS]


def _stems(text: str) -> set[str]:
    return {word[:_STEM] for word in map(str.lower, _WORD.findall(text)) if word not in _STOP}


class _Index:
    """Sentences by what they say, so that each point is looked up once."""

    def __init__(
        self,
        proceedings: Proceedings,
        spoken: Mapping[str, Sequence[Passage]],
        promised: frozenset[str],
    ) -> None:
        self._entries: list[tuple[bool, Passage, set[str]]] = []
        self._places: dict[str, list[int]] = {}
        for turn in proceedings.turns:
            said = spoken.get(turn.id, ())
            if turn.chair:
                self._add(True, [one for one in said if one.id in promised])
            elif turn.speaker is not None:
                self._add(is_minister(turn), said)

    def _add(self, minister: bool, said: Sequence[Passage]) -> None:
        for passage in said:
            text = passage.text
            if len(text) < _SHORTEST or cues.RESTATED.search(text) or alone.is_heading(text):
                continue
            stems = _stems(text)
            for stem in stems:
                self._places.setdefault(stem, []).append(len(self._entries))
            self._entries.append((minister, passage, stems))

    def weight(self, stems: Iterable[str]) -> float:
        """Return how much these words tell: a rare one tells more."""
        total = len(self._entries) + 1
        return sum(math.log(total / (1 + len(self._places.get(stem, ())))) for stem in stems)

    def best(
        self, stems: set[str], names: set[str], *, minister: bool
    ) -> tuple[Passage, float] | None:
        """Return the sentence that says most of a point, by members or by bewindspersonen.

        Of a point that names a place or a road the sentence names one of them too.
        """
        whole = self.weight(stems)
        near = Counter(place for stem in stems for place in self._places.get(stem, ()))
        best: tuple[Passage, float] | None = None
        for place, count in near.items():
            own_kind, passage, own = self._entries[place]
            if count < _SHARED or own_kind is not minister or (names and not names & own):
                continue
            share = self.weight(stems & own) / whole if whole else 0.0
            if best is None or share > best[1]:
                best = (passage, share)
        return best if best and best[1] >= _ENOUGH else None


def without_verslag(position: Position) -> list[dict[str, Json]]:
    """Return the points of an inbreng while there is no verslag: nothing was found."""
    return [_row(point, NO, None) for point in points_of(position)]


def rows(
    position: Position,
    proceedings: Proceedings,
    spoken: Mapping[str, Sequence[Passage]],
    spots: Spots,
    promised: frozenset[str] = frozenset(),
) -> list[dict[str, Json]]:
    """Return per point of the inbreng: ja, deels or nee, with the sentence that shows it.

    Ja: a bewindspersoon speaks of it and promises something, or it is one of the promises
    that were read out (`promised`, ids). Deels: it was spoken of. Nee: nobody did.
    """
    points = points_of(position)
    index = _Index(proceedings, spoken, promised) if points else None
    return [_judge(point, index, spots, promised) for point in points if index]


def _judge(point: str, index: _Index, spots: Spots, promised: frozenset[str]) -> dict[str, Json]:
    stems = _stems(point)
    names = _stems(" ".join(_NAME.findall(point)))
    answer = index.best(stems, names, minister=True)
    asked = index.best(stems, names, minister=False)
    if answer and (answer[0].id in promised or _commits(answer[0].text)):
        return _row(point, YES, spots.quote([answer[0]]))
    found = answer or asked
    return _row(point, PARTLY, spots.quote([found[0]])) if found else _row(point, NO, None)


def _commits(text: str) -> bool:
    return bool(cues.COMMIT.search(text)) and not cues.DECIDE.search(text)


def _row(point: str, verdict: str, proof: dict[str, Json] | None) -> dict[str, Json]:
    return {"point": point, "verdict": verdict, "proof": proof}
