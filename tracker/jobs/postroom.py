"""Which way each notice goes: Slack for who is in Slack, mail for who is not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, runtime_checkable

from config.schema import People
from tracker.instead import OPERATORS
from tracker.lookups import Transport
from tracker.reader_post import CHANNEL as READER
from tracker.records import Notice, Person

_MAIL = "mail:"
_PERSONAL = "@"


@runtime_checkable
class Lookup(Protocol):
    """Says who has an e-mail address in Slack."""

    def lookup(self, email: str) -> str:
        """Return the Slack id; TransportError when Slack knows nobody, or does not answer."""
        ...


@dataclass(frozen=True, slots=True)
class PostRoom:
    """A transport that hands each notice to the right one.

    `everyone_in_slack`: messages go to files and no one needs a Slack id. `readers` writes
    the mails to readers of the newsletter.
    """

    slack: Transport
    mail: Transport
    people: People
    operators: Person
    everyone_in_slack: bool = False
    readers: Transport | None = None

    def _way(self, channel: str) -> Transport:
        if channel.startswith(READER):
            return self.readers or self.mail
        if channel.startswith(_MAIL):
            return self.mail
        if not channel.startswith(_PERSONAL) or self.everyone_in_slack:
            return self.slack
        slug = channel.removeprefix(_PERSONAL)
        found = any(one.slack_id for one in self.people.people if one.slug == slug)
        return self.slack if found else self.mail

    def send(self, notice: Notice) -> str:
        """Send it the right way; see `tracker.outbox.Transport`."""
        if notice.channel == f"{_MAIL}{OPERATORS}":
            notice = replace(notice, recipients=(self.operators,))
        return self._way(notice.channel).send(notice)

    def update(self, notice: Notice) -> None:
        """Update the top message in Slack."""
        self.slack.update(notice)

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Look where it would have gone."""
        return self._way(channel).find(key, channel, thread, since)
