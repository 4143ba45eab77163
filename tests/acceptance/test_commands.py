"""Commands as a person or a program calls them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

ROOT = Path(__file__).parents[2]


class Shell:
    """Runs `haagsezaken` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.environment = {
            **os.environ,
            "DATA_DIR": str(folder),
            "DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        }

    def run(self, *words: str, given: str = "", **variables: str) -> Any:
        return subprocess.run(
            [sys.executable, "-m", "tracker", *words],
            cwd=ROOT,
            env={**self.environment, **variables},
            input=given,
            capture_output=True,
            text=True,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_classify_writes_a_line_per_item_and_reports_a_broken_one(shell: Shell) -> None:
    lines = [
        '{"id": "a", "title": "Stikstof en natuurvergunningen", "note": "unknown field"}',
        "{broken",
        '{"id": "b", "title": "Wachtlijsten in de jeugdzorg"}',
    ]

    done = shell.run("classify", given="\n".join(lines))

    assert done.returncode == 0
    first, second = [orjson.loads(line) for line in done.stdout.splitlines()]
    assert list(first) == ["id", "relevant", "relevance", "dossiers", "bacs"]
    assert first["relevant"]
    assert first["dossiers"][0]["slug"] == "stikstof"
    evidence = first["dossiers"][0]["evidence"][0]
    assert evidence["text"] == "Stikstof en natuurvergunningen"[evidence["start"] : evidence["end"]]
    assert first["bacs"] == ["landelijk-gebied"]
    assert (second["id"], second["relevant"], second["dossiers"]) == ("b", False, [])
    assert "regel 2" in done.stderr


def test_evaluate_gives_figures_as_json(shell: Shell, tmp_path: Path) -> None:
    items = [
        {"id": "a", "title": "Stikstof en natuurvergunningen", "dossiers": ["stikstof"]},
        {"id": "b", "title": "Wachtlijsten in de jeugdzorg", "dossiers": []},
    ]
    file = tmp_path / "items.jsonl"
    file.write_bytes(b"\n".join(orjson.dumps(item) for item in items))

    done = shell.run("evaluate", str(file), "--json")

    assert done.returncode == 0, done.stderr
    result = orjson.loads(done.stdout)
    assert result["relevance"]["recall"] == 1.0
    assert result["dossiers"]["stikstof"]["support"] == 1
    assert result["items_per_second"] > 0


def test_the_tap_is_closed_until_somebody_opens_it(shell: Shell) -> None:
    assert "dicht" in shell.run("tap", "status").stdout

    assert shell.run("tap", "open").returncode == 0

    assert "open" in shell.run("tap", "status").stdout


def test_the_outbox_is_counted_and_can_be_tried_again(shell: Shell) -> None:
    counts = orjson.loads(shell.run("outbox", "status", "--json").stdout)
    again = shell.run("outbox", "retry")

    assert counts == {"planned": 0, "sending": 0, "sent": 0, "failed": 0, "unknown": 0}
    assert again.returncode == 0
    assert "geen mislukte berichten" in again.stdout


def test_check_says_in_dutch_what_is_ready(shell: Shell) -> None:
    done = shell.run("check", "--no-live", "--json")

    assert done.returncode == 0, done.stdout
    findings = {entry["subject"]: entry for entry in orjson.loads(done.stdout)}
    assert "43 dossiers" in findings["configuratie"]["text"]
    assert all(entry["good"] for entry in findings.values())


def test_check_names_a_source_that_does_not_answer(shell: Shell) -> None:
    nobody = "http://127.0.0.1:9/SyncFeed/2.0"

    done = shell.run("check", SYNCFEED_URL=nobody, ODATA_URL=nobody)

    assert done.returncode == 1
    assert "FOUT  SyncFeed: niet bereikbaar" in done.stdout


@pytest.mark.parametrize(
    ("words", "variables", "message"),
    [
        (("newsletter", "preview", "--week", "2026-W48"), {}, "newsletter draft --week 2026-W48"),
        (("newsletter", "draft", "--week", "2026-W60"), {}, "2026-W60"),
        (("replay", "no-such-folder"), {}, "bestaat niet"),
        (("crawl", "no-such-source"), {}, "no-such-source"),
        (("check",), {"ODATA_VERSION": "v9"}, "ODATA_VERSION"),
        (("tap", "status"), {"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
    ],
)
def test_a_mistake_gives_one_readable_text(
    shell: Shell, words: tuple[str, ...], variables: dict[str, str], message: str
) -> None:
    done = shell.run(*words, **variables)

    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_said_in_a_few_words(shell: Shell) -> None:
    pytest.importorskip("psycopg")
    address = "postgresql://iemand:geheim@127.0.0.1:1/niets"

    done = shell.run("outbox", "status", DATABASE_URL=address)

    assert done.returncode == 1
    assert "Klopt DATABASE_URL?" in done.stderr
    assert "Traceback" not in done.stderr
    assert "geheim" not in done.stderr
