"""A small part of the OData ``$filter`` language, enough for the look-ups of a crawler.

Comparisons (eq ne gt ge lt le) with and, or, not and brackets, and ``contains(Field,'text')``.
A day without zone is read as Dutch local midnight, as the real service does.
"""

import operator
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from tracker.sandbox.source.serialise import AMSTERDAM

Json = dict[str, object]
Test = Callable[[Json], bool]
TOKEN = re.compile(r"\s*('(?:[^']|'')*'|[(),]|[^\s(),]+)")
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}


class FilterError(ValueError):
    """The filter is outside the part that this stand-in understands."""


def compile_filter(text: str) -> Test:
    """A test for JSON rows. Raises FilterError on what it does not know."""
    parser = _Parser(TOKEN.findall(text))
    test = parser.either()
    if parser.left():
        raise FilterError(f"cannot read the filter from {parser.peek()!r}")
    return test


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def left(self) -> bool:
        return self._at < len(self._tokens)

    def peek(self) -> str:
        return self._tokens[self._at] if self.left() else ""

    def take(self, wanted: str | None = None) -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise FilterError(f"expected {wanted or 'more'}, found {token or 'the end'}")
        self._at += 1
        return token

    def either(self) -> Test:
        tests = [self._both()]
        while self.peek() == "or":
            self.take()
            tests.append(self._both())
        return lambda row: any(test(row) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self.peek() == "and":
            self.take()
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        token = self.take()
        if token == "not":  # noqa: S105
            inner = self._one()
            return lambda row: not inner(row)
        if token == "(":  # noqa: S105
            inner = self.either()
            self.take(")")
            return inner
        if token == "contains":  # noqa: S105
            return self._contains()
        return self._comparison(token)

    def _contains(self) -> Test:
        self.take("(")
        name = self.take()
        self.take(",")
        needle = str(_literal(self.take())).casefold()
        self.take(")")
        return lambda row: needle in str(row.get(name) or "").casefold()

    def _comparison(self, name: str) -> Test:
        sign = self.take()
        if sign not in COMPARE:
            raise FilterError(f"unknown operator {sign}")
        compare, wanted = COMPARE[sign], _literal(self.take())

        def test(row: Json) -> bool:
            value = row.get(name)
            if isinstance(wanted, datetime) and isinstance(value, str):
                return compare(datetime.fromisoformat(value), wanted)
            if value is None or wanted is None:
                return compare(value, wanted) if sign in {"eq", "ne"} else False
            return compare(value, wanted)

        return test


def _literal(token: str) -> object:
    fixed: dict[str, object] = {"null": None, "true": True, "false": False}
    if token in fixed:
        return fixed[token]
    if token.startswith("'"):
        return token[1:-1].replace("''", "'")
    if re.fullmatch(r"-?\d+", token):
        return int(token)
    if re.match(r"\d{4}-\d\d-\d\d", token):
        moment = datetime.fromisoformat(token)
        return moment if moment.tzinfo else moment.replace(tzinfo=AMSTERDAM)
    return token
