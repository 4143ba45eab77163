"""Tell what cannot be judged: no words, another script, another language."""

from __future__ import annotations

import re

from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.nl.stop_words import STOP_WORDS as DUTCH

from nlp.text import clean
from tracker.records import ClassifierInput

_READ = 1_000
_LETTERS = re.compile(r"[^\W\d_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_KNOWN = DUTCH | ENGLISH
_FOREIGN = (
    frozenset(
        [
            "der",
            "das",
            "und",
            "nicht",
            "für",
            "mit",
            "auf",
            "eine",
            "einer",
            "den",
            "dem",
            "des",
            "zur",
            "zum",
            "sich",
            "auch",
            "nur",
            "sondern",
            "durch",
            "über",
            "la",
            "le",
            "les",
            "du",
            "et",
            "pour",
            "dans",
            "avec",
            "nous",
            "sur",
            "par",
            "une",
            "aux",
            "ou",
            "est",
            "sont",
            "qui",
            "que",
            "el",
            "los",
            "las",
            "y",
            "para",
            "con",
            "una",
            "por",
            "del",
            "como",
            "il",
            "lo",
            "gli",
            "della",
            "delle",
            "dei",
            "nel",
            "con",
            "per",
            "che",
            "una",
            "di",
            "na",
            "w",
            "z",
            "i",
            "do",
            "nie",
            "oraz",
            "dla",
            "przez",
            "jest",
            "się",
        ]
    )
    - _KNOWN
)
_LEAST_FOREIGN = 3


def unreadable(item: ClassifierInput) -> bool:
    """Tell whether an item holds nothing that the classifier can read.

    Dutch and English can be read; a text counts as foreign when it holds at least three
    function words of another language and more of those than Dutch and English ones.
    """
    text = " ".join((item.title[:_READ], item.file_title[:_READ], item.text[:_READ]))
    letters = "".join(_LETTERS.findall(clean(text, 3 * _READ)))
    latin = sum(map(len, _LATIN.findall(letters)))
    if latin < 2 or latin * 2 < len(letters):
        return True
    words = text.lower().split()
    foreign = sum(word in _FOREIGN for word in words)
    return foreign >= _LEAST_FOREIGN and foreign > sum(word in _KNOWN for word in words)
