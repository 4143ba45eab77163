"""What a spider makes of a page from disk, where no request says what the page is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from config.schema import SourceConfig
from tracker.errors import MalformedPageError
from tracker.records import Problem, SourceRow

_ADVICE = "Deze regel is apart gezet; de rest van de pagina is gelezen."


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page from disk: the name of its file, what is in it, the source it may be of."""

    name: str
    body: bytes
    source: SourceConfig


@dataclass(frozen=True, slots=True)
class Captured:
    """Rows of one page, and what of it could not be used."""

    rows: tuple[SourceRow, ...]
    problems: tuple[Problem, ...] = ()


def each(
    page: KeptPage, entries: Iterable[Any], parse: Callable[[Any], SourceRow | None]
) -> Captured:
    """Parse entries one by one; one that cannot be used is set aside, None is no row."""
    rows: list[SourceRow] = []
    problems: list[Problem] = []
    for place, entry in enumerate(entries, 1):
        try:
            row = parse(entry)
        except MalformedPageError as error:
            key = f"{page.name[-150:]}:{place}"
            problems.append(Problem(page.source.name, "regel", key, str(error), _ADVICE))
            continue
        if row is not None:
            rows.append(row)
    return Captured(tuple(rows), tuple(problems))


def from_json(body: bytes) -> Any:
    """Return the JSON value of a page, MalformedPageError when it is none."""
    try:
        return orjson.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise MalformedPageError(f"geen geldige JSON: {error}") from error


def from_prologue(body: bytes) -> bytes:
    """Return a page without what was noted down above its XML declaration."""
    at = body.find(b"<?xml", 0, 8_192)
    return body[at:] if at > 0 else body
