"""Links are asked politely, never inside our own network, and remembered."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.settings import Settings
from newsletter.links import links_of
from tests.newsletter.week import Shelf, at
from tracker import editions
from tracker.database import Engine, session_scope
from tracker.jobs import link_check, reviewing
from tracker.jobs.link_asking import Answer, Asker, is_public
from tracker.jobs.workshop import Workshop
from tracker.records import Edition, ItemKind

HERE = frozenset({"127.0.0.1"})
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Site(ThreadingHTTPServer):
    """A site on this machine that counts what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: Counter[str] = Counter()
        self.agents: set[str] = set()
        self.busy, self.most = 0, 0
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def _answer(self) -> None:
        site, path = self.server, self.path
        with site.lock:
            site.asked[f"{self.command} {path}"] += 1
            site.agents.add(str(self.headers["User-Agent"]))
            site.busy += 1
            site.most = max(site.most, site.busy)
        time.sleep(1.5 if path == "/traag" else 0.02)
        status = {"/weg": 404, "/verdwenen": 410, "/stuk": 500, "/slot": 403}.get(path, 200)
        if path == "/geen-head" and self.command == "HEAD":
            status = 405
        to = {
            "/door": "/goed", "/door-weg": "/weg", "/kring": "/kring2", "/kring2": "/kring",
            "/binnen": f"http://localhost:{site.server_port}/geheim", "/bestand": "file:///etc/x",
        }.get(path)  # fmt: skip
        self.send_response(302 if to else status)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()
        with site.lock:
            site.busy -= 1

    do_GET = do_HEAD = _answer

    def log_message(self, *args: object) -> None: ...


@pytest.fixture
def site() -> Iterator[Site]:
    with running() as made:
        yield made


@contextmanager
def running() -> Iterator[Site]:
    made = Site()
    thread = threading.Thread(target=made.serve_forever, daemon=True)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(Settings(_env_file=None, data_dir=tmp_path), lambda: NOW)


def edition_of(*urls: str) -> Edition:
    shelf = Shelf()
    for url in urls:
        shelf.put(ItemKind.KAMERBRIEF, f"Brief {url[-8:]}", "stikstof", url=url,
                  published_on=at(24).date())  # fmt: skip
    return shelf.edition()


def ask(url: str, inside: frozenset[str] = HERE, patience: float = 5.0) -> Answer:
    return asyncio.run(Asker("HaagseZaken/test", inside, patience).ask(url))


@pytest.mark.parametrize(
    ("path", "outcome", "says"),
    [
        ("/goed", "goed", ""),
        ("/geen-head", "goed", ""),
        ("/door", "goed", ""),
        ("/slot", "goed", ""),
        ("/weg", "weg", "bestaat niet meer (404)"),
        ("/verdwenen", "weg", "bestaat niet meer (410)"),
        ("/door-weg", "weg", "bestaat niet meer (404)"),
        ("/kring", "rondje", "verwijst in een kring door"),
        ("/stuk", "dicht", "geeft een fout (500)"),
        ("/bestand", "geen-adres", "is geen geldig webadres"),
    ],
)
def test_each_answer_has_its_words(site: Site, path: str, outcome: str, says: str) -> None:
    found = ask(site.url + path)

    assert (found.outcome, found.words if not found.is_good else "") == (outcome, says)
    assert bool(found.todo) is not found.is_good


def test_a_slow_site_a_closed_door_and_a_wrong_name(site: Site) -> None:
    gone = ask("http://127.0.0.1:9/")

    assert ask(f"{site.url}/traag", patience=0.4).outcome == "traag"
    assert gone.outcome == "dicht"
    assert ask("http://a..b/").outcome in {"naam", "geen-adres"}
    assert ask("http://gebruiker:geheim@127.0.0.1/").outcome == "geen-adres"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:{port}/geheim", "http://localhost:{port}/geheim", "http://[::1]:{port}/",
     "http://0.0.0.0:{port}/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.8/",
     "http://192.168.1.1/", "http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/",
     "http://0x7f.1:{port}/"],
)  # fmt: skip
def test_nothing_inside_our_network_is_asked(site: Site, url: str) -> None:
    found = ask(url.format(port=site.server_port), inside=frozenset())

    assert found.outcome in {"binnen", "naam"}
    assert not site.asked


