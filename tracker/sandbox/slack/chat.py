"""`chat.*`: messages in channels and conversations, and those that one person sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tracker.sandbox.slack.answers import Answer, Arguments, decoded, flag, no, shown
from tracker.sandbox.slack.directory import BOT, Directory
from tracker.sandbox.slack.limits import refusal
from tracker.sandbox.slack.store import Message, Store
from tracker.sandbox.slack.surfaces import Surfaces, Whisper


class Chat:
    """What may be said; a deactivated person is sent to without any error, as Slack does
    (slackapi/python-slack-sdk#1156).
    """

    def __init__(self, store: Store, directory: Directory, surfaces: Surfaces) -> None:
        self.store, self.directory, self.surfaces = store, directory, surfaces

    def methods(self) -> Mapping[str, Callable[[Arguments], Answer]]:
        """Return each method by its name."""
        return {
            "chat.delete": self.delete,
            "chat.getPermalink": self.permalink,
            "chat.postEphemeral": self.whisper,
            "chat.postMessage": self.post,
            "chat.update": self.update,
        }

    def _place(self, arguments: Arguments, *, by_name: bool) -> tuple[str, Answer | None]:
        """Return the id of the channel, or why nothing can be said there."""
        reference = str(arguments.get("channel") or "")
        if by_name and reference in self.directory.users:
            reference = self.directory.open_conversation(reference) or ""
        channel = self.directory.find_channel(reference, by_name=by_name) or ""
        if not channel:
            return "", no("channel_not_found")
        if channel in self.directory.archived:
            return "", no("is_archived")
        if channel in self.directory.left:
            return "", no("not_in_channel")
        return channel, None

    def _content(self, arguments: Arguments, *, is_update: bool) -> tuple[Message, Answer | None]:
        blocks = decoded(arguments.get("blocks") or [])
        metadata = decoded(arguments.get("metadata"))
        text = str(arguments.get("text") or "")
        if problem := refusal(text, blocks, is_update=is_update):
            return Message("", "", "", BOT, text), no(*problem)
        is_shaped = metadata is None or {"event_type", "event_payload"} <= set(metadata)
        message = Message("", "", "", BOT, text, tuple(blocks), metadata=metadata)
        return message, None if is_shaped else no("invalid_metadata_format")

    def post(self, arguments: Arguments) -> Answer:
        """Post a message, as a reply when `thread_ts` is given."""
        channel, error = self._place(arguments, by_name=True)
        if error:
            return error
        content, error = self._content(arguments, is_update=False)
        if error:
            return error
        thread = str(arguments.get("thread_ts") or "")
        if thread and self.store.get(channel, thread) is None:
            return no("thread_not_found")
        posted = self.store.post(
            Message(
                ts="",
                channel=channel,
                channel_name=self.directory.channels[channel],
                user=BOT,
                text=content.text,
                blocks=content.blocks,
                thread_ts=thread,
                broadcast=bool(thread) and flag(arguments.get("reply_broadcast")),
                metadata=content.metadata,
            )
        )
        message = shown(posted, (), metadata=True)
        return {"ok": True, "channel": channel, "ts": posted.ts, "message": message}

    def update(self, arguments: Arguments) -> Answer:
        """Replace the content of a message; takes the id of a channel, not its name."""
        reference = str(arguments.get("channel") or "")
        channel = self.directory.find_channel(reference)
        if not channel:
            return no("channel_not_found")
        content, error = self._content(arguments, is_update=True)
        if error:
            return error
        changed = self.store.update(
            channel, str(arguments.get("ts")), content.text, content.blocks, content.metadata
        )
        if changed is None:
            return no("message_not_found")
        return {"ok": True, "channel": channel, "ts": changed.ts, "text": changed.text}

    def delete(self, arguments: Arguments) -> Answer:
        """Take a message away."""
        channel = self.directory.find_channel(str(arguments.get("channel") or "")) or ""
        if not channel:
            return no("channel_not_found")
        ts = str(arguments.get("ts"))
        gone = self.store.delete(channel, ts)
        return {"ok": True, "channel": channel, "ts": ts} if gone else no("message_not_found")

    def whisper(self, arguments: Arguments) -> Answer:
        """Show a message to one person in a channel."""
        channel, error = self._place(arguments, by_name=True)
        if error:
            return error
        user = str(arguments.get("user") or "")
        if user not in self.directory.users or user in self.directory.gone:
            return no("user_not_in_channel")
        content, error = self._content(arguments, is_update=False)
        if error:
            return error
        thread = str(arguments.get("thread_ts") or "")
        ts = self.store.next_ts()
        self.surfaces.whisper(Whisper(ts, channel, user, content.text, content.blocks, thread))
        return {"ok": True, "message_ts": ts}

    def permalink(self, arguments: Arguments) -> Answer:
        """Return the address of a message."""
        channel = self.directory.find_channel(str(arguments.get("channel") or "")) or ""
        if not channel:
            return no("channel_not_found")
        message = self.store.get(channel, str(arguments.get("message_ts")))
        if message is None:
            return no("message_not_found")
        address = f"https://ipo.slack.example/archives/{channel}/p{message.ts.replace('.', '')}"
        if message.is_reply:
            address += f"?thread_ts={message.thread_ts}&cid={channel}"
        return {"ok": True, "channel": channel, "permalink": address}
