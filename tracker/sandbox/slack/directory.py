"""Who and what the workspace knows: people, channels, and how Slack would number them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from config.schema import People

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
    """Users and channels; what happens to them during a trial is kept here."""

    users: dict[str, User]
    channels: dict[str, str]
    archived: set[str] = field(default_factory=set)

    def find_channel(self, reference: str, *, by_name: bool = False) -> str | None:
        """Return the id for an id, or for "#name" where Slack takes names too."""
        if reference in self.channels:
            return reference
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

    def by_email(self, email: str) -> User | None:
        """Return the user with this address, or None."""
        return next((user for user in self.users.values() if user.email == email), None)


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
