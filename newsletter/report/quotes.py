"""What of a debate may be quoted, and how much a provincial lobbyist would want it; pure.

A quote is one stretch of one paragraph, literally. A sentence that points back ("Dat is ...")
takes the sentence before it along, or is no quote.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from newsletter.report import alone, cues
from tracker.records import Passage, Proceedings, SpeakerKind, Turn

_SHORTEST, _SHORTEST_QUESTION, _LONGEST, _MOST = 7, 4, 46, 60
_BACK_STEPS = 2
_INTERRUPTION = -0.4
_COMMON, _COMMON_SHARE = 10, 0.007
_THEME = 0.04
"""A dossier that is not the debate's own is a theme from this share of the labels on."""


@dataclass(frozen=True)
class Quote:
    """A stretch of one paragraph: `core` is the sentence it was chosen for.

    `about` announced the subject earlier in the paragraph: "Dan de Nedersaksenlijn."
    """

    turn: Turn
    passages: tuple[Passage, ...]
    core: Passage
    score: float
    themes: tuple[str, ...]
    about: Passage | None = None

    @cached_property
    def text(self) -> str:
        """Return the words as they stand in the paragraph."""
        paragraph = self.turn.paragraphs[self.core.paragraph]
        return paragraph[self.passages[0].start : self.passages[-1].end]

    @property
    def provinces(self) -> bool:
        """Tell whether provinces or regions are named in it."""
        return any(one.provinces or cues.REGION.search(one.text) for one in self.passages)

    @cached_property
    def marks(self) -> frozenset[str]:
        """Return the roads and names in it, by which two quotes are about the same."""
        return alone.marks(self.text)


@dataclass(frozen=True, slots=True)
class Setting:
    """What one debate is about: dossiers of the item, how often each dossier is named.

    `common` are the words said so often in it that they no longer tell what a sentence is
    about, such as MIRT in a debate on the MIRT.
    """

    own: tuple[str, ...]
    counts: Mapping[str, int]
    common: frozenset[str]


def setting(passages: Sequence[Passage], own: Sequence[str], title: str = "") -> Setting:
    """Return what a debate is about; an abbreviation in its title says nothing in it."""
    counts = Counter(slug for passage in passages for slug, _ in passage.dossiers)
    words = Counter(
        word.lower()
        for passage in passages
        for word in {word for _, found in passage.dossiers for word in found}
    )
    least = max(_COMMON, len(passages) * _COMMON_SHARE)
    short = {word for word in re.findall(r"\w{3,}", title) if word.isupper()}
    common = frozenset(
        word
        for word, count in words.items()
        if count >= least or any(part.lower() in word.split() for part in short)
    )
    return Setting(tuple(own), counts, common)


def quotes(
    proceedings: Proceedings, spoken: Mapping[str, Sequence[Passage]], about: Setting
) -> list[Quote]:
    """Return everything that may be quoted, in the order of the debate; the chair is not."""
    found: list[Quote] = []
    for turn in proceedings.turns:
        if turn.speaker is None or turn.chair or turn.routine:
            continue
        for paragraph in _paragraphs(spoken.get(turn.id, ())):
            found.extend(_of_paragraph(turn, paragraph, about))
    return found


