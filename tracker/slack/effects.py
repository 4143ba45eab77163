"""What happens in Slack after an event was worked on; none of it holds up the work.

The work itself is in the database by then. What fails here is logged: a message that was
not refreshed stays marked and is refreshed by the next delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from tracker.errors import TransportError
from tracker.records import Json
from tracker.slack.failures import call

_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where one person can be answered; a response address holds for half an hour."""

    user: str
    channel: str = ""
    response_url: str = ""


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something that only one person sees; `text` is safe already."""

    place: Place
    text: str
    blocks: Sequence[Mapping[str, Json]] = ()


@dataclass(frozen=True, slots=True)
class Show:
    """Fill a modal that was opened empty."""

    view_id: str
    view: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Publish:
    """Write App Home of a person again."""

    user: str


@dataclass(frozen=True, slots=True)
class Refresh:
    """Make the top messages of an item show its present state at once."""

    item_id: int


Effect = Tell | Show | Publish | Refresh


@dataclass(frozen=True, slots=True)
class Handled:
    """What became of an event: "done" or "refused", why, and what is left to do in Slack."""

    state: str = "done"
    result: str = ""
    effects: tuple[Effect, ...] = ()


def refused(place: Place, text: str, reason: str) -> Handled:
    """Return an event that changed nothing, with what the person reads."""
    return Handled("refused", reason, (Tell(place, text),))


def _may_answer(address: str, base_url: str) -> bool:
    """Say whether an answer may go to this address: Slack's own, or the stand-in's."""
    given, ours = urlsplit(address), urlsplit(base_url)
    if given.scheme == "https" and given.hostname == "hooks.slack.com":
        return True
    return (given.scheme, given.netloc) == (ours.scheme, ours.netloc)


def _tell(client: WebClient, effect: Tell) -> None:
    place = effect.place
    blocks = [dict(block) for block in effect.blocks] or None
    if place.response_url and _may_answer(place.response_url, client.base_url):
        webhook = WebhookClient(place.response_url, timeout=_TIMEOUT, retry_handlers=[])
        answer = webhook.send(
            text=effect.text, blocks=blocks, response_type="ephemeral", replace_original=False
        )
        if answer.status_code == 200:
            return
    if place.channel:
        call(
            client.chat_postEphemeral,
            channel=place.channel, user=place.user, text=effect.text, blocks=blocks,
        )  # fmt: skip
        return
    call(client.chat_postMessage, channel=place.user, text=effect.text, blocks=blocks)


def _show(client: WebClient, effect: Show) -> None:
    call(client.views_update, view_id=effect.view_id, view=effect.view)


class Performer:
    """Carries effects out, one after another; a failure is logged and holds up nothing."""

    def __init__(
        self,
        client: WebClient,
        publish: Callable[[str], None],
        refresh: Callable[[int], None],
    ) -> None:
        self.client, self._publish, self._refresh = client, publish, refresh
        self._log = structlog.get_logger("tracker.slack")

    def _one(self, effect: Effect) -> None:
        if isinstance(effect, Tell):
            _tell(self.client, effect)
        elif isinstance(effect, Show):
            _show(self.client, effect)
        elif isinstance(effect, Publish):
            self._publish(effect.user)
        else:
            self._refresh(effect.item_id)

    def perform(self, effects: Sequence[Effect]) -> None:
        """Carry out all effects."""
        for effect in effects:
            log = self._log.bind(effect=type(effect).__name__.lower())
            try:
                self._one(effect)
            except (TransportError, OSError) as error:
                log.warning("slack_effect_failed", reason=str(error))
            except Exception:
                log.exception("slack_effect_failed")


def place_of(payload: Mapping[str, Any], user: str) -> Place:
    """Return where the person behind a click or command can be answered."""
    channel = payload.get("channel")
    container = payload.get("container") or {}
    identity = channel.get("id") if isinstance(channel, Mapping) else None
    found = identity or payload.get("channel_id") or container.get("channel_id") or ""
    return Place(user, str(found), str(payload.get("response_url") or ""))
