"""A calendar read by ical.js, in Node: a library that nobody here wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.web import agenda_world
from tests.web.world import STIKSTOF, Kamer, debate
from tracker.records import ChangeKind

ROOT = Path(__file__).parent.parent.parent
READER = Path(__file__).parent / "ical_reader.mjs"


def _read(body: bytes) -> dict[str, Any]:
    """Return events by their summary; the test is skipped without Node or ical.js."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "ical.js").is_dir():
        pytest.skip("no Node or no ical.js: npm ci --ignore-scripts")
    done = subprocess.run([node, READER], input=body, capture_output=True, timeout=60, cwd=ROOT)
    assert done.returncode == 0, done.stderr.decode()
    return {one["summary"]: one for one in json.loads(done.stdout)}


def _calendar(client: TestClient) -> dict[str, Any]:
    return _read(client.get("/politieke-agenda/kalender/alles.ics").content)


def test_a_moved_and_a_cancelled_debate_arrive(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    before = _calendar(client)["Commissiedebat Stikstof en natuur"]
    agenda_world.cancelled(kamer)
    kamer.change(item_id, ChangeKind.MOVED, old=agenda_world.OLD_TIME, new=agenda_world.NEW_TIME)
    after = _calendar(client)
    moved = after["Commissiedebat Stikstof en natuur"]
    off = after["Geannuleerd: Commissiedebat Woningbouw"]

    assert (moved["uid"], moved["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert moved["start"] == "2026-12-02T09:00:00.000Z"
    assert moved["zone"] == "Europe/Amsterdam"
    assert (moved["status"], off["status"]) == ("CONFIRMED", "CANCELLED")


def test_a_debate_that_became_another_activiteit_is_one_event(
    client: TestClient, kamer: Kamer
) -> None:
    agenda_world.replaced(kamer)

    (found,) = _calendar(client).values()

    assert found["start"] == "2026-12-09T09:00:00.000Z"
    assert found["sequence"] == 2


def test_hostile_text_stays_text(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate(agenda_world.HOSTILE, room="Zaal\r\nX-KWAAD:1"), STIKSTOF)

    (found,) = _calendar(client).values()

    assert found["location"] == "Zaal X-KWAAD:1, Tweede Kamer"
    assert '🐝 & "quotes" ]]> \\; ,' in found["summary"]
    assert {"attendee", "x-kwaad"} & set(found["names"]) == set()
