"""Set rows aside before they are stored, so that a bad one never replaces a good one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import orjson

from crawler.kamer.parse import CategoryReader, ParsedRow, parse
from tracker.records import Problem, SourceRow


def sift(
    rows: Iterable[SourceRow], readers: Mapping[str, CategoryReader]
) -> tuple[list[SourceRow], list[Problem]]:
    """Return (rows that can be used, problems).

    A row that is set aside gives one problem with all its reasons and its content; an
    equal signal counts once a page.
    """
    good: list[SourceRow] = []
    problems: list[Problem] = []
    signals: dict[tuple[str, str], Problem] = {}
    for row in rows:
        parsed = parse(row, readers)
        if not parsed.problems:
            good.append(row)
            continue
        for problem in parsed.problems:
            if not problem.fatal:
                signals.setdefault((problem.category, problem.reason), problem)
        if parsed.usable:
            good.append(row)
        else:
            problems.append(_set_aside(row, parsed))
    return good, [*problems, *signals.values()]


def _set_aside(row: SourceRow, parsed: ParsedRow) -> Problem:
    fatal = [problem for problem in parsed.problems if problem.fatal]
    content = orjson.dumps({"fields": row.fields, "refs": row.refs})
    return replace(
        fatal[0],
        reason="; ".join(problem.reason for problem in fatal),
        payload=content[:4_000].decode("utf-8", errors="ignore"),
    )
