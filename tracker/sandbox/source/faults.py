"""The bad answers that the stand-in can give."""

from tracker.sandbox.source import feed
from tracker.sandbox.source.feed import FeedQuery
from tracker.sandbox.source.replies import Reply
from tracker.sandbox.source.rows import EntityVersion
from tracker.sandbox.source.state import Fault

FAULTS = {
    "503": "Every answer is 503 with Retry-After.",
    "429": "Every answer is 429 with Retry-After.",
    "html-200": "Every answer is an HTML page with status 200.",
    "cut-xml": "Pages stop in the middle of an entry.",
    "entity-bomb": "Feed pages open with nested entities (billion laughs).",
    "unknown-category": "The feed holds an entity of a category that nobody knows.",
    "row-without-required-fields": "The feed holds an activiteit and a document without content.",
    "slow": "Every answer waits (seconds=5).",
    "loop": "Every next link points to the page itself.",
    "empty": "Pages are empty and have no resume link.",
}
ROW_FAULTS = frozenset({"unknown-category", "row-without-required-fields"})
HTML = (
    "<!doctype html><html lang='nl'><head><title>Onderhoud</title></head><body>"
    "<h1>Gegevensmagazijn</h1><p>Wij werken aan onze systemen. Probeer het later opnieuw.</p>"
    "</body></html>"
)


def before(fault: Fault) -> Reply | None:
    """The answer that takes the place of any answer, if the fault is of that sort."""
    if fault.name in {"503", "429"}:
        error = b'{"error":{"code":"","message":"The service is unavailable."}}'
        wait = {"Retry-After": str(fault.retry_after)}
        return Reply(int(fault.name), error, "application/json", headers=wait)
    if fault.name == "html-200":
        return Reply(200, HTML.encode(), "text/html; charset=utf-8")
    return None


def spoil_feed(
    fault: Fault | None, base: str, query: FeedQuery, entries: list[EntityVersion]
) -> bytes:
    """The feed page as it is served with that fault on; the sound page without one."""
    name = fault.name if fault else ""
    if name == "loop":
        return feed.looping(base, query, entries)
    if name == "empty":
        return feed.without_links(base, query)
    sound = feed.page(base, query, entries)
    if name == "cut-xml":
        return sound[: len(sound) * 2 // 3]
    return _with_bomb(sound) if name == "entity-bomb" else sound


def spoil_json(fault: Fault | None, body: bytes) -> bytes:
    """The JSON as it is served with that fault on."""
    name = fault.name if fault else ""
    if name == "empty":
        return b'{"value":[]}'
    return body[: len(body) * 2 // 3] if name == "cut-xml" else body


def _with_bomb(page: bytes) -> bytes:
    levels = [f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10)]
    doctype = f'<!DOCTYPE feed [<!ENTITY lol0 "lol">{"".join(levels)}]>'.encode()
    declaration, rest = page.split(b"?>", 1)
    return declaration + b"?>" + doctype + rest.replace(b"</title>", b"&lol9;</title>", 1)
