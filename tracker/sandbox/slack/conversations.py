"""`conversations.*` and `users.*`: where messages stand, and who people are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tracker.sandbox.slack.answers import Answer, Arguments, flag, no, shown
from tracker.sandbox.slack.directory import BOT, TEAM, Directory, User
from tracker.sandbox.slack.store import Message, Store

_NO_MORE = {"next_cursor": ""}


class Conversations:
    """Reading channels, conversations and people."""

    def __init__(self, store: Store, directory: Directory) -> None:
        self.store, self.directory = store, directory

    def methods(self) -> Mapping[str, Callable[[Arguments], Answer]]:
        """Return each method by its name."""
        return {
            "conversations.history": self.history,
            "conversations.info": self.info,
            "conversations.join": self.join,
            "conversations.list": self.listing,
            "conversations.members": self.members,
            "conversations.open": self.open,
            "conversations.replies": self.replies,
            "users.info": self.user,
            "users.list": self.users,
            "users.lookupByEmail": self.lookup,
        }

    def _channel(self, arguments: Arguments) -> tuple[str, Answer | None]:
        channel = self.directory.find_channel(str(arguments.get("channel") or ""))
        return channel or "", None if channel else no("channel_not_found")

    def _readable(self, arguments: Arguments) -> tuple[str, Answer | None]:
        channel, error = self._channel(arguments)
        if channel in self.directory.left:
            return "", no("not_in_channel")
        return channel, error

    def _page(self, found: Sequence[Message], arguments: Arguments, channel: str) -> Answer:
        """Return one page of messages; the cursor is the place where the next one starts."""
        start = int(str(arguments.get("cursor") or 0))
        size = min(int(arguments.get("limit") or 100), 1_000)
        metadata = flag(arguments.get("include_all_metadata"))
        messages = [
            shown(
                one,
                () if one.is_reply else self.store.replies(channel, one.ts),
                metadata=metadata,
            )
            for one in found[start : start + size]
        ]
        more = start + size < len(found)
        cursor = {"next_cursor": str(start + size) if more else ""}
        return {"ok": True, "messages": messages, "has_more": more, "response_metadata": cursor}

    def history(self, arguments: Arguments) -> Answer:
        """Return top messages and broadcasts of a channel, newest first."""
        channel, error = self._readable(arguments)
        if error:
            return error
        oldest = float(arguments.get("oldest") or 0)
        latest = float(arguments.get("latest") or "inf")
        inclusive = flag(arguments.get("inclusive"))
        found = [
            one
            for one in reversed(self.store.messages(channel))
            if (not one.is_reply or one.broadcast)
            and (
                oldest < float(one.ts) < latest or (inclusive and float(one.ts) in (oldest, latest))
            )
        ]
        return self._page(found, arguments, channel)

    def replies(self, arguments: Arguments) -> Answer:
        """Return a message and the replies to it, oldest first."""
        channel, error = self._readable(arguments)
        if error:
            return error
        top = self.store.get(channel, str(arguments.get("ts")))
        if top is None:
            return no("thread_not_found")
        return self._page([top, *self.store.replies(channel, top.ts)], arguments, channel)

    def _described(self, channel: str) -> Answer:
        name = self.directory.channels[channel]
        if not name.startswith("#"):
            return {"id": channel, "is_im": True, "user": self.directory.other_in(channel)}
        return {
            "id": channel,
            "name": name[1:],
            "is_channel": True,
            "is_im": False,
            "is_private": False,
            "is_archived": channel in self.directory.archived,
            "is_member": channel not in self.directory.left,
        }

    def listing(self, arguments: Arguments) -> Answer:
        """Return all channels."""
        hide = flag(arguments.get("exclude_archived"))
        channels = [
            self._described(key)
            for key, name in self.directory.channels.items()
            if name.startswith("#") and not (hide and key in self.directory.archived)
        ]
        return {"ok": True, "channels": channels, "response_metadata": _NO_MORE}

    def info(self, arguments: Arguments) -> Answer:
        """Return what is known of a channel or conversation."""
        channel, error = self._channel(arguments)
        return error or {"ok": True, "channel": self._described(channel)}

    def members(self, arguments: Arguments) -> Answer:
        """Return the ids of everyone in a channel or conversation."""
        channel, error = self._channel(arguments)
        if error:
            return error
        other = self.directory.other_in(channel)
        everyone = [one for one in self.directory.users if one not in self.directory.gone]
        app = [] if channel in self.directory.left else [BOT]
        members = [*([other] if other else everyone), *app]
        return {"ok": True, "members": members, "response_metadata": _NO_MORE}

    def join(self, arguments: Arguments) -> Answer:
        """Make the app a member of a public channel."""
        channel, error = self._channel(arguments)
        if error:
            return error
        if channel in self.directory.archived:
            return no("is_archived")
        self.directory.left.discard(channel)
        return {"ok": True, "channel": self._described(channel)}

    def open(self, arguments: Arguments) -> Answer:
        """Open the conversation with one user."""
        user = str(arguments.get("users") or "").split(",")[0]
        if user in self.directory.gone:
            return no("user_disabled")
        identity = self.directory.open_conversation(user)
        return {"ok": True, "channel": {"id": identity}} if identity else no("user_not_found")

    def _person(self, user: User) -> Answer:
        return {
            "id": user.id,
            "team_id": TEAM,
            "name": user.email.partition("@")[0],
            "real_name": user.name,
            "deleted": user.id in self.directory.gone,
            "is_bot": False,
            "tz": "Europe/Amsterdam",
            "profile": {"real_name": user.name, "display_name": user.name, "email": user.email},
        }

    def user(self, arguments: Arguments) -> Answer:
        """Return one person, also a deactivated one."""
        found = self.directory.users.get(str(arguments.get("user") or ""))
        return {"ok": True, "user": self._person(found)} if found else no("user_not_found")

    def users(self, _arguments: Arguments) -> Answer:
        """Return everyone, also who was deactivated."""
        members = [self._person(one) for one in self.directory.users.values()]
        return {"ok": True, "members": members, "response_metadata": _NO_MORE}

    def lookup(self, arguments: Arguments) -> Answer:
        """Return the person with this address; who was deactivated is not found."""
        found = self.directory.by_email(str(arguments.get("email") or ""))
        return {"ok": True, "user": self._person(found)} if found else no("users_not_found")
