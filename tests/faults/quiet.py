"""The report of a crawl without its lines on standard output."""

from __future__ import annotations

from typing import Any

from crawler.extensions.run_report import RunReport


class QuietReport(RunReport):
    """Completes the totals; tells nobody how far it is."""

    def item_scraped(self, item: Any) -> None:
        """Say nothing."""
