"""The database that tests share must be whole again after each of them, whatever it did."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.conftest import leave_clean
from tracker.database import is_current, open_engine

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE alembic_version SET version_num = '0000'",
        "DROP TABLE alembic_version",
        "DROP TABLE item_join CASCADE",
    ],
)
def test_what_a_test_broke_is_whole_for_the_next(migrated_url: str, harm: str) -> None:
    engine = open_engine(migrated_url)
    with engine.begin() as connection:
        connection.execute(text(harm))
    engine.dispose()

    leave_clean(migrated_url)

    assert is_current(engine)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM item_join")) == 0
    engine.dispose()
