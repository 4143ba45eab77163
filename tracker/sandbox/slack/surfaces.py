"""What one person sees: modals, App Home, and messages that nobody else sees."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tracker.sandbox.slack.journal import Journal

Json = Any


@dataclass(frozen=True, slots=True)
class View:
    """A modal or an App Home of a user. `given` is what the app sent, `errors` what the app
    said of the answers in each block, `root` and `previous` are ids of views under it.
    """

    id: str
    user: str
    given: Mapping[str, Json]
    hash: str
    root: str
    previous: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = True

    @property
    def is_home(self) -> bool:
        """Whether this is an App Home, and no modal."""
        return bool(self.given.get("type") == "home")


@dataclass(frozen=True, slots=True)
class Whisper:
    """A message that only `user` sees, in a channel; gone when Slack is started again."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: tuple[Mapping[str, Json], ...] = ()
    thread_ts: str = ""


class Surfaces:
    """All views and whispers; what was open at a restart is closed, App Homes stay."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self._lock = threading.Lock()
        self._views: dict[str, View] = {}
        self._whispers: dict[str, Whisper] = {}
        for entry in journal.earlier:
            if entry["op"] == "view" and entry["view"]["given"].get("type") == "home":
                view = View(**entry["view"])
                self._views[view.id] = view

    def _keep(self, view: View) -> View:
        self.journal.write("view", view=asdict(view))
        with self._lock:
            self._views[view.id] = view
        return view

    def get(self, view_id: str) -> View | None:
        """Return a view, or None."""
        return self._views.get(view_id)

    def by_external_id(self, external_id: str) -> View | None:
        """Return the open view that the app gave this id, or None."""
        found = (
            one
            for one in self._views.values()
            if one.is_open and one.given.get("external_id") == external_id
        )
        return next(found, None)

    def show(self, user: str, given: Mapping[str, Json], under: View | None = None) -> View:
        """Open a modal, on top of another one when `under` is given."""
        identity = f"V{secrets.token_hex(5).upper()}"
        root, previous = (under.root, under.id) if under else (identity, "")
        return self._keep(View(identity, user, given, secrets.token_hex(8), root, previous))

    def change(self, view: View, given: Mapping[str, Json]) -> View:
        """Replace the content of a view that is open."""
        return self._keep(replace(view, given=given, hash=secrets.token_hex(8), errors={}))

    def object_to(self, view: View, errors: Mapping[str, str]) -> View:
        """Show what is wrong with the answers in a modal."""
        return self._keep(replace(view, errors=dict(errors)))

    def close(self, view: View, *, all_of_it: bool = False) -> None:
        """Close a modal, and with `all_of_it` all modals under and on top of it."""
        for one in list(self._views.values()):
            meant = one.id == view.id or (all_of_it and one.root == view.root)
            if meant and one.is_open and not one.is_home:
                self._keep(replace(one, is_open=False))

    def publish(self, user: str, given: Mapping[str, Json]) -> View:
        """Set the App Home of a user."""
        known = self.home(user)
        if known:
            return self.change(known, given)
        return self.show(user, given)

    def home(self, user: str) -> View | None:
        """Return the App Home of a user, None when there is none yet."""
        found = (one for one in self._views.values() if one.is_home and one.user == user)
        return next(found, None)

    def on_top(self, user: str) -> View | None:
        """Return the modal that a user looks at, or None."""
        views = list(self._views.values())
        found = [one for one in views if one.is_open and not one.is_home and one.user == user]
        return found[-1] if found else None

    def views(self) -> tuple[View, ...]:
        """Return all views, also closed ones, oldest first."""
        return tuple(self._views.values())

    def whisper(self, one: Whisper) -> None:
        """Show a message to one user, or another content of it."""
        self.journal.write("ephemeral", whisper=asdict(one))
        with self._lock:
            self._whispers[one.ts] = one

    def unsay(self, ts: str) -> bool:
        """Take a whisper away; False when there is none."""
        with self._lock:
            gone = self._whispers.pop(ts, None)
        if gone:
            self.journal.write("ephemeral_deleted", ts=ts)
        return gone is not None

    def whispers(self, user: str | None = None) -> tuple[Whisper, ...]:
        """Return the whispers to a user, or all of them, oldest first."""
        found = [one for one in self._whispers.values() if user is None or one.user == user]
        return tuple(sorted(found, key=lambda one: one.ts))

    def whispered(self, ts: str) -> Whisper | None:
        """Return one whisper, or None."""
        return self._whispers.get(ts)
