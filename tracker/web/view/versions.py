"""Each version of an item with what it said before and after, field by field; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import changes, dutch, naming
from tracker.records import FieldChange, Json, Status, StoredItem
from tracker.versions import EarlierVersion
from tracker.vocabulary import STATUS_WORDS

_FIELDS: Mapping[str, str] = {
    "when": "Wanneer",
    "status": "Status",
    "replaced_by": "Vervangen",
    "continued_in": "Gaat verder",
    "room": "Zaal",
    "title": "Titel",
    "committee": "Commissie",
    "appreciation": "Oordeel kabinet",
    "due_on": "Uiterlijk",
    "text": "Tekst",
    "note": "Toelichting",
    "closed": "Besloten",
    "agenda": "Agendapunt",
    "documents": "Document",
    "actors": "Wie",
    "outcome": "Uitkomst",
    "votes": "Stemmen",
}
_NOTHING = "niets"
_WIDTH = 400


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: what it is called, what stood there and what stands there since."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version: when it took the place of the one before, and what differed."""

    number: int
    since: str
    fields: tuple[FieldView, ...]


def version_views(stored: StoredItem, earlier: Sequence[EarlierVersion]) -> tuple[VersionView, ...]:
    """Return the versions since the first, newest first; `earlier` is newest first."""
    found, newer, number = [], stored.item, stored.version
    for one in earlier:
        fields = tuple(map(_field, changes.diff(one.item, newer)))
        found.append(VersionView(number, dutch.moment(one.replaced_at), fields))
        newer, number = one.item, one.version
    return tuple(found)


def _field(change: FieldChange) -> FieldView:
    name = _FIELDS.get(change.field, change.field)
    return FieldView(name, _words(change.field, change.old), _words(change.field, change.new))


def _words(field: str, value: Json) -> str:
    """Return the value of a field as a reader writes it; "niets" where nothing stood."""
    if value is None or value == "" or value == []:
        return _NOTHING
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if field == "due_on":
        return dutch.day_short(date.fromisoformat(value))
    if isinstance(value, Mapping):
        return naming.shorten(_of_mapping(value), _WIDTH) or _NOTHING
    if isinstance(value, list):
        return dutch.number(len(value))
    return naming.shorten(str(value), _WIDTH)


def _of_mapping(value: Mapping[str, Json]) -> str:
    if "status" in value:
        return _joined([STATUS_WORDS[Status(value["status"])], value.get("reason")])
    if "outcome" in value:
        return naming.outcome_words(value)
    if "starts_at" in value:
        day = naming.when_value(value) if value.get("starts_at") else ""
        return _joined([day, value.get("reason")])
    return _joined([value.get("title") or value.get("name"), value.get("kind"),
                    value.get("function"), value.get("party")])  # fmt: skip


def _joined(parts: Iterable[Json]) -> str:
    return ", ".join(str(one) for one in parts if one)
