"""`views.*`: modals on a click, and App Home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tracker.sandbox.slack.answers import Answer, Arguments, decoded, no, shown_view
from tracker.sandbox.slack.directory import Directory
from tracker.sandbox.slack.limits import refusal_of_view
from tracker.sandbox.slack.surfaces import Surfaces, View
from tracker.sandbox.slack.tickets import Tickets, Trigger

MOST_VIEWS = 3
"""Modals on top of each other."""


class Views:
    """Showing modals and App Homes."""

    def __init__(self, directory: Directory, surfaces: Surfaces, tickets: Tickets) -> None:
        self.directory, self.surfaces, self.tickets = directory, surfaces, tickets

    def methods(self) -> Mapping[str, Callable[[Arguments], Answer]]:
        """Return each method by its name."""
        return {
            "views.open": self.open,
            "views.publish": self.publish,
            "views.push": self.push,
            "views.update": self.update,
        }

    def _given(self, arguments: Arguments, *kinds: str) -> tuple[Any, Answer | None]:
        view = decoded(arguments.get("view") or {})
        problem = refusal_of_view(view, kinds)
        return view, no(*problem) if problem else None

    def _triggered(self, arguments: Arguments) -> tuple[Trigger | None, Answer | None]:
        found = self.tickets.exchange(str(arguments.get("trigger_id") or ""))
        return (None, no(found)) if isinstance(found, str) else (found, None)

    def open(self, arguments: Arguments) -> Answer:
        """Show a modal to who clicked, within 3 seconds of the click."""
        given, error = self._given(arguments, "modal")
        if error:
            return error
        external = given.get("external_id")
        if external and self.surfaces.by_external_id(external):
            return no("duplicate_external_id")
        trigger, error = self._triggered(arguments)
        if trigger is None:
            return error or no("invalid_trigger_id")
        return {"ok": True, "view": shown_view(self.surfaces.show(trigger.user, given))}

    def push(self, arguments: Arguments) -> Answer:
        """Show a modal on top of the one in which somebody clicked."""
        given, error = self._given(arguments, "modal")
        if error:
            return error
        trigger, error = self._triggered(arguments)
        if trigger is None:
            return error or no("invalid_trigger_id")
        under = self.surfaces.get(trigger.view)
        if under is None or not under.is_open:
            return no("not_found")
        open_now = [one for one in self.surfaces.views() if one.is_open and one.root == under.root]
        if len(open_now) >= MOST_VIEWS:
            return no("push_limit_reached")
        return {"ok": True, "view": shown_view(self.surfaces.show(trigger.user, given, under))}

    def _known(self, arguments: Arguments) -> View | None:
        if arguments.get("view_id"):
            return self.surfaces.get(str(arguments["view_id"]))
        return self.surfaces.by_external_id(str(arguments.get("external_id") or "-"))

    def update(self, arguments: Arguments) -> Answer:
        """Replace the content of a modal that is still open."""
        given, error = self._given(arguments, "modal", "home")
        if error:
            return error
        view = self._known(arguments)
        if view is None or not view.is_open:
            return no("not_found")
        if arguments.get("hash") and arguments["hash"] != view.hash:
            return no("hash_conflict")
        return {"ok": True, "view": shown_view(self.surfaces.change(view, given))}

    def publish(self, arguments: Arguments) -> Answer:
        """Set the App Home of a user."""
        given, error = self._given(arguments, "home")
        if error:
            return error
        user = str(arguments.get("user_id") or "")
        if user not in self.directory.users:
            return no("user_not_found")
        if user in self.directory.gone:
            return no("not_enabled")
        known = self.surfaces.home(user)
        if known and arguments.get("hash") and arguments["hash"] != known.hash:
            return no("hash_conflict")
        return {"ok": True, "view": shown_view(self.surfaces.publish(user, given))}
