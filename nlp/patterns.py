"""Read the terms of the taxonomy: which are phrases, abbreviations or compounds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from config.schema import Taxonomy
from tracker.errors import ModelError

TERM = "term"
WEAK = "weak"
AGAINST = "against"
MASK = "mask"
OUTSIDE = "outside"
MENTION = "mention"

OUTSIDE_FACTOR = 0.1
"""What is left of the relevance of an item that an outside phrase rules out."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One term: what it says (`role`), of which dossier ("" for all), and its form."""

    role: str
    slug: str
    text: str
    exact: bool = False

    @property
    def key(self) -> str:
        """Return the label under which spaCy's matcher reports this pattern."""
        return f"{self.role}|{self.slug}"


@dataclass(frozen=True, slots=True)
class Compound:
    """A part of a word: `*stikstof*`, `bibliothe*`, `*verkiezingen`."""

    role: str
    slug: str
    core: str
    anywhere: bool
    at_start: bool

    def matches(self, word: str) -> bool:
        """Tell whether the lower-case `word` holds this part in the right place."""
        if self.anywhere:
            return self.core in word
        return word.startswith(self.core) if self.at_start else word.endswith(self.core)


@dataclass(frozen=True, slots=True)
class Patterns:
    """All terms of a taxonomy."""

    phrases: tuple[Pattern, ...]
    compounds: tuple[Compound, ...]


def is_abbreviation(term: str) -> bool:
    """Tell whether a term only counts as written: one word with two or more capitals."""
    return " " not in term and len(re.findall(r"[A-Z]", term)) >= 2


def _compound(role: str, slug: str, term: str) -> Compound:
    core = term.strip("*").lower()
    if " " in core or len(core) < 4:
        where = slug or "taxonomie"
        raise ModelError(f"{where}: '{term}': * hoort bij één woord van vier letters of meer")
    return Compound(role, slug, core, term.startswith("*") and term.endswith("*"), term[0] != "*")


def _roles(taxonomy: Taxonomy) -> list[tuple[str, str, tuple[str, ...]]]:
    listed = [
        (MASK, "", taxonomy.exclude),
        (OUTSIDE, "", taxonomy.outside),
        (MENTION, "", taxonomy.mentions),
    ]
    for dossier in taxonomy.dossiers:
        listed.append((TERM, dossier.slug, dossier.terms + dossier.english))
        listed.append((WEAK, dossier.slug, dossier.weak))
        listed.append((AGAINST, dossier.slug, dossier.exclude))
    return listed


def read_patterns(taxonomy: Taxonomy) -> Patterns:
    """Return the patterns of all dossiers.

    Raises ModelError for a dossier without terms and for a `*` that cannot be matched.
    """
    phrases: list[Pattern] = []
    compounds: list[Compound] = []
    for role, slug, terms in _roles(taxonomy):
        if role == TERM and not any(term.strip("*= ") for term in terms):
            raise ModelError(f"dossier {slug} heeft geen termen")
        for term in dict.fromkeys(term.strip() for term in terms):
            if "*" in term:
                compounds.append(_compound(role, slug, term))
            elif term.startswith("="):
                phrases.append(Pattern(role, slug, term[1:], exact=True))
            elif term:
                phrases.append(Pattern(role, slug, term, exact=is_abbreviation(term)))
    return Patterns(tuple(phrases), tuple(compounds))
