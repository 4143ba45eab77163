"""Look at rows before they are stored: what cannot be used is set aside with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import orjson

from crawler.kamer.parse import CategoryReader, parse
from tracker.records import Problem, SourceRow


@dataclass
class RowCheck:
    """Checks the rows of one run.

    The same signal (an unknown value in a field) is reported once per run: a new value
    in ten thousand rows is one thing to look at.
    """

    readers: Mapping[str, CategoryReader]
    _reported: set[tuple[str, str]] = field(default_factory=set)

    def check(self, rows: Iterable[SourceRow]) -> tuple[list[SourceRow], list[Problem]]:
        """Return the rows to store, and what is wrong or new."""
        good: list[SourceRow] = []
        problems: list[Problem] = []
        for row in rows:
            found = parse(row, self.readers).problems
            if not found:
                good.append(row)
                continue
            problems += self._news(row, found)
            if row.deleted or not any(problem.fatal for problem in found):
                good.append(row)
        return good, problems

    def _news(self, row: SourceRow, found: Iterable[Problem]) -> list[Problem]:
        news: list[Problem] = []
        for problem in found:
            mark = (problem.category, problem.reason)
            if problem.fatal:
                payload = orjson.dumps(row.fields)[:4_000].decode(errors="replace")
                news.append(replace(problem, payload=payload))
            elif mark not in self._reported:
                self._reported.add(mark)
                news.append(problem)
        return news
