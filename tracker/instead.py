"""Pure: whom to tell in which other way when a message cannot be delivered at all.

A channel that is gone: each person who was named, in their own messages. A person who left
Slack: the deputy, else mail. An app that may no longer speak, or a message that does not
fit: mail. A mail that is refused is the end: operators hear of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from config.schema import People
from tracker import routing
from tracker.errors import TransportError
from tracker.records import Notice, NoticeKind, Ping, StoredItem

MARK = "|instead:"
OPERATORS = "beheer"
"""Stands for the operators where a person's slug is asked."""
_LONGEST_KEY = 255
_MOST_WAYS = 2
_PIECES = 3


def channels(notice: Notice, error: TransportError, people: People) -> tuple[str, ...]:
    """Return where to say it instead; nothing when nobody was named or no way is left."""
    if notice.channel.startswith("mail:") or notice.key.count(MARK) >= _MOST_WAYS:
        return ()
    if notice.kind in {NoticeKind.ALARM, NoticeKind.RESOLVED, NoticeKind.ACCOUNT}:
        return (f"mail:{OPERATORS}",)
    slugs = [person.slug for person in notice.recipients]
    if error.scope == "channel" and not notice.channel.startswith("@"):
        return tuple(f"@{slug}" for slug in slugs)
    if error.scope == "person":
        return tuple(_for_who_left(slug, notice, people) for slug in slugs)
    return tuple(f"mail:{slug}" for slug in slugs)


def stand_ins(stored: StoredItem | None, people: People, day: date) -> tuple[str, ...]:
    """Return who handles an item on `day`: for a message of which all who were named left."""
    labels = stored.classification if stored else None
    matches = [one for one in labels.dossiers if one.bac in people.bacs] if labels else []
    found = (routing.responsible(people, match, day) for match in matches)
    return tuple(dict.fromkeys(one for one in found if one))


def _for_who_left(slug: str, notice: Notice, people: People) -> str:
    """Return the deputy's messages for an item, else the person's mail."""
    labels = notice.stored.classification if notice.stored else None
    for match in labels.dossiers if labels else ():
        duty = people.dossiers.get(match.slug)
        if duty and duty.lobbyist == slug and duty.deputy != slug:
            return f"@{duty.deputy}"
    return f"mail:{slug}"


def pings(notice: Notice, error: TransportError, people: People) -> tuple[Ping, ...]:
    """Return the notices that take the place of one that failed for good."""
    return tuple(_ping(notice, channel) for channel in channels(notice, error, people))


def mail_key(key: str, slug: str) -> str:
    """Return the key of the mail to who is named in a channel but is not in Slack."""
    *subject, _, kind = key.split("|")
    return "|".join([*subject, f"mail:{slug}", kind])


def _has_mail(notice: Notice, slug: str) -> bool:
    """Say whether somebody has this message as a mail beside the one in the channel."""
    in_slack = any(one.slack_id for one in notice.recipients if one.slug == slug)
    in_channel = notice.channel.startswith(("#", "C")) and notice.key.count("|") == _PIECES
    return notice.kind is NoticeKind.CHANGE and in_channel and not in_slack


def _ping(notice: Notice, channel: str) -> Ping:
    slug = channel.removeprefix("mail:").removeprefix("@")
    tail = f"{MARK}{channel}"
    key = notice.key[: _LONGEST_KEY - len(tail)] + tail
    if _has_mail(notice, slug):
        # the same key as that mail has: it is planned once, whoever plans it
        key, channel = mail_key(notice.key, slug), f"mail:{slug}"
    return Ping(
        key=key,
        item_id=notice.stored.id if notice.stored else None,
        change_ids=_change_ids(notice),
        channel=channel,
        recipients=(slug,),
        kind=notice.kind,
        content=notice.content,
    )


def _change_ids(notice: Notice) -> tuple[int, ...]:
    ids: Iterable[int] = (change.id for change in notice.changes)
    return tuple(sorted(ids))
