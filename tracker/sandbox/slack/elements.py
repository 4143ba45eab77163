"""What Slack refuses in the parts of a block: texts, buttons, menus, fields to fill in.

Figures: Block Kit reference and `slack_sdk.models.blocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Part = Mapping[str, Any]
_TEXT_KEYS = {
    "plain_text": {"type", "text", "emoji"},
    "mrkdwn": {"type", "text", "verbatim"},
}
_STYLES = ("primary", "danger")


class InvalidBlockError(ValueError):
    """A block that Slack would refuse; the text says which rule."""


def require(condition: bool, reason: str) -> None:
    """Raise InvalidBlockError when a rule is broken."""
    if not condition:
        raise InvalidBlockError(reason)


def text(value: Any, longest: int, kinds: Sequence[str] = ("plain_text", "mrkdwn")) -> None:
    """Check a text object of at most `longest` characters."""
    require(isinstance(value, Mapping), "text must be an object")
    kind = value.get("type")
    require(kind in kinds, f"text of type {kind!r} is not allowed here")
    require(set(value) <= _TEXT_KEYS[kind], f"unknown field in {kind}: {sorted(value)}")
    content = value.get("text")
    require(isinstance(content, str) and len(content) >= 1, "text is empty")
    require(len(content) <= longest, f"text is longer than {longest} characters")


def plain(value: Any, longest: int) -> None:
    """Check a text object without markup."""
    text(value, longest, ("plain_text",))


def word(part: Part, name: str, longest: int) -> None:
    """Check a string that may be left out."""
    value = part.get(name, "")
    require(isinstance(value, str), f"{name} must be a string")
    require(len(value) <= longest, f"{name} is longer than {longest}")


def _accessible(part: Part) -> None:
    word(part, "accessibility_label", 75)


def _confirm(part: Part) -> None:
    if "confirm" not in part:
        return
    dialog = part["confirm"]
    plain(dialog.get("title"), 100)
    text(dialog.get("text"), 300)
    plain(dialog.get("confirm"), 30)
    plain(dialog.get("deny"), 30)


def _option(option: Any, kinds: Sequence[str] = ("plain_text",)) -> None:
    require(isinstance(option, Mapping), "option must be an object")
    text(option.get("text"), 75, kinds)
    require(bool(option.get("value")), "option without value")
    word(option, "value", 150)
    if "description" in option:
        text(option["description"], 75, kinds)


def options_of(part: Part) -> list[Part]:
    """Return all options of a menu, also those in groups."""
    groups = part.get("option_groups") or [{"options": part.get("options") or []}]
    return [option for group in groups for option in group.get("options") or []]


def _options(part: Part, most: int, kinds: Sequence[str] = ("plain_text",)) -> None:
    has = [name for name in ("options", "option_groups") if part.get(name)]
    require(len(has) == 1, "give options or option_groups")
    groups = part.get("option_groups") or []
    require(len(groups) <= 100, "more than 100 option_groups")
    for group in groups:
        plain(group.get("label"), 75)
    for group in groups or [part]:
        require(1 <= len(group["options"]) <= most, f"needs 1 to {most} options")
    found = options_of(part)
    for option in found:
        _option(option, kinds)
    values = [option["value"] for option in found]
    require(len(values) == len(set(values)), "two options have the same value")
    first = part.get("initial_options") or [part.get("initial_option")]
    for option in first:
        require(option is None or option in found, "initial_option is none of the options")


def _button(part: Part) -> None:
    plain(part.get("text"), 75)
    word(part, "value", 2_000)
    word(part, "url", 3_000)
    require(part.get("style", "primary") in _STYLES, "style must be primary or danger")
    _accessible(part)


def _menu(part: Part) -> None:
    if "placeholder" in part:
        plain(part["placeholder"], 150)


def _select(part: Part) -> None:
    _menu(part)
    _options(part, 100)


def _overflow(part: Part) -> None:
    _options(part, 5)


def _choices(part: Part) -> None:
    _options(part, 10, ("plain_text", "mrkdwn"))


def _field(part: Part) -> None:
    _menu(part)
    least, most = int(part.get("min_length", 0)), int(part.get("max_length", 3_000))
    require(0 <= least <= 3_000, "min_length is not 0 to 3000")
    require(1 <= most <= 3_000, "max_length is not 1 to 3000")
    require(least <= most, "min_length is more than max_length")
    require(len(part.get("initial_value") or "") <= most, "initial_value is too long")


def _number(part: Part) -> None:
    _menu(part)
    require("is_decimal_allowed" in part, "is_decimal_allowed is missing")


def _anything(_part: Part) -> None:
    return None


def image(part: Part) -> None:
    """Check an image: without a text that tells what it shows it is refused."""
    require(bool(part.get("alt_text")), "image without alt_text")
    word(part, "alt_text", 2_000)
    word(part, "image_url", 3_000)


BUTTONS: Mapping[str, Callable[[Part], None]] = {
    "button": _button,
    "checkboxes": _choices,
    "conversations_select": _menu,
    "datepicker": _menu,
    "datetimepicker": _anything,
    "external_select": _menu,
    "overflow": _overflow,
    "radio_buttons": _choices,
    "static_select": _select,
    "timepicker": _menu,
    "users_select": _menu,
}
"""What may stand in an actions block."""
MANY: Mapping[str, Callable[[Part], None]] = {
    "multi_conversations_select": _menu,
    "multi_external_select": _menu,
    "multi_static_select": _select,
    "multi_users_select": _menu,
}
ACCESSORIES: Mapping[str, Callable[[Part], None]] = {**BUTTONS, **MANY, "image": image}
"""What may stand beside the text of a section."""
_FIELDS: Mapping[str, Callable[[Part], None]] = {
    "plain_text_input": _field,
    "email_text_input": _menu,
    "url_text_input": _menu,
    "number_input": _number,
}
INPUTS: Mapping[str, Callable[[Part], None]] = {
    **{
        name: check
        for name, check in {**BUTTONS, **MANY}.items()
        if name not in ("button", "overflow")
    },
    **_FIELDS,
}
"""What may stand in an input block."""


def element(part: Any, allowed: Mapping[str, Callable[[Part], None]]) -> None:
    """Check one element of a block."""
    require(isinstance(part, Mapping), "element must be an object")
    check = allowed.get(str(part.get("type")))
    require(check is not None, f"element {part.get('type')!r} is not allowed here")
    if part["type"] != "image":
        word(part, "action_id", 255)
        _confirm(part)
    assert check is not None
    check(part)
