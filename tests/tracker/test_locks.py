"""A lock is for one at a time and does not outlive its process."""

from __future__ import annotations

import subprocess
import sys

from sqlalchemy import Engine

from tests.conftest import ROOT
from tracker.database import open_engine
from tracker.locks import only_one

HOLDER = """
import sys, time
from tracker.database import open_engine
from tracker.locks import only_one
with only_one(open_engine(sys.argv[1]), "deliver") as mine:
    print(mine, flush=True)
    time.sleep(60)
"""


def test_the_second_one_hears_that_the_first_is_busy(engine: Engine) -> None:
    with only_one(engine, "deliver") as first, only_one(engine, "deliver") as second:
        assert (first, second) == (True, False)
    with only_one(engine, "deliver") as again:
        assert again


def test_locks_of_another_name_are_free(engine: Engine) -> None:
    with only_one(engine, "deliver"), only_one(engine, "crawl") as other:
        assert other


def test_a_lock_is_free_again_after_its_process_was_killed(
    engine: Engine, database_url: str
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database_url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    with only_one(engine, "deliver") as mine:
        assert not mine

    holder.kill()
    holder.wait(timeout=10)
    holder.stdout.close()

    with only_one(engine, "deliver", wait=10) as mine:
        assert mine


def test_a_database_in_memory_is_always_ours() -> None:
    engine = open_engine("sqlite:///:memory:")

    with only_one(engine, "deliver") as mine:
        assert mine
    engine.dispose()
