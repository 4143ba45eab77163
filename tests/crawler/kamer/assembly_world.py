"""Rows as the Tweede Kamer publishes them, fed to the real intake and assembler."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Engine

from config.loader import load_source
from crawler.kamer.assembly import assemble_pending
from tracker import queries
from tracker.database import session_scope
from tracker.intake import PageResult, SyncToken, store_page
from tracker.records import ChangeKind, ItemKind, Json, SourceRow, StoredItem

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOURCE = "tweedekamer"


def guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def row(category: str, name: str, refs: dict[str, str] | None = None, **fields: Json) -> SourceRow:
    links = {relation: (guid(target),) for relation, target in (refs or {}).items()}
    return SourceRow(SOURCE, category, guid(name), updated_at=NOW, fields=fields, refs=links)


def deleted(category: str, name: str) -> SourceRow:
    return SourceRow(SOURCE, category, guid(name), deleted=True, updated_at=NOW)


def debate(**fields: Json) -> SourceRow:
    return row(
        "activiteit",
        "debate",
        **{
            "soort": "Commissiedebat",
            "nummer": "2026A01234",
            "onderwerp": "Stikstof, NPLG en natuur ",
            "datumSoort": "Dag",
            "datum": "2026-12-03T10:00:00",
            "aanvangstijd": "2026-12-03T10:00:00",
            "eindtijd": "2026-12-03T13:00:00",
            "status": "Gepland",
            "voortouwafkorting": "LVVN",
            "voortouwnaam": "vaste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur",
            **fields,
        },
    )


def motion(**fields: Json) -> SourceRow:
    return row(
        "zaak",
        "motion",
        **{
            "soort": "Motie",
            "nummer": "2026Z04321",
            "onderwerp": "Motie van het lid Jansen over provincies betrekken",
            "titel": "Natuurbeleid",
            "gestartOp": "2026-11-20T00:00:00",
            "volgnummer": 12,
            **fields,
        },
    )


class Kamer:
    """Feeds rows to the real intake and assembler."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.config = load_source(SOURCE)

    def store(self, *rows: SourceRow) -> PageResult:
        with session_scope(self.engine) as session:
            return store_page(session, 1, SOURCE, rows, (), SyncToken("all", "7"), NOW)

    def feed(self, *rows: SourceRow, silent: bool = False) -> None:
        self.store(*rows)
        for _ in assemble_pending(self.engine, self.config, 1, NOW, silent=silent):
            pass

    def items(self, kind: ItemKind = ItemKind.ACTIVITEIT) -> list[StoredItem]:
        with session_scope(self.engine) as session:
            stored = queries.stored_items(session, range(1, 50))
        return [one for one in stored.values() if one.item.kind is kind]

    def told(self, kind: ItemKind = ItemKind.ACTIVITEIT) -> Sequence[ChangeKind]:
        with session_scope(self.engine) as session:
            changes = queries.unrouted_changes(session)
        ids = {one.id for one in self.items(kind)}
        return [change.kind for item, found in changes.items() if item in ids for change in found]
