"""Slack refuses: what passes is delivered later, what stays is told in another way.

One channel of three is hit; each of its messages names somebody who has a deputy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults import mail
from tests.faults.mail import Office, ask
from tests.faults.processes import post
from tests.faults.world import World

PERSON, USER = "energie", "U0ENERGIE01"
MANY = 100_000
WELL = mail.channel_names(3)[1:]
HIT = mail.channel_names(1)[0]


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """One way in which Slack refuses. `order` is for the stand-in; `hit` is the channel that it
    is about, "" for all; `passes` when it is over by itself.
    """

    name: str
    order: Mapping[str, Any]
    hit: str = HIT
    passes: bool = False


def _error(code: str) -> ErrorKind:
    order = {"kind": "error", "error": code, "count": MANY, "channel": HIT}
    return ErrorKind(code, order)


KINDS = (
    ErrorKind("500", {"kind": "status", "status": 500, "channel": HIT}, passes=True),
    ErrorKind("503", {"kind": "status", "status": 503, "channel": HIT}, passes=True),
    _error("channel_not_found"),
    ErrorKind("is_archived", {"archive": HIT}),
    _error("invalid_blocks"),
    ErrorKind("token_revoked", {"revoke": True}, hit=""),
    ErrorKind("user deactivated", {"deactivate": USER}, hit=f"@{PERSON}"),
)


@dataclass(slots=True)
class ErrorResult:
    """What became of the messages. `tried` counts calls after a refusal that will stay,
    `late` messages in other channels that were not sent by the first delivery, `alarms`
    what operators heard of so many `causes`.
    """

    kind: ErrorKind
    messages: int
    lost: int = 0
    doubled: int = 0
    tried: int = 0
    late: int = 0
    causes: int = 0
    alarms: int = 0
    ways: Counter[str] = field(default_factory=Counter)
    deliveries: int = 0

    @property
    def is_good(self) -> bool:
        right = self.alarms == self.causes and bool(self.causes) != self.kind.passes
        return right and not (self.lost or self.doubled or self.tried or self.late)


def carry_out(world: World, kind: ErrorKind, messages: int = 50) -> ErrorResult:
    """Fill three channels, let Slack refuse in one of them, and deliver until all is told."""
    channels = [kind.hit or HIT, *WELL]
    with mail.office(world, channels, messages, pace=0, to=PERSON) as office:
        count = messages if kind.passes else 1
        extra = {"count": count} if kind.passes else {}
        post(f"{office.round.slack}/_faults", {**kind.order, **extra})
        office.deliver()
        late = _left(office, WELL) if kind.hit and not kind.passes else 0
        office.until_done(3 * messages, ("sent", "failed"))
        for _ in range(2):
            office.deliver("watch")
        result = ErrorResult(kind, len(office.keys), late=late, deliveries=office.deliveries)
        _judge(office, kind, result)
    return result


def _left(office: Office, channels: tuple[str, ...]) -> int:
    states = office.states()
    return sum(
        count
        for (channel, state), count in states.items()
        if channel in channels and state != "sent"
    )


def _judge(office: Office, kind: ErrorKind, result: ErrorResult) -> None:
    rows = ask(
        office.round.home,
        "SELECT key, channel, state, attempts FROM notice WHERE key LIKE 'proef:%'",
    )
    told = Counter(key.partition("|")[0] for key, _, state, _ in rows if state == "sent")
    result.lost = sum(1 for key in office.keys if not told[key])
    result.doubled = sum(count - 1 for count in told.values() if count > 1) + office.doubled()
    result.tried = sum(
        attempts - 1
        for key, _, state, attempts in rows
        if state == "failed" and "|" not in key and attempts > 1
    )
    ways = (_way(channel) for key, channel, state, _ in rows if state == "sent" and "|" in key)
    result.ways = Counter(ways)
    alarms = "SELECT count(*) FROM notice WHERE kind = 'alarm' AND state = 'sent'"
    result.alarms = int(ask(office.round.home, alarms)[0][0])
    result.causes = int(ask(office.round.home, "SELECT count(*) FROM alarm")[0][0])


def _way(channel: str) -> str:
    if channel.startswith("mail:"):
        return "mail"
    return "deputy" if channel.startswith("@") and channel != f"@{PERSON}" else "own messages"
