"""One at a time, over all processes; the lock goes when its process does, even by `kill -9`."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

_PAUSE = 0.1
_SPACE = 7_311
"""Keeps our PostgreSQL locks apart from those of migrations."""

Release = Callable[[], None]


def _nothing() -> None:
    return None


def _take_file(path: Path) -> Release | None:
    """Lock with an SQLite file of its own: works wherever the database itself does."""
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        connection.close()
        return None
    return connection.close


def _take_advisory(engine: Engine, name: str) -> Release | None:
    keys = {"space": _SPACE, "number": zlib.crc32(name.encode()) & 0x7FFFFFFF}
    connection = engine.connect()
    question = text("SELECT pg_try_advisory_lock(:space, :number)")
    if connection.execute(question, keys).scalar_one():
        connection.commit()

        def release() -> None:
            connection.execute(text("SELECT pg_advisory_unlock(:space, :number)"), keys)
            connection.close()

        return release
    connection.close()
    return None


def _take(engine: Engine, name: str) -> Release | None:
    if engine.dialect.name == "postgresql":
        return _take_advisory(engine, name)
    database = engine.url.database
    if not database or database == ":memory:":
        return _nothing
    return _take_file(Path(f"{database}.{name}-lock"))


@contextmanager
def only_one(engine: Engine, name: str, wait: float = 0.0) -> Iterator[bool]:
    """Yield True when no other process or thread holds the lock `name` of this database.

    Tries for `wait` seconds; yields False when the other one is still busy.
    """
    until = time.monotonic() + wait
    release = _take(engine, name)
    while release is None and time.monotonic() < until:
        time.sleep(_PAUSE)
        release = _take(engine, name)
    try:
        yield release is not None
    finally:
        if release is not None:
            release()
