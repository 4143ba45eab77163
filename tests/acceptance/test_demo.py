"""`make demo` as a newcomer runs it: a first day, nothing new, then a debate that moves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[2]


class Demo:
    """Runs the command in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *options: str) -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "DATA_DIR": str(self.folder)}
        command = [sys.executable, "-m", "tracker", "demo", "--json", *options]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True)

    def figures(self, *options: str) -> dict[str, Any]:
        done = self.run(*options)
        assert done.returncode == 0, done.stderr.decode()
        return dict(orjson.loads(done.stdout))

    def journal(self) -> Sequence[dict[str, Any]]:
        lines = (self.folder / "demo/slack/journal.jsonl").read_bytes().splitlines()
        entries = [orjson.loads(line) for line in lines]
        return [entry for entry in entries if entry["op"] in {"post", "update"}]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.first = demo.figures()  # type: ignore[attr-defined]
    return demo


def test_the_first_run_tells_the_news_of_the_day_and_leaves_its_files(demo: Demo) -> None:
    first = demo.first  # type: ignore[attr-defined]

    assert first["outcome"] in {"complete", "partial"}, "one example entry is bad on purpose"
    assert first["fetched"] > 4_000
    assert first["stored"] > 500
    assert 4 <= first["pinged"] <= 30
    assert first["digests"] >= 3
    assert first["failed"] == 0
    for name in ("haagse-zaken.html", "haagse-zaken.txt", "slack.html"):
        assert (demo.folder / "demo" / name).stat().st_size > 2_000
    letter = (demo.folder / "demo/haagse-zaken.txt").read_text()
    assert "Concept, ter redactie" in letter
    assert "Politieke agenda" in letter


def test_a_second_run_has_nothing_to_tell_and_a_move_is_one_reply(demo: Demo) -> None:
    again = demo.figures()
    assert [again[name] for name in ("stored", "changed", "pinged", "digests")] == [0, 0, 0, 0]
    before = len(demo.journal())

    moved = demo.figures("--step", "debate-moves")

    assert [moved[name] for name in ("stored", "changed", "pinged")] == [0, 1, 1]
    reply, update = [line for line in demo.journal()[before:] if line["op"] != "call"]
    assert reply["op"] == "post"
    assert reply["message"]["thread_ts"] == update["message"]["ts"]
    assert "van wo 2 dec 13.00 naar do 3 dec 10.00 uur" in reply["message"]["text"]
    assert update["op"] == "update"
    assert "do 3 dec" in str(update["message"]["blocks"])


def test_an_unknown_step_is_refused_with_the_steps_there_are(demo: Demo) -> None:
    done = demo.run("--step", "no-such-step")

    assert done.returncode == 1
    message = done.stderr.decode()
    assert "no-such-step" in message
    assert "Traceback" not in message
