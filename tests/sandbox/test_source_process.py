"""The stand-in as the process that the demo and the tests start."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.sandbox.source_client import entries, fetch, step

COMMAND = [sys.executable, "-m", "tracker.sandbox.source", "--port", "0", "--state"]


def start(state: Path) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen([*COMMAND, str(state)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline().strip()
    assert line.startswith("listening http://127.0.0.1:")
    return process, line.removeprefix("listening ")


def test_it_serves_keeps_a_journal_and_survives_a_kill(tmp_path: Path) -> None:
    process, base = start(tmp_path)
    try:
        url = f"{base}/SyncFeed/2.0/Feed?category=Activiteit"
        before = len(entries(url))
        step(base, "debate-moves")
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()

    process, base = start(tmp_path)
    try:
        assert len(entries(f"{base}/SyncFeed/2.0/Feed?category=Activiteit")) == before
        state = fetch(f"{base}/_scenario").json()
        assert isinstance(state, dict)
        assert state["state"]["steps"] == ["debate-moves"]
    finally:
        process.terminate()
        process.communicate()

    lines = (tmp_path / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    journal = [json.loads(line) for line in lines]
    assert {"time", "method", "path", "user_agent", "status"} == set(journal[0])
    assert [line["path"] for line in journal if line["method"] == "POST"] == [
        "/_scenario/debate-moves"
    ]
