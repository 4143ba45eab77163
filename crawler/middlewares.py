"""Downloader middlewares: where a crawl may go, and how it tries again."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

MAX_WAIT_SECONDS = 300.0


def origin(url: str) -> str:
    """Return `https://host:port` of an address."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname}:{port}"


class AllowedOrigins:
    """Refuse every request, also after a redirect, outside the spider's own origins."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Build it the way Scrapy asks."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise IgnoreRequest for an address that is not allowed."""
        allowed: frozenset[str] = getattr(self.crawler.spider, "origins", frozenset())
        if origin(request.url) not in allowed:
            raise IgnoreRequest(f"adres buiten de toegestane hosts: {request.url}")


def wait_seconds(response: Response | None, attempt: int, now: datetime) -> float:
    """Return how long to wait before attempt 1, 2, …: Retry-After, else 1, 2, 4 seconds."""
    header = b"" if response is None else (response.headers.get("Retry-After") or b"")
    text = header.decode("latin-1").strip()
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return float(2 ** (attempt - 1))


class PatientRetry(RetryMiddleware):
    """Try again after 429, 5xx and broken connections, and wait in between.

    A server that asks for more than five minutes is left alone until the next run.
    """

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        """Return the request again when its answer says "later"."""
        again = super().process_response(request, response)
        if isinstance(again, Response):
            return again
        return again if await _waited(again, response) else response

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        """Return the request again when the connection failed; robots.txt is asked once."""
        if request.url.endswith("/robots.txt"):
            return None
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            await _waited(again, None)
        return again


async def _waited(again: Request, response: Response | None) -> bool:
    """Wait as long as it takes; False, at once, when that is too long."""
    wait = wait_seconds(response, again.meta.get("retry_times", 1), datetime.now(UTC))
    if wait > MAX_WAIT_SECONDS:
        return False
    await asyncio.sleep(wait)
    return True
