"""What a failed call of Slack means for the message: try later, look it up, or give up."""

from __future__ import annotations

import re
from collections.abc import Callable
from http.client import HTTPException
from socket import gaierror
from typing import Any
from urllib.error import URLError

from slack_sdk.errors import SlackApiError, SlackClientError

from tracker.errors import TransportError

_DEFAULT_WAIT = 30.0
_CODE = re.compile(r"[a-z_]+")
_UNSURE = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_LIMITED = frozenset({"ratelimited", "rate_limited"})
_APP = frozenset(
    {"token_revoked", "token_expired", "invalid_auth", "not_authed", "account_inactive",
     "missing_scope", "org_login_required", "ekm_access_denied"}
)  # fmt: skip
_CHANNEL = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "restricted_action",
     "restricted_action_read_only_channel", "no_permission"}
)  # fmt: skip
_PERSON = frozenset(
    {"user_disabled", "user_not_found", "users_not_found", "user_not_visible", "cannot_dm_bot",
     "user_deactivated", "is_inactive", "messages_tab_disabled"}
)  # fmt: skip
REASONS = {
    "channel_not_found": "het kanaal bestaat niet, of de app is er geen lid van",
    "is_archived": "het kanaal is gearchiveerd",
    "not_in_channel": "de app is geen lid van het kanaal",
    "token_revoked": "het token is ingetrokken",
    "invalid_auth": "het token klopt niet",
    "not_authed": "er is geen token gegeven",
    "account_inactive": "het account van de app staat uit",
    "message_not_found": "het bericht bestaat niet meer",
    "msg_too_long": "het bericht is te lang",
    "invalid_blocks": "Slack keurt de opmaak van het bericht af",
    "missing_scope": "de app mist een recht; zie docs/slack.md",
    "user_disabled": "het account van deze persoon staat uit",
    "user_not_found": "Slack kent deze persoon niet",
    "users_not_found": "Slack kent dit e-mailadres niet",
    "cannot_dm_bot": "deze persoon is een app",
}


def from_api_error(error: SlackApiError) -> TransportError:
    """Return what a refusal of Slack means for the message."""
    response = error.response
    code = str(response.get("error") or "")
    status = int(getattr(response, "status_code", 200))
    if status == 429 or code in _LIMITED:
        wait = str((getattr(response, "headers", None) or {}).get("Retry-After", ""))
        seconds = float(wait) if wait.isdigit() else _DEFAULT_WAIT
        return TransportError("Slack vraagt te wachten", retry_after=seconds)
    if status >= 500 or code in _UNSURE or not _CODE.fullmatch(code):
        return TransportError(f"Slack: storing ({status} {code[:80]})", outcome_unknown=True)
    details = (response.get("response_metadata") or {}).get("messages") or ()
    reason = REASONS.get(code, "")
    text = ": ".join(part for part in (f"Slack: {code}", reason, "; ".join(details)) if part)
    return TransportError(text, permanent=True, code=code, scope=scope_of(code))


def refused(code: str) -> TransportError:
    """Return the error for what we know without asking Slack."""
    reason = REASONS[code]
    return TransportError(
        f"Slack: {code}: {reason}", permanent=True, code=code, scope=scope_of(code)
    )


def scope_of(code: str) -> str:
    """Return what is wrong when Slack refuses with this code: for whom another way is needed."""
    scopes = {"app": _APP, "channel": _CHANNEL, "person": _PERSON}
    return next((scope for scope, codes in scopes.items() if code in codes), "message")


def from_network_error(error: Exception) -> TransportError:
    """Return what a broken connection means: only before sending is it sure nothing arrived."""
    reason = getattr(error, "reason", error)
    never_sent = isinstance(error, URLError) and isinstance(
        reason, (ConnectionRefusedError, gaierror)
    )
    return TransportError(f"Slack is niet bereikbaar: {reason}", outcome_unknown=not never_sent)


def call(method: Callable[..., Any], **arguments: Any) -> Any:
    """Call a method of the client; every failure becomes a TransportError."""
    try:
        return method(**arguments)
    except SlackApiError as error:
        raise from_api_error(error) from error
    except (OSError, HTTPException) as error:
        raise from_network_error(error) from error
    except SlackClientError as error:
        raise TransportError(f"Slack: {error}", permanent=True) from error
