"""Agenda changes in bulk, for tests of speed and of "told once, with the right values".

``base_store(n)`` holds n commissiedebatten; ``build_changes(n)`` gives one change for each of them,
with the old and new value that a reader must be told, and no-op changes in between.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import Row, Value
from tracker.sandbox.source.serialise import AMSTERDAM
from tracker.sandbox.source.store import Store

START = datetime(2027, 1, 12, 10, 0, tzinfo=AMSTERDAM)
SEEN = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)
ROOMS = ("Thorbeckezaal", "Troelstrazaal", "Klompezaal")
COMMITTEES = {
    "LVVN": "vaste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur",
    "I&W": "vaste commissie voor Infrastructuur en Waterstaat",
}
SUBJECTS = ("Stikstof", "Netcongestie", "Woningbouw", "Openbaar vervoer", "Water", "Bibliotheken")
KINDS = (
    "date",
    "start",
    "end",
    "room",
    "title",
    "committee",
    "agenda-item-added",
    "agenda-item-dropped",
    "cancelled",
    "reinstated",
    "no-op-republished",
    "no-op-spaces",
    "no-op-order",
)


@dataclass(frozen=True, slots=True)
class BulkChange:
    """One change: its kind, the number of the activiteit, what it was and became, and the rows.

    For a no-op ``old`` and ``new`` are the same; the row is published again all the same.
    Times are ISO 8601 in Amsterdam time; an added item has no old value, a dropped one no new.
    """

    kind: str
    number: str
    old: str | None
    new: str | None
    rows: tuple[Row, ...]

    @property
    def noop(self) -> bool:
        """Whether nobody must be told."""
        return self.kind.startswith("no-op")


def base_store(count: int) -> Store:
    """A store with committees, rooms and ``count`` activiteiten, each with a room and two items."""
    store = Store()
    for place, row in enumerate([*_fixed(), *_planned(count)]):
        store.add(row, SEEN + timedelta(milliseconds=5 * place))
    return store


def build_changes(count: int) -> Iterator[BulkChange]:
    """``count`` changes, one per activiteit; the kinds take turns in the order of KINDS."""
    for place in range(count):
        yield _change(KINDS[place % len(KINDS)], place)


def publish(store: Store, changes: Iterator[BulkChange]) -> list[BulkChange]:
    """Add the rows of the changes to the store; returns the changes."""
    done = []
    for change in changes:
        for row in change.rows:
            store.add(row, store.versions[-1].updated + timedelta(milliseconds=5))
        done.append(change)
    return done


def _fixed() -> list[Row]:
    rooms = [Row("Zaal", guid_for("bulk", room), {"naam": room, "sysCode": 1}) for room in ROOMS]
    committees = [
        Row("Commissie", guid_for("bulk", key), {"nummer": 1, "afkorting": key, "naamNl": name})
        for key, name in COMMITTEES.items()
    ]
    return [*rooms, *committees]


def _planned(count: int) -> Iterator[Row]:
    for place in range(count):
        cancelled = KINDS[place % len(KINDS)] == "reinstated"
        yield activity(place, status="Geannuleerd" if cancelled else "Gepland")
        yield reservation(place, ROOMS[0])
        yield item(place, 1)
        yield item(place, 2)


def activity(place: int, **changed: Value) -> Row:
    """The activiteit at that place, as it is in the base or with some values changed."""
    begins = START + timedelta(days=place % 200, hours=place % 7)
    values: dict[str, Value] = {
        "soort": "Commissiedebat",
        "nummer": _number(place),
        "onderwerp": _title(place),
        "datumSoort": "Dag",
        "datum": begins,
        "aanvangstijd": begins,
        "eindtijd": begins + timedelta(hours=3),
        "locatie": None,
        "besloten": False,
        "status": "Gepland",
        "vergaderjaar": "2026-2027",
        "kamer": "Tweede Kamer",
        "noot": None,
        "voortouwnaam": COMMITTEES["LVVN"],
        "voortouwafkorting": "LVVN",
        "voortouwkortenaam": "LVVN",
    }
    committee = str(changed.get("voortouwafkorting", "LVVN"))
    refs = (("voortouwcommissie", guid_for("bulk", committee)),)
    return Row("Activiteit", _guid(place), {**values, **changed}, refs)


def reservation(place: int, room: str) -> Row:
    """The Reservering of the activiteit at that place, in that room."""
    refs = (("activiteit", _guid(place)), ("zaal", guid_for("bulk", room)))
    values: dict[str, Value] = {
        "nummer": f"{17_000_000 + place}",
        "statusCode": "R2",
        "statusNaam": "UsrMade",
        "activiteitNummer": _number(place),
    }
    return Row("Reservering", guid_for("bulk-room", str(place)), values, refs)


def item(place: int, order: int) -> Row:
    """An agendapunt of the activiteit at that place."""
    values: dict[str, Value] = {
        "nummer": f"2027P{place * 4 + order:06d}",
        "onderwerp": _item_title(place, order),
        "volgorde": order,
        "status": "Vrijgegeven",
    }
    guid = guid_for("bulk-item", f"{place}:{order}")
    return Row("Agendapunt", guid, values, (("activiteit", _guid(place)),))


def _change(kind: str, place: int) -> BulkChange:
    plain = activity(place)
    begins = plain.values["aanvangstijd"]
    ends = plain.values["eindtijd"]
    if not isinstance(begins, datetime) or not isinstance(ends, datetime):
        raise TypeError("the base has times")
    day, hour = timedelta(days=1), timedelta(hours=1)
    title = _title(place)
    timed: dict[str, tuple[datetime, datetime]] = {
        "date": (begins + day, ends + day),
        "start": (begins + hour, ends),
        "end": (begins, ends + hour),
    }
    if kind in timed:
        first, last = timed[kind]
        row = activity(place, datum=first, aanvangstijd=first, eindtijd=last)
        old, new = (ends, last) if kind == "end" else (begins, first)
        return BulkChange(kind, _number(place), old.isoformat(), new.isoformat(), (row,))
    rows: dict[str, tuple[str | None, str | None, Row]] = {
        "room": (ROOMS[0], ROOMS[1], reservation(place, ROOMS[1])),
        "title": (title, f"{title} en natuur", activity(place, onderwerp=f"{title} en natuur")),
        "committee": (COMMITTEES["LVVN"], COMMITTEES["I&W"], _moved(place)),
        "agenda-item-added": (None, _item_title(place, 3), item(place, 3)),
        "agenda-item-dropped": (_item_title(place, 2), None, _dropped(place)),
        "cancelled": ("Gepland", "Geannuleerd", activity(place, status="Geannuleerd")),
        "reinstated": ("Geannuleerd", "Gepland", plain),
        "no-op-republished": (title, title, plain),
        "no-op-spaces": (title, title, activity(place, onderwerp=f"{title}  ")),
        "no-op-order": (title, title, _turned(place)),
    }
    old_text, new_text, row = rows[kind]
    return BulkChange(kind, _number(place), old_text, new_text, (row,))


def _moved(place: int) -> Row:
    names: dict[str, Value] = {
        "voortouwnaam": COMMITTEES["I&W"],
        "voortouwafkorting": "I&W",
        "voortouwkortenaam": "I&W",
    }
    return activity(place, **names)


def _dropped(place: int) -> Row:
    return Row("Agendapunt", guid_for("bulk-item", f"{place}:2"), {}, deleted=True)


def _turned(place: int) -> Row:
    row = reservation(place, ROOMS[0])
    return Row(row.category, row.guid, row.values, row.refs[::-1])


def _guid(place: int) -> str:
    return guid_for("bulk-activity", str(place))


def _number(place: int) -> str:
    return f"2027A{place:06d}"


def _title(place: int) -> str:
    return f"{SUBJECTS[place % len(SUBJECTS)]} ({place})"


def _item_title(place: int, order: int) -> str:
    return f"Brief {order} over {SUBJECTS[place % len(SUBJECTS)].lower()} bij {_number(place)}"
