"""OData: one JSON page to rows, from the interface or from a stored dump; pure.

Reads `{"value": [...]}`, bare lists and single entities. Rows nested by `$expand` become
rows of their own, with the reference on the side that holds it in SyncFeed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import orjson

from crawler.kamer.fields import CATEGORIES, NOT_FOLLOWED
from crawler.kamer.parse import read_bool, read_moment
from crawler.odata_names import CHANGED, DELETED, KEY, VISIBLE, ODataNames, Plan, camel
from crawler.text import looks_like_html
from tracker.errors import BotChallengeError, MalformedPageError, SourceError, VersionGoneError
from tracker.records import Problem, SourceRow

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 50_000
_MAX_DEPTH = 6
_CONTEXT = re.compile(r"\$metadata#(\w+)")
_ALL_CATEGORIES = tuple(sorted([*CATEGORIES, *NOT_FOLLOWED], key=len, reverse=True))

Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ODataPage:
    """What one page holds; `read` counts its outer rows, `ignored` what nobody follows."""

    category: str
    rows: tuple[SourceRow, ...]
    problems: tuple[Problem, ...]
    next_link: str | None
    read: int
    ignored: int = 0


@dataclass(slots=True)
class _Reading:
    """Rows and problems of one page while it is read."""

    names: ODataNames
    rows: dict[tuple[str, str], SourceRow] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ignored: int = 0

    def report(self, category: str, key: str, reason: str, raw: object = None) -> None:
        """Set a row aside (with `raw`) or signal something odd about it (without)."""
        fatal = raw is not None
        payload = orjson.dumps(raw)[:4_000].decode(errors="ignore") if fatal else ""
        self.problems.append(
            Problem(self.names.source, category, key, reason, payload=payload, fatal=fatal)
        )


def check_status(status: int, url: str) -> None:
    """Raise VersionGoneError when this version of the interface no longer answers."""
    if status in {404, 410}:
        raise VersionGoneError(f"{url}: deze versie van OData bestaat niet meer (HTTP {status})")


def read_page(
    data: bytes, names: ODataNames, category: str | None = None, name: str = ""
) -> ODataPage:
    """Return the rows of a page; `name` is where it came from, a file or an address.

    Without `category` it is taken from the context of the answer, else from the name,
    else from the fields of the first row.
    Raises BotChallengeError, MalformedPageError, or SourceError for an error answer.
    """
    rows, context, next_link = _unwrap(_load(data, name), name)
    category = category or guess_category(rows, names, context, name)
    if category in NOT_FOLLOWED or _is_text_dump(rows):
        return ODataPage(category or "", (), (), next_link, len(rows), ignored=len(rows))
    plan = names.plans.get(category or "")
    if plan is None:
        raise MalformedPageError(f"{name}: onduidelijk welke categorie dit is ({category})")
    reading = _Reading(names)
    for raw in rows:
        _read(raw, plan, reading, 0)
    return ODataPage(
        category=plan.category.name,
        rows=tuple(reading.rows.values()),
        problems=tuple(reading.problems),
        next_link=next_link,
        read=len(rows),
        ignored=reading.ignored,
    )


def _load(data: bytes, name: str) -> Any:
    if len(data) > MAX_BYTES:
        raise MalformedPageError(f"{name}: {len(data)} bytes, meer dan toegestaan")
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        if looks_like_html(data):
            raise BotChallengeError(f"{name}: een webpagina in plaats van gegevens") from error
        raise MalformedPageError(f"{name}: geen geldige JSON: {error}") from error


def _unwrap(page: Any, name: str) -> tuple[list[Any], str, str | None]:
    """Return (rows, @odata.context, next link) of any of the forms."""
    if isinstance(page, list):
        rows, context, next_link = page, "", None
    elif not isinstance(page, dict):
        raise MalformedPageError(f"{name}: geen pagina met rijen")
    elif "error" in page:
        raise SourceError(f"{name}: de bron meldt een fout: {str(page['error'])[:300]}")
    else:
        context = str(page.get("@odata.context", ""))
        rows = page.get("value", [page])
        next_link = page.get("@odata.nextLink")
    if not isinstance(rows, list) or len(rows) > MAX_ROWS:
        raise MalformedPageError(f"{name}: geen lijst van rijen, of een veel te lange")
    return rows, context, next_link if isinstance(next_link, str) else None


def _is_text_dump(rows: list[Any]) -> bool:
    """Tell whether this is a stored text of a document, which is no row."""
    return len(rows) == 1 and isinstance(rows[0], dict) and {"content", "source"} <= rows[0].keys()


def guess_category(
    rows: Iterable[Any], names: ODataNames, context: str = "", name: str = ""
) -> str | None:
    """Return the category of a page, None when nothing tells."""
    if (found := _CONTEXT.search(context)) and found[1].lower() in _ALL_CATEGORIES:
        return found[1].lower()
    stem = re.split(r"[^a-z]", name.rpartition("/")[2].lower())[0]
    if stem in _ALL_CATEGORIES:
        return stem
    row = next((row for row in rows if isinstance(row, dict)), None)
    if row is None:
        return None
    keys = {key for key in row if "@" not in key and not isinstance(row[key], (dict, list))}
    fitting = (plan for plan in names.plans.values() if keys <= plan.plain)
    best = min(fitting, key=lambda plan: len(plan.plain), default=None)
    return best.category.name if best and KEY in keys else None


@dataclass(slots=True)
class _Draft:
    """One row in the making."""

    plan: Plan
    key: str
    fields: Raw
    refs: dict[str, tuple[str, ...]]


def _read(raw: Any, plan: Plan, reading: _Reading, depth: int) -> str | None:
    """Add one raw row, and what is nested in it; return its key."""
    category = plan.category.name
    key = raw.get(KEY) if isinstance(raw, dict) else None
    if not isinstance(key, str) or not key:
        reading.report(category, "", "rij zonder Id", raw if raw is not None else {})
        return None
    names = plan.names
    fields = {names[name]: raw[name] for name in raw if name in names and raw[name] is not None}
    refs: dict[str, tuple[str, ...]] = {
        relation: (str(raw[name]).lower(),)
        for name, relation in plan.references.items()
        if raw.get(name)
    }
    draft = _Draft(plan, key.lower(), fields, refs)
    for name in [name for name in raw if name not in plan.plain]:
        if "@" not in name and "#" not in name and raw[name] not in (None, []):
            _read_extra(name, raw[name], draft, reading, depth)
    return _finish(raw, draft, reading)


def _finish(raw: Raw, draft: _Draft, reading: _Reading) -> str | None:
    category = draft.plan.category.name
    try:
        deleted, updated_at = _deleted(raw), _updated(raw)
    except (ValueError, OverflowError) as error:
        reading.report(category, draft.key, f"onleesbare rij: {error}", raw)
        return None
    source = reading.names.source
    row = SourceRow(source, category, draft.key, deleted, updated_at, draft.fields, draft.refs)
    _keep(row, reading)
    return draft.key


def _read_extra(name: str, value: Any, draft: _Draft, reading: _Reading, depth: int) -> None:
    """Handle a property outside the plan: rows nested by $expand, or something unknown."""
    navigation = draft.plan.navigations.get(name)
    category = draft.plan.category.name
    children = value if isinstance(value, list) else [value]
    if name.lower() in NOT_FOLLOWED:
        reading.ignored += len(children)
        return
    if navigation is None and not isinstance(value, (dict, list)):
        draft.fields[camel(name)] = value
        return
    if navigation is None:
        reading.report(category, draft.key, f"onbekend onderdeel {name!r}")
        return
    if depth >= _MAX_DEPTH:
        reading.report(category, draft.key, f"{name} is te diep genest", {})
        return
    plan = reading.names.plans[navigation.category]
    found = [_read(child, plan, reading, depth + 1) for child in children]
    keys = tuple(child for child in found if child is not None)
    if navigation.parent_holds:
        draft.refs[navigation.relation] = keys
        return
    for child in keys:
        _point(reading, (navigation.category, child), navigation.relation, draft.key)


def _point(reading: _Reading, mark: tuple[str, str], relation: str, target: str) -> None:
    """Give a nested row its reference to the row around it."""
    row = reading.rows[mark]
    before = row.refs.get(relation, ())
    if target not in before:
        refs = {**row.refs, relation: (*before, target)}
        reading.rows[mark] = replace(row, refs=refs)


def _keep(row: SourceRow, reading: _Reading) -> None:
    """Add a row; one that is there already keeps the newest fields and all references."""
    mark = (row.category, row.key)
    other = reading.rows.get(mark)
    if other is None:
        reading.rows[mark] = row
        return
    newest = other if _newer(other.updated_at, row.updated_at) else row
    refs: Mapping[str, tuple[str, ...]] = {
        relation: tuple(dict.fromkeys(other.refs.get(relation, ()) + row.refs.get(relation, ())))
        for relation in {**other.refs, **row.refs}
    }
    reading.rows[mark] = replace(newest, refs=refs)


def _newer(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def _deleted(raw: Raw) -> bool:
    value = raw.get(DELETED)
    return value if type(value) is bool else bool(value is not None and read_bool(value))


def _updated(raw: Raw) -> datetime | None:
    """Return when the row became visible, else when the source system changed it."""
    value = raw.get(VISIBLE) or raw.get(CHANGED)
    return read_moment(value) if value else None
