"""Is it Slack that speaks? Checked over the raw body, before anything is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from slack_sdk.signature import Clock, SignatureVerifier

_HEADERS = ("x-slack-signature", "x-slack-request-timestamp")


class _Clock(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()


class Signatures:
    """Slack's signatures with one signing secret; older than five minutes is refused."""

    def __init__(self, secret: str, now: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(secret, clock=_Clock(now))

    def are_right(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Say whether this body carries Slack's signature of the last five minutes."""
        given = {name: headers.get(name, "") for name in _HEADERS}
        if not all(given.values()) or not given["x-slack-request-timestamp"].isdigit():
            return False
        if not given["x-slack-signature"].isascii():
            return False
        try:
            return bool(self._verifier.is_valid_request(body, given))
        except UnicodeDecodeError:
            return False
