"""A mail that is ready to go, who brings it, and one who writes files in place of sending."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tracker.errors import TransportError
from tracker.records import Answer, Result


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail ready to go: from whom and to whom on the envelope, and all its bytes."""

    sender: str
    reader: str
    data: bytes
    message_id: str


class Courier(Protocol):
    """Brings mails one after another."""

    @property
    def is_open(self) -> bool:
        """Tell whether the next mail can go at once."""

    def open(self) -> None:
        """Connect; TransportError when nothing can be brought now."""

    def give(self, parcel: Parcel) -> Result:
        """Bring one mail and say how it ended."""

    def close(self) -> None:
        """End the connection."""

    def watch(self, now: float) -> None:
        """Cut the line when the answer takes longer than allowed; called by another thread."""


def nothing(message_id: str) -> None:
    """Do nothing with what the server took."""
    del message_id


@dataclass
class FileCourier:
    """Without a server: each mail is a file in `folder`, on disk when `give` returns."""

    folder: Path

    @property
    def is_open(self) -> bool:
        """Tell whether the folder is there."""
        return self.folder.is_dir()

    def open(self) -> None:
        """Make the folder; TransportError when the disk does not take it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TransportError(f"de map {self.folder.name} is niet te maken: {error}") from error

    def give(self, parcel: Parcel) -> Result:
        """Write the mail; a second time it is the same file."""
        name = parcel.message_id.strip("<>").partition("@")[0]
        draft = self.folder / f"{name}.new"
        try:
            with draft.open("wb") as file:
                file.write(parcel.data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(draft.with_suffix(".eml"))
        except OSError as error:
            draft.unlink(missing_ok=True)
            return Result(Answer.BROKEN, text=f"het bestand is niet te schrijven: {error.strerror}")
        return Result(Answer.TAKEN)

    def close(self) -> None:
        """Nothing to end."""

    def watch(self, now: float) -> None:
        """A file has no line to cut."""
        del now
