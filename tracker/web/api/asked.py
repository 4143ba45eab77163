"""What may be asked of the API. What is not asked for well is refused, never guessed at."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tracker.records import ItemKind

MOST, USUAL = 100, 50
_EARLIEST, _LATEST = date(1971, 1, 1), date(2200, 1, 1)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _day(value: object) -> object:
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("no day")
    return value


def _number(value: object) -> object:
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("no number")
    return value


def _open(kind: ItemKind) -> ItemKind:
    if kind is ItemKind.TERMIJN:
        raise ValueError("not for everybody")
    return kind


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Limit = Annotated[
    int,
    BeforeValidator(_number),
    Field(ge=1, le=MOST, description="Hoeveel regels op een bladzijde."),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST}),
]
Kind = Annotated[
    ItemKind,
    AfterValidator(_open),
    WithJsonSchema(
        {"type": "string", "enum": [kind.value for kind in ItemKind if kind != ItemKind.TERMIJN]}
    ),
]
Slug = Annotated[str, Field(max_length=80)]
_FORBID = ConfigDict(extra="forbid", populate_by_name=True)


class Filter(BaseModel):
    """Filters that lists have in common."""

    model_config = _FORBID

    bac: Slug | None = Field(None, description="Alleen deze BAC.")
    dossier: Slug | None = Field(None, description="Alleen dit dossier.")
    first: Day | None = Field(None, alias="from", description="Vanaf deze dag.")
    last: Day | None = Field(None, alias="until", description="Tot en met deze dag.")
    limit: Limit = USUAL

    @property
    def from_on(self) -> date | None:
        """Return the first day, not before 1971: earlier there is nothing."""
        return None if self.first is None else min(max(self.first, _EARLIEST), _LATEST)

    @property
    def until_on(self) -> date | None:
        """Return the last day, not after 2200."""
        return None if self.last is None else min(max(self.last, _EARLIEST), _LATEST)


class ItemsAsked(Filter):
    """What may be asked of the list of items."""

    kind: Kind | None = Field(None, description="Alleen deze soort.")
    q: Annotated[str, Field(max_length=200, description="Woorden in de titel.")] = ""
    cursor: Annotated[
        str | None,
        Field(pattern=r"^[0-9]{1,18}$", description="Uit next: waar de bladzijde begint."),
    ] = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words to look for, at most eight, without signs a database refuses."""
        return tuple(self.q.replace("\x00", " ").split()[:8])

    @property
    def before(self) -> int | None:
        """Return the id that the page comes after."""
        return None if self.cursor is None else int(self.cursor)


class AgendaAsked(Filter):
    """What may be asked of the agenda."""

    cursor: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9]{1,16}\.[0-9]{1,18}$",
            description="Uit next: waar de bladzijde begint.",
        ),
    ] = None

    @property
    def after(self) -> tuple[datetime, int] | None:
        """Return moment and id that the page comes after."""
        if self.cursor is None:
            return None
        microseconds, _, item_id = self.cursor.partition(".")
        at = _EPOCH + timedelta(microseconds=int(microseconds))
        return at, int(item_id)


class EditionsAsked(BaseModel):
    """What may be asked of the list of editions."""

    model_config = _FORBID

    limit: Limit = USUAL
    cursor: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9]{4}-W[0-9]{2}$",
            description="Uit next: waar de bladzijde begint.",
        ),
    ] = None


def place_of(at: datetime, item_id: int) -> str:
    """Return the cursor of a place in the agenda."""
    return f"{(at - _EPOCH) // timedelta(microseconds=1)}.{item_id}"
