"""From all that may be quoted to what is: within a number of words, every fractie heard; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from newsletter.report import cues
from newsletter.report.quotes import Quote, is_minister

SAID_WORDS, ANSWER_WORDS = 280, 150
LINE, FULL_LINE = 1.9, 2.5
"""Below the first a sentence is not worth a reader's time; below the second only when nobody
of the fractie said anything better."""

_MOST_SAID, _MOST_ANSWERS = 14, 8
_THEMES = 5
OTHER = ""
"""Theme of what belongs to no dossier."""


def _party(quote: Quote) -> str:
    speaker = quote.turn.speaker
    return (speaker.party or speaker.name) if speaker else ""


def _person(quote: Quote) -> str:
    return quote.turn.speaker.key if quote.turn.speaker else ""


class _Picker:
    """Takes quotes one by one; somebody who was quoted already, or a road, counts less."""

    def __init__(self, who: Callable[[Quote], str], most: int, budget: int, again: float) -> None:
        self._who, self._most, self._budget, self._again = who, most, budget, again
        self._heard: Counter[str] = Counter()
        self._named: Counter[str] = Counter()
        self._spots: set[tuple[str, int]] = set()
        self.chosen: list[Quote] = []

    def _worth(self, quote: Quote) -> tuple[float, str]:
        repeated = sum(self._named[mark] for mark in quote.marks)
        score = quote.score - self._again * self._heard[self._who(quote)] - 0.6 * repeated
        return (score, quote.core.id)

    def take(self, found: Iterable[Quote], line: float, most: int | None = None) -> None:
        """Take the best of these while there is room, at most so many."""
        left = list(found)
        before = len(self.chosen)
        while left and len(self.chosen) < min(self._most, before + (most or self._most)):
            best = max(left, key=self._worth)
            left.remove(best)
            if self._worth(best)[0] < line:
                return
            self._add(best)

    def _add(self, quote: Quote) -> None:
        spot, size = (quote.turn.id, quote.core.paragraph), cues.words(quote.text)
        if spot in self._spots or size > self._budget:
            return
        self.chosen.append(quote)
        self._spots.add(spot)
        self._budget -= size
        self._heard[self._who(quote)] += 1
        self._named.update(quote.marks)


def said(found: Sequence[Quote]) -> list[Quote]:
    """Return what members said: of each fractie its best, then the best of all.

    No paragraph is quoted twice.
    """
    members = [quote for quote in found if quote.score >= LINE and not is_minister(quote.turn)]
    groups: dict[str, list[Quote]] = {}
    for quote in members:
        groups.setdefault(_party(quote), []).append(quote)
    ranked = sorted(groups.values(), key=lambda group: -max(quote.score for quote in group))
    picker = _Picker(_party, _MOST_SAID, SAID_WORDS, 1.0)
    for group in ranked:
        picker.take(group, LINE, most=1)
    picker.take(members, FULL_LINE)
    return picker.chosen


def answers(found: Sequence[Quote]) -> list[Quote]:
    """Return what bewindspersonen said, the best first; no paragraph is quoted twice."""
    ministers = [quote for quote in found if quote.score >= LINE and is_minister(quote.turn)]
    picker = _Picker(_person, _MOST_ANSWERS, ANSWER_WORDS, 0.25)
    picker.take(ministers, LINE)
    return picker.chosen


def by_theme(chosen: Sequence[Quote], own: Sequence[str]) -> list[tuple[str, list[Quote]]]:
    """Return (dossier, quotes), at most five and "" for the rest; quotes per fractie together.

    A dossier of the debate comes first, then the one with the most quotes.
    """
    counts = Counter(quote.themes[0] for quote in chosen if quote.themes)
    kept = [slug for slug in own if slug in counts]
    kept += [slug for slug, _ in counts.most_common() if slug not in kept]
    kept = kept[:_THEMES]
    groups: dict[str, list[Quote]] = {slug: [] for slug in [*kept, OTHER]}
    for quote in chosen:
        theme = next((slug for slug in quote.themes if slug in groups), OTHER)
        groups[theme].append(quote)
    return [(slug, _ordered(group)) for slug, group in groups.items() if group]


def _ordered(group: list[Quote]) -> list[Quote]:
    first: dict[str, int] = {}
    for place, quote in enumerate(sorted(group, key=lambda quote: -quote.score)):
        first.setdefault(_party(quote), place)
    return sorted(group, key=lambda quote: (first[_party(quote)], -quote.score))
