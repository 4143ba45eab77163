"""The Tweede Kamer: SyncFeed 2.0 from a saved token, and OData for look-ups."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from urllib.parse import urlencode

from scrapy import Request, Spider
from scrapy.http import Response
from twisted.python.failure import Failure

from config.schema import SourceConfig
from crawler import odata, syncfeed
from crawler.answers import allowed_origins, reason_of, unusable
from crawler.base import Page, ResourceFile, Totals
from crawler.kamer.parse import build_readers
from crawler.kamer.sift import sift
from crawler.odata_names import check_metadata, odata_names
from tracker.errors import SourceError
from tracker.intake import SyncToken
from tracker.records import Problem, SourceRow

Yielded = Request | Page | ResourceFile


class TweedeKamerSpider(Spider):
    """Walks the feed page by page; `token` is where the last run ended.

    `category` (PascalCase) follows one category, "" everything in one sequence.
    `resources` names the categories whose files are fetched too, such as "verslag", `owed`
    rows of an earlier run whose files were not.
    """

    name = "tweedekamer"

    def __init__(
        self,
        *,
        base_url: str,
        config: SourceConfig,
        totals: Totals,
        token: SyncToken,
        category: str = "",
        resources: str = "",
        owed: Sequence[SourceRow] = (),
    ) -> None:
        super().__init__()
        self.base_url = base_url.rstrip("/")
        self.source = config
        self.totals = totals
        self.saved = token
        self.category = category
        self.resources = frozenset(resources.lower().split(","))
        self.owed = owed
        self.readers = build_readers(config)
        self.origins = allowed_origins(config, base_url)
        self.entries = 0

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the page behind the saved token, if it changed, and for owed files."""
        query = {"category": self.category, "skiptoken": self.saved.token}
        url = f"{self.base_url}/Feed?{urlencode({k: v for k, v in query.items() if v})}"
        yield self.ask(url, {"If-None-Match": self.saved.etag} if self.saved.etag else {})
        for request in self.ask_resources(self.owed):
            yield request

    def ask(self, url: str, headers: dict[str, str] | None = None) -> Request:
        """Return the request for a page of the feed."""
        return Request(
            url,
            callback=self.parse,
            errback=self.failed,
            headers=headers,
            dont_filter=True,
            meta={"handle_httpstatus_list": [304]},
        )

    def parse(self, response: Response) -> Iterator[Yielded]:
        """Yield the page, its files, and the request for what comes next."""
        if response.status == 304:
            self.totals.ended = True
            return
        try:
            page = syncfeed.read_page(response.body, response.url, self.source.name)
            token = self.token_after(page, response)
        except SourceError as error:
            yield unusable(response, error, self.source.name, self.totals)
            return
        rows, problems = sift(page.rows, self.readers)
        self.totals.ignored += page.ignored
        yield Page(self.source.name, tuple(rows), (*page.problems, *problems), token)
        yield from self.ask_resources(rows)
        yield from self.go_on(page)

    def token_after(self, page: syncfeed.FeedPage, response: Response) -> SyncToken | None:
        """Return the token to save with a page; SourceError for an answer without any link."""
        feed = self.category or "all"
        if page.next_url:
            return SyncToken(feed, syncfeed.skiptoken(page.next_url))
        if page.resume_url:
            etag = (response.headers.get("ETag") or b"").decode("latin-1")
            return SyncToken(feed, syncfeed.skiptoken(page.resume_url), etag)
        if page.entries == 0:
            raise SourceError(
                f"{response.url}: een lege pagina zonder verwijzing om verder te gaan"
            )
        return None

    def go_on(self, page: syncfeed.FeedPage) -> Iterator[Request]:
        """Follow the feed, or note how it ended."""
        most = self.source.expect.maximum_rows
        self.entries += page.entries
        if page.next_url and self.entries >= most:
            self.totals.fail(f"meer dan {most} rijen in één ronde; de volgende ronde gaat verder")
        elif page.next_url:
            yield self.ask(page.next_url)
        elif page.resume_url:
            self.totals.ended = True
        else:
            self.totals.fail("een pagina met regels maar zonder verwijzing om verder te gaan")

    def ask_resources(self, rows: Sequence[SourceRow]) -> Iterator[Request]:
        """Ask for the files of rows whose category is wanted."""
        for row in rows:
            if row.category in self.resources and row.enclosure and not row.deleted:
                yield Request(
                    f"{self.base_url}/{row.enclosure}",
                    callback=self.parse_resource,
                    errback=self.resource_failed,
                    cb_kwargs={"row": row},
                )

    def parse_resource(self, response: Response, row: SourceRow) -> Iterator[Yielded]:
        """Yield a downloaded file."""
        media_type = (response.headers.get("Content-Type") or b"").decode("latin-1")
        yield ResourceFile(row, response.body, media_type)

    def resource_failed(self, failure: Failure) -> Iterator[Page]:
        """Yield the file as set aside; the rows around it are not affected."""
        row: SourceRow = failure.request.cb_kwargs["row"]  # type: ignore[attr-defined]
        reason = f"bestand niet opgehaald: {reason_of(failure)}"
        yield Page(row.source, (), (Problem(row.source, row.category, row.key, reason),))

    def failed(self, failure: Failure) -> None:
        """Note why a request could not be answered."""
        self.totals.fail(reason_of(failure))


class TweedeKamerODataSpider(Spider):
    """Looks something up in OData, such as one week of the agenda with $expand.

    `query` is the part behind the base address: `Activiteit?$filter=…`. The version's
    `$metadata` is compared first; what it lacks ends the look-up.
    """

    name = "tweedekamer-odata"

    def __init__(
        self, *, base_url: str, version: str, query: str, config: SourceConfig, totals: Totals
    ) -> None:
        super().__init__()
        self.base_url = base_url.rstrip("/")
        self.query = query.lstrip("/")
        self.source = config
        self.totals = totals
        self.names = odata_names(config, version)
        self.readers = build_readers(config)
        self.origins = allowed_origins(config, base_url)

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the metadata of this version."""
        yield Request(
            f"{self.base_url}/$metadata",
            callback=self.parse_metadata,
            errback=self.failed,
            meta={"handle_httpstatus_list": [404, 410]},
        )

    def parse_metadata(self, response: Response) -> Iterator[Request]:
        """Go on when the server still has all we read."""
        try:
            odata.check_status(response.status, response.url)
            problems = check_metadata(response.body, self.names)
        except SourceError as error:
            self.totals.fail(str(error))
            return
        if problems:
            lacking = "; ".join(f"{entry.category}: {entry.reason}" for entry in problems[:10])
            self.totals.fail(f"OData {self.names.version} klopt niet met de lijst: {lacking}")
            return
        yield self.ask(f"{self.base_url}/{self.query}")

    def ask(self, url: str) -> Request:
        """Return the request for a page."""
        accept = {"Accept": "application/json"}
        return Request(url, callback=self.parse, errback=self.failed, headers=accept)

    def parse(self, response: Response) -> Iterator[Yielded]:
        """Yield the page and follow its next link."""
        try:
            page = odata.read_page(response.body, self.names, name=response.url)
        except SourceError as error:
            yield unusable(response, error, self.source.name, self.totals)
            return
        rows, problems = sift(page.rows, self.readers)
        self.totals.ignored += page.ignored
        yield Page(self.source.name, tuple(rows), (*page.problems, *problems), partial=True)
        if page.next_link:
            yield self.ask(response.urljoin(page.next_link))
        else:
            self.totals.ended = True

    def failed(self, failure: Failure) -> None:
        """Note why a request could not be answered."""
        self.totals.fail(reason_of(failure))
