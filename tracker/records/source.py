"""What a source gives: rows, problems, the outcome of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tracker.records.items import Json


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row of a source as read, before anything is made of it.

    `category` is lower case ("activiteitactor"), `fields` carry the source's own names
    (SyncFeed spelling) with text, number, boolean or null, `refs` the keys it points to.
    """

    source: str
    category: str
    key: str
    deleted: bool = False
    updated_at: datetime | None = None
    fields: Mapping[str, Json] = field(default_factory=dict)
    refs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    enclosure: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a source gave that could not be used, or a value nobody knew.

    `fatal` is True when the row or page was set aside, False for a signal: the row is
    kept, the value too, and an operator should look.
    """

    source: str
    category: str
    key: str
    reason: str
    advice: str = ""
    payload: str = ""
    fatal: bool = True


class Outcome(StrEnum):
    """How a run ended."""

    RUNNING = "running"
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"
