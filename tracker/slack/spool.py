"""What came in and was acknowledged, on this machine's disk until the database has it.

Slack waits three seconds for an answer, also when the database is slow, and never sends a
click again. So an event is safe here first; docs/decisions/0007-slack-inbox.md says why.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import structlog

from tracker.slack.reading import Event, load

_SUFFIX, _DAMAGED = ".json", ".damaged"


class Spool:
    """Events as files of their own, named after their id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._log = structlog.get_logger("tracker.slack.spool")

    def _path(self, event_id: str) -> Path:
        name = hashlib.blake2b(event_id.encode(), digest_size=20).hexdigest()
        return self.folder / f"{name}{_SUFFIX}"

    def put(self, event: Event, now: datetime) -> bool:
        """Keep an event; it is on disk when this returns. False when it lies here already."""
        path = self._path(event.id)
        if path.exists():
            return False
        part = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}.part")
        with part.open("wb") as file:
            file.write(event.dump(now))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        self._sync_folder()
        return True

    def _sync_folder(self) -> None:
        """Make the name of a new file as lasting as its content."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def waiting(self) -> Iterator[tuple[Event, datetime]]:
        """Return what waits, in the order in which it came in; what is damaged is put aside."""
        found: list[tuple[datetime, Event]] = []
        for path in self.folder.glob(f"*{_SUFFIX}"):
            try:
                event, at = load(path.read_bytes())
            except FileNotFoundError:
                continue
            except ValueError as error:
                self._log.error("slack_event_damaged", file=path.name, reason=str(error))
                path.rename(path.with_suffix(_DAMAGED))
                continue
            found.append((at, event))
        for at, event in sorted(found, key=lambda one: (one[0], one[1].id)):
            yield event, at

    def remove(self, event: Event) -> None:
        """Let go of an event that the database has."""
        self._path(event.id).unlink(missing_ok=True)
