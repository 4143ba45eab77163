"""What a form of the page sends, as an order for `acts`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

Fields = Mapping[str, Sequence[str]]
_PLAIN = ("act", "user", "channel", "ts", "view_id", "block_id", "action_id", "value", "text")
_SEPARATOR = "\u241f"


def name_of(block_id: str, action_id: str) -> str:
    """Return the name of the field for an element."""
    return _SEPARATOR.join(("v", block_id, action_id))


def press(block_id: str, action_id: str, value: str = "") -> str:
    """Return the value of a button that stands in a form with other fields."""
    return _SEPARATOR.join((block_id, action_id, value))


def _values(fields: Fields) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for name, given in fields.items():
        parts = name.split(_SEPARATOR)
        if len(parts) == 3 and parts[0] == "v":
            many = [one for one in given if one]
            several = len(given) > 1
            found.setdefault(parts[1], {})[parts[2]] = many if several else given[0]
    return found


def order(fields: Fields) -> dict[str, Any]:
    """Return the order for `Acts.carry_out`; a pressed button makes it a click."""
    found: dict[str, Any] = {name: fields[name][-1] for name in _PLAIN if name in fields}
    values = _values(fields)
    if values:
        found["values"] = values
    if "press" in fields:
        block_id, action_id, value = fields["press"][0].split(_SEPARATOR, 2)
        chosen = value or values.get(block_id, {}).get(action_id)
        found |= {"act": "click", "block_id": block_id, "action_id": action_id, "value": chosen}
    return found


def way_back(fields: Fields) -> str:
    """Return where the page goes on: the same person, tab and place."""
    given = {name: fields.get(name, [""])[0] for name in ("user", "tab", "room")}
    query = {"u": given["user"], "t": given["tab"] or "berichten", "k": given["room"]}
    place = fields.get("place", [""])[0]
    return f"/?{urlencode(query)}" + (f"#{place}" if place.replace(".", "").isalnum() else "")
