"""All that happened in the workspace: JSON lines, on disk before anybody is told "ok"."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Entry = Mapping[str, Any]


def _read(path: Path) -> tuple[Entry, ...]:
    """Return the whole lines of the journal; a last line that was cut is taken away.

    A cut line was never answered, so nobody believes that it was stored.
    """
    if not path.exists():
        return ()
    content = path.read_bytes()
    whole = content[: content.rfind(b"\n") + 1]
    if len(whole) < len(content):
        with path.open("r+b") as file:
            file.truncate(len(whole))
    return tuple(json.loads(line) for line in whole.splitlines())


class Journal:
    """One file of lines {"op": ..., ...}; safe for several threads.

    `earlier` holds the lines of earlier processes, oldest first.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.earlier = _read(path)
        self._lock = threading.Lock()
        self._file = path.open("ab")

    def write(self, op: str, *, sync: bool = True, **values: Any) -> None:
        """Add one line; with `sync` it survives a power cut, else only a kill."""
        line = json.dumps({"op": op, **values}, ensure_ascii=False).encode() + b"\n"
        with self._lock:
            if self._file.closed:
                return
            self._file.write(line)
            self._file.flush()
            if sync:
                os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what comes later is not kept."""
        with self._lock:
            self._file.close()
