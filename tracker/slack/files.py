"""Without a token: the same messages in a journal on disk and on a page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from config.schema import People
from tracker.errors import TransportError
from tracker.records import Notice
from tracker.sandbox.slack import page
from tracker.sandbox.slack.directory import BOT, Directory, channel_id, from_people
from tracker.sandbox.slack.store import Message, Store
from tracker.slack import blocks, envelope
from tracker.slack.blocks import MessageContext
from tracker.slack.failures import REASONS


@dataclass
class FileTransport:
    """The same messages in `folder`: `journal.jsonl`, and `slack.html` as a reader sees them."""

    store: Store
    directory: Directory
    context: MessageContext
    page_path: Path

    def _message(self, notice: Notice, content: blocks.Message) -> Message:
        channel, ts = (
            envelope.split(notice.thread) if notice.thread else (channel_id(notice.channel), "")
        )
        return Message(
            ts="",
            channel=channel,
            channel_name=notice.channel,
            user=BOT,
            text=content["text"],
            blocks=tuple(content["blocks"]),
            thread_ts=ts,
            broadcast=bool(ts) and notice.broadcast,
            metadata=envelope.metadata(notice),
        )

    def send(self, notice: Notice) -> str:
        """Write the notice to the journal; it is on disk when this returns."""
        stored = self.store.post(
            self._message(notice, envelope.built(blocks.message, notice, self.context))
        )
        return f"{stored.channel}/{stored.ts}"

    def update(self, notice: Notice) -> None:
        """Write the new content of the top message to the journal."""
        channel, ts = envelope.split(notice.thread)
        content = envelope.built(blocks.top, notice, self.context)
        changed = self.store.update(
            channel, ts, content["text"], content["blocks"], envelope.top_metadata(notice)
        )
        if changed is None:
            raise TransportError(REASONS["message_not_found"], permanent=True)

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Look in the journal for the message that carries `key`."""
        del thread, since
        for one in self.store.messages(channel_id(channel)):
            if envelope.carries({"metadata": one.metadata}, key):
                return f"{one.channel}/{one.ts}"
        return None

    def write_page(self, *, example: bool) -> None:
        """Write the page with all messages."""
        users = {user.id: user.name for user in self.directory.users.values()}
        page.write(
            self.page_path, self.store.messages(), self.directory.channels, users, example=example
        )


@contextmanager
def file_transport(
    folder: Path, people: People, context: MessageContext, *, example: bool = False
) -> Iterator[FileTransport]:
    """A transport that writes to `folder`; the page is written at the end, come what may."""
    store = Store(folder / "journal.jsonl")
    transport = FileTransport(store, from_people(people), context, folder / "slack.html")
    try:
        yield transport
    finally:
        transport.write_page(example=example)
        store.close()
