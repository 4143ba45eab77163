"""Slack's mrkdwn as HTML, and nothing else as HTML.

Slack reads `<...>` as mention or link and shows everything outside it as text; `&`, `<`
and `>` of a text come as entities. Each piece is escaped before a tag is put round it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from markupsafe import Markup, escape

_TOKEN = re.compile(r"<([^<>]*)>")
_STYLES = (
    (re.compile(r"(?<![\w*])\*(?!\s)([^*\n]+?)(?<!\s)\*(?![\w*])"), "strong"),
    (re.compile(r"(?<![\w_])_(?!\s)([^_\n]+?)(?<!\s)_(?![\w_])"), "em"),
    (re.compile(r"(?<![\w~])~(?!\s)([^~\n]+?)(?<!\s)~(?![\w~])"), "s"),
    (re.compile(r"`([^`\n]+)`"), "code"),
)
_SPECIAL = {"!channel": "@channel", "!here": "@here", "!everyone": "@everyone"}


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _styled(text: str) -> Markup:
    html = str(escape(_unescaped(text)))
    for pattern, tag in _STYLES:
        html = pattern.sub(rf"<{tag}>\1</{tag}>", html)
    return Markup(html.replace("\n", "<br>"))  # noqa: S704  escaped above


def _mention(label: str) -> Markup:
    return Markup('<span class="mention">{}</span>').format(label)


def _link(address: str, label: str) -> Markup:
    address = _unescaped(address)
    if urlsplit(address).scheme not in {"http", "https", "mailto"}:
        return escape(_unescaped(label or address))
    return Markup('<a href="{}" rel="noopener noreferrer">{}</a>').format(
        address, _unescaped(label or address)
    )


def _token(content: str, users: Mapping[str, str]) -> Markup:
    target, _, label = content.partition("|")
    if target.startswith("@"):
        return _mention("@" + users.get(target[1:], "onbekende persoon"))
    if target.startswith("#"):
        return _mention("#" + (_unescaped(label) or target[1:]))
    if target in _SPECIAL:
        return _mention(_SPECIAL[target])
    return _link(target, label)


def to_html(text: str, users: Mapping[str, str]) -> Markup:
    """Return mrkdwn as safe HTML; `users` gives the name of each user id."""
    parts: list[Markup] = []
    position = 0
    for found in _TOKEN.finditer(text):
        parts += [_styled(text[position : found.start()]), _token(found[1], users)]
        position = found.end()
    return Markup("").join([*parts, _styled(text[position:])])
