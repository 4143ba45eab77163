"""OData answers over the same rows: v4/2.0 and, with other field names, v5."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.sandbox.source import odata_expand
from tracker.sandbox.source.fields import Category, categories
from tracker.sandbox.source.odata_filter import FilterError, Json, compile_filter
from tracker.sandbox.source.rows import EntityVersion, Value
from tracker.sandbox.source.serialise import AMSTERDAM
from tracker.sandbox.source.store import Store

PAGE = 250
GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
NO_DATE_TEXT = "0001-01-01T00:00:00Z"
RENAMED_IN_V5 = {
    ("Document", "DocumentNummer"): "Nummer",
    ("Document", "Volgnummer"): "Ondernummer",
    ("Activiteit", "Voortouwnaam"): "VoortouwCommissieNaam",
}


class BadQuery(ValueError):  # noqa: N818  the name of the HTTP status it becomes
    """The query is not understood: HTTP 400 with the reason."""


@dataclass(frozen=True, slots=True)
class Version:
    """One OData version: the path, and the largest ``$top`` that it accepts (None: no limit)."""

    name: str
    path: str
    largest_top: int | None

    def field_name(self, entity: str, name: str) -> str:
        """The property name of this version for a v4 name."""
        return RENAMED_IN_V5.get((entity, name), name) if self.name == "v5" else name


V4 = Version("v4", "/OData/v4/2.0", None)
V5 = Version("v5", "/OData/v5", 100)


def answer(store: Store, version: Version, base: str, entity: str, options: dict[str, str]) -> Json:
    """The JSON of ``/<Entity>?…``. Raises BadQuery; KeyError for an unknown entity set."""
    category = categories()[entity]
    rows = [_json(version, category, entry) for entry in store.latest(entity)]
    rows = _filtered(rows, options.get("$filter"))
    total = len(rows)
    rows = _ordered(rows, options.get("$orderby"))
    top, skip = _number(options, "$top"), _number(options, "$skip") or 0
    skip += _number(options, "$skiptoken") or 0
    if top is not None and version.largest_top and top > version.largest_top:
        raise BadQuery(f"The limit of '{version.largest_top}' for Top query has been exceeded.")
    shown = rows[skip : skip + (PAGE if top is None else top)]
    result: Json = {"@odata.context": f"{base}{version.path}/$metadata#{entity}"}
    if options.get("$count") == "true":
        result["@odata.count"] = total
    result["value"] = [_shown(store, version, row, options) for row in shown]
    if top is None and skip + PAGE < len(rows):
        result["@odata.nextLink"] = _next(base, version, entity, options, skip + PAGE)
    return result


def one(
    store: Store, version: Version, base: str, entity: str, guid: str, options: dict[str, str]
) -> Json | None:
    """The JSON of one entity by its key, or None. Raises KeyError for an unknown entity set."""
    category = categories()[entity]
    entry = store.current.get(guid)
    if entry is None or entry.category != entity:
        return None
    context: Json = {"@odata.context": f"{base}{version.path}/$metadata#{entity}/$entity"}
    return {**context, **_shown(store, version, _json(version, category, entry), options)}


def split_path(tail: str) -> tuple[str, str, str]:
    """``Activiteit(<id>)/Resource`` to (entity, id, rest); ``Activiteit/<id>`` works too."""
    match = re.fullmatch(rf"(\w*)(?:\(({GUID})\)|/({GUID}))?/?(.*)", tail)
    if match is None:
        raise KeyError(tail)
    return match[1], match[2] or match[3] or "", match[4]


def service_document(base: str, version: Version) -> Json:
    """The list of entity sets at the root."""
    sets = [{"name": name, "kind": "EntitySet", "url": name} for name in categories()]
    return {"@odata.context": f"{base}{version.path}/$metadata", "value": sets}


def _shown(store: Store, version: Version, row: Json, options: dict[str, str]) -> Json:
    wanted = odata_expand.parse(options.get("$expand"))
    selected = _selected(row, options.get("$select"))
    if not wanted:
        return selected

    def to_json(entry: EntityVersion) -> Json:
        return _json(version, categories()[entry.category], entry)

    entry = store.current[str(row["Id"])]
    return {**selected, **odata_expand.expand(store, entry.row, wanted, to_json)}


def _number(options: dict[str, str], name: str) -> int | None:
    if name not in options:
        return None
    if not options[name].isdigit():
        raise BadQuery(f"Invalid value for {name}: {options[name]}")
    return int(options[name])


def _filtered(rows: list[Json], text: str | None) -> list[Json]:
    if not text:
        return rows
    try:
        test = compile_filter(text)
        return [row for row in rows if test(row)]
    except (FilterError, TypeError, ValueError) as error:
        raise BadQuery(str(error)) from error


def _ordered(rows: list[Json], text: str | None) -> list[Json]:
    for part in reversed((text or "").split(",")):
        if not part.strip():
            continue
        name, _, direction = part.strip().partition(" ")
        rows = sorted(rows, key=lambda row: _sort_key(row.get(name)), reverse=direction == "desc")
    return rows


def _sort_key(value: object) -> tuple[bool, float, str]:
    if isinstance(value, int):
        return (True, value, "")
    return (value is not None, 0, str(value or ""))


def _selected(row: Json, names: str | None) -> Json:
    if not names:
        return row
    wanted = [name.strip() for name in names.split(",")]
    return {name: row[name] for name in wanted if name in row}


def _next(base: str, version: Version, entity: str, options: dict[str, str], skip: int) -> str:
    kept = {key: value for key, value in options.items() if key not in {"$skip", "$skiptoken"}}
    kept["$skiptoken"] = str(skip)
    query = "&".join(f"{key}={value.replace(' ', '%20')}" for key, value in kept.items())
    return f"{base}{version.path}/{entity}?{query}"


def _json(version: Version, category: Category, entry: EntityVersion) -> Json:
    row = entry.row
    result: Json = {"Id": row.guid}
    for relation in category.relations:
        if not relation.many:
            result[f"{relation.odata}_Id"] = None if row.deleted else row.ref(relation.element)
    for field in category.fields:
        name = version.field_name(category.name, field.odata)
        result[name] = None if row.deleted else _value(category, row.values.get(field.element))
    if category.download:
        content = None if row.deleted else row.content
        result["ContentType"] = content[0] if content else None
        result["ContentLength"] = content[1] if content else None
    changed = (entry.updated - timedelta(seconds=6)).astimezone(AMSTERDAM)
    result["GewijzigdOp"] = changed.isoformat(timespec="milliseconds")
    result["ApiGewijzigdOp"] = entry.updated.strftime("%Y-%m-%dT%H:%M:%S.%f0Z")
    result["Verwijderd"] = row.deleted
    return result


def _value(category: Category, value: Value) -> object:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return NO_DATE_TEXT
        return value.astimezone(AMSTERDAM).isoformat(timespec="seconds")
    if isinstance(value, date):
        if category.name == "Persoon":
            return value.isoformat()
        return datetime(value.year, value.month, value.day, tzinfo=AMSTERDAM).isoformat()
    return value
