"""An item survives being stored; only what counts as content enters its hash."""

from dataclasses import replace
from datetime import UTC, date, datetime

from tracker import contents
from tracker.records import (
    Actor,
    AgendaPoint,
    DatePrecision,
    DocumentRef,
    ItemKind,
    ScrapedItem,
    Status,
    Vote,
)

FULL = ScrapedItem(
    source="tweedekamer",
    key="activiteit:1",
    kind=ItemKind.ACTIVITEIT,
    title="Stikstof",
    subtype="Commissiedebat",
    status=Status.PLANNED,
    starts_at=datetime(2026, 12, 3, 9, 0, tzinfo=UTC),
    precision=DatePrecision.TIME,
    published_on=date(2026, 11, 1),
    closed=True,
    related=("zaak:1",),
    actors=(Actor("Van Dam", "bewindspersoon", "minister van LVVN"),),
    agenda=(AgendaPoint("p1", "Brief", 1, ("2026Z1",)),),
    documents=(DocumentRef("d1", "2026D1", "Brief regering", "Brief", date(2026, 11, 2)),),
    votes=(Vote("VVD", "voor", 24),),
    updated_at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
)


def test_an_item_comes_back_as_it_was_stored() -> None:
    import orjson

    assert contents.load(orjson.loads(contents.dump(FULL))) == FULL


def test_a_changed_time_stamp_alone_keeps_the_hash() -> None:
    later = replace(FULL, updated_at=datetime(2026, 11, 21, tzinfo=UTC))

    assert contents.dump_and_hash(later)[1] == contents.dump_and_hash(FULL)[1]


def test_a_changed_room_changes_the_hash() -> None:
    assert (
        contents.dump_and_hash(replace(FULL, room="Thorbeckezaal"))[1]
        != (contents.dump_and_hash(FULL)[1])
    )
