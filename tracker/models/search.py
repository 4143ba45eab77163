"""What can be searched: one row per item or piece of an edition, and what waits to be indexed.

The words themselves stand in `search_index`, which each database has in its own form
(`tracker.search.index`): it is in the migration and not among the tables here.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Index
from sqlmodel import Field, SQLModel

from tracker.models.base import BigKey


class SearchEntryTable(SQLModel, table=True):
    """What a result shows. `id` begins with the day: a higher one is newer.

    `kind` is a number of `tracker.search.entries.Place`; `ref_id` the item, or the edition
    and the place in it.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_ref", "kind", "ref_id"),)

    id: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))
    kind: int
    ref_id: int = Field(sa_column=Column(BigKey, nullable=False))
    week: str = Field(default="", max_length=8)
    title: str
    body: str
    label: str = Field(max_length=80)
    number: str = Field(max_length=60)
    url: str
    day: date


class SearchPendingTable(SQLModel, table=True):
    """An item that changed since it was indexed."""

    __tablename__ = "search_pending"

    item_id: int = Field(sa_column=Column(BigKey, primary_key=True, autoincrement=False))


class SearchedEditionTable(SQLModel, table=True):
    """An edition as it was indexed: `state` changes with its page."""

    __tablename__ = "searched_edition"

    week: str = Field(primary_key=True, max_length=8)
    state: str = Field(max_length=120)
