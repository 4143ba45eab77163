"""A person does something in the workspace: the app is told, and its answer is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.sandbox.slack import inputs, parcels
from tracker.sandbox.slack.answers import shown_view
from tracker.sandbox.slack.directory import BOT, Directory, User
from tracker.sandbox.slack.limits import refusal, refusal_of_view
from tracker.sandbox.slack.parcels import Parcel
from tracker.sandbox.slack.store import Message, Store
from tracker.sandbox.slack.surfaces import Surfaces, View, Whisper
from tracker.sandbox.slack.tickets import Reply, Tickets
from tracker.sandbox.slack.wire import Attempt, Wire

Order = Mapping[str, Any]
NO_ANSWER = "De app Haagse Zaken gaf geen antwoord. Probeer het nog eens. ({})"


class ActError(ValueError):
    """Nobody can do this in Slack: there is no such person, message, button or modal."""


@dataclass(slots=True)
class Acts:
    """What people do. `base_url` is where the app finds the addresses for its answers."""

    store: Store
    directory: Directory
    surfaces: Surfaces
    tickets: Tickets
    wire: Wire
    base_url: str

    def carry_out(self, order: Order) -> dict[str, Any]:
        """Do what `order["act"]` says and return what came of it.

        click and submit: `channel` and `ts`, or `view_id`; `action_id`, `value`, `values` by
        block id and action id. command: `text`, `channel`. home; say: `text`; close: `view_id`;
        event: `event`. `redeliver` brings the same again that many times, `replay` the very
        same request, `forge` proves it wrongly (see `signing.Forgery`), `unknown` clicks what
        stands nowhere. Raises ActError.
        """
        acts: Mapping[str, Callable[[Order, User], tuple[Parcel, _Then]]] = {
            "click": self._click,
            "close": self._close,
            "command": self._command,
            "event": self._event,
            "home": self._home,
            "say": self._say,
            "submit": self._submit,
        }
        act = acts.get(str(order.get("act")))
        user = self.directory.users.get(str(order.get("user")))
        if act is None or user is None:
            raise ActError(f"unknown act or user: {order.get('act')!r} {order.get('user')!r}")
        if "view_id" in order and (objections := self._objections(order)):
            return {"ok": False, "reason": "invalid_answers", "errors": objections}
        parcel, then = act(order, user)
        if order.get("forge"):
            return _told(parcel, [self.wire.attempt(parcel, 0, "", order["forge"])])
        at = self.wire.clock.now()
        found = [self.wire.bring(parcel, then)]
        found += self.wire.replay(parcel, int(order.get("replay") or 0), at)
        again = range(1, int(order.get("redeliver") or 0) + 1)
        found += [self.wire.attempt(parcel, number, "http_timeout") for number in again]
        return _told(parcel, found)

    def _objections(self, order: Order) -> dict[str, str]:
        """Return what Slack says of the answers in a modal before the app hears of them."""
        view = self._view(order)
        if order.get("act") != "submit":
            return {}
        stated = inputs.values(view.given["blocks"], order.get("values") or {})
        found = inputs.problems(view.given["blocks"], stated)
        if found:
            self.surfaces.object_to(view, found)
        return found

    def _view(self, order: Order) -> View:
        view = self.surfaces.get(str(order.get("view_id")))
        if view is None or not view.is_open or view.user != order.get("user"):
            raise ActError(f"no open view {order.get('view_id')!r} of this user")
        return view

    def _reply_url(self, reply: Reply) -> str:
        return f"{self.base_url}/_response/{self.tickets.reply(reply)}"

    def _click(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        if "view_id" in order:
            return self._click_in_view(order, user)
        channel, ts = str(order.get("channel")), str(order.get("ts"))
        message = self.store.get(channel, ts)
        whisper = self.surfaces.whispered(ts)
        found = message or whisper
        if found is None:
            raise ActError(f"no message {channel}/{ts}")
        action = self._action(found.blocks, order)
        reply = Reply(user.id, channel, self.wire.clock.now(), ts, found.thread_ts, message is None)
        trigger, url = self.tickets.trigger(user.id), self._reply_url(reply)
        then = self._unless(user, channel, found.thread_ts)
        if message is not None:
            return parcels.click_in_message(user, trigger, url, message, action), then
        assert whisper is not None
        return parcels.click_in_whisper(user, trigger, url, whisper, action), then

    def _action(self, blocks: Any, order: Order) -> dict[str, Any]:
        """Return the action; `unknown` in the order makes up one that stands nowhere."""
        ts = self.store.next_ts()
        if order.get("unknown"):
            made = {name: order.get(name, "") for name in ("action_id", "block_id", "value")}
            return {**made, "type": "button", "action_ts": ts}
        place = inputs.find(blocks, str(order.get("block_id", "")), str(order.get("action_id")))
        if place is None:
            raise ActError(f"no element {order.get('action_id')!r}")
        return inputs.action(place, order.get("value"), ts)

    def _click_in_view(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        view = self._view(order)
        blocks = view.given["blocks"]
        stated = inputs.values(blocks, order.get("values") or {})
        action = self._action(blocks, order)
        trigger = self.tickets.trigger(user.id, "" if view.is_home else view.id)
        then = self._unless(user, self.directory.open_conversation(user.id) or "", "")
        return parcels.click_in_view(user, trigger, view, stated, action), then

    def _submit(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        view = self._view(order)
        stated = inputs.values(view.given["blocks"], order.get("values") or {})
        parcel = parcels.submission(user, self.tickets.trigger(user.id, view.id), view, stated)
        return parcel, lambda attempt: self._submitted(view, attempt)

    def _submitted(self, view: View, attempt: Attempt) -> None:
        """Do with the modal what the app answered; an empty answer closes it."""
        answer = attempt.answer if isinstance(attempt.answer, Mapping) else {}
        action = str(answer.get("response_action") or "")
        if not attempt.is_good:
            self.surfaces.object_to(view, {"": NO_ANSWER.format(attempt.reason)})
        elif action == "errors":
            self.surfaces.object_to(view, answer.get("errors") or {})
        elif action == "clear":
            self.surfaces.close(view, all_of_it=True)
        elif action in ("update", "push"):
            self._show_next(view, action, answer.get("view"))
        else:
            self.surfaces.close(view)

    def _show_next(self, view: View, action: str, given: Any) -> None:
        problem = refusal_of_view(given, ("modal",))
        if problem:
            self.wire.journal.write("refused_answer", view=view.id, problem=list(problem))
            self.surfaces.object_to(view, {"": f"{problem[0]}: {problem[1]}"})
        elif action == "push":
            self.surfaces.show(view.user, given, view)
        else:
            self.surfaces.change(view, given)

    def _close(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        view = self._view(order)
        self.surfaces.close(view)
        return parcels.closing(user, view), lambda _: None

    def _command(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        default = self.directory.open_conversation(user.id)
        channel = self.directory.find_channel(str(order.get("channel") or default), by_name=True)
        if channel is None:
            raise ActError(f"no channel {order.get('channel')!r}")
        reply = Reply(user.id, channel, self.wire.clock.now())
        parcel = parcels.command(
            user,
            self.tickets.trigger(user.id),
            self._reply_url(reply),
            (channel, self.directory.channels[channel]),
            str(order.get("command") or "/haagsezaken"),
            str(order.get("text") or ""),
        )
        return parcel, lambda attempt: self._commanded(user, channel, attempt)

    def _commanded(self, user: User, channel: str, attempt: Attempt) -> None:
        """Show the answer to a command: to the caller, unless it is meant for the channel."""
        answer = attempt.answer
        if not attempt.is_good:
            self.tell(user.id, channel, NO_ANSWER.format(attempt.reason))
        elif isinstance(answer, str) and answer.strip():
            self.tell(user.id, channel, answer)
        elif isinstance(answer, Mapping) and (answer.get("text") or answer.get("blocks")):
            self.say(Reply(user.id, channel, self.wire.clock.now()), answer)

    def _home(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        content: dict[str, Any] = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": self.directory.open_conversation(user.id),
            "tab": str(order.get("tab") or "home"),
        }
        known = self.surfaces.home(user.id)
        if known:
            content["view"] = shown_view(known)
        return parcels.event(content, self.wire.clock.now()), lambda _: None

    def _say(self, order: Order, user: User) -> tuple[Parcel, _Then]:
        """Say something to the app in the conversation with it."""
        content = {
            "type": "message",
            "channel_type": "im",
            "channel": self.directory.open_conversation(user.id),
            "user": user.id,
            "text": str(order.get("text") or ""),
            "ts": self.store.next_ts(),
        }
        return parcels.event(content, self.wire.clock.now()), lambda _: None

    def _event(self, order: Order, _user: User) -> tuple[Parcel, _Then]:
        return parcels.event(order.get("event") or {}, self.wire.clock.now()), lambda _: None

    def _unless(self, user: User, channel: str, thread: str) -> _Then:
        def tell(attempt: Attempt) -> None:
            if not attempt.is_good:
                self.tell(user.id, channel, NO_ANSWER.format(attempt.reason), thread)

        return tell

    def tell(self, user: str, channel: str, text: str, thread: str = "") -> None:
        """Show a text to one person."""
        self.surfaces.whisper(Whisper(self.store.next_ts(), channel, user, text, (), thread))

    def respond(self, token: str, answer: Mapping[str, Any]) -> str:
        """Take what the app posts to a response_url; returns "ok" or Slack's error code."""
        reply = self.tickets.answer(token)
        if reply is None:
            return "expired_url"
        if answer.get("delete_original"):
            gone = self.surfaces.unsay(reply.ts) or self.store.delete(reply.channel, reply.ts)
            return "ok" if gone else "message_not_found"
        return self.say(reply, answer)

    def say(self, reply: Reply, answer: Mapping[str, Any]) -> str:
        """Show an answer where its address leads; returns "ok" or Slack's error code."""
        text, blocks = str(answer.get("text") or ""), answer.get("blocks") or []
        if problem := refusal(text, blocks):
            self.wire.journal.write("refused_answer", reply=reply.ts, problem=list(problem))
            return problem[0]
        if reply.ts and answer.get("replace_original"):
            return self._replace(reply, text, blocks)
        if answer.get("response_type") == "in_channel":
            name, thread = self.directory.channels[reply.channel], reply.thread_ts
            bot = Message("", reply.channel, name, BOT, text, tuple(blocks), thread)
            self.store.post(bot)
            return "ok"
        ts, thread = self.store.next_ts(), reply.thread_ts
        self.surfaces.whisper(Whisper(ts, reply.channel, reply.user, text, tuple(blocks), thread))
        return "ok"

    def _replace(self, reply: Reply, text: str, blocks: list[Any]) -> str:
        if reply.is_whisper:
            one = Whisper(reply.ts, reply.channel, reply.user, text, tuple(blocks), reply.thread_ts)
            self.surfaces.whisper(one)
            return "ok"
        changed = self.store.update(reply.channel, reply.ts, text, blocks, None)
        return "ok" if changed else "message_not_found"


_Then = Callable[[Attempt], None]


def _told(parcel: Parcel, attempts: list[Attempt]) -> dict[str, Any]:
    last = attempts[-1]
    return {
        "ok": all(one.is_good for one in attempts),
        "id": parcel.id,
        "status": last.status,
        "answer": last.answer,
        "reason": last.reason,
        "seconds": [one.seconds for one in attempts],
        "statuses": [one.status for one in attempts],
    }
