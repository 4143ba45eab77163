"""Run one crawl in a process of its own: a Twisted reactor starts once per process.

`run_spider` starts `python -m crawler.run`, hands it the settings on standard input and
reads lines of JSON from it: progress, and as the last one the result.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

import orjson

from config.loader import load_source
from config.schema import SourceConfig
from config.settings import Settings, read_settings
from crawler.base import CrawlResult, Totals
from crawler.shelf import page_spider
from tracker.database import open_engine, read_scope
from tracker.errors import SourceError
from tracker.files import unfetched
from tracker.identifiers import followed
from tracker.intake import SyncToken, saved_token, saved_tokens
from tracker.records import Outcome, SourceRow

if TYPE_CHECKING:
    from scrapy.crawler import CrawlerProcess

    from crawler.visits import Visit

Progress = Callable[[int, int], None]
"""Called with (pages, rows) after each stored page."""

_KAMER = "tweedekamer"
_PASSED_ON = {
    "config_dir",
    "contact",
    "data_dir",
    "database_url",
    "log_format",
    "log_level",
    "odata_url",
    "odata_version",
    "public_url",
    "sources_url",
    "syncfeed_url",
}


@dataclass(frozen=True, slots=True)
class CrawlOrder:
    """What to crawl. `query` is an OData look-up in place of the feed.

    `category` "" is everything in one sequence; `token` overrides the saved one. `at` is the
    moment of the run for a source that asks by date, "" for now (ISO 8601, with its zone).
    """

    source: str
    run_id: int
    category: str = ""
    token: str = ""
    query: str = ""
    resources: str = ""
    at: str = ""


def run_spider(
    order: CrawlOrder, settings: Settings, on_progress: Progress = lambda _pages, _rows: None
) -> CrawlResult:
    """Crawl in a child process and return how it ended; never raises for a bad source."""
    values = settings.model_dump(mode="json", include=_PASSED_ON)
    order_values = {name: getattr(order, name) for name in CrawlOrder.__slots__}
    command = [sys.executable, "-m", "crawler.run"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe) as child:  # noqa: S603  our module
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(orjson.dumps({"order": order_values, "settings": values}))
        child.stdin.close()
        result = _last_result(_lines(child.stdout), on_progress)
    if result is None:
        reason = f"de crawler stopte zonder verslag (code {child.returncode})"
        return CrawlResult(Outcome.FAILED, reason=reason)
    return result


def _lines(stream: IO[bytes]) -> Iterator[Any]:
    for line in stream:
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            continue


def _last_result(lines: Iterator[Any], on_progress: Progress) -> CrawlResult | None:
    result = None
    for line in lines:
        if isinstance(line, dict) and "outcome" in line:
            result = CrawlResult.from_json(orjson.dumps(line))
        elif isinstance(line, dict) and "pages" in line:
            on_progress(line["pages"], line["rows"])
    return result


def crawl(order: CrawlOrder, settings: Settings) -> CrawlResult:
    """Crawl in this process; only once per process.

    Raises ConfigFileError when the source is not configured, SourceError when it has
    no spider.
    """
    from scrapy.crawler import CrawlerProcess

    from crawler.settings import scrapy_settings

    config = load_source(order.source, settings.config_dir)
    totals = Totals()
    process = CrawlerProcess(
        {
            **scrapy_settings(settings, config),
            "RUN_DATABASE": settings.database_url,
            "RUN_ID": order.run_id,
            "RUN_RESOURCES": str(settings.data_dir / "resources"),
        }
    )
    if config.name == _KAMER:
        _send_to_kamer(process, order, settings, config, totals)
    else:
        visit = _visit(settings, config, order.at)
        process.crawl(page_spider(config.name), visit=visit, totals=totals)
    process.start()
    return totals.result()


def _send_to_kamer(
    process: CrawlerProcess,
    order: CrawlOrder,
    settings: Settings,
    config: SourceConfig,
    totals: Totals,
) -> None:
    from crawler.spiders.tweedekamer import TweedeKamerODataSpider, TweedeKamerSpider

    if order.category and order.category not in config.categories:
        raise SourceError(f"{config.name} heeft geen categorie {order.category!r}")
    if order.query:
        process.crawl(
            TweedeKamerODataSpider,
            base_url=settings.odata_url,
            version=settings.odata_version,
            query=order.query,
            config=config,
            totals=totals,
        )
        return
    token, owed = _begin(order, settings)
    process.crawl(
        TweedeKamerSpider,
        base_url=settings.syncfeed_url,
        config=config,
        totals=totals,
        token=token,
        category=order.category,
        resources=order.resources,
        owed=owed,
    )


def _visit(settings: Settings, config: SourceConfig, at: str) -> Visit:
    """Return what the spider of a page-like source needs to know."""
    from crawler.visits import Visit

    engine = open_engine(settings.database_url)
    try:
        with read_scope(engine) as session:
            tokens = saved_tokens(session, config.name)
            keys = followed(session, str(config.options.get("follows", "")))
    finally:
        engine.dispose()
    stand_in = f"{settings.sources_url.rstrip('/')}/{config.name}" if settings.sources_url else ""
    now = datetime.fromisoformat(at) if at else datetime.now(UTC)
    return Visit(config, now, stand_in or config.base_url, tokens, keys)


def _begin(order: CrawlOrder, settings: Settings) -> tuple[SyncToken, tuple[SourceRow, ...]]:
    """Return where to start: the given token, the saved one, or the beginning; and the rows
    whose files an earlier run could not fetch any more.
    """
    feed = order.category or "all"
    engine = open_engine(settings.database_url)
    try:
        with read_scope(engine) as session:
            owed = unfetched(session, order.source, order.resources.lower().split(","))
            saved = None if order.token else saved_token(session, order.source, feed)
    finally:
        engine.dispose()
    return saved or SyncToken(feed, order.token), owed


def main() -> None:
    """Read the order from standard input, crawl, print the result as the last line."""
    data = orjson.loads(sys.stdin.buffer.read())
    settings = read_settings(**data["settings"])
    try:
        result = crawl(CrawlOrder(**data["order"]), settings)
    except Exception as error:  # noqa: BLE001  the outermost frame: it becomes the report
        result = CrawlResult(Outcome.FAILED, reason=f"{type(error).__name__}: {error}")
    sys.stdout.buffer.write(result.to_json() + b"\n")


if __name__ == "__main__":
    main()
