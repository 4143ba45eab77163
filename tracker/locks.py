"""One at a time, over all processes; the lock goes when its process does, even by `kill -9`."""

from __future__ import annotations

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import structlog
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

_PAUSE = 0.1
_SPACE = 7_311
"""Keeps our PostgreSQL locks apart from those of migrations."""

_MARGIN = timedelta(seconds=90)
"""Longer than one call of Slack or a mail server may take; see `margin`."""

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
            try:
                connection.execute(text("SELECT pg_advisory_unlock(:space, :number)"), keys)
            except DBAPIError as error:
                structlog.get_logger("tracker.locks").warning(
                    "lock_was_lost", name=name, reason=str(error.orig)
                )
                connection.invalidate()
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


def margin(engine: Engine) -> timedelta:
    """Return how old the work of another process must be before who has the lock now may
    conclude that it died.

    SQLite's lock goes only with its process: zero. PostgreSQL's goes with the connection, so
    when the server restarts a process can be busy without its lock, for as long as one call
    may take.
    """
    return _MARGIN if engine.dialect.name == "postgresql" else timedelta(0)


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
