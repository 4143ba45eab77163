"""The feed as a crawler meets it: pages, tokens, both spellings, deletions, files."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

from tests.sandbox.source_client import ATOM, TK, entity, entries, fetch, link, pages, token
from tracker.sandbox.source.fields import categories
from tracker.sandbox.source.server import SourceServer
from tracker.sandbox.source.store import Store

FEED = "/SyncFeed/2.0/Feed"
XSI_NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def test_the_pages_hold_everything_once_and_in_the_order_of_the_tokens(
    shared: SourceServer, example_store: Store
) -> None:
    found = entries(f"{shared.base_url}{FEED}?skiptoken=0")

    tokens = [token(link(entry, "next") or "") for entry in found]
    ids = [entry.findtext(f"{ATOM}title") for entry in found]
    assert len(found) == len(example_store.latest())
    assert len(set(ids)) == len(ids)
    assert tokens == sorted(set(tokens))
    assert any(b - a > 1 for a, b in pairwise(tokens))


def test_a_page_holds_250_entries_and_the_last_one_only_a_resume_link(
    shared: SourceServer,
) -> None:
    every = list(pages(f"{shared.base_url}{FEED}?category=Stemming&skiptoken=0"))

    sizes = [len(page.findall(f"{ATOM}entry")) for page in every]
    assert set(sizes[:-2]) == {250}
    assert sizes[-1] == 0
    assert [link(page, "resume") is not None for page in every] == [False] * (len(every) - 1) + [
        True
    ]


def test_resuming_gives_the_same_empty_page_until_there_is_news(source: SourceServer) -> None:
    *_, last = pages(f"{source.base_url}{FEED}?category=Activiteit&skiptoken=0")
    resume = link(last, "resume") or ""

    assert entries(resume) == []
    source.application.step("debate-moves")
    assert len(entries(resume)) == 1


@pytest.mark.parametrize("name", sorted(categories()))
def test_every_category_is_filled_and_every_element_has_the_namespace_and_the_fields(
    shared: SourceServer, name: str
) -> None:
    found = entries(f"{shared.base_url}{FEED}?category={name}&skiptoken=0")

    assert found
    known = {field.element for field in categories()[name].fields}
    known |= {relation.element for relation in categories()[name].relations}
    for entry in found:
        element = entity(entry)
        assert element.tag == TK + categories()[name].element
        assert element.get("id") == entry.findtext(f"{ATOM}title")
        assert {etree.QName(child).localname for child in element} <= known
        assert element.get(f"{TK}verwijderd") in {"true", "false"}


def test_the_two_spellings_differ_in_prefix_booleans_and_offsets(
    shared: SourceServer,
) -> None:
    activity = fetch(f"{shared.base_url}{FEED}?category=Activiteit").body.decode()
    promise = fetch(f"{shared.base_url}{FEED}?category=Toezegging").body.decode()

    assert re.search(r"<activiteit [^>]*tk:bijgewerkt=\"2026-\d\d-\d\dT[\d:.]+\"", activity)
    assert "<besloten>False</besloten>" in activity
    assert '<locatie xsi:nil="true"/>' in activity
    assert re.search(r"<ns1:toezegging [^>]*ns1:bijgewerkt=\"[^\"]+\+0100\"", promise)
    assert "<ns1:datumNakoming>0001-01-01T00:00:00</ns1:datumNakoming>" in promise


def test_deleted_rows_have_an_id_and_nothing_else(shared: SourceServer) -> None:
    found = [entity(entry) for entry in entries(f"{shared.base_url}{FEED}?category=Document")]

    deleted = [element for element in found if element.get(f"{TK}verwijderd") == "true"]
    assert deleted
    assert all(len(element) == 0 for element in deleted)


def test_titles_may_end_in_blanks_and_a_missing_date_is_nil(shared: SourceServer) -> None:
    found = [entity(entry) for entry in entries(f"{shared.base_url}{FEED}?category=Activiteit")]

    titles = [element.findtext(f"{TK}onderwerp") or "" for element in found]
    assert any(title.endswith(" ") for title in titles)
    undated = [e for e in found if e.findtext(f"{TK}datumSoort") == "Nog geen datum bekend"]
    assert undated
    assert all(e.find(f"{TK}datum").get(XSI_NIL) == "true" for e in undated)


def test_external_content_leaves_the_entity_to_a_second_request(
    shared: SourceServer,
) -> None:
    page = fetch(f"{shared.base_url}{FEED}?category=Zaal&content=external").xml()

    entry = page.find(f"{ATOM}entry")
    content = entry.find(f"{ATOM}content")
    assert len(content) == 0
    alone = fetch(content.get("src")).xml()
    assert alone.tag == f"{TK}zaal"
    assert "content=external" in (link(entry, "next") or "")


def test_an_enclosure_has_the_type_and_length_that_the_entity_says(
    shared: SourceServer,
) -> None:
    found = entries(f"{shared.base_url}{FEED}?category=Document")[:300:40]

    for entry in found:
        if entity(entry).get(f"{TK}verwijderd") == "true":
            continue
        file = fetch(link(entry, "enclosure") or "")
        assert file.status == 200
        assert file.body.startswith(b"%PDF-")
        assert entity(entry).get(f"{TK}contentLength") == str(len(file.body))
        assert file.headers["Content-Type"] == entity(entry).get(f"{TK}contentType")


def test_a_page_that_did_not_change_is_answered_with_304(source: SourceServer) -> None:
    url = f"{source.base_url}{FEED}?category=Commissie"
    first = fetch(url)

    again = fetch(url, headers={"If-None-Match": first.headers["ETag"]})
    since = fetch(url, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert (again.status, again.body, since.status) == (304, b"", 304)
    source.application.step("debate-moves")
    assert fetch(url, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status == 200


def test_what_does_not_exist_is_refused(shared: SourceServer) -> None:
    base = shared.base_url

    assert fetch(f"{base}{FEED}?category=Onbekend").status == 400
    assert fetch(f"{base}{FEED}?skiptoken=abc").status == 400
    assert fetch(f"{base}/SyncFeed/2.0/Entiteiten/geen").status == 404
    assert fetch(f"{base}/SyncFeed/2.0/Resources/geen").status == 404
    assert fetch(f"{base}/anders").status == 404
    assert fetch(f"{base}{FEED}", "POST").status == 405


def test_robots_keep_out_of_the_scenario(shared: SourceServer) -> None:
    assert b"Disallow: /_scenario" in fetch(f"{shared.base_url}/robots.txt").body


def test_the_page_size_can_be_set(tmp_path: Path) -> None:
    with SourceServer(tmp_path, page_size=7) as server:
        page = fetch(f"{server.base_url}{FEED}").xml()

    assert len(page.findall(f"{ATOM}entry")) == 7
