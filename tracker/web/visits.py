"""Who is looking: the visitor behind a request, by the cookie of their session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import Request, Response

from config.settings import Settings
from tracker import access, credentials, sessions
from tracker.database import Engine, read_scope, session_scope
from tracker.records import Account, Right

SESSION, VISIT, ROUND_TRIP = "hz-sessie", "hz-bezoek", "hz-dienst"
"""Cookies: of who signed in, of a form before that, of the way through a provider."""
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who looks at the workspace; without an account until they sign in.

    `secret` is what the browser holds; forms carry what `form_token` makes of it.
    """

    account: Account | None = None
    secret: str = ""

    @property
    def form_token(self) -> str:
        """Return what every form of this visitor must carry, "" when it has no cookie."""
        return credentials.form_token(self.secret) if self.secret else ""

    def may(self, right: Right) -> bool:
        """Tell whether this visitor has the right; who did not sign in has none."""
        return self.account is not None and self.account.may(right)

    @property
    def may_arrange(self) -> bool:
        """Tell whether the visitor may take joined items apart."""
        return self.may(Right.ARRANGE)

    @property
    def may_judge(self) -> bool:
        """Tell whether to show the buttons of judging."""
        return self.may(Right.JUDGE)

    @property
    def may_edit(self) -> bool:
        """Tell whether to show the way to the editor."""
        return self.may(Right.EDIT)

    @property
    def may_approve(self) -> bool:
        """Tell whether this visitor may approve, and stop what is being sent."""
        return self.may(Right.APPROVE)

    @property
    def may_administer(self) -> bool:
        """Tell whether to show the way to the log."""
        return self.may(Right.ADMINISTER)


def cookie_name(settings: Settings, name: str) -> str:
    """Return the name; over https one that no other host or path can set."""
    return f"__Host-{name}" if is_secure(settings) else name


def is_secure(settings: Settings) -> bool:
    """Tell whether the workspace is reached over https."""
    return urlsplit(settings.public_url).scheme == "https"


def cookie(request: Request, settings: Settings, name: str) -> str:
    """Return the value of one of our cookies, "" when it is missing or far too long."""
    found = request.cookies.get(cookie_name(settings, name), "")
    return found if len(found) <= _LONGEST else ""


def set_cookie(response: Response, settings: Settings, name: str, value: str) -> None:
    """Give the browser a cookie until it closes; no script and no other site reads it."""
    response.set_cookie(
        cookie_name(settings, name), value, path="/", httponly=True, samesite="lax",
        secure=is_secure(settings),
    )  # fmt: skip


def drop_cookie(response: Response, settings: Settings, name: str) -> None:
    """Take a cookie away."""
    response.delete_cookie(
        cookie_name(settings, name), path="/", httponly=True, samesite="lax",
        secure=is_secure(settings),
    )  # fmt: skip


def visit_of(
    request: Request, settings: Settings, engine: Callable[[], Engine], now: datetime
) -> Visit:
    """Return who is looking.

    Asks the database only when there is a cookie; that a session is in use is noted
    once in five minutes, and is all that a page of ours ever writes.
    """
    token = cookie(request, settings, SESSION)
    if not token:
        return Visit(secret=cookie(request, settings, VISIT))
    with read_scope(engine()) as session:
        account = access.visitor(session, token, now)
        due = account is not None and sessions.is_due(session, token, now)
    if account is None:
        return Visit(secret=cookie(request, settings, VISIT))
    if due:
        with session_scope(engine()) as session:
            sessions.note_use(session, token, now)
    return Visit(account, token)
