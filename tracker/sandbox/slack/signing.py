"""How Slack signs a request, and the ways in which somebody may pretend to be Slack.

Source: docs.slack.dev, "Verifying requests from Slack".
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

Forgery = Literal["", "signature", "missing", "stale", "early", "body", "version"]
STALE_SECONDS = 301


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of X-Slack-Signature."""
    content = b":".join((b"v0", timestamp.encode(), body))
    return "v0=" + hmac.new(secret.encode(), content, hashlib.sha256).hexdigest()


def headers(secret: str, now: float, body: bytes, forgery: Forgery = "") -> dict[str, str]:
    """Return the headers that prove a request, or that try to and must be refused.

    signature: another secret; missing: none; stale and early: good, but of 301 seconds ago
    or ahead; body: of another body; version: a "v1=" that nobody knows.
    """
    if forgery == "missing":
        return {}
    shift = {"stale": -STALE_SECONDS, "early": STALE_SECONDS + 5}.get(forgery, 0)
    timestamp = str(int(now + shift))
    key = "not-the-secret" if forgery == "signature" else secret
    proof = signature(key, timestamp, body + b" " if forgery == "body" else body)
    if forgery == "version":
        proof = "v1=" + proof.removeprefix("v0=")
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": proof}
