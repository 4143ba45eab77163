"""Engine, sessions and migrations: SQLite (WAL) by default, PostgreSQL by DATABASE_URL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, event, inspect, make_url, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel, create_engine

from tracker.errors import DatabaseError

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = [
    "Engine",
    "Session",
    "downgrade",
    "is_current",
    "migrate",
    "open_engine",
    "read_scope",
    "require_current",
    "revisions",
    "session_scope",
    "upsert",
]

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK_NUMBER = 20261121


def _tune_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "wal_autocheckpoint=8000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    read_only = connection.get_execution_options().get("read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


def open_engine(url: str) -> Engine:
    """Return an engine for `url`; creates the folder of an SQLite file.

    SQLite transactions take the write lock at their start, so that two processes wait
    for one another in place of failing half-way. Raises DatabaseError on a wrong address.
    """
    try:
        address = make_url(url)
    except Exception as error:
        raise DatabaseError(f"DATABASE_URL is geen geldig adres: {url}") from error
    if address.get_backend_name() == "sqlite":
        if address.database and address.database != ":memory:":
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(address)
        event.listen(engine, "connect", _tune_sqlite)
        event.listen(engine, "begin", _begin)
        return engine
    if address.drivername in {"postgresql", "postgres"}:
        address = address.set(drivername="postgresql+psycopg")
    if address.get_backend_name() != "postgresql":
        raise DatabaseError(
            f"DATABASE_URL moet beginnen met sqlite:/// of postgresql://, niet {address.drivername}"
        )
    return create_engine(address, pool_pre_ping=True)


@contextmanager
def session_scope(engine: Engine) -> Iterator[Session]:
    """One transaction: committed at the end, rolled back on any error."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def read_scope(engine: Engine) -> Iterator[Session]:
    """A session that only reads: never waits for a writer, never writes."""
    reader = engine.execution_options(read_only=True)
    with Session(reader, expire_on_commit=False) as session:
        yield session
        session.rollback()


def _alembic(engine: Engine) -> Config:
    """Alembic takes a third of a second to import: only for who needs it."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine) -> None:
    """Bring the database to the newest schema; safe when two processes start at once."""
    from alembic import command

    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK_NUMBER})")
        config = _alembic(engine)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Bring the database back to `revision` ("base" for empty)."""
    from alembic import command

    with engine.begin() as connection:
        config = _alembic(engine)
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def revisions(engine: Engine) -> tuple[str | None, str | None]:
    """Return (revision of the database, newest revision known here)."""
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(_alembic(engine)).get_current_head()


def _newest_revision() -> str:
    """Return the newest migration by its file name, `0001_first_tables.py`."""
    return max(path.name for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))[:4]


def _present_revision(engine: Engine) -> str | None:
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return None if found is None else str(found)


def is_current(engine: Engine) -> bool:
    """Tell whether all migrations have run, without loading Alembic."""
    return _present_revision(engine) == _newest_revision()


def require_current(engine: Engine) -> None:
    """Raise DatabaseError, saying what to do, unless all migrations have run."""
    current, newest = _present_revision(engine), _newest_revision()
    if current != newest:
        raise DatabaseError(
            f"De database staat op versie {current or 'leeg'}, nodig is {newest}. "
            "Doe eerst: haagsezaken migrate"
        )


def upsert(
    session: Session,
    table: type[SQLModel],
    rows: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
    update: Sequence[str] | None = None,
) -> None:
    """Insert rows, or update those whose `keys` exist: all other columns, or `update`.

    When there is nothing to update, an existing row stays as it is.
    """
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: Any = insert(table)
    names = update if update is not None else [name for name in rows[0] if name not in keys]
    if names:
        new = {name: statement.excluded[name] for name in names}
        statement = statement.on_conflict_do_update(index_elements=list(keys), set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(keys))
    session.connection().execute(statement, list(rows))
