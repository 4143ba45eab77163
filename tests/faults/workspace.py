"""`haagsezaken web` as a process of its own, that can be killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from urllib.request import urlopen

from tests.conftest import ROOT
from tests.faults.processes import PATIENCE, FaultsError
from tests.faults.world import Round
from tracker.sandbox.slack.server import SIGNING_SECRET


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass
class Workspace:
    """`haagsezaken web` on the database of a round."""

    round: Round
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        home = self.round.home
        given = {
            "DATABASE_URL": f"sqlite:///{home / 'haagsezaken.db'}",
            "DATA_DIR": str(home),
            "PORT": str(self.port),
            "SLACK_BOT_TOKEN": "xoxb-sandbox",
            "SLACK_API_URL": f"{self.round.slack}/api/",
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "LOG_LEVEL": "CRITICAL",
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "web"],
            cwd=ROOT,
            env={**os.environ, **given},
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise FaultsError("the workspace does not start")
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """`kill -9`."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
