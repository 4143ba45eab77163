"""An item as JSON and back; the only place that knows how content is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Any

import orjson

from tracker.records import (
    Actor,
    AgendaPoint,
    DatePrecision,
    DocumentRef,
    ItemKind,
    ScrapedItem,
    Status,
    Vote,
)

_FIELDS = tuple(ScrapedItem.__dataclass_fields__)
_DEFAULTS = tuple(ScrapedItem.__dataclass_fields__[name].default for name in _FIELDS)
_values = attrgetter(*_FIELDS)


def _filled(item: ScrapedItem) -> dict[str, Any]:
    return {
        name: value
        for name, default, value in zip(_FIELDS, _DEFAULTS, _values(item), strict=True)
        if value is not default and value != default
    }


def dump(item: ScrapedItem) -> bytes:
    """Return the item as JSON bytes; fields that hold their default are left out."""
    return orjson.dumps(_filled(item))


def dump_and_hash(item: ScrapedItem) -> tuple[bytes, bytes]:
    """Return (JSON bytes, 16-byte hash of all that counts as content)."""
    values = _filled(item)
    updated_at = values.pop("updated_at", None)
    content = orjson.dumps(values)
    digest = hashlib.blake2b(content, digest_size=16).digest()
    if updated_at is None:
        return content, digest
    return orjson.dumps({**values, "updated_at": updated_at}), digest


def _moment(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _document(data: Mapping[str, Any]) -> DocumentRef:
    return DocumentRef(**{**data, "published_on": _day(data.get("published_on"))})


def _agenda_point(data: Mapping[str, Any]) -> AgendaPoint:
    return AgendaPoint(**{**data, "numbers": tuple(data.get("numbers", ()))})


_READERS: Mapping[str, Any] = {
    "kind": ItemKind,
    "status": Status,
    "precision": DatePrecision,
    "moved_precision": DatePrecision,
    "starts_at": _moment,
    "ends_at": _moment,
    "moved_to": _moment,
    "updated_at": _moment,
    "published_on": _day,
    "due_on": _day,
    "replaced_by": tuple,
    "replaces": tuple,
    "continued_in": tuple,
    "related": tuple,
    "identifiers": tuple,
    "concepts": tuple,
    "actors": lambda values: tuple(Actor(**value) for value in values),
    "agenda": lambda values: tuple(_agenda_point(value) for value in values),
    "documents": lambda values: tuple(_document(value) for value in values),
    "votes": lambda values: tuple(Vote(**value) for value in values),
}


def load(data: Mapping[str, Any]) -> ScrapedItem:
    """Return the item that `dump` wrote."""
    values = {
        name: _READERS[name](value) if name in _READERS else value for name, value in data.items()
    }
    return ScrapedItem(**values)
