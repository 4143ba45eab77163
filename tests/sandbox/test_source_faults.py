"""The bad answers: what a crawler gets, and that they end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tests.sandbox.source_client import ATOM, fetch, link, step
from tracker.sandbox.source.bulk import base_store
from tracker.sandbox.source.server import SourceServer

FEED = "/SyncFeed/2.0/Feed?category=Commissie"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[SourceServer]:
    """A server with a handful of rows: a fault does not ask for more."""
    with SourceServer(tmp_path, store=base_store(3)) as server:
        yield server


@pytest.mark.parametrize("status", [503, 429])
def test_refusals_say_when_to_come_back(source: SourceServer, status: int) -> None:
    step(source.base_url, str(status), "?retry_after=3")

    answer = fetch(source.base_url + FEED)

    assert (answer.status, answer.headers["Retry-After"]) == (status, "3")
    assert fetch(f"{source.base_url}/OData/v4/2.0/Zaal").status == status
    assert fetch(f"{source.base_url}/robots.txt").status == 200


def test_a_fault_ends_by_itself_after_so_many_answers(source: SourceServer) -> None:
    step(source.base_url, "503", "?times=2")

    assert [fetch(source.base_url + FEED).status for _ in range(3)] == [503, 503, 200]


def test_html_comes_with_status_200(source: SourceServer) -> None:
    step(source.base_url, "html-200")

    answer = fetch(source.base_url + FEED)

    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert b"<html" in answer.body


def test_cut_pages_are_not_well_formed_and_their_length_is_right(source: SourceServer) -> None:
    step(source.base_url, "cut-xml")

    answer = fetch(source.base_url + FEED)

    with pytest.raises(etree.XMLSyntaxError):
        answer.xml()
    assert answer.headers["Content-Length"] == str(len(answer.body))


def test_the_entity_bomb_would_grow_a_billionfold(source: SourceServer) -> None:
    step(source.base_url, "entity-bomb")

    body = fetch(source.base_url + FEED).body.decode()

    assert body.count("<!ENTITY") == 10
    assert "&lol9;</title>" in body


def test_a_loop_points_to_the_page_itself(source: SourceServer) -> None:
    step(source.base_url, "loop")

    page = fetch(source.base_url + FEED).xml()

    entries = page.findall(f"{ATOM}entry")
    assert {link(entry, "next") for entry in entries} == {link(page, "self")}


def test_an_empty_page_has_no_resume_link(source: SourceServer) -> None:
    step(source.base_url, "empty")

    page = fetch(source.base_url + FEED).xml()

    assert page.findall(f"{ATOM}entry") == []
    assert link(page, "resume") is None
    assert fetch(f"{source.base_url}/OData/v4/2.0/Zaal").json() == {"value": []}


@pytest.mark.parametrize("name", ["503", "html-200", "cut-xml", "entity-bomb", "loop", "empty"])
def test_after_normal_the_answers_are_sound_again(source: SourceServer, name: str) -> None:
    before = fetch(source.base_url + FEED).body
    step(source.base_url, name)
    spoiled = fetch(source.base_url + FEED).body

    step(source.base_url, "normal")

    assert spoiled != before
    assert fetch(source.base_url + FEED).body == before


def test_a_slow_answer_is_the_sound_one(source: SourceServer) -> None:
    before = fetch(source.base_url + FEED).body
    step(source.base_url, "slow", "?seconds=0.05")

    assert fetch(source.base_url + FEED).body == before
