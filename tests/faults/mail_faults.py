"""Slack asks to wait, or takes a message and says nothing: over many messages."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from tests.faults import mail
from tests.faults.mail import Office
from tests.faults.processes import post
from tests.faults.world import World

WAITS = (1, 30, 120)
"""Seconds that Slack asks for, in turn."""


@dataclass(frozen=True, slots=True)
class MailResult:
    """What became of many messages; `early` and `fast` count calls that Slack would mind."""

    name: str
    messages: int
    lost: int
    doubled: int
    early: int
    fast: int
    deliveries: int
    remark: str

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.doubled or self.early or self.fast)


def judged(name: str, office: Office, remark: str) -> MailResult:
    return MailResult(
        name,
        len(office.keys),
        office.lost(),
        office.doubled(),
        office.too_early(),
        office.too_fast(),
        office.deliveries,
        remark,
    )


def limited(
    world: World, seed: int, channels: int = 20, each: int = 50, faults: int = 12
) -> MailResult:
    """Slack asks to wait 1, 30 or 120 seconds, so often, at random calls."""
    with mail.office(world, mail.channel_names(channels), each) as office:
        chance = random.Random(f"{seed}:limited")
        for number in range(faults):
            wait = WAITS[number % len(WAITS)]
            share = chance.uniform(0.01, 0.1)
            fault = {"kind": "rate_limited", "retry_after": wait, "hold": True, "chance": share}
            post(f"{office.round.slack}/_faults", fault)
        office.until_done(20 + 4 * faults)
        outcomes = Counter(one["outcome"] for one in office.lines("call"))
        remark = (
            f"{outcomes['rate_limited']} times 429, closest {office.closest():.2f} s apart, "
            f"{office.minute} minutes"
        )
        return judged(f"429 with Retry-After 1, 30, 120, {channels} channels", office, remark)


def reset(world: World, seed: int, messages: int = 200) -> MailResult:
    """Slack takes each message, and resets the connection or lets it hang."""
    with mail.office(world, mail.channel_names(8), messages // 8, pace=0) as office:
        chance = random.Random(f"{seed}:reset")
        for _ in range(messages):
            kind = {"kind": "reset"} if chance.random() < 0.9 else {"kind": "stall", "seconds": 0.3}
            post(f"{office.round.slack}/_faults", kind)
        office.until_done(2 * messages)
        outcomes = Counter(one["outcome"] for one in office.lines("call"))
        remark = f"{outcomes['reset']} reset, {outcomes['stall']} stalled"
        return judged("accepted, then reset or stalled", office, remark)
