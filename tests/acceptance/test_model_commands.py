"""The model's life from the command line: what there is, what is used, what is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'test.db'}",
        "DATA_DIR": str(folder / "var"),
    }
    command = [sys.executable, "-m", "tracker", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_the_shipped_model_is_listed_shown_and_used(tmp_path: Path) -> None:
    (listed,) = json.loads(run(tmp_path, "model", "list", "--json").stdout)
    assert listed["shipped"] is True
    assert listed["in_use"] is True
    assert listed["data"]

    shown = json.loads(run(tmp_path, "model", "show", listed["version"], "--json").stdout)
    assert shown == listed
    used = run(tmp_path, "model", "use", listed["version"])
    assert used.returncode == 0
    assert "is in gebruik" in used.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("model", "use", "v9"), "Er is geen model v9"),
        (("model", "show", "v9"), "Er is geen model v9"),
        (("train",), "Er zijn nog geen correcties om van te leren."),
        (("train", "--gold", "bestaat-niet"), "geen gelabelde items"),
        (("reclassify", "--dossier", "v9"), "Onbekend dossier: v9."),
    ],
)
def test_what_cannot_be_is_said_in_dutch(
    tmp_path: Path, words: tuple[str, ...], reason: str
) -> None:
    done = run(tmp_path, *words)

    assert done.returncode == 1
    assert reason in done.stderr
    assert "Traceback" not in done.stderr
