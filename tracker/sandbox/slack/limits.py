"""What Slack refuses in a message, as Slack's own error codes.

Figures: Block Kit reference and `slack_sdk.models.blocks`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

MAX_BLOCKS = 50
MAX_TEXT = 40_000
MAX_TEXT_OF_UPDATE = 4_000
_TEXT_KEYS = {
    "plain_text": {"type", "text", "emoji"},
    "mrkdwn": {"type", "text", "verbatim"},
}


class InvalidBlockError(ValueError):
    """A block that Slack would refuse; the text says which rule."""


def _require(condition: bool, reason: str) -> None:
    if not condition:
        raise InvalidBlockError(reason)


def _text(value: Any, longest: int, kinds: Sequence[str] = ("plain_text", "mrkdwn")) -> None:
    _require(isinstance(value, Mapping), "text must be an object")
    kind = value.get("type")
    _require(kind in kinds, f"text of type {kind!r} is not allowed here")
    _require(set(value) <= _TEXT_KEYS[kind], f"unknown field in {kind}: {sorted(value)}")
    text = value.get("text")
    _require(isinstance(text, str) and len(text) >= 1, "text is empty")
    _require(len(text) <= longest, f"text is longer than {longest} characters")


def _header(block: Mapping[str, Any]) -> None:
    _text(block.get("text"), 150, ("plain_text",))


def _section(block: Mapping[str, Any]) -> None:
    fields = block.get("fields", [])
    _require("text" in block or bool(fields), "section without text or fields")
    if "text" in block:
        _text(block["text"], 3_000)
    _require(len(fields) <= 10, "more than 10 fields")
    for field in fields:
        _text(field, 2_000)


def _context(block: Mapping[str, Any]) -> None:
    elements = block.get("elements", [])
    _require(1 <= len(elements) <= 10, "context needs 1 to 10 elements")
    for element in elements:
        if element.get("type") != "image":
            _text(element, 3_000)


def _button(element: Mapping[str, Any]) -> None:
    _text(element.get("text"), 75, ("plain_text",))
    _require(len(element.get("value", "")) <= 2_000, "value is longer than 2000 characters")
    _require(len(element.get("action_id", "")) <= 255, "action_id is longer than 255")
    _require(len(element.get("url", "")) <= 3_000, "url is longer than 3000")


def _actions(block: Mapping[str, Any]) -> None:
    elements = block.get("elements", [])
    _require(1 <= len(elements) <= 25, "actions needs 1 to 25 elements")
    for element in elements:
        if element.get("type") == "button":
            _button(element)


def _image(block: Mapping[str, Any]) -> None:
    _require(bool(block.get("alt_text")), "image without alt_text")


def _divider(block: Mapping[str, Any]) -> None:
    _require(set(block) <= {"type", "block_id"}, "unknown field in divider")


_CHECKS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "header": _header,
    "section": _section,
    "context": _context,
    "actions": _actions,
    "image": _image,
    "divider": _divider,
}


def check_blocks(blocks: Any) -> None:
    """Raise InvalidBlockError, with the place and the rule, when Slack would refuse."""
    _require(isinstance(blocks, list), "blocks must be a list")
    _require(len(blocks) <= MAX_BLOCKS, f"more than {MAX_BLOCKS} blocks")
    seen: set[str] = set()
    for position, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, Mapping) else None
        check = _CHECKS.get(str(kind))
        _require(check is not None, f"blocks/{position}: unknown type {kind!r}")
        identity = str(block.get("block_id", ""))
        _require(len(identity) <= 255, f"blocks/{position}: block_id is longer than 255")
        _require(not identity or identity not in seen, f"blocks/{position}: block_id used twice")
        seen.add(identity)
        try:
            assert check is not None
            check(block)
        except InvalidBlockError as error:
            raise InvalidBlockError(f"blocks/{position}: {error}") from None


def refusal(text: str, blocks: Any, *, is_update: bool = False) -> tuple[str, str] | None:
    """Return (Slack's error code, reason) for a message, or None when it is fine."""
    if not text.strip() and not blocks:
        return "no_text", "text and blocks are both empty"
    if len(text) > (MAX_TEXT_OF_UPDATE if is_update else MAX_TEXT):
        return "msg_too_long", f"text has {len(text)} characters"
    try:
        check_blocks(blocks)
    except InvalidBlockError as error:
        return "invalid_blocks", str(error)
    return None
