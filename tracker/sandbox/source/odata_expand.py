"""``$expand``: the rows that hang on a row, by its own references or by those of others."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.sandbox.source.fields import categories
from tracker.sandbox.source.metadata_names import inverse_name
from tracker.sandbox.source.odata_filter import Json, compile_filter
from tracker.sandbox.source.rows import EntityVersion, Row
from tracker.sandbox.source.store import Store

ToJson = Callable[[EntityVersion], Json]


@dataclass(frozen=True, slots=True)
class Wanted:
    """One expanded navigation with its inner options."""

    name: str
    filter: str | None
    select: str | None
    inner: tuple["Wanted", ...]


def parse(text: str | None) -> tuple[Wanted, ...]:
    """``Agendapunt($filter=…;$expand=Zaak),Reservering`` as a tree."""
    return tuple(_wanted(part) for part in _split(text or "", ",") if part)


def expand(store: Store, row: Row, wanted: tuple[Wanted, ...], to_json: ToJson) -> Json:
    """The expanded navigations of a row by name: a list, an object or None."""
    return {want.name: _expanded(store, row, want, to_json) for want in wanted}


def _expanded(store: Store, row: Row, want: Wanted, to_json: ToJson) -> object:
    many, guids = _related(store, row, want.name)
    test = compile_filter(want.filter) if want.filter else None
    found = []
    for guid in guids:
        version = store.current.get(guid)
        if version is None:
            continue
        item = to_json(version)
        if test is None or test(item):
            item = {k: v for k, v in item.items() if not want.select or k in want.select.split(",")}
            found.append({**item, **expand(store, version.row, want.inner, to_json)})
    return found if many else next(iter(found), None)


def _related(store: Store, row: Row, name: str) -> tuple[bool, list[str]]:
    for relation in categories()[row.category].relations:
        if relation.odata == name:
            return relation.many, [guid for key, guid in row.refs if key == relation.element]
    found = []
    for kind in categories().values():
        for relation in kind.relations:
            if relation.target == row.category and inverse_name(relation, kind.name) == name:
                found += _pointing(store, kind.name, relation.element, row.guid)
    return True, found


def _pointing(store: Store, category: str, element: str, guid: str) -> list[str]:
    return [
        version.guid for version in store.latest(category) if (element, guid) in version.row.refs
    ]


def _wanted(text: str) -> Wanted:
    name, bracket, rest = text.partition("(")
    options: dict[str, str] = {}
    for part in _split(rest[:-1] if bracket else "", ";"):
        key, _, value = part.partition("=")
        options[key.strip()] = value
    return Wanted(
        name.strip(),
        options.get("$filter"),
        options.get("$select"),
        parse(options.get("$expand")),
    )


def _split(text: str, separator: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for place, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if letter == separator and depth == 0:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]
