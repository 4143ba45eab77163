"""A small Kamer by hand: items with labels and changes, and the workspace on top of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from tracker import contents
from tracker.database import session_scope
from tracker.models import ChangeTable, ClassificationTable, ItemTable, LabelTable
from tracker.records import (
    ROLE_MINISTER,
    Actor,
    AgendaPoint,
    ChangeKind,
    DatePrecision,
    DocumentRef,
    DossierMatch,
    Evidence,
    ItemKind,
    ScrapedItem,
    Status,
    Vote,
)
from tracker.search import entries, marks

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
"""Monday 23 November 2026, 9.10 in Amsterdam."""
STIKSTOF = DossierMatch(
    "stikstof", "landelijk-gebied", 0.92, (Evidence("Stikstof", 0, 8, "title"),)
)
WONEN = DossierMatch("wonen", "ruimte-leefomgeving", 0.7)


def debate(
    title: str = "Stikstof en natuur", key: str = "activiteit:1", **values: Any
) -> ScrapedItem:
    """Return a commissiedebat on Wednesday 2 December 2026, 10.00 to 13.00."""
    given = {
        "subtype": "Commissiedebat",
        "number": "2026A0" + key.split(":")[1].zfill(4),
        "url": "https://www.tweedekamer.nl/debat",
        "status": Status.PLANNED,
        "starts_at": datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
        "ends_at": datetime(2026, 12, 2, 12, 0, tzinfo=UTC),
        "precision": DatePrecision.TIME,
        "committee": "LVVN",
        "committee_name": "vaste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur",
        "room": "Thorbeckezaal",
        "actors": (Actor("M. Hoogland", ROLE_MINISTER, "minister van Landbouw"),),
        **values,
    }
    return ScrapedItem("tweedekamer", key, ItemKind.ACTIVITEIT, title, **given)


MOTION = ScrapedItem(
    "tweedekamer",
    "zaak:7",
    ItemKind.MOTIE,
    "Motie van het lid Bouzidi over stikstof",
    number="2026Z00007",
    published_on=NOW.date(),
    outcome="aangenomen",
    votes=(Vote("D66", "voor", 26), Vote("PVV", "tegen", 24), Vote("BBB", "niet deelgenomen", 4)),
)
COMMITMENT = ScrapedItem(
    "tweedekamer",
    "toezegging:9",
    ItemKind.TOEZEGGING,
    "De minister informeert de Kamer over PAS-melders.",
    number="TZ202611-001",
    status=Status.OPEN,
    published_on=NOW.date(),
    due_on=(NOW + timedelta(days=20)).date(),
    related=("activiteit:1",),
)
RICH = debate(
    agenda=(AgendaPoint("a1", "Voortgang PAS-melders", 1, ("2026Z00007",)),),
    documents=(
        DocumentRef("d1", "2026D001", "Brief regering", "Brief over PAS", NOW.date(),
                    "https://www.tweedekamer.nl/brief"),
        DocumentRef("d2", "2026D002", "Bijlage", "Slechte link", None, "javascript:alert(1)"),
    ),
    note="De spreektijd is 5 minuten.",
)  # fmt: skip


@dataclass
class Kamer:
    """Stores items in a database; every method returns the id of what it stored."""

    engine: Engine
    now: datetime = NOW
    _versions: dict[int, int] = field(default_factory=dict)

    def add(
        self,
        item: ScrapedItem,
        *matches: DossierMatch,
        relevant: bool | None = None,
        certain: bool = True,
        **columns: Any,
    ) -> int:
        """Store an item with its labels; relevant when it has any, unless told otherwise."""
        body, digest = contents.dump_and_hash(item)
        names = ("source", "key", "number", "title", "starts_at", "published_on", "due_on")
        values = {name: getattr(item, name) for name in names}
        row = ItemTable(
            **values, kind=item.kind.value, status=item.status.value, content=body,
            content_hash=digest, first_seen_at=self.now, changed_at=self.now, run_id=1, **columns,
        )  # fmt: skip
        with session_scope(self.engine) as session:
            session.add(row)
            session.flush()
            assert row.id is not None
            self._judge(session, row.id, matches, bool(matches) if relevant is None else relevant,
                        certain)  # fmt: skip
        return row.id

    def _judge(
        self, session: Session, item_id: int, matches: tuple[DossierMatch, ...], relevant: bool,
        certain: bool,
    ) -> None:  # fmt: skip
        session.add(
            ClassificationTable(
                item_id=item_id, version=1, relevant=relevant, certain=certain, model="m",
                relevance=matches[0].score if matches else 0.4, classified_at=self.now,
            )
        )  # fmt: skip
        for position, match in enumerate(matches):
            session.add(
                LabelTable(
                    item_id=item_id, slug=match.slug, bac=match.bac, score=match.score,
                    position=position, evidence=[asdict(one) for one in match.evidence],
                )
            )  # fmt: skip

    def index(self) -> None:
        """Put everything in the search index."""
        with session_scope(self.engine) as session:
            marks.mark_all(session)
            while entries.refresh_items(session):
                pass

    def change(self, item_id: int, kind: ChangeKind, **columns: Any) -> int:
        """Store what happened to an item, an hour ago unless told otherwise."""
        version = self._versions[item_id] = self._versions.get(item_id, 0) + 1
        usual = {"field": kind.value, "recorded_at": self.now - timedelta(hours=1)}
        values = {"version": version, **usual, **columns}
        row = ChangeTable(item_id=item_id, kind=kind.value, run_id=1, **values)
        with session_scope(self.engine) as session:
            session.add(row)
            session.flush()
            assert row.id is not None
        return row.id

    def moved(self, item_id: int, **columns: Any) -> int:
        """Store that a debate went from Wednesday 2 to Thursday 3 December, 10.00."""
        return self.change(
            item_id,
            ChangeKind.MOVED,
            old={"starts_at": "2026-12-02T09:00:00+00:00", "ends_at": None, "precision": "time"},
            new={"starts_at": "2026-12-03T09:00:00+00:00", "ends_at": None, "precision": "time"},
            **columns,
        )
