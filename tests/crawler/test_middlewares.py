"""Where a crawl may go, and how long it waits."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from config.loader import load_source
from config.settings import read_settings
from crawler.middlewares import origin, wait_seconds
from crawler.resolver import check_public
from crawler.settings import scrapy_settings
from crawler.spiders.tweedekamer import allowed_origins
from tracker.errors import SourceError

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def answer(retry_after: str | None) -> Response:
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    return Response("https://x/", status=503, headers=headers)


@pytest.mark.parametrize(
    ("retry_after", "attempt", "seconds"),
    [
        ("30", 1, 30.0),
        ("Fri, 20 Nov 2026 12:02:00 GMT", 1, 120.0),
        ("Fri, 20 Nov 2026 11:00:00 GMT", 1, 0.0),
        ("straks", 2, 2.0),
        (None, 1, 1.0),
        (None, 3, 4.0),
    ],
)
def test_wait(retry_after: str | None, attempt: int, seconds: float) -> None:
    assert wait_seconds(answer(retry_after), attempt, NOW) == seconds


@pytest.mark.parametrize(
    "url",
    [
        "http://gegevensmagazijn.tweedekamer.nl/x",
        "https://gegevensmagazijn.tweedekamer.nl:8443/x",
        "https://gegevensmagazijn.tweedekamer.nl.evil.example/x",
        "https://evil@127.0.0.1/x",
        "https://169.254.169.254/latest",
        "file:///etc/passwd",
        "ftp://gegevensmagazijn.tweedekamer.nl/x",
    ],
)
def test_other_origins_are_refused(url: str) -> None:
    allowed = allowed_origins(load_source("tweedekamer"), "https://gegevensmagazijn.tweedekamer.nl")
    assert origin(url) not in allowed


def test_our_own_base_address_is_allowed() -> None:
    allowed = allowed_origins(load_source("tweedekamer"), "http://127.0.0.1:8123/SyncFeed/2.0")
    assert origin("http://127.0.0.1:8123/SyncFeed/2.0/Feed?skiptoken=1") in allowed
    assert origin("https://GEGEVENSMAGAZIJN.tweedekamer.nl/SyncFeed/2.0/Feed") in allowed
    assert origin("http://127.0.0.1:8124/SyncFeed/2.0/Feed") not in allowed


def test_settings_are_polite() -> None:
    settings = scrapy_settings(read_settings(contact="wie@ipo.example"), load_source("tweedekamer"))
    assert "wie@ipo.example" in settings["USER_AGENT"]
    assert settings["ROBOTSTXT_OBEY"] is True
    assert settings["CONCURRENT_REQUESTS"] == 1
    assert settings["DOWNLOAD_DELAY"] >= 0.1
    assert settings["DOWNLOAD_DELAY_JITTER"] == 0
    assert settings["DOWNLOAD_MAXSIZE"] <= 64 * 1024 * 1024
    assert settings["TELNETCONSOLE_ENABLED"] is False
    assert settings["REMOTE_CONTROL_ENABLED"] is False


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.9",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.1.1",
    ],
)
def test_a_public_name_may_not_lead_into_our_own_network(address: str) -> None:
    with pytest.raises(SourceError, match="eigen netwerk"):
        check_public("www.pbl.nl", address, frozenset({"localhost"}))


def test_a_host_that_the_settings_name_may_be_inside() -> None:
    assert check_public("localhost", "127.0.0.1", frozenset({"localhost"})) == "127.0.0.1"
    assert check_public("www.pbl.nl", "8.8.8.8", frozenset()) == "8.8.8.8"


def test_a_crawl_uses_the_public_resolver() -> None:
    live = scrapy_settings(read_settings(), load_source("tweedekamer"))
    trial = scrapy_settings(read_settings(sources_url="http://127.0.0.1:8"), load_source("feeds"))

    assert live["TWISTED_DNS_RESOLVER"] == "crawler.resolver.PublicResolver"
    assert live["RUN_OWN_HOSTS"] == []
    assert "127.0.0.1" in trial["RUN_OWN_HOSTS"]