def test_a_site_that_points_inside_is_not_followed(site: Site) -> None:
    assert ask(f"{site.url}/binnen").outcome == "binnen"
    assert not [path for path in site.asked if "geheim" in path]


def test_which_addresses_are_public() -> None:
    inside = ("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "0.0.0.0",
              "100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1",
              "64:ff9b::7f00:1", "2002:7f00:1::", "geen adres")  # fmt: skip

    assert not [one for one in inside if is_public(one)]
    assert all(is_public(one) for one in ("145.97.1.1", "2a02:2770::1", "8.8.8.8"))


def test_a_problem_names_the_block_and_the_link(site: Site, workshop: Workshop) -> None:
    edition = edition_of(f"{site.url}/goed", f"{site.url}/weg")

    found = link_check.check(workshop, edition, inside=HERE)

    assert [one.rule for one in found] == ["link"]
    block = next(one for one in edition.blocks if one.key == found[0].block_key)
    assert block.content["url"].endswith("/weg")
    assert "bestaat niet meer (404)" in found[0].text
    assert found[0].todo
    assert all("contact:" in agent and "HaagseZaken" in agent for agent in site.agents)


def test_answers_are_remembered_for_a_day(site: Site, workshop: Workshop) -> None:
    edition = edition_of(f"{site.url}/weg", f"{site.url}/goed")
    first = link_check.check(workshop, edition, inside=HERE)
    asked = site.asked.total()

    again = link_check.check(workshop, edition, inside=HERE)
    known = link_check.remembered(workshop, edition)

    assert (again, known) == (first, first)
    assert site.asked.total() == asked
    later = Workshop(workshop.settings, lambda: NOW + 25 * HOUR)
    link_check.check(later, edition, inside=HERE)
    assert site.asked.total() == 2 * asked


def test_what_may_pass_is_asked_again_sooner(site: Site, workshop: Workshop) -> None:
    edition = edition_of(f"{site.url}/stuk")
    link_check.check(workshop, edition, inside=HERE)
    asked = site.asked.total()

    link_check.check(Workshop(workshop.settings, lambda: NOW + HOUR), edition, inside=HERE)

    assert site.asked.total() == 2 * asked


def test_a_site_is_asked_one_thing_at_a_time(site: Site, workshop: Workshop) -> None:
    edition = edition_of(*(f"{site.url}/goed?{number}" for number in range(6)))

    assert link_check.check(workshop, edition, inside=HERE) == ()

    assert len(links_of(edition)) == 6
    assert site.most == 1


def test_a_spoiled_memory_is_no_trouble(site: Site, workshop: Workshop) -> None:
    edition = edition_of(f"{site.url}/weg")
    (workshop.data_dir / "links.json").write_text('{"x": [1]', encoding="utf-8")

    assert link_check.remembered(workshop, edition) == ()
    assert len(link_check.check(workshop, edition, inside=HERE)) == 1


def test_nothing_is_asked_for_a_letter_without_links(workshop: Workshop) -> None:
    edition = replace(edition_of(), blocks=())

    assert link_check.check(workshop, edition) == ()
    assert not (workshop.data_dir / "links.json").exists()


def test_a_dead_link_stands_in_the_way_of_an_approval(
    site: Site, workshop: Workshop, engine: Engine
) -> None:
    workshop.engine = engine
    edition = edition_of(f"{site.url}/weg")
    with session_scope(engine) as session:
        editions.save(session, edition)
        before = [one.rule for one in reviewing.findings(workshop, session, edition)]
    link_check.check(workshop, edition, inside=HERE)

    with session_scope(engine) as session:
        found = reviewing.findings(workshop, session, edition)

    assert "link" not in before
    assert [one.is_open for one in found if one.rule == "link"] == [True]
