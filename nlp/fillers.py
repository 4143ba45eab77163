"""Words that carry no subject: never shown as evidence."""

from __future__ import annotations

import re

from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.nl.stop_words import STOP_WORDS as DUTCH

_POINTING = re.compile(
    r"(?:daar|hier|waar|er)(?:over|mee|voor|van|toe|door|bij|in|op|om|naar|uit|aan|tegen|na|onder)"
)


def is_filler(word: str) -> bool:
    """Tell whether a lower-case word says nothing about a subject: "daarover", "zegt"."""
    return word in DUTCH or word in ENGLISH or _POINTING.fullmatch(word) is not None
