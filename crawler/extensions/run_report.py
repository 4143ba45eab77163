"""Report a crawl: progress after every page, and what went wrong unseen."""

from __future__ import annotations

import sys
from typing import Any, Self

import orjson
from scrapy import signals
from scrapy.crawler import Crawler
from twisted.python.failure import Failure

from crawler.base import Page, Totals, totals_of


class RunReport:
    """Prints `{"pages": …, "rows": …}` per page and completes the totals of the run."""

    def __init__(self, totals: Totals) -> None:
        self.totals = totals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Connect to the signals of the crawl."""
        report = cls(totals_of(crawler))
        crawler.signals.connect(report.item_scraped, signal=signals.item_scraped)
        crawler.signals.connect(report.item_error, signal=signals.item_error)
        crawler.signals.connect(report.spider_error, signal=signals.spider_error)
        crawler.signals.connect(report.spider_closed, signal=signals.spider_closed)
        return report

    def item_scraped(self, item: Any) -> None:
        """Tell the parent process how far we are."""
        if isinstance(item, Page):
            progress = {"pages": self.totals.pages, "rows": self.totals.rows}
            sys.stdout.buffer.write(orjson.dumps(progress) + b"\n")
            sys.stdout.buffer.flush()

    def item_error(self, failure: Failure) -> None:
        """Note that a page could not be stored."""
        self.totals.fail(f"opslaan is mislukt: {failure.getErrorMessage()}"[:500])

    def spider_error(self, failure: Failure) -> None:
        """Note a mistake of ours in a callback."""
        self.totals.fail(f"fout in de crawler: {failure.getErrorMessage()}"[:500])

    def spider_closed(self, reason: str) -> None:
        """Note a crawl that was ended from outside."""
        if reason != "finished":
            self.totals.fail(f"de crawl is gestopt: {reason}")
