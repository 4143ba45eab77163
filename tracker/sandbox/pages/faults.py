"""The bad answers that the stand-in can give in place of a good one."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping

from tracker.sandbox.pages.folder import Answer

HTML = (
    b"<!doctype html><html lang='nl'><head><title>Onderhoud</title></head><body>"
    b"<h1>Even geduld</h1><p>Wij werken aan deze website.</p></body></html>"
)
CHALLENGE = (
    b"<!doctype html><html><head><title>Just a moment...</title></head><body>"
    b"<script src='/challenge.js'></script>Verifying you are human.</body></html>"
)
_BOMB = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
_DOCTYPE = b'<!DOCTYPE x [<!ENTITY l0 "lol">' + _BOMB + b"]>"
_FOREIGN = b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
Spoil = Callable[[Answer], Answer]


def _status(code: int, **headers: str) -> Spoil:
    wanted = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _good: Answer(code, HTML, {"Content-Type": "text/html", **wanted})


def _body(change: Callable[[bytes], bytes]) -> Spoil:
    return lambda good: Answer(good.status, change(good.body), good.headers)


def _as(body: bytes, media_type: str, status: int = 200) -> Spoil:
    return lambda _good: Answer(status, body, {"Content-Type": media_type})


def _with_doctype(doctype: bytes) -> Callable[[bytes], bytes]:
    def change(body: bytes) -> bytes:
        head, mark, rest = body.partition(b"?>")
        return head + mark + doctype + rest if mark else doctype + body

    return change


def _renamed(body: bytes) -> bytes:
    """Return the page with every name of a field, element or class spelled otherwise."""
    body = re.sub(rb'"([A-Za-z_@:-]+)"\s*:', rb'"x_\1":', body)
    body = re.sub(rb"<(/?)((?:\w+:)?)(?!html|body|head|rss|feed|\?)(\w+)", rb"<\1\2x\3", body)
    return re.sub(rb'class="', b'class="x-', body)


def _compressed(good: Answer) -> Answer:
    return Answer(200, gzip.compress(good.body), {**good.headers, "Content-Encoding": "gzip"})


def _bomb(_good: Answer) -> Answer:
    body = gzip.compress(b"0" * 80_000_000, 9)
    return Answer(200, body, {"Content-Type": "application/xml", "Content-Encoding": "gzip"})


FAULTS: Mapping[str, Spoil] = {
    "202-challenge": _as(CHALLENGE, "text/html", 202),
    "202-empty": _as(b"", "text/html", 202),
    "204": _as(b"", "text/plain", 204),
    "200-empty": _as(b"", "application/json"),
    "200-blank": _as(b"  \n\n ", "text/html"),
    "200-challenge": _as(CHALLENGE, "text/html"),
    "200-maintenance": _as(HTML, "text/html"),
    "200-null": _as(b"null", "application/json"),
    "200-empty-object": _as(b"{}", "application/json"),
    "200-empty-list": _as(b"[]", "application/json"),
    "200-text": _as(b"OK", "text/plain"),
    "200-binary": _as(bytes(range(256)) * 40, "application/octet-stream"),
    "200-pdf": _as(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n", "application/pdf"),
    "400": _status(400),
    "401": _status(401),
    "403": _status(403),
    "404": _status(404),
    "410": _status(410),
    "429": _status(429, Retry_After="0"),
    "429-long": _status(429, Retry_After="86400"),
    "500": _status(500),
    "502": _status(502),
    "503": _status(503, Retry_After="0"),
    "504": _status(504),
    "redirect-foreign": _status(302, Location="https://example.org/"),
    "redirect-private": _status(302, Location="http://10.0.0.1/"),
    "redirect-metadata": _status(302, Location="http://169.254.169.254/latest/meta-data/"),
    "redirect-file": _status(302, Location="file:///etc/passwd"),
    "redirect-loop": _status(302, Location=""),
    "cut-half": _body(lambda body: body[: len(body) // 2]),
    "cut-end": _body(lambda body: body[:-20]),
    "cut-start": _body(lambda body: body[40:]),
    "entity-bomb": _body(_with_doctype(_DOCTYPE)),
    "foreign-entity": _body(_with_doctype(_FOREIGN)),
    "renamed": _body(_renamed),
    "control-characters": _body(lambda body: body.replace(b" ", b"\x00\x0b ")),
    "wrong-encoding": _body(lambda body: body.decode("utf-8", "replace").encode("utf-16")),
    "doubled": _body(lambda body: body + body),
    "byte-order-mark": _body(lambda body: b"\xef\xbb\xbf" + body),
    "gzip": _compressed,
    "gzip-bomb": _bomb,
}
"""By name; what a run must make of each is decided by the tests, per kind of source."""
HARMLESS = frozenset({"byte-order-mark", "gzip"})
"""Unusual, but a source may well answer like this: the run has to succeed."""
