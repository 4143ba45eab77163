"""What spiders of page-like sources share: ask politely, read, end honestly.

A source of pages is one module `crawler/spiders/<name>.py` with a subclass of PageSpider:
`begin` gives the first requests, each `read_*` turns an answer into pages of rows and
further requests, and `item` turns one stored row into what readers follow. Parsing is
done by pure `parse_*` functions of the module on bytes or text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from bs4 import BeautifulSoup
from lxml import etree
from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from config.schema import SourceConfig
from crawler.answers import allowed_origins, reason_of, unusable
from crawler.base import Page, Totals
from crawler.captured import Captured, KeptPage
from crawler.safe_html import parse_html
from crawler.safe_xml import parse_xml
from crawler.text import looks_like_html
from tracker.errors import (
    BotChallengeError,
    MalformedPageError,
    SourceError,
    UnlikelyError,
)
from tracker.intake import SyncToken
from tracker.records import Problem, ScrapedItem, SourceRow

Yielded = Request | Page
Read = Callable[..., Iterable[Yielded]]
_NOT_MODIFIED = 304
_CHALLENGE = 202
_ENOUGH = 5
"""Rows to see before a missing field says something."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One crawl of one source: when, from which address, and what earlier ones left.

    `base_url` is the address of the configuration, or of the stand-in; `tokens` are by
    feed name. `keys` are the identifiers that a source of followed files has to look at.
    """

    config: SourceConfig
    now: datetime
    base_url: str
    tokens: Mapping[str, SyncToken]
    keys: tuple[str, ...] = ()

    def token(self, feed: str) -> str:
        """Return how far a feed was read, "" when it never was."""
        saved = self.tokens.get(feed)
        return saved.token if saved else ""


class PageSpider(Spider):
    """A source of pages. A run is complete when every request was answered and read."""

    def __init__(self, *, visit: Visit, totals: Totals) -> None:
        super().__init__()
        self.visit = visit
        self.source = visit.config
        self.totals = totals
        self.origins = allowed_origins(visit.config, visit.base_url)
        self.asked: set[tuple[str, bytes]] = set()
        self.counted: Counter[str] = Counter()

    def begin(self) -> Iterable[Request]:
        """Return the first requests."""
        raise NotImplementedError

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return what readers follow, None when the row is no item (any more)."""
        raise NotImplementedError

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:  # noqa: ARG003  for who overrides it
        """Return what a page from disk holds, None when it is no page of this source.

        It is known by what it is, not by its name. Raises SourceError for a page of this
        source that cannot be read.
        """
        return None

    async def start(self) -> AsyncIterator[Request]:
        """Yield the first requests, as Scrapy asks."""
        for request in self.begin():
            yield request

    def url(self, path: str) -> str:
        """Return an address of the source."""
        return f"{self.visit.base_url.rstrip('/')}/{path.lstrip('/')}"

    def ask(
        self,
        url: str,
        read: Read,
        *,
        accept: str = "",
        form: bytes = b"",
        media_type: str = "application/json",
        remember: str = "",
        absent: tuple[int, ...] = (),
        instead: Read | None = None,
        **about: Any,
    ) -> Request:
        """Return the request for an address whose answer goes to `read(response, **about)`.

        `form` makes it a POST. `remember` names a feed: the request is conditional on what
        was seen last, and `self.seen(response, remember)` is the token to save. `absent` are
        the HTTP codes by which this address says that there is nothing, such as 204 or 404:
        such an answer is no failure; it goes to `instead(response, **about)` when there is one.
        """
        headers = {"Accept": accept} if accept else {}
        saved = self.visit.tokens.get(remember) if remember else None
        if saved and saved.etag:
            headers["If-None-Match"] = saved.etag
        if saved and saved.token:
            headers["If-Modified-Since"] = saved.token
        if form:
            headers["Content-Type"] = media_type
        return Request(
            url,
            method="POST" if form else "GET",
            body=form,
            headers=headers,
            callback=self._answered,
            errback=self._failed,
            cb_kwargs={"read": read, "instead": instead, "about": about},
            dont_filter=True,
            meta={"handle_httpstatus_list": [_NOT_MODIFIED, *absent], "absent": absent},
        )

    def page(
        self,
        rows: Sequence[SourceRow],
        problems: Sequence[Problem] = (),
        token: SyncToken | None = None,
    ) -> Page:
        """Return rows to store in one transaction, with the token behind them.

        Raises UnlikelyError when these rows do not look like the source.
        """
        self._check_rows(rows)
        return Page(self.name, tuple(rows), tuple(problems), token)

    def seen(self, response: Response, feed: str) -> SyncToken:
        """Return what makes the next request for this feed conditional."""
        return SyncToken(feed, _header(response, "Last-Modified"), _header(response, "ETag"))

    def skipped(self, key: str, error: Exception, payload: str = "", category: str = "") -> Problem:
        """Return one entry that cannot be used; the rest of the page goes on."""
        advice = "Deze regel is apart gezet; de rest van de pagina is gelezen."
        return Problem(self.name, category or "regel", key, str(error), advice, payload[:4_000])

    def _answered(
        self, response: Response, read: Read, instead: Read | None, about: dict[str, Any]
    ) -> Iterator[Yielded]:
        if response.status == _NOT_MODIFIED:
            return
        absent = response.status in response.meta["absent"]
        if absent and instead is None:
            return
        try:
            if not absent:
                _check(response)
            for result in (instead if absent and instead else read)(response, **about):
                if isinstance(result, Request):
                    self._check_loop(result)
                yield result
        except SourceError as error:
            yield unusable(response, error, self.name, self.totals)

    def _check_loop(self, request: Request) -> None:
        """Refuse an address that was asked before, and more pages than a run may take."""
        asked = (request.url, request.body)
        if asked in self.asked:
            raise SourceError(f"{request.url}: deze pagina is in deze ronde al gelezen")
        self.asked.add(asked)
        if len(self.asked) > self.source.expect.maximum_pages:
            raise SourceError(f"meer dan {self.source.expect.maximum_pages} pagina's in één ronde")

    def _check_rows(self, rows: Sequence[SourceRow]) -> None:
        """Count rows and filled fields over the whole run; a renamed field shows here."""
        expect = self.source.expect
        self.counted[""] += len(rows)
        if self.counted[""] > expect.maximum_rows:
            raise UnlikelyError(f"meer dan {expect.maximum_rows} regels: dat klopt niet")
        for row in rows:
            self.counted[row.category] += 1
            self.counted.update(f"{row.category}.{name}" for name in row.fields if row.fields[name])
        for name, share in expect.coverage.items():
            seen, filled = self.counted[name.partition(".")[0]], self.counted[name]
            if seen >= _ENOUGH and filled < share * seen:
                raise UnlikelyError(
                    f"veld {name} staat in {filled} van {seen} regels; is het hernoemd?"
                )

    def _failed(self, failure: Failure) -> None:
        self.totals.fail(reason_of(failure))

    @staticmethod
    def close(spider: Spider, reason: str) -> None:
        """Note that all was asked and answered; the extension notes any other end."""
        if isinstance(spider, PageSpider) and reason == "finished":
            spider.totals.ended = True


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _check(response: Response) -> None:
    """Raise BotChallengeError for an answer that is no answer, such as 202 or nothing."""
    if response.status == _CHALLENGE:
        raise BotChallengeError(f"{response.url}: HTTP 202, een controle in plaats van gegevens")
    if not response.body.strip():
        raise BotChallengeError(f"{response.url}: een leeg antwoord")


def read_json(response: Response) -> Any:
    """Return the JSON value of an answer.

    Raises BotChallengeError for a web page, MalformedPageError for JSON that is cut.
    """
    if looks_like_html(response.body):
        raise BotChallengeError(f"{response.url}: een webpagina in plaats van gegevens")
    try:
        return orjson.loads(response.body)
    except orjson.JSONDecodeError as error:
        raise MalformedPageError(f"{response.url}: geen geldige JSON: {error}") from error


def read_xml(response: Response) -> etree._Element:
    """Return the root element of an answer; raises as `parse_xml` does."""
    try:
        return parse_xml(response.body)
    except SourceError as error:
        raise type(error)(f"{response.url}: {error}") from error


def read_html(response: Response) -> BeautifulSoup:
    """Return the parsed web page; raises as `parse_html` does."""
    try:
        return parse_html(response.body)
    except SourceError as error:
        raise type(error)(f"{response.url}: {error}") from error
