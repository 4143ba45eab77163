"""Store each page in one transaction: rows, relations, pending items and token."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem
from sqlalchemy.exc import SQLAlchemyError

from crawler.base import Page, Totals, totals_of
from crawler.lookup import with_stored
from tracker.database import open_engine, session_scope
from tracker.intake import store_page


class StorePipeline:
    """Hands pages to `tracker.intake`; after one failure it takes no more of them.

    Otherwise a later page would be saved with its token, and the rows of the failed one
    would never be asked for again.
    """

    def __init__(self, database_url: str, run_id: int, totals: Totals) -> None:
        self.engine = open_engine(database_url)
        self.run_id = run_id
        self.totals = totals
        self.broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the settings RUN_DATABASE and RUN_ID."""
        settings = crawler.settings
        return cls(settings["RUN_DATABASE"], settings["RUN_ID"], totals_of(crawler))

    def process_item(self, item: Any) -> Any:
        """Store a page; any other item passes."""
        if not isinstance(item, Page):
            return item
        if self.broken:
            raise DropItem("een eerdere pagina is niet opgeslagen")
        try:
            self._store(item)
        except SQLAlchemyError as error:
            self.broken = True
            self.totals.fail(f"opslaan is mislukt: {type(error).__name__}: {error}"[:500])
            raise
        return item

    def _store(self, page: Page) -> None:
        now = datetime.now(UTC)
        with session_scope(self.engine) as session:
            rows = with_stored(session, page.source, page.rows) if page.partial else page.rows
            result = store_page(
                session, self.run_id, page.source, rows, page.problems, page.token, now
            )
        self.totals.pages += page.token is not None or bool(page.rows)
        self.totals.rows += len(page.rows)
        self.totals.signals += sum(not problem.fatal for problem in page.problems)
        self.totals.stored += result

    def close_spider(self) -> None:
        """Give the connections back."""
        self.engine.dispose()
