"""A look-up in odatapy on the captured metadata: an OData server nobody here wrote."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from config.settings import read_settings
from crawler.run import CrawlOrder, run_spider
from tracker.models import SourceLinkTable, SourceRowTable
from tracker.records import Outcome

pytestmark = pytest.mark.captured
CHANGED = datetime(2026, 11, 20, 10, tzinfo=UTC)
ZAKEN = 600


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


def _guid(kind: int, number: int) -> UUID:
    return UUID(f"{kind:08d}-0000-4000-8000-{number:012d}")


def _entity(data: Any, key: UUID, **values: Any) -> Any:
    common = {"GewijzigdOp": CHANGED, "ApiGewijzigdOp": CHANGED, "Verwijderd": False}
    return data.Entity(
        properties=[
            data.Property(name=name, value=value)
            for name, value in {"Id": key, **common, **values}.items()
        ]
    )


def _store() -> Any:
    data = pytest.importorskip("odatapy.data")
    memory = pytest.importorskip("odatapy.server.inmemory")
    store = memory.InMemoryDataStore()
    cases, documents = [], []
    for number in range(ZAKEN):
        key = _guid(1, number)
        soort = "Brief regering" if number % 2 else "Motie"
        cases.append(_entity(data, key, Nummer=f"2026Z{number:05d}", Soort=soort,
                             Onderwerp=f"Over 'stikstof' & {number}", Volgnummer=-1,
                             GestartOp=CHANGED, Afgedaan=False))  # fmt: skip
        document = _entity(data, _guid(2, number), DocumentNummer=f"2026D{number:05d}",
                           Soort="Motie", Onderwerp="Motie", Volgnummer=number)  # fmt: skip
        documents.append(document)
        store.add_relation("Zaak", repr(key), "Document", document)
    store.set_entities("Zaak", cases)
    store.set_entities("Document", documents)
    return store


@pytest.fixture(scope="module")
def foreign_url(samples: Path) -> Iterator[str]:
    """Address of the server, with pages of 250 rows."""
    xml = pytest.importorskip("odatapy.edm.xml_io")
    server_module = pytest.importorskip("odatapy.server")
    memory = pytest.importorskip("odatapy.server.inmemory")
    adapters = pytest.importorskip("odatapy.server.adapters")
    path = samples / "tweedekamer/metadata/odata-v4-2.0-metadata.xml"
    odata = server_module.OData.new_instance()
    handler = odata.create_handler(
        odata.create_service_metadata(xml.XmlEdmProvider.from_file(str(path)))
    )
    handler.register(memory.InMemoryProcessor(_store(), page_size=250))
    server = make_server("127.0.0.1", 0, adapters.ODataWSGIApp(handler), handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def look_up(query: str, url: str, engine: Engine) -> Any:
    settings = read_settings(
        database_url=engine.url.render_as_string(hide_password=False), odata_url=url
    )
    return run_spider(CrawlOrder("tweedekamer", 1, query=query), settings)


def test_a_look_up_follows_every_page_and_stores_nested_rows(
    foreign_url: str, engine: Engine
) -> None:
    query = "Zaak?$filter=Soort eq 'Motie'&$expand=Document&$orderby=Nummer"
    result = look_up(query, foreign_url, engine)
    assert (result.reason, result.outcome) == ("", Outcome.COMPLETE)
    assert result.pages == 2
    with Session(engine) as session:
        rows = Counter(session.exec(select(SourceRowTable.category)).all())
        links = Counter(session.exec(select(SourceLinkTable.relation)).all())
    assert rows == {"zaak": ZAKEN // 2, "document": ZAKEN // 2}
    assert links == {"zaak": ZAKEN // 2}


def test_a_refused_query_is_a_failed_look_up(foreign_url: str, engine: Engine) -> None:
    result = look_up("Zaak?$filter=Kleur eq 'groen'", foreign_url, engine)
    assert result.outcome is Outcome.FAILED
    assert "HTTP 400" in result.reason
