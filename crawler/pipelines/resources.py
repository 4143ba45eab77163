"""Keep downloaded files under the hash of their content, and a row that names them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, Self

from scrapy.crawler import Crawler

from crawler.base import Page, ResourceFile, Totals, totals_of
from tracker.records import Problem, SourceRow


class ResourcePipeline:
    """Writes `resources/<sha256>` and turns the file into a row of category "bestand"."""

    def __init__(self, folder: Path, totals: Totals) -> None:
        self.folder = folder
        self.totals = totals

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it from the setting RUN_RESOURCES."""
        return cls(Path(crawler.settings["RUN_RESOURCES"]), totals_of(crawler))

    def process_item(self, item: Any) -> Any:
        """Return a page in place of a file; any other item passes."""
        if not isinstance(item, ResourceFile):
            return item
        expected = str(item.row.fields.get("contentLength") or "")
        if expected.isdigit() and int(expected) != len(item.body):
            reason = f"bestand is {len(item.body)} bytes, de bron noemt er {expected}"
            problem = Problem(item.row.source, item.row.category, item.row.key, reason)
            return Page(item.row.source, (), (problem,))
        self.totals.resources += 1
        return Page(item.row.source, (self._row(item),), ())

    def _row(self, item: ResourceFile) -> SourceRow:
        digest = hashlib.sha256(item.body).hexdigest()
        path = self.folder / digest
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            draft = path.with_suffix(".new")
            draft.write_bytes(item.body)
            draft.replace(path)
        return SourceRow(
            source=item.row.source,
            category="bestand",
            key=item.row.key,
            updated_at=item.row.updated_at,
            fields={"sha256": digest, "contentType": item.media_type, "size": len(item.body)},
            refs={item.row.category: (item.row.key,)},
        )
