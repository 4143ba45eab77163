"""Migrations go forward and back on both databases, and give the tables of the models."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from tracker.database import (
    downgrade,
    is_current,
    migrate,
    open_engine,
    read_scope,
    require_current,
    revisions,
    session_scope,
)
from tracker.errors import DatabaseError
from tracker.models import metadata


def test_migrations_give_the_tables_of_the_models(engine: Engine) -> None:
    def of_models(name: str | None, kind: str, _parents: object) -> bool:
        return kind != "table" or not str(name).startswith("search_index")

    with engine.connect() as connection:
        options = {"compare_type": False, "include_name": of_models}
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, metadata)

    assert differences == []


def test_migrations_go_back_and_forward_again(engine: Engine) -> None:
    downgrade(engine, "base")
    assert "item" not in inspect(engine).get_table_names()
    with pytest.raises(DatabaseError, match="haagsezaken migrate"):
        require_current(engine)
    assert not is_current(engine)

    migrate(engine)
    migrate(engine)

    current, newest = revisions(engine)
    assert current == newest
    assert is_current(engine)


def test_a_failed_transaction_leaves_nothing(engine: Engine) -> None:
    statement = text("INSERT INTO sync_token VALUES ('s', 'all', '1', '', '2026')")

    with pytest.raises(RuntimeError), session_scope(engine) as session:
        session.connection().execute(statement)
        raise RuntimeError

    with read_scope(engine) as session:
        assert session.connection().execute(text("SELECT count(*) FROM sync_token")).scalar() == 0


def test_a_wrong_address_says_which_setting_to_look_at() -> None:
    with pytest.raises(DatabaseError, match="DATABASE_URL"):
        open_engine("no address at all")


def test_the_folder_of_an_sqlite_file_is_made(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("data") / "deep" / "haagsezaken.db"

    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)

    assert path.is_file()
    engine.dispose()
