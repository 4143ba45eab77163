"""Rows to entity XML, in the two spellings that the service uses.

Parlis entities come in a default namespace with ``tk:`` attributes and times without offset;
Vergadering, Verslag and Toezegging come with an ``ns1:`` prefix and offsets such as ``+0100``.
"""

from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr
from zoneinfo import ZoneInfo

from tracker.sandbox.source.fields import Category, categories
from tracker.sandbox.source.rows import Row, Value

NAMESPACE = "http://www.tweedekamer.nl/xsd/tkData/v1-0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def element(row: Row, changed: datetime) -> bytes:
    """The entity element of a row, UTF-8; ``changed`` is when the source system changed it."""
    category = categories()[row.category]
    prefix = "ns1:" if category.prefixed else ""
    name = prefix + category.element
    head = f"<{name}{_attributes(row, category, changed)}"
    if row.deleted:
        return f"{head}/>".encode()
    body = _relations(row, category, prefix, after="") + _fields(row, category, prefix)
    return f"{head}>{body}</{name}>".encode()


def _attributes(row: Row, category: Category, changed: datetime) -> str:
    mark = "ns1" if category.prefixed else "tk"
    local = changed.astimezone(AMSTERDAM)
    stamp = local.strftime("%Y-%m-%dT%H:%M:%S.") + f"{local.microsecond // 1000:03d}"
    pairs = [(f"{mark}:bijgewerkt", stamp + (local.strftime("%z") if category.prefixed else ""))]
    pairs.append((f"{mark}:verwijderd", "true" if row.deleted else "false"))
    if row.content:
        pairs.append((f"{mark}:contentType", row.content[0]))
        pairs.append((f"{mark}:contentLength", str(row.content[1])))
    spaces = [("xmlns:ns1", NAMESPACE)]
    if not category.prefixed:
        spaces = [("xmlns", NAMESPACE), ("xmlns:tk", NAMESPACE)]
    every = [*spaces, ("xmlns:xsi", XSI), ("id", row.guid), *pairs]
    return "".join(f" {key}={quoteattr(value)}" for key, value in every)


def _relations(row: Row, category: Category, prefix: str, after: str) -> str:
    parts = []
    for relation in category.relations:
        parts += [
            f'<{prefix}{relation.element} ref="{guid}"/>'
            for name, guid in row.refs
            if name == relation.element and relation.after == after
        ]
    return "".join(parts)


def _fields(row: Row, category: Category, prefix: str) -> str:
    parts = []
    for field in category.fields:
        if field.element not in row.values:
            continue
        value = row.values[field.element]
        tag = prefix + field.element
        if value is None:
            parts.append(f'<{tag} xsi:nil="true"/>')
        else:
            parts.append(f"<{tag}>{escape(_text(value, category))}</{tag}>")
        parts.append(_relations(row, category, prefix, after=field.element))
    return "".join(parts)


def _text(value: Value, category: Category) -> str:
    if isinstance(value, bool):
        return str(value).lower() if category.lower_booleans else str(value)
    if isinstance(value, datetime):
        return time_text(value, with_offset=category.prefixed)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def time_text(value: datetime, *, with_offset: bool) -> str:
    """A moment in Dutch local time; a naive value is the "no date" of the source, kept as it is."""
    if value.tzinfo is None:
        return value.isoformat(timespec="seconds")
    local = value.astimezone(AMSTERDAM)
    return local.strftime("%Y-%m-%dT%H:%M:%S") + (local.strftime("%z") if with_offset else "")
