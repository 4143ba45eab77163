"""One row of the Tweede Kamer, from text to typed values; pure.

Names stay the source's own Dutch names. Nothing is guessed: what is not in
`crawler.kamer.fields` or in the known values of the configuration is kept as it came
and reported; what cannot be read sets the row aside.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from config.schema import SourceConfig
from crawler.kamer.fields import CATEGORIES, Category, FieldType
from crawler.text import plain
from tracker.records import Json, Problem, SourceRow

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
is_guid = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch

Reader = Callable[[Json], Any]
"""Turns a JSON value (never null) into a typed one; ValueError when it cannot."""


class ParsedRow(NamedTuple):
    """One row with typed values.

    `values` holds every field of the category; a field that is absent, null or a
    sentinel is None. `problems` with `fatal` mean: do not use this row.
    """

    category: str
    key: str
    deleted: bool
    updated_at: datetime | None
    values: dict[str, Any]
    refs: Mapping[str, tuple[str, ...]]
    enclosure: str
    problems: tuple[Problem, ...]

    @property
    def usable(self) -> bool:
        """Tell whether nothing fatal is wrong with the row."""
        return not any(problem.fatal for problem in self.problems)


class CategoryReader(NamedTuple):
    """All that `parse` needs for one category, made ready once."""

    source: str
    category: Category
    readers: Mapping[str, Reader]
    known: Mapping[str, frozenset[str]]
    blank: Mapping[str, None]


def build_readers(config: SourceConfig) -> dict[str, CategoryReader]:
    """Return a reader per category, with the known values of the configuration."""
    return {name: _reader(category, config) for name, category in CATEGORIES.items()}


def _reader(category: Category, config: SourceConfig) -> CategoryReader:
    values = {name: config.values.get(f"{category.name}.{name}") for name in category.fields}
    used = {name: kind for name, kind in category.fields.items() if kind != FieldType.IGNORED}
    return CategoryReader(
        source=config.name,
        category=category,
        readers={name: _READERS[kind] for name, kind in category.fields.items()},
        known={
            name: frozenset(values[name] or ())
            for name, kind in used.items()
            if kind == FieldType.ENUM
        },
        blank=dict.fromkeys(used),
    )


def parse(row: SourceRow, readers: Mapping[str, CategoryReader]) -> ParsedRow:
    """Return the typed row; what is wrong or unknown is in its `problems`."""
    reader = readers.get(row.category)
    if reader is None:
        problem = _problem(row, f"onbekende categorie {row.category!r}")
        return _parsed(row, {}, (problem,))
    values: dict[str, Any] = dict(reader.blank)
    problems: list[Problem] = []
    read = reader.readers
    for name, value in row.fields.items():
        if value is not None:
            try:
                values[name] = read[name](value)
            except KeyError:
                values[name] = value
                problems.append(_signal(row, f"onbekend veld {name!r}"))
            except (ValueError, OverflowError):
                problems.append(_problem(row, f"{name}: onleesbare waarde {_short(value)}"))
    _drop_ignored(reader, values)
    _check_values(row, reader, values, problems)
    _check_keys(row, reader, problems)
    return _parsed(row, values, tuple(problems))


def _parsed(row: SourceRow, values: dict[str, Any], problems: tuple[Problem, ...]) -> ParsedRow:
    return ParsedRow(
        row.category,
        row.key,
        row.deleted,
        row.updated_at,
        values,
        row.refs,
        row.enclosure,
        problems,
    )


def _drop_ignored(reader: CategoryReader, values: dict[str, Any]) -> None:
    if len(values) == len(reader.blank):
        return
    for name, kind in reader.category.fields.items():
        if kind == FieldType.IGNORED:
            values.pop(name, None)


def _check_values(
    row: SourceRow, reader: CategoryReader, values: Mapping[str, Any], problems: list[Problem]
) -> None:
    """Report values nobody knew and required fields that are missing."""
    for name, known in reader.known.items():
        value = values[name]
        if value is not None and value not in known and not _starts_known(value, known):
            problems.append(_signal(row, f"onbekende waarde {_short(value)} in {name}"))
    if row.deleted:
        return
    unread = {problem.reason.partition(":")[0] for problem in problems}
    missing = [name for name in reader.category.required if values[name] is None]
    if absent := sorted(set(missing) - unread):
        problems.append(_problem(row, f"verplicht veld ontbreekt: {', '.join(absent)}"))


def _starts_known(value: str, known: frozenset[str]) -> bool:
    """Tell whether a known value that ends in `*` covers this one."""
    return any(entry[-1] == "*" and value.startswith(entry[:-1]) for entry in known)


def _check_keys(row: SourceRow, reader: CategoryReader, problems: list[Problem]) -> None:
    if not is_guid(row.key):
        problems.append(_problem(row, f"sleutel {_short(row.key)} is geen GUID"))
    for relation, targets in row.refs.items():
        if relation not in reader.category.relations:
            problems.append(_signal(row, f"onbekende verwijzing {relation!r}"))
        problems.extend(
            _problem(row, f"{relation}: {_short(target)} is geen GUID")
            for target in targets
            if not is_guid(target)
        )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _problem(row: SourceRow, reason: str) -> Problem:
    advice = "De rij is apart gezet; kijk of de bron een fout maakte."
    return Problem(row.source, row.category, row.key, reason, advice)


def _signal(row: SourceRow, reason: str) -> Problem:
    advice = "De waarde is bewaard; vul de lijst van bekende waarden aan als zij klopt."
    return Problem(row.source, row.category, row.key, reason, advice, fatal=False)


def read_text(value: Json) -> str | None:
    """Return text without blanks around it, None when nothing is left."""
    if type(value) is not str:
        if isinstance(value, (dict, list)):
            raise ValueError("no text")
        value = str(value)
    return (value.replace("\0", "") if "\0" in value else value).strip() or None


def read_html(value: Json) -> str | None:
    """Return the plain text of markup."""
    text = read_text(value)
    return plain(text) or None if text else None


def read_int(value: Json) -> int | None:
    """Return a whole number from a JSON number or from digits."""
    if type(value) is int:
        return value
    if isinstance(value, (bool, dict, list)) or (isinstance(value, float) and value % 1):
        raise ValueError("no whole number")
    if isinstance(value, str):
        value = value.strip()
        if len(value) > 18:
            raise ValueError("too long for a number")
        return int(value) if value else None
    return int(value)


def read_index(value: Json) -> int | None:
    """Return a number; a negative one (-1) means "not numbered"."""
    number = read_int(value)
    return None if number is None or number < 0 else number


def read_ordinal(value: Json) -> int | None:
    """Return a number; 0 and below mean "not numbered"."""
    number = read_int(value)
    return None if number is None or number < 1 else number


_BOOLS: Mapping[str, bool] = {"true": True, "1": True, "false": False, "0": False}


def read_bool(value: Json) -> bool | None:
    """Return a boolean from true, True, 1 and their opposites."""
    if type(value) is bool:
        return value
    text = str(value).strip().lower()
    if not text:
        return None
    if text not in _BOOLS:
        raise ValueError("no boolean")
    return _BOOLS[text]


def read_moment(value: Json) -> datetime | None:
    """Return a moment in UTC; None for the year 1, the source's word for "none".

    Without offset it is Europe/Amsterdam; in the hour that comes twice, the first.
    Fractions beyond microseconds are cut.
    """
    text = value.strip() if type(value) is str else _refuse(value)
    if not text or text.startswith("0001-"):
        return None
    if len(text) < 10 or text[4] != "-":
        raise ValueError("no moment")
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=AMSTERDAM)
    return moment.astimezone(UTC)


def read_day(value: Json) -> date | None:
    """Return the day in Europe/Amsterdam of a date or a moment."""
    if type(value) is str and len(value) == 10 and value[4] == "-":
        return None if value.startswith("0001-") else date.fromisoformat(value)
    moment = read_moment(value)
    return moment.astimezone(AMSTERDAM).date() if moment else None


def _refuse(value: Json) -> str:
    raise ValueError(f"{value!r} is no text")


def _ignore(_value: Json) -> None:
    return None


_READERS: Mapping[FieldType, Reader] = {
    FieldType.TEXT: read_text,
    FieldType.HTML: read_html,
    FieldType.ENUM: read_text,
    FieldType.INT: read_int,
    FieldType.INDEX: read_index,
    FieldType.ORDINAL: read_ordinal,
    FieldType.BOOL: read_bool,
    FieldType.MOMENT: read_moment,
    FieldType.DAY: read_day,
    FieldType.IGNORED: _ignore,
}
