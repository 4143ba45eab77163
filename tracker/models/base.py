"""Columns that several tables share."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Integer, LargeBinary, String, TypeDecorator

BigKey = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit primary key on both databases."""


class UtcTime(TypeDecorator[datetime]):
    """An aware moment, stored as UTC text that sorts; a naive one is refused."""

    impl = String(26)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:
        """Return `2026-11-24T15:30:00.000000` in UTC, or None."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: give it a time zone")
        moment = value if value.tzinfo is UTC else value.astimezone(UTC)
        return moment.replace(tzinfo=None).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:
        """Return the aware moment, in UTC."""
        del dialect
        return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)


class JsonBytes(TypeDecorator[Any]):
    """A JSON value as UTF-8 bytes; bytes given are taken as JSON already."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> bytes | None:
        """Return the JSON bytes of `value`."""
        del dialect
        if value is None or isinstance(value, bytes):
            return value
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)

    def process_result_value(self, value: bytes | None, dialect: Any) -> Any:
        """Return the JSON value."""
        del dialect
        return None if value is None else orjson.loads(value)
