"""The Slack stand-in as a real, separate process on loopback."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.conftest import ROOT

TOKEN = "xoxb-sandbox"
LG = "#lobby-landelijk-gebied"


@dataclass
class StandIn:
    """One running stand-in; its state outlives it."""

    process: subprocess.Popen[str]
    url: str
    state: Path

    def kill(self) -> None:
        """End it at once, as `kill -9` does."""
        self.process.kill()
        self.process.wait(timeout=10)
        if self.process.stdout:
            self.process.stdout.close()

    def get(self, path: str) -> Any:
        with urlopen(f"{self.url}{path}", timeout=10) as answer:
            return json.load(answer)

    def messages(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/_messages")
        return found

    def calls(self, method: str) -> list[str]:
        return [outcome for _, name, outcome in self.get("/_calls") if name == method]

    def post(self, path: str, **order: Any) -> dict[str, Any]:
        """Post an order and return its answer."""
        body = json.dumps(order).encode()
        request = Request(f"{self.url}{path}", body, {"Content-Type": "application/json"})
        with urlopen(request, timeout=30) as answer:
            found: dict[str, Any] = json.load(answer)
        return found

    def order(self, **order: Any) -> None:
        """Ask it to go wrong."""
        assert self.post("/_faults", **order)["ok"]

    def set_up(self, **order: Any) -> dict[str, Any]:
        """Say how it reaches the app, or what its clock says."""
        return self.post("/_app", **order)

    def act(self, act: str, user: str, **order: Any) -> dict[str, Any]:
        """Let somebody do something; the answer says what the app made of it."""
        return self.post("/_act", act=act, user=user, **order)

    def journal(self, op: str) -> list[dict[str, Any]]:
        """Return the lines of the journal of one sort."""
        lines = (self.state / "journal.jsonl").read_text(encoding="utf-8").splitlines()
        return [entry for line in lines if (entry := json.loads(line))["op"] == op]

    def page(self) -> str:
        with urlopen(f"{self.url}/", timeout=10) as answer:
            return str(answer.read().decode())


def start(state: Path) -> StandIn:
    """Start a stand-in on a free port; it is ready when this returns."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tracker.sandbox.slack", "--port", "0", "--state", str(state)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("listening http://127.0.0.1:"), line
    return StandIn(process, line.split()[1], state)
