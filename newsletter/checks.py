"""The checks before sending: a list that must be empty, or set aside by name; pure.

Whether links answer and words are spelled right needs the world outside; those checks are
elsewhere and give the same kind of problem.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from config.schema import Taxonomy
from newsletter.rules import facts, safety, words
from newsletter.rules.case import Case, Finding, open_case
from tracker.records import Edition

_KEY_BYTES = 5
Rule = Callable[[Case], Iterator[Finding]]

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "bron": facts.sources,
        "datum": facts.days,
        "dossier": facts.dossiers,
        "dubbel": facts.doubles,
        "persoonsgegevens": safety.personal_data,
        "intern": safety.internal,
        "week": facts.weeks,
        "weekdag": words.weekdays,
        "stemmen": facts.votes,
        "invulplek": words.placeholders,
        "inleiding": words.intro,
        "machinetekst": safety.machine_texts,
        "betekenis": words.meanings,
        "leeg": facts.empty,
        "kop": words.titles,
        "regels": words.lines,
        "zin": words.sentences,
        "afkorting": words.abbreviations,
        "linktekst": words.link_texts,
    }
)
"""The checks by name, in the order in which an editor sees them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. `block_key` is "" for the whole letter.

    `key` names rule, block and what is wrong: when the text changes so does the key, and
    what was set aside under the old one counts no more.
    """

    rule: str
    block_key: str
    text: str
    todo: str
    key: str


def problem(rule: str, block_key: str, text: str, todo: str, about: str) -> Problem:
    """Return a problem with its key; `about` is the content in which it was found."""
    digest = hashlib.blake2b(about.encode(), digest_size=_KEY_BYTES).hexdigest()
    return Problem(rule, block_key, text, todo, f"{rule}:{block_key}:{digest}")


def problems(edition: Edition, *, now: datetime, taxonomy: Taxonomy) -> tuple[Problem, ...]:
    """Return what must be mended or set aside before this edition may go out.

    What was dropped does not count. Each problem comes once.
    """
    case = open_case(edition, now, taxonomy)
    found: dict[str, Problem] = {}
    for name, rule in RULES.items():
        for one in rule(case):
            made = problem(name, one.block_key, one.text, one.todo, one.about)
            found.setdefault(made.key, made)
    return tuple(found.values())
