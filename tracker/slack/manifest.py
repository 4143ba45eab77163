"""Pure: the app as Slack must know it, so that an administrator only has to paste it.

Fields: docs.slack.dev, "App manifest reference".
"""

from __future__ import annotations

from typing import Any

COMMAND = "/haagsezaken"
SCOPES = (
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "groups:history",
    "groups:read",
    "im:history",
    "im:write",
    "metadata.message:read",
    "users:read",
    "users:read.email",
)
"""What the bot token must be allowed; why each is needed stands in docs/slack.md."""
EVENTS = ("app_home_opened",)
_HINT = "agenda | zoek … | dossier … | wie … | volg … | afwezig … | status | hulp"


def _command(address: str) -> dict[str, Any]:
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Vraag iets aan Haagse Zaken; alleen u ziet het antwoord",
        "usage_hint": _HINT,
        "should_escape": False,
    }
    return {**command, "url": f"{address}/slack/commands"} if address else command


def manifest(address: str = "") -> dict[str, Any]:
    """Return the manifest: Socket Mode without `address`, else HTTP at that https address."""
    address = address.rstrip("/")
    events: dict[str, Any] = {"bot_events": list(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if address:
        events = {"request_url": f"{address}/slack/events", **events}
        interactivity["request_url"] = f"{address}/slack/interactions"
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Haagse Zaken",
            "description": "Meldt wat er in de Tweede Kamer verandert op uw dossiers",
            "background_color": "#154273",
            "long_description": (
                "Haagse Zaken volgt de Tweede Kamer en andere bronnen voor de twaalf provincies. "
                "De app meldt de lobbyist die erover gaat dat een debat is verplaatst of vervalt, "
                "welke brieven, moties en toezeggingen er bij komen, en wanneer een termijn "
                "afloopt. Met een klik pakt u iets op, draagt u het over of zegt u dat het niet "
                "voor ons is. Alles wat er al was, staat op het tabblad Home."
            ),
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Haagse Zaken", "always_online": True},
            "slash_commands": [_command(address)],
        },
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": {
            "event_subscriptions": events,
            "interactivity": interactivity,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": False,
        },
    }
