"""Fixtures that every test may use: a clock, a database on both engines, samples."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Connection, Engine, NullPool, create_engine, text

from tracker import credentials
from tracker.database import is_current, migrate, open_engine
from tracker.models import metadata

ROOT = Path(__file__).parent.parent
_WAITING = 1
"""Tests at once beside one per processor: a third of their time they wait for a server."""


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes `-n auto` means."""
    return (os.cpu_count() or 1) + _WAITING


@pytest.fixture(autouse=True, scope="session")
def light_passwords() -> Iterator[None]:
    """Hash passwords as always, but in a millisecond: accounts are made in hundreds of tests."""
    with pytest.MonkeyPatch.context() as patch:
        light = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
        patch.setattr(credentials, "PasswordHasher", light)
        yield


@pytest.fixture
def now() -> datetime:
    """Monday 23 November 2026, 9.00 in Amsterdam."""
    return datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def samples() -> Path:
    """Folder of captured samples beside the project; the test is skipped without it."""
    folder = Path(os.environ.get("HAAGSEZAKEN_SAMPLES", ROOT.parent / "shared/sources/samples"))
    if not folder.is_dir():
        pytest.skip("no captured samples beside the project (HAAGSEZAKEN_SAMPLES)")
    return folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _postgres_programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a PostgreSQL server: TEST_POSTGRES_URL, or one started from Debian's package."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    programs = _postgres_programs()
    if programs is None or os.geteuid() != 0 or shutil.which("runuser") is None:
        pytest.skip("no PostgreSQL: set TEST_POSTGRES_URL or install Debian's postgresql")
    folder = Path("/var/tmp") / f"haagsezaken-pg-{uuid.uuid4().hex[:8]}"
    as_postgres = ["runuser", "-u", "postgres", "--"]
    port = _free_port()
    subprocess.run(["install", "-d", "-o", "postgres", "-m", "700", str(folder)], check=True)
    subprocess.run(
        [*as_postgres, str(programs / "initdb"), "-D", str(folder), "-E", "UTF8",
         "--locale=C.UTF-8", "-A", "trust"],
        check=True, stdout=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    control = [*as_postgres, str(programs / "pg_ctl"), "-D", str(folder), "-w"]
    log = str(folder / "log")
    subprocess.run([*control, "start", "-l", log, "-o", options], check=True,
                   stdout=subprocess.DEVNULL, cwd="/")  # fmt: skip
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*control, "stop", "-m", "immediate"], check=True,
                       stdout=subprocess.DEVNULL, cwd="/")  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema; tests take copies, migrating costs more."""
    path = tmp_path_factory.mktemp("schema") / "migrated.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_url(postgres_url: str) -> Iterator[str]:
    """Address of a PostgreSQL database with the newest schema, for one test at a time."""
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = postgres_url.rsplit("/", 1)[0] + f"/{name}"
    _made_anew(url)
    yield url
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


_ALONE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
)
_COUNTERS = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"


def _made_anew(url: str) -> None:
    """Give a database the newest schema, whatever was in it."""
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    migrate(engine)
    engine.dispose()


def _emptied(connection: Connection) -> bool:
    """Take out every row and set every counter back; False when a test broke the schema."""
    connection.execute(text(_ALONE))
    names = connection.execute(text(_TABLES)).scalars().all()
    if not metadata.tables.keys() <= set(names):
        return False
    asked = (f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names)
    filled = connection.execute(text(" UNION ALL ".join(asked))).scalars().all()
    if filled:
        listed = ", ".join(f'"{name}"' for name in filled)
        connection.execute(text(f"TRUNCATE {listed} RESTART IDENTITY CASCADE"))
    for counter in connection.execute(text(_COUNTERS)).scalars().all():
        connection.execute(text(f'ALTER SEQUENCE "{counter}" RESTART'))
    return True


def leave_clean(url: str) -> None:
    """Leave the database as it was before the test; making one for each costs a second."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        is_whole = _emptied(connection)
    if not (is_whole and is_current(engine)):
        _made_anew(url)
    engine.dispose()


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """Address of a migrated SQLite database without rows.

    For tests whose SQL is tested on both engines elsewhere, as their own `database_url`.
    """
    path = tmp_path / "test.db"
    shutil.copyfile(migrated_file, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of a migrated database without rows, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    url: str = request.getfixturevalue("migrated_url")
    yield url
    leave_clean(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The same database, opened."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()
