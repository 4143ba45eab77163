"""Bring to the app what happened: over HTTP with a signature, or over Socket Mode.

Without an answer within 3 seconds it is brought again: at once, after a minute and after
five minutes. Slack itself does so for events only; here clicks and commands come again
too, which is harder on the app.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tracker.sandbox.slack.clock import Clock
from tracker.sandbox.slack.journal import Journal
from tracker.sandbox.slack.parcels import PATHS, Parcel
from tracker.sandbox.slack.signing import Forgery, headers
from tracker.sandbox.slack.socket import SocketHub

RETRY_WAITS = (0.0, 60.0, 300.0)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery. `status` is the HTTP status, 200 for an acknowledged envelope, 0 for no
    answer; `answer` what the app said in it, `seconds` how long it took.
    """

    number: int
    way: str
    status: int
    seconds: float
    answer: Any = None
    reason: str = ""

    @property
    def is_good(self) -> bool:
        """Whether the app has it."""
        return 200 <= self.status < 300


def _nothing(_attempt: Attempt) -> None:
    return None


@dataclass(slots=True)
class Wire:
    """Where the app is: `request_url` of the three endpoints, or else its sockets."""

    journal: Journal
    clock: Clock
    hub: SocketHub
    signing_secret: str
    request_url: str = ""
    patience: float = 3.0
    retry_waits: tuple[float, ...] = RETRY_WAITS
    attempts: list[tuple[str, Attempt]] = field(default_factory=list)

    @property
    def is_connected(self) -> bool:
        """Whether there is an app to tell."""
        return bool(self.request_url) or self.hub.is_connected

    def bring(self, parcel: Parcel, then: Callable[[Attempt], None] = _nothing) -> Attempt:
        """Deliver once, and go on in the background when that fails; `then` hears of the
        first attempt, and of the one that succeeds.
        """
        first = self.attempt(parcel, 0)
        then(first)
        if not first.is_good:
            arguments = (parcel, first.reason, then)
            threading.Thread(target=self._again, args=arguments, daemon=True).start()
        return first

    def _again(self, parcel: Parcel, reason: str, then: Callable[[Attempt], None]) -> None:
        for number, wait in enumerate(self.retry_waits, 1):
            time.sleep(wait)
            found = self.attempt(parcel, number, reason)
            if found.is_good:
                then(found)
                return
            reason = found.reason

    def replay(self, parcel: Parcel, times: int, at: float) -> list[Attempt]:
        """Deliver the very same request again, as somebody who kept it would: bytes,
        signature and time stamp are those of moment `at`, and nothing says "again".
        """
        return [self.attempt(parcel, 0, at=at) for _ in range(times)]

    def attempt(
        self,
        parcel: Parcel,
        number: int,
        reason: str = "",
        forgery: Forgery = "",
        at: float | None = None,
    ) -> Attempt:
        """Deliver once, as the `number`-th time again, and note what came of it."""
        began = time.monotonic()
        if self.request_url:
            proof = self._proof(parcel, forgery, at)
            status, answer, why = self._post(parcel, number, reason, proof)
        else:
            status, answer, why = self._send(parcel, number)
        way = "http" if self.request_url else "socket"
        found = Attempt(number, way, status, time.monotonic() - began, answer, why)
        self.attempts.append((parcel.id, found))
        self.journal.write(
            "delivery",
            sync=False,
            at=self.clock.now(),
            id=parcel.id,
            kind=parcel.kind,
            forgery=forgery,
            payload=dict(parcel.payload),
            attempt=asdict(found),
        )
        return found

    def _send(self, parcel: Parcel, number: int) -> tuple[int, Any, str]:
        if not self.hub.is_connected:
            return 0, None, "connection_failed"
        found = self.hub.deliver(parcel, number, self.patience)
        return (0, None, "timeout") if found is None else (200, found.get("payload"), "")

    def _proof(self, parcel: Parcel, forgery: Forgery, at: float | None) -> dict[str, str]:
        moment = self.clock.now() if at is None else at
        return headers(self.signing_secret, moment, parcel.body()[0], forgery)

    def _post(
        self, parcel: Parcel, number: int, reason: str, proof: Mapping[str, str]
    ) -> tuple[int, Any, str]:
        body, kind = parcel.body()
        given = {"Content-Type": kind, "User-Agent": "Slackbot 1.0 (stand-in)", **proof}
        if number:
            given |= {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
        return self.send_bytes(parcel.kind, body, given)

    def send_bytes(self, kind: str, body: bytes, given: Mapping[str, str]) -> tuple[int, Any, str]:
        """Post these very bytes with these headers; returns (status, answer, reason)."""
        address = self.request_url.rstrip("/") + PATHS[kind]  # type: ignore[index]
        request = Request(address, body, dict(given), method="POST")  # noqa: S310  loopback
        try:
            with urlopen(request, timeout=self.patience) as answer:  # noqa: S310
                return answer.status, _read(answer.read()), ""
        except HTTPError as error:
            return error.code, _read(error.read()), "http_error"
        except (URLError, OSError) as error:
            late = isinstance(getattr(error, "reason", error), TimeoutError)
            return 0, None, "http_timeout" if late else "connection_failed"


def _read(body: bytes) -> Any:
    """Return what the app said: JSON, or else the text itself."""
    text = body.decode(errors="replace")
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text
