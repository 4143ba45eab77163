"""Fixtures that every test may use: a clock, a database on both engines, samples."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from tracker.database import migrate, open_engine

ROOT = Path(__file__).parent.parent


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


@contextmanager
def _database(server: str, template: str) -> Iterator[str]:
    """Yield the address of a new database on the server, and take it away afterwards."""
    name = f"t{uuid.uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    yield server.rsplit("/", 1)[0] + f"/{name}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the newest schema; tests take copies, migrating costs more."""
    path = tmp_path_factory.mktemp("schema") / "migrated.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_server(postgres_url: str) -> str:
    """Name of a database on the PostgreSQL server that others are copied from."""
    name = f"schema{uuid.uuid4().hex[:8]}"
    admin = create_engine(postgres_url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    engine = open_engine(postgres_url.rsplit("/", 1)[0] + f"/{name}")
    migrate(engine)
    engine.dispose()
    return name


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Address of a migrated database without rows, on SQLite and on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "test.db"
        shutil.copyfile(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
        return
    template: str = request.getfixturevalue("migrated_server")
    with _database(request.getfixturevalue("postgres_url"), template) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The same database, opened."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()
