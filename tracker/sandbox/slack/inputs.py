"""What a person can do in blocks: which element was used, and what was filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tracker.sandbox.slack.elements import options_of

Json = Any
Part = Mapping[str, Any]
Values = Mapping[str, Mapping[str, Any]]
_MANY = {
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
}
_ONE = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "overflow": "selected_option",
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
_FIRST = {"selected_option": "initial_option", "selected_options": "initial_options"}


@dataclass(frozen=True, slots=True)
class Place:
    """One element with the ids that Slack gives back; ids that are missing are made up."""

    block_id: str
    action_id: str
    element: Part
    block: Part

    @property
    def kind(self) -> str:
        """Return the type of the element."""
        return str(self.element["type"])


def block_id(block: Part, position: int) -> str:
    """Return the id of a block."""
    return str(block.get("block_id") or f"b{position}")


def action_id(element: Part, position: int) -> str:
    """Return the id of an element in its block."""
    return str(element.get("action_id") or f"a{position}")


def places(blocks: Sequence[Part]) -> Iterator[Place]:
    """Yield every element that a person can use."""
    for position, block in enumerate(blocks):
        found: list[Part] = []
        if block["type"] == "actions":
            found = list(block["elements"])
        elif block["type"] == "section" and block.get("accessory", {}).get("type") != "image":
            found = [block["accessory"]] if "accessory" in block else []
        elif block["type"] == "input":
            found = [block["element"]]
        for number, element in enumerate(found):
            yield Place(block_id(block, position), action_id(element, number), element, block)


def find(blocks: Sequence[Part], block: str, action: str) -> Place | None:
    """Return the element with these ids; an empty `block` means in any block."""
    for place in places(blocks):
        if place.action_id == action and block in ("", place.block_id):
            return place
    return None


def _chosen(element: Part, wanted: str) -> Json:
    return next((one for one in options_of(element) if one["value"] == wanted), None)


def _initial(element: Part, name: str) -> Json:
    default: Json = [] if name.endswith("s") else None
    return element.get(_FIRST.get(name, name.replace("selected", "initial")), default)


def state(place: Place, given: Json = None) -> dict[str, Json]:
    """Return the value of an element as `view.state.values` has it.

    `given` is what was filled in: a value, a list of values, or None for what stood there.
    """
    kind, element = place.kind, place.element
    if kind in _MANY:
        name = _MANY[kind]
        if given is None:
            return {"type": kind, name: _initial(element, name)}
        wanted = [given] if isinstance(given, str) else list(given)
        if name == "selected_options":
            wanted = [found for one in wanted if (found := _chosen(element, one))]
        return {"type": kind, name: wanted}
    if kind in _ONE:
        return {"type": kind, _ONE[kind]: _picked(element, _ONE[kind], kind, given)}
    text = element.get("initial_value") if given is None else str(given)
    return {"type": kind, "value": text or None}


def _picked(element: Part, name: str, kind: str, given: Json) -> Json:
    if given is None:
        return _initial(element, name)
    if given == "":
        return None
    if name == "selected_option":
        return _chosen(element, str(given))
    return int(given) if kind == "datetimepicker" else given


def values(blocks: Sequence[Part], given: Mapping[str, Mapping[str, Json]]) -> Values:
    """Return `view.state.values` for what was filled in, by block id and action id."""
    found: dict[str, dict[str, Json]] = {}
    for place in places(blocks):
        if place.kind in ("button", "overflow"):
            continue
        answer = given.get(place.block_id, {}).get(place.action_id)
        found.setdefault(place.block_id, {})[place.action_id] = state(place, answer)
    return found


def action(place: Place, given: Json, ts: str) -> dict[str, Json]:
    """Return the action of a click, or of a choice from a menu."""
    found: dict[str, Json] = {
        "action_id": place.action_id,
        "block_id": place.block_id,
        "type": place.kind,
        "action_ts": ts,
    }
    if place.kind == "button":
        shown = {name: place.element[name] for name in ("text", "value") if name in place.element}
        return {**found, **shown}
    return {**found, **state(place, given)}


def _is_empty(value: Part) -> bool:
    return not any(content for name, content in value.items() if name != "type")


def _problem(place: Place, value: Part) -> str:
    """Return what Slack itself says of an answer before it is sent; "" when it is fine."""
    if _is_empty(value):
        return "" if place.block.get("optional") else "Vul dit in."
    text, element = value.get("value"), place.element
    if not isinstance(text, str):
        return ""
    if len(text) < int(element.get("min_length", 0)):
        return f"Gebruik minstens {element['min_length']} tekens."
    if len(text) > int(element.get("max_length", 3_000)):
        return f"Gebruik hoogstens {element.get('max_length', 3_000)} tekens."
    if place.kind == "url_text_input":
        parts = urlsplit(text)
        good = parts.scheme in ("http", "https") and bool(parts.netloc)
        return "" if good else "Dit is geen webadres."
    return ""


def problems(blocks: Sequence[Part], stated: Values) -> dict[str, str]:
    """Return what Slack says of the answers, by block id, before the app hears of them."""
    found = {}
    for place in places(blocks):
        if place.block["type"] == "input":
            problem = _problem(place, stated[place.block_id][place.action_id])
            if problem:
                found[place.block_id] = problem
    return found
