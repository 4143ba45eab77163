"""Who and what the workspace knows: people, channels, and how Slack would number them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from config.schema import People

APP = "A0HAAGSE"
BOT = "U0HAAGSEZAKEN"
BOT_NAME = "Haagse Zaken"
TEAM = "T0IPO"


def channel_id(name: str) -> str:
    """Return the id of a channel or of a conversation with a person; always the same one."""
    prefix = "C0" if name.startswith("#") else "D0"
    return prefix + hashlib.blake2b(name.encode(), digest_size=4).hexdigest().upper()


@dataclass(frozen=True, slots=True)
class User:
    """One person in the workspace."""

    id: str
    name: str
    email: str


@dataclass(slots=True)
class Directory:
    """Users and channels; what happens to them during a trial is kept here.

    `archived` and `left` are ids of channels (the app is no member of the latter), `gone`
    of users whose account was deactivated.
    """

    users: dict[str, User]
    channels: dict[str, str]
    archived: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def find_channel(self, reference: str, *, by_name: bool = False) -> str | None:
        """Return the id for an id, or for "#name" where Slack takes names too."""
        if reference in self.channels:
            return reference
        if reference.startswith("D") and (other := self.other_in(reference)):
            return self.open_conversation(other)
        if not by_name:
            return None
        name = reference if reference.startswith("#") else f"#{reference}"
        return next((key for key, value in self.channels.items() if value == name), None)

    def open_conversation(self, user: str) -> str | None:
        """Return the id of the conversation with this user; None when there is no such user."""
        if user not in self.users:
            return None
        identity = channel_id(user)
        self.channels.setdefault(identity, self.users[user].name)
        return identity

    def other_in(self, channel: str) -> str:
        """Return the user of a conversation with one person, "" for a channel."""
        return next((user for user in self.users if channel_id(user) == channel), "")

    def by_email(self, email: str) -> User | None:
        """Return the user with this address, or None; a deactivated one is not found."""
        found = (user for user in self.users.values() if user.email.lower() == email.lower())
        return next((user for user in found if user.id not in self.gone), None)

    def names(self) -> dict[str, str]:
        """Return the name of each user id."""
        return {user.id: user.name for user in self.users.values()}

    def mend(self) -> None:
        """Bring all channels and users back."""
        for gone in (self.archived, self.left, self.gone):
            gone.clear()


def from_people(people: People, extra: tuple[str, ...] = ()) -> Directory:
    """Return a workspace with everyone of people.yaml and all BAC channels, and `extra` ones."""
    users = {
        person.slack_id: User(person.slack_id, person.name, str(person.email))
        for person in people.people
        if person.slack_id
    }
    names = dict.fromkeys([*(desk.channel for desk in people.bacs.values()), *extra])
    channels = {channel_id(name): name for name in names}
    return Directory(users=users, channels=channels)
