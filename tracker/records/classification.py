"""What the classifier sees and says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClassifierInput:
    """What the classifier may look at; every text field may be empty."""

    id: str
    title: str
    kind: str = ""
    committee: str = ""
    text: str = ""
    source: str = ""
    file_title: str = ""
    language: str = "nl"
    concepts: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that led to a label: `field[start:end] == text`."""

    text: str
    start: int
    end: int
    field: str


@dataclass(frozen=True, slots=True)
class DossierMatch:
    """One IPO dossier of an item; `score` is a certainty from 0 to 1."""

    slug: str
    bac: str
    score: float
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Classification:
    """What the classifier says of one item.

    `certain` is False when a person has to judge ("te beoordelen").
    `dossiers` are sorted by score, best first; `bacs` follow that order. `mentions` are
    the words that name the provinces. `judged_by` is the person whose word this is, ""
    while it is the classifier's.
    """

    relevant: bool
    relevance: float
    certain: bool
    dossiers: tuple[DossierMatch, ...] = ()
    bacs: tuple[str, ...] = ()
    model: str = ""
    mentions: tuple[Evidence, ...] = ()
    judged_by: str = ""
