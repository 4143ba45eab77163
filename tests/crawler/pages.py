"""Crawl the example pages of a source from the stand-in, a separate process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from sqlmodel import select

from config.settings import Settings, read_settings
from crawler.base import CrawlResult
from tracker import contents
from tracker.database import session_scope
from tracker.identifiers import carriers
from tracker.jobs.crawling import crawl
from tracker.jobs.workshop import Workshop, system_clock
from tracker.models import ClassificationTable, ItemTable, SetAsideTable
from tracker.recording import Recorder
from tracker.records import ItemKind, ScrapedItem
from tracker.sandbox.processes import stand_in

FIXTURES = Path(__file__).parent.parent / "fixtures"
EXAMPLE_NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
"""Thursday 26 November 2026, 16.00 in Amsterdam: the moment of every round on examples."""


@dataclass
class Example:
    """One source on the stand-in, with a database of its own."""

    name: str
    workshop: Workshop
    address: str

    def crawl(self) -> CrawlResult:
        """Do one round and put its items together."""
        report = crawl(self.workshop, self.name, system_clock())
        assert report is not None
        return report.crawl

    def items(self) -> dict[str, ScrapedItem]:
        """Return the items that stand, by key."""
        with session_scope(self.workshop.engine) as session:
            rows = session.exec(
                select(ItemTable).where(ItemTable.source == self.name, ItemTable.deleted_at == None)  # noqa: E711
            )
            return {row.key: contents.load(row.content) for row in rows}

    def reasons(self) -> list[str]:
        """Return why rows and pages were set aside."""
        with session_scope(self.workshop.engine) as session:
            return list(session.exec(select(SetAsideTable.reason)))

    def follow(self, identifier: str) -> None:
        """Let an item of another source that is relevant to the provinces carry this."""
        carrier = ScrapedItem(
            "test", identifier, ItemKind.EU_DOCUMENT, identifier, identifiers=(identifier,)
        )
        with session_scope(self.workshop.engine) as session:
            Recorder(session, 0, EXAMPLE_NOW, silent=True).record([carrier], source="test")
            found = carriers(session, [identifier])[identifier][0]
            session.add(
                ClassificationTable(
                    item_id=found,
                    version=1,
                    relevant=True,
                    relevance=1,
                    certain=True,
                    model="test",
                    classified_at=EXAMPLE_NOW,
                )
            )

    def asked(self) -> list[str]:
        """Return the addresses that the stand-in was asked for, in order."""
        with urlopen(f"{self.address}/_journal") as answer:
            return [json.loads(line)["path"] for line in answer.read().splitlines()]

    def fault(self, name: str) -> None:
        """Spoil every answer of the source; "none" mends it."""
        with urlopen(Request(f"{self.address}/_fault/{self.name}/{name}", method="POST")):
            return


def expected(name: str) -> dict[str, Any]:
    """Return the items that the example pages of a source must give, as JSON, by key."""
    found: dict[str, Any] = json.loads((FIXTURES / name / "expected.json").read_bytes())
    return found


def as_json(items: dict[str, ScrapedItem]) -> dict[str, Any]:
    """Return items as they are stored, to compare with `expected`."""
    return {key: json.loads(contents.dump(item)) for key, item in sorted(items.items())}


def settings_for(folder: Path, address: str) -> Settings:
    """Return settings with a database in `folder` and the stand-in as every source."""
    return read_settings(
        database_url=f"sqlite:///{folder / 'pages.db'}", data_dir=folder, sources_url=address
    )


@contextmanager
def example(name: str, folder: Path, pages: Path = FIXTURES) -> Iterator[Example]:
    """Start the stand-in on a folder of pages; yields the source with an empty database."""
    with stand_in("pages", folder / "stand-in", 0, "--folder", str(pages)) as address:
        workshop = Workshop(settings_for(folder, address), lambda: EXAMPLE_NOW)
        yield Example(name, workshop, address)
        workshop.engine.dispose()
