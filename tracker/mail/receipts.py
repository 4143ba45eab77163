"""What the mail server took, on disk the moment it says so, before the database knows.

A commit may wait for another writer; a process that is killed in that time would have to
doubt a mail that it knows was taken. A line in a file closes that gap. It is a help, not the
truth: without the file such a mail is in doubt, as before.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import structlog

_SUFFIX = ".taken"


def _path(folder: Path, dispatch_id: int) -> Path:
    return folder / f"{dispatch_id}{_SUFFIX}"


def writer(folder: Path, dispatch_id: int) -> Callable[[str], None]:
    """Return what notes a Message-ID as taken; a full disk is no reason to stop."""
    path = _path(folder, dispatch_id)

    def note(message_id: str) -> None:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(handle, f"{message_id}\n".encode())
            finally:
                os.close(handle)
        except OSError as error:
            structlog.get_logger("tracker.sending").warning("no_receipt", reason=str(error))

    return note


def taken(folder: Path, dispatch_id: int) -> frozenset[str]:
    """Return the Message-IDs that were noted for a sending; a cut line is left out."""
    try:
        text = _path(folder, dispatch_id).read_text(encoding="ascii", errors="replace")
    except OSError:
        return frozenset()
    return frozenset(line for line in text.splitlines() if line.endswith(">"))


def forget(folder: Path, dispatch_id: int) -> None:
    """Let the notes of a sending go: the database knows all of it."""
    _path(folder, dispatch_id).unlink(missing_ok=True)
