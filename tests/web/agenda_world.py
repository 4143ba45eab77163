"""A public agenda by hand: debates in every state, and what nobody outside may see."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.meetings import HIDDEN_TITLE
from tracker.records import (
    AgendaPoint,
    ChangeKind,
    DatePrecision,
    DossierMatch,
    ItemKind,
    ScrapedItem,
    Status,
)

ENERGIE = DossierMatch("netcongestie", "klimaat-energie", 0.9)
HOSTILE = (
    "<script>alert(1)</script>\r\nATTENDEE:mailto:kwaad@example.nl\r\nEND:VEVENT "
    '\u202e\x0b\u2028🐝 & "quotes" ]]> \\; , ' + "Zeer lange titel " * 25
)
OLD_TIME = {"starts_at": "2026-12-02T12:00:00+00:00", "ends_at": None, "precision": "time"}
NEW_TIME = {"starts_at": "2026-12-03T09:00:00+00:00", "ends_at": None, "precision": "time"}


def at(day: int, hour: int = 9, month: int = 12) -> datetime:
    """Return a moment in 2026, in UTC."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def moved(kamer: Kamer) -> int:
    """Add a debate that went from Wednesday 2 December 13.00 to Thursday 3 December 10.00."""
    item_id = kamer.add(
        debate("Stikstof en natuur", "activiteit:1", starts_at=at(3), ends_at=at(3, 12)), STIKSTOF
    )
    kamer.change(item_id, ChangeKind.MOVED, field="when", old=OLD_TIME, new=NEW_TIME)
    return item_id


def cancelled(kamer: Kamer) -> int:
    """Add a debate of 2 December that was cancelled."""
    item = debate("Woningbouw", "activiteit:2", status=Status.CANCELLED)
    item_id = kamer.add(item, WONEN)
    old, new = {"status": "planned"}, {"status": "cancelled", "reason": ""}
    kamer.change(item_id, ChangeKind.CANCELLED, field="status", old=old, new=new)
    return item_id


def replaced(kamer: Kamer) -> tuple[int, int]:
    """Add a debate of 2 December that became another activiteit, on 9 December."""
    old = debate(
        "Netcongestie", "activiteit:3", status=Status.MOVED, replaced_by=("activiteit:4",),
        moved_to=at(9),
    )  # fmt: skip
    new = debate(
        "Netcongestie", "activiteit:4", starts_at=at(9), ends_at=at(9, 11),
        replaces=("activiteit:3",),
    )  # fmt: skip
    first, second = kamer.add(old, ENERGIE), kamer.add(new, ENERGIE)
    value = {"keys": ["activiteit:4"], "starts_at": at(9).isoformat(), "reason": ""}
    kamer.change(first, ChangeKind.REPLACED, field="replaced_by", old=OLD_TIME, new=value)
    kamer.change(second, ChangeKind.NEW, field="item")
    return first, second


def undated(kamer: Kamer) -> int:
    """Add a debate of 2 December that has no day any more."""
    item = debate("Spoorgoederen", "activiteit:5", starts_at=None, ends_at=None,
                  precision=DatePrecision.NONE)  # fmt: skip
    item_id = kamer.add(item, STIKSTOF)
    new = {"starts_at": None, "ends_at": None, "precision": "none"}
    kamer.change(item_id, ChangeKind.UNDATED, field="when", old=OLD_TIME, new=new)
    return item_id


def overleg(kamer: Kamer, *, closed: bool) -> int:
    """Add a bestuurlijk overleg on 2 December, besloten or open."""
    item = ScrapedItem(
        "overleggen", f"overleg:{closed}", ItemKind.OVERLEG,
        HIDDEN_TITLE if closed else "Bestuurlijk Overleg Natuur", subtype="Bestuurlijk overleg",
        status=Status.PLANNED, starts_at=at(2, 13), precision=DatePrecision.TIME, closed=closed,
        chamber="Rijk en provincies",
    )  # fmt: skip
    return kamer.add(item, STIKSTOF)


def fill(kamer: Kamer) -> None:
    """Add debates in every state around week 49, and what must stay inside."""
    moved(kamer)
    cancelled(kamer)
    replaced(kamer)
    undated(kamer)
    overleg(kamer, closed=True)
    overleg(kamer, closed=False)
    fresh = debate("Wolf en faunabeheer", "activiteit:6", starts_at=at(1, 14), ends_at=at(1, 17),
                   agenda=(AgendaPoint("a", "Voortgang wolvenplan", 1),))  # fmt: skip
    kamer.change(kamer.add(fresh, STIKSTOF), ChangeKind.NEW, field="item")
    plain = debate("Ruimtelijke ordening", "activiteit:7", starts_at=at(1), ends_at=at(1, 12),
                   room="Klompezaal")  # fmt: skip
    kamer.add(plain, WONEN, STIKSTOF, certain=False)
    held = debate("Wonen en de regio", "activiteit:8", starts_at=NOW - timedelta(days=5),
                  ends_at=None, status=Status.HELD)  # fmt: skip
    kamer.add(held, WONEN)
    week = debate("Begroting Binnenlandse Zaken", "activiteit:9", starts_at=at(4), ends_at=None,
                  precision=DatePrecision.WEEK, room="")  # fmt: skip
    kamer.add(week, WONEN)
    kamer.add(debate("Sport en bewegen", "activiteit:10"))
    hostile = debate(HOSTILE, "activiteit:11", room="Zaal\r\nX-KWAAD:1", url="javascript:alert(1)")
    kamer.change(kamer.add(hostile, STIKSTOF), ChangeKind.NEW, field="item")
    gone = kamer.add(replace(plain, key="activiteit:12", title="Weggehaald"), WONEN,
                     deleted_at=NOW - timedelta(days=2))  # fmt: skip
    kamer.change(gone, ChangeKind.DELETED, field="deleted")
