"""What every crawl shares: the page a spider yields, the totals of a run, its end."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import orjson

from tracker.intake import PageResult, SyncToken
from tracker.records import Outcome, Problem, SourceRow

if TYPE_CHECKING:
    from scrapy.crawler import Crawler


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows to store in one transaction, with the token behind it.

    `partial`: an answer of OData, whose rows may lack references that exist.
    """

    source: str
    rows: tuple[SourceRow, ...]
    problems: tuple[Problem, ...]
    token: SyncToken | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class ResourceFile:
    """A downloaded file that belongs to a row."""

    row: SourceRow
    body: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class CrawlResult:
    """How a crawl ended, in rows. `reason` says in Dutch why it is not complete.

    `ended`: the source said there is no more, so nothing that belongs together is half here.
    `suspect`: what came does not look like this source; no items are made of it.
    """

    outcome: Outcome
    pages: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    deleted: int = 0
    set_aside: int = 0
    signals: int = 0
    ignored: int = 0
    resources: int = 0
    reason: str = ""
    ended: bool = False
    suspect: bool = False

    def to_json(self) -> bytes:
        """Return one line of JSON."""
        return orjson.dumps(asdict(self))

    @classmethod
    def from_json(cls, line: bytes) -> CrawlResult:
        """Return what `to_json` wrote; ValueError when it is something else."""
        values = orjson.loads(line)
        if not isinstance(values, dict) or "outcome" not in values:
            raise ValueError("no crawl result")
        return cls(**{**values, "outcome": Outcome(values["outcome"])})


@dataclass(slots=True)
class Totals:
    """Counts of one run while it goes on.

    `failure` is the first thing that ended it early, `ended` that the source itself
    said there is no more.
    """

    pages: int = 0
    rows: int = 0
    stored: PageResult = field(default_factory=PageResult)
    signals: int = 0
    ignored: int = 0
    resources: int = 0
    failure: str = ""
    ended: bool = False
    suspect: bool = False

    def fail(self, reason: str, *, suspect: bool = False) -> None:
        """Remember why the run ended early; the first reason holds."""
        self.failure = self.failure or reason
        self.suspect = self.suspect or suspect

    def result(self) -> CrawlResult:
        """Return how the run ended.

        Without a failure and without the source's own end it is failed too: an answer
        that stops halfway is never "no news".
        """
        failure = self.failure or ("" if self.ended else "de bron gaf geen einde aan")
        if failure:
            outcome = Outcome.PARTIAL if self.pages else Outcome.FAILED
        else:
            outcome = Outcome.PARTIAL if self.stored.set_aside else Outcome.COMPLETE
        count = self.stored.set_aside
        aside = f"{count} {'rij' if count == 1 else 'rijen'} apart gezet" if count else ""
        return CrawlResult(
            outcome=outcome,
            pages=self.pages,
            rows=self.rows,
            new=self.stored.new,
            changed=self.stored.changed,
            unchanged=self.stored.unchanged,
            deleted=self.stored.deleted,
            set_aside=self.stored.set_aside,
            signals=self.signals,
            ignored=self.ignored,
            resources=self.resources,
            reason=failure or aside,
            ended=not failure,
            suspect=self.suspect,
        )


def totals_of(crawler: Crawler) -> Totals:
    """Return the totals that the spider of this crawl carries."""
    totals = getattr(crawler.spider, "totals", None)
    if not isinstance(totals, Totals):
        raise TypeError("the spider has no totals")
    return totals
