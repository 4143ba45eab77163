"""What must be right before an edition goes: its problems, and which were set aside by name."""

from __future__ import annotations

from dataclasses import dataclass

from newsletter import checks, spelling
from newsletter.checks import Problem
from tracker import remarks
from tracker.database import Session
from tracker.jobs import link_check, reporting
from tracker.jobs.workshop import Workshop
from tracker.records import Edition, Overrule


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found in a block ("" for the whole letter).

    `key` names what exactly was wrong: another text is another key. `overrule` is who said
    that it does not count here.
    """

    rule: str
    block_key: str
    text: str
    todo: str
    key: str
    overrule: Overrule | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether it still stands in the way of an approval."""
        return self.overrule is None


def findings(workshop: Workshop, session: Session, edition: Edition) -> tuple[Finding, ...]:
    """Return what the checks find in what readers get, open or set aside by name.

    Of links what was found before: the job `links` asks them, a page never does.
    """
    found = checks.problems(edition, now=workshop.clock(), taxonomy=workshop.taxonomy)
    found += link_check.remembered(workshop, edition)
    found += _not_said(workshop, edition)
    ruled = remarks.overrules(session, edition.week)
    return tuple(
        Finding(one.rule, one.block_key, one.text, one.todo, one.key, ruled.get(one.key))
        for one in found
    )


def _not_said(workshop: Workshop, edition: Edition) -> tuple[Problem, ...]:
    """Return what the reports of debates say that their verslagen do not."""
    found = reporting.unanchored_in(workshop, edition)
    return tuple(
        checks.problem("verslag", key, text, "Maak dit blok opnieuw, of haal het weg.", text)
        for key, texts in found.items()
        for text in texts
    )


def hints(workshop: Workshop, edition: Edition) -> tuple[Problem, ...]:
    """Return words that an editor may have mistyped; they stand in the way of nothing."""
    names = [one.name for one in workshop.people.people]
    return spelling.problems(edition, workshop.taxonomy, names)
