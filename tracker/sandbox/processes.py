"""Start a stand-in as a process of its own, and stop it again; both sides of the agreement."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import BaseServer

_LISTENING = "listening "


class StandInError(Exception):
    """A stand-in did not start."""


def serve(server: BaseServer, address: str) -> int:
    """Say where the stand-in listens, serve until it is interrupted; returns its exit code."""
    sys.stdout.write(f"{_LISTENING}{address}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


@contextmanager
def stand_in(name: str, state: Path, port: int = 0, *options: str) -> Iterator[str]:
    """Run `tracker.sandbox.<name>` on loopback; yields its address.

    Its state stays in the folder `state`, so that a later start goes on from there.
    Raises StandInError when it does not say where it listens.
    """
    command = [sys.executable, "-m", f"tracker.sandbox.{name}", "--port", str(port)]
    command += ["--state", str(state), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            line = process.stdout.readline().strip()
            if not line.startswith(_LISTENING):
                raise StandInError(f"{name} did not start: {line or process.poll()}")
            yield line.removeprefix(_LISTENING)
        finally:
            process.terminate()
            process.wait(timeout=10)
