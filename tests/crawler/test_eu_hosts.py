"""Hosts that refuse scripts are linked to, never fetched."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.loader import load_source, source_names
from crawler.answers import allowed_origins
from crawler.middlewares import origin
from tests.crawler.pages import example, expected
from tracker.records import Outcome

REFUSED = ("eur-lex.europa.eu", "www.europarl.europa.eu", "www.consilium.europa.eu")
EU = ("cellar", "haveyoursay", "epprocedures", "college", "presscorner", "cor", "oeil")
ONE_FEED = "councilpress"


@pytest.mark.parametrize("name", sorted(set(source_names()) - {"tweedekamer"}))
def test_no_source_may_ask_a_host_that_refuses_scripts(name: str) -> None:
    config = load_source(name)
    refused = set(REFUSED) - ({"www.consilium.europa.eu"} if name == ONE_FEED else set())

    assert refused.isdisjoint(config.allowed_hosts)
    origins = allowed_origins(config, config.base_url)
    assert not any(origin(f"https://{host}/") in origins for host in refused)


def test_the_feed_of_the_council_is_the_one_exception_and_is_off_until_seen() -> None:
    config = load_source(ONE_FEED)

    assert config.base_url == "https://www.consilium.europa.eu/en/rss/pressreleases.ashx"
    assert (config.enabled, config.confirmed) == (False, False)


@pytest.mark.parametrize("name", EU)
def test_a_source_asks_only_the_hosts_of_its_own_address(name: str) -> None:
    config = load_source(name)

    assert config.base_url.startswith("https://")
    assert [origin(config.base_url)] == [f"https://{host}:443" for host in config.allowed_hosts]
    assert not config.confirmed, "nobody has seen these answer"
    assert config.delay_seconds >= 1
    assert config.robots


def test_readers_are_still_linked_to_those_hosts() -> None:
    links = [item["url"] for name in EU for item in expected(name).values()]

    assert any(link.startswith("https://eur-lex.europa.eu/") for link in links)
    assert any(link.startswith("https://www.europarl.europa.eu/") for link in links)


@pytest.mark.parametrize("host", REFUSED)
def test_a_redirect_to_such_a_host_is_not_followed(tmp_path: Path, host: str) -> None:
    pages = tmp_path / "pages" / "oeil"
    pages.mkdir(parents=True)
    route = {
        "path": "/oeil/en/procedure-file",
        "status": 302,
        "headers": {"Location": f"https://{host}/elders"},
    }
    (pages / "serve.yaml").write_text(yaml.safe_dump([route]))

    with example("oeil", tmp_path, tmp_path / "pages") as source:
        result = source.crawl()

    assert result.outcome is Outcome.FAILED
    assert f"buiten de toegestane hosts: https://{host}/elders" in result.reason
