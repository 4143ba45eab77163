"""What every spider does with answers that are none: say why, in Dutch, and go no further."""

from __future__ import annotations

from scrapy.http import Response
from twisted.python.failure import Failure

from config.schema import SourceConfig
from crawler.base import Page, Totals
from crawler.middlewares import origin
from tracker.errors import SourceError, UnlikelyError
from tracker.records import Problem

_UNREACHABLE = {
    "CannotResolveHostError": "het adres is niet te vinden",
    "DNSLookupError": "het adres is niet te vinden",
    "ConnectionRefusedError": "de verbinding wordt geweigerd",
    "DownloadConnectionRefusedError": "de verbinding wordt geweigerd",
    "DownloadTimeoutError": "het antwoord kwam niet op tijd",
    "TimeoutError": "het antwoord kwam niet op tijd",
    "ResponseDataLossError": "het antwoord brak halverwege af",
}
"""Failures of a request, by the name of what Scrapy raises."""


def allowed_origins(config: SourceConfig, base_url: str) -> frozenset[str]:
    """Return where a crawl may go: the hosts of the source by https, and our own setting."""
    return frozenset({origin(base_url), *(f"https://{host}:443" for host in config.allowed_hosts)})


def unusable(response: Response, error: SourceError, source: str, totals: Totals) -> Page:
    """End the run and return the page as one that is set aside, with its first bytes."""
    reason = str(error) if response.url in str(error) else f"{response.url}: {error}"
    totals.fail(reason, suspect=isinstance(error, UnlikelyError))
    advice = "De pagina is apart gezet; de volgende ronde vraagt haar opnieuw."
    payload = response.body[:4_000].decode("utf-8", errors="replace").replace("\0", "")
    return Page(source, (), (Problem(source, "pagina", "", reason, advice, payload),))


def reason_of(failure: Failure) -> str:
    """Return in Dutch why a request failed."""
    response = getattr(failure.value, "response", None)
    if response is not None:
        return f"{response.url}: de bron antwoordt met HTTP {response.status}"
    known = _UNREACHABLE.get(type(failure.value).__name__)
    return f"de bron is niet bereikbaar: {known or failure.getErrorMessage()}"
