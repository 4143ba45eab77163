"""Headers that keep a page from doing anything but showing what we sent."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_POLICY = (
    "default-src 'none'; style-src 'self'{styles}; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
SCRIPT_POLICY = _POLICY.format(styles="") + "; script-src 'self'; connect-src 'self'"
"""For a page with a script of ours; all others run none."""
# With "no-referrer" a browser hides the origin of a form too, and the guard needs it.
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": _POLICY.format(styles=""),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def policy_for_styles(html: str) -> str:
    """Return the policy that allows exactly the style blocks of this page, by their hash."""
    digests = (hashlib.sha256(found.encode()).digest() for found in _STYLE.findall(html))
    allowed = "".join(f" 'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return _POLICY.format(styles=allowed)


def script_policy(nonce: str) -> str:
    """Return the policy of a page with scripts of ours that put in styles with this nonce."""
    styles = f" 'nonce-{nonce}'"
    return f"{_POLICY.format(styles=styles)}; script-src 'self'; connect-src 'self'"


class SecurityHeaders:
    """Puts the headers on every answer; what an answer sets itself stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, completed if scope["type"] == "http" else send)
