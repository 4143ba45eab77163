"""An edition as JSON and back: the same edition gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import orjson

from tracker.records import Block, Edition, Json

_OPTIONS = orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z


def dump(edition: Edition) -> bytes:
    """Return an edition as UTF-8 JSON, keys sorted, times as ISO 8601 in UTC."""
    return orjson.dumps(edition, option=_OPTIONS) + b"\n"


def _block(given: Mapping[str, Json]) -> Block:
    sources = tuple((str(label), str(url)) for label, url in given["sources"])
    return Block(**{**given, "sources": sources})


def _moment(given: Json) -> datetime | None:
    return None if given is None else datetime.fromisoformat(str(given))


def load(data: bytes) -> Edition:
    """Return the edition that `dump` wrote."""
    given = orjson.loads(data)
    made_at = _moment(given["made_at"])
    assert made_at is not None
    values = {
        **given,
        "made_at": made_at,
        "edited_at": _moment(given["edited_at"]),
        "blocks": tuple(_block(one) for one in given["blocks"]),
    }
    return Edition(**values)
