"""Set rows aside before they are stored, so that a bad one never replaces a good one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crawler.kamer.parse import CategoryReader, parse
from tracker.records import Problem, SourceRow


def sift(
    rows: Iterable[SourceRow], readers: Mapping[str, CategoryReader]
) -> tuple[list[SourceRow], list[Problem]]:
    """Return (rows that can be used, problems); an equal signal counts once a page."""
    good: list[SourceRow] = []
    problems: list[Problem] = []
    signals: dict[tuple[str, str], Problem] = {}
    for row in rows:
        parsed = parse(row, readers)
        if parsed.usable:
            good.append(row)
        for problem in parsed.problems:
            if problem.fatal:
                problems.append(problem)
            else:
                signals.setdefault((problem.category, problem.reason), problem)
    return good, [*problems, *signals.values()]
