"""What is missing before the app can do its work, in plain Dutch; asks Slack itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk import WebClient

from config.schema import People
from tracker.errors import TransportError
from tracker.slack.failures import call
from tracker.slack.manifest import SCOPES

_PAGES = 50
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at: what, is it well, what was found or must be done."""

    subject: str
    good: bool
    text: str


def _listed(words: Sequence[str]) -> str:
    rest = len(words) - _NAMED
    return ", ".join(words[:_NAMED]) + (f" en nog {rest}" if rest > 0 else "")


def _token(client: WebClient) -> Iterator[Sign]:
    answer = call(client.auth_test)
    yield Sign("Slack", True, f"werkruimte {answer.get('team')}, app-gebruiker {answer['user']}")
    headers = {name.lower(): value for name, value in (answer.headers or {}).items()}
    given = {one.strip() for one in str(headers.get("x-oauth-scopes", "")).split(",")}
    if missing := [one for one in SCOPES if one not in given]:
        yield Sign(
            "Slack-rechten", False,
            f"ontbreken: {_listed(missing)}. Zet ze bij OAuth & Permissions en installeer de app "
            "opnieuw, of plak het manifest opnieuw.",
        )  # fmt: skip
    else:
        yield Sign("Slack-rechten", True, f"alle {len(SCOPES)} zijn gegeven")


def _known_channels(client: WebClient) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    cursor = ""
    for _ in range(_PAGES):
        answer = call(
            client.conversations_list,
            types="public_channel,private_channel", limit=200, cursor=cursor,
        )  # fmt: skip
        for one in answer["channels"]:
            found[f"#{one['name']}"] = found[one["id"]] = one
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return found


def _channels(client: WebClient, wanted: Sequence[str]) -> Iterator[Sign]:
    known = _known_channels(client)
    missing = [name for name in wanted if name not in known]
    archived = [name for name in wanted if known.get(name, {}).get("is_archived")]
    outside = [
        name for name in wanted
        if name in known and name not in archived and known[name].get("is_member") is False
    ]  # fmt: skip
    if missing:
        yield Sign(
            "Slack-kanalen", False,
            f"bestaan niet, of zijn besloten zonder dat de app erin zit: {_listed(missing)}. "
            "Maak ze aan, of zet andere namen in people.yaml.",
        )  # fmt: skip
    if archived:
        yield Sign("Slack-kanalen", False, f"zijn gearchiveerd: {_listed(archived)}")
    if outside:
        yield Sign(
            "Slack-kanalen", False,
            f"de app is geen lid van {_listed(outside)}. Typ daar: /invite @Haagse Zaken",
        )  # fmt: skip
    if not missing and not archived and not outside:
        yield Sign("Slack-kanalen", True, f"alle {len(wanted)} bestaan en de app is er lid van")


def _people(client: WebClient, people: People) -> Iterator[Sign]:
    """Look up everybody by e-mail; who has an id in the file is taken at its word."""
    unknown, found = [], 0
    for one in people.people:
        if one.slack_id:
            found += 1
            continue
        try:
            call(client.users_lookupByEmail, email=one.email)
            found += 1
        except TransportError as error:
            if "users_not_found" not in str(error):
                raise
            unknown.append(f"{one.name} ({one.email})")
    if unknown:
        yield Sign(
            "Slack-personen", False,
            f"geen account met dit adres: {_listed(unknown)}. Zij krijgen e-mail; klopt het "
            "adres, zet dan slack_id in people.yaml.",
        )  # fmt: skip
    else:
        yield Sign("Slack-personen", True, f"alle {found} gevonden")


def _ways_in(client: WebClient, app_token: str, has_secret: bool) -> Iterator[Sign]:
    if app_token:
        call(client.apps_connections_open, app_token=app_token)
        yield Sign("Slack-knoppen", True, "Socket Mode: Slack geeft een verbinding")
        return
    if has_secret:
        yield Sign(
            "Slack-knoppen", True,
            "HTTP: SLACK_SIGNING_SECRET is gezet; Slack moet PUBLIC_URL/slack/… kunnen bereiken",
        )  # fmt: skip
        return
    yield Sign(
        "Slack-knoppen", False,
        "doen niets: zet SLACK_APP_TOKEN (Socket Mode) of SLACK_SIGNING_SECRET (HTTP)",
    )  # fmt: skip


def examine(
    client: WebClient, people: People, channels: Sequence[str], app_token: str, has_secret: bool
) -> list[Sign]:
    """Return what was found; a refusal of Slack ends only the part that met it."""
    found: list[Sign] = []
    parts = (
        ("Slack", _token(client)),
        ("Slack-kanalen", _channels(client, list(dict.fromkeys(channels)))),
        ("Slack-personen", _people(client, people)),
        ("Slack-knoppen", _ways_in(client, app_token, has_secret)),
    )
    for subject, signs in parts:
        try:
            found += signs
        except TransportError as error:
            found.append(Sign(subject, False, f"{error}. {_ADVICE.get(subject, '')}".strip()))
            if subject == "Slack":
                break
    return found


_ADVICE = {
    "Slack": "Klopt SLACK_BOT_TOKEN (begint met xoxb-), en is de app nog geïnstalleerd?",
    "Slack-knoppen": "Klopt SLACK_APP_TOKEN (begint met xapp-, recht connections:write)?",
}
