"""The API exercised by schemathesis against its own OpenAPI document, on a real server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.web import agenda_world
from tests.web.chromium import served
from tests.web.world import COMMITMENT, MOTION, NOW, STIKSTOF, Kamer
from tracker.database import session_scope
from tracker.models import EditionTable

EXAMPLES, SECONDS = "15", 150
PHASES = "examples,coverage,fuzzing,stateful"


def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    """Valid and invalid data, every check that schemathesis has, in all its phases."""
    pytest.importorskip("schemathesis")
    with served(tmp_path, lambda: NOW) as (workshop, address):
        kamer = Kamer(workshop.engine)
        agenda_world.fill(kamer)
        kamer.add(MOTION, STIKSTOF)
        kamer.add(COMMITMENT, STIKSTOF)
        with session_scope(workshop.engine) as session:
            session.add(EditionTable(week="2026-W47", subject="Haagse Zaken", preheader="",
                                     status="sent", made_at=NOW))  # fmt: skip
        done = subprocess.run(
            [Path(sys.executable).parent / "schemathesis", "--no-color", "run",
             f"{address}/api/v1/openapi.json", "--checks", "all", "--mode", "all",
             "--max-examples", EXAMPLES, "--seed", "48", "--phases", PHASES],
            capture_output=True, text=True, timeout=SECONDS, cwd=tmp_path,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
    assert "6 passed" in done.stdout