def _paragraphs(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    group: list[Passage] = []
    for passage in passages:
        if group and passage.paragraph != group[0].paragraph:
            yield group
            group = []
        group.append(passage)
    if group:
        yield group


def _of_paragraph(turn: Turn, group: list[Passage], about: Setting) -> Iterator[Quote]:
    minister = is_minister(turn)
    signals = [_signal(passage) for passage in group]
    if not any(signals):
        return
    around = _Around(group, about)
    for place, passage in enumerate(group):
        near = signals[max(0, place - _BACK_STEPS) : place]
        if not (signals[place] or (any(near) and _follows_up(passage, minister))):
            continue
        if not _may_be_core(passage, minister):
            continue
        stretch = around.stretch(place)
        if stretch is None or cues.words(" ".join(one.text for one in stretch)) > _MOST:
            continue
        score = _score(stretch, turn, minister, about)
        first = place - len(stretch) + 1
        themes = _themes(stretch, about)
        yield Quote(turn, tuple(stretch), passage, score, themes, around.heading(first))


class _Around:
    """The sentences of one paragraph; what is asked of one is worked out once."""

    def __init__(self, group: list[Passage], about: Setting) -> None:
        self._group, self._about = group, about
        self._opening: dict[int, bool] = {}
        self._polite: dict[int, bool] = {}

    def stretch(self, place: int) -> list[Passage] | None:
        """Return the sentence with what it needs before it; None when that is not there."""
        core = self._group[place]
        if cues.words(core.text) >= _SHORTEST and _stands_alone(core, self._about):
            return [core]
        for first in range(place - 1, place - _BACK_STEPS - 1, -1):
            if first < 0 or self._is_polite(first):
                return None
            if self._opens(first):
                return self._group[first : place + 1]
        return None

    def heading(self, before: int) -> Passage | None:
        """Return the last sentence before a place that only announces a subject."""
        for place in range(before - 1, -1, -1):
            passage = self._group[place]
            if alone.announces(passage.text) and self._opens(place):
                return passage
        return None

    def _is_polite(self, place: int) -> bool:
        if place not in self._polite:
            self._polite[place] = bool(cues.COURTESY.search(self._group[place].text))
        return self._polite[place]

    def _opens(self, place: int) -> bool:
        if place not in self._opening:
            self._opening[place] = _opens(self._group[place], self._about)
        return self._opening[place]


def _follows_up(passage: Passage, minister: bool) -> bool:
    """Tell whether a sentence asks or promises something about the ones before it."""
    if minister:
        return bool(cues.COMMIT.search(passage.text))
    return passage.text.endswith("?")


def _signal(passage: Passage) -> bool:
    """Tell, quickly, whether a sentence could matter to provinces."""
    return bool(passage.dossiers or passage.provinces or cues.is_signal(passage.text))


def is_minister(turn: Turn) -> bool:
    """Tell whether a bewindspersoon speaks."""
    return turn.speaker is not None and turn.speaker.kind is SpeakerKind.MINISTER


def _may_be_core(passage: Passage, minister: bool) -> bool:
    text = passage.text
    count = cues.words(text)
    shortest = _SHORTEST_QUESTION if text.endswith("?") else _SHORTEST
    if not shortest <= count <= _LONGEST or text.endswith("…") or text[0] in "\"“‘'[(":
        return False
    if text.count('"') % 2 or cues.COURTESY.search(text) or cues.LATER.search(text):
        return False
    return not (minister and (text.endswith("?") or cues.RESTATED.search(text)))


def _stands_alone(passage: Passage, about: Setting) -> bool:
    return alone.stands_alone(passage.text, _terms(passage, about), passage.provinces)


def _opens(passage: Passage, about: Setting) -> bool:
    """Tell whether a sentence can be the first of a quote: a topic, or "Dan de N50."."""
    text = passage.text
    if text.endswith("…") or text.count('"') % 2:
        return False
    if alone.is_heading(text):
        return alone.has_topic(text, _terms(passage, about))
    return _stands_alone(passage, about)


def _terms(passage: Passage, about: Setting) -> int:
    """Count the words of a sentence that tell what it is about."""
    named = sum(name[:1].isupper() for name in passage.provinces)
    words = {word.lower() for _, found in passage.dossiers for word in found}
    return named + len(words - about.common)


def _themes(stretch: Sequence[Passage], about: Setting) -> tuple[str, ...]:
    """Return the dossiers of a quote: of its sentence, then of what comes before it.

    Of several the debate's own come first, of those the one that is named least.
    """
    found: dict[str, None] = {}
    for one in reversed(stretch):
        slugs = [slug for slug, _ in one.dossiers if _is_theme(slug, about)]
        slugs.sort(key=lambda slug: (slug not in about.own, about.counts[slug], slug))
        found |= dict.fromkeys(slugs)
    return tuple(found) or about.own[:1]


def _is_theme(slug: str, about: Setting) -> bool:
    return slug in about.own or about.counts[slug] >= _THEME * sum(about.counts.values())


def _score(stretch: Sequence[Passage], turn: Turn, minister: bool, about: Setting) -> float:
    core, text = stretch[-1], stretch[-1].text
    score = max(_weight(core, about), *(0.75 * _weight(one, about) for one in stretch[:-1]), 0.0)
    score += _minister(text) if minister else _member(text)
    score += 0.5 * bool(cues.ROAD.search(text)) + 0.8 * bool(cues.MONEY.search(text))
    count = sum(cues.words(one.text) for one in stretch)
    score += 0.4 if 9 <= count <= 36 else -0.5 * (count > 46)
    score -= 0.3 * (len(stretch) - 1) + 0.8 * bool(cues.LINKING.match(stretch[0].text))
    return score + (_INTERRUPTION if turn.interruption else 0.0)


def _weight(passage: Passage, about: Setting) -> float:
    """Return how much a sentence is about provinces and about the dossiers of the debate."""
    provinces = len(passage.provinces)
    score = 1.4 * min(1, provinces) + 0.5 * (provinces > 1)
    score += 0.9 * bool(cues.REGION.search(passage.text))
    focus = sum(slug in about.own for slug, _ in passage.dossiers)
    return score + 0.6 * min(2, focus) + 0.3 * min(2, len(passage.dossiers) - focus)


def _minister(text: str) -> float:
    score = 1.4 * bool(cues.COMMIT.search(text)) + 0.7 * bool(cues.DECIDE.search(text))
    return score + 0.7 * bool(cues.WHEN.search(text)) - 0.6 * bool(alone.PERSON.search(text))


def _member(text: str) -> float:
    asked, stands = bool(cues.ASK.search(text)), bool(cues.STANCE.search(text))
    score = 1.3 * asked + 0.7 * stands + 0.4 * text.endswith("?")
    if not (asked or stands or text.endswith("?")):
        score -= 1.4
    return score + 0.3 * bool(cues.WHEN.search(text)) - 0.9 * bool(alone.PERSON.search(text))
