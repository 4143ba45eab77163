"""Feeds of news, held against RFC 4287 and read by feedparser."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import feedparser
import pytest
from fastapi.testclient import TestClient
from lxml import etree

from tests.web import agenda_world
from tests.web.world import MOTION, NOW, STIKSTOF, WONEN, Kamer, debate
from tracker.records import ChangeKind

ALL = "/politieke-agenda/feeds/alles.xml"
ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = {
    "feed": {"id", "title", "subtitle", "updated", "generator", "icon", "logo", "rights"},
    "entry": {"id", "title", "updated", "published", "summary", "content", "rights", "source"},
}
"""What RFC 4287 (4.1.1, 4.1.2) allows at most once; id, title and updated are obligatory."""
MANY = {"feed": {"author", "category", "contributor", "link", "entry"},
        "entry": {"author", "category", "contributor", "link"}}  # fmt: skip
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def _breaches(element: Any) -> list[str]:
    """Return in what a feed or entry breaks the rules of RFC 4287."""
    kind = element.tag.removeprefix(ATOM)
    names = [child.tag.removeprefix(ATOM) for child in element]
    found = [f"{kind} without {name}" for name in ("id", "title", "updated") if name not in names]
    found += [f"{kind}: {name} twice" for name in ONCE[kind] if names.count(name) > 1]
    found += [f"{kind}: unknown {name}" for name in set(names) - ONCE[kind] - MANY[kind]]
    for child in element:
        name = child.tag.removeprefix(ATOM)
        if name in {"updated", "published"} and not MOMENT.fullmatch(child.text):
            found.append(f"{name} {child.text}")
        if name == "id" and not re.match(r"[a-z]+:", child.text or ""):
            found.append(f"id {child.text}")
        if name == "link" and not child.get("href"):
            found.append("link without href")
        if name == "category" and not child.get("term"):
            found.append("category without term")
        if child.text is not None and name in {"title", "summary"} and child.get("type") not in {
            None, "text",
        }:  # fmt: skip
            found.append(f"{name} of type {child.get('type')}")
        if name == "entry":
            found += _breaches(child)
    return found


def breaches_of(body: bytes) -> list[str]:
    """Return in what a whole feed breaks the rules of RFC 4287."""
    root = etree.fromstring(body)
    found = _breaches(root)
    found += [] if root.find(f"{ATOM}author/{ATOM}name") is not None else ["no author"]
    links = [one.get("rel") for one in root.findall(f"{ATOM}link")]
    found += [] if links.count("self") == 1 else ["no link to itself"]
    ids = [one.text for one in root.iter(f"{ATOM}id")]
    return found + ([] if len(ids) == len(set(ids)) else ["an id twice"])


def read(client: TestClient, path: str = ALL) -> Any:
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert breaches_of(answer.content) == []
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.bozo_exception
    assert found.version == "atom10"
    return found


def test_the_rules_find_what_is_wrong() -> None:
    wrong = b"""<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>a</title><title>b</title>
    <entry><id>urn:a</id><title type="html">t</title><updated>gisteren</updated></entry></feed>"""

    assert sorted(breaches_of(wrong)) == [
        "feed without updated", "feed: title twice", "id x", "no author", "no link to itself",
        "title of type html", "updated gisteren",
    ]  # fmt: skip


def test_news_comes_newest_first_in_the_words_of_the_messages(
    client: TestClient, kamer: Kamer
) -> None:
    motion = kamer.add(MOTION, STIKSTOF)
    kamer.change(motion, ChangeKind.NEW, field="item", recorded_at=NOW - timedelta(hours=5))
    agenda_world.moved(kamer)

    found = read(client)

    assert [one.title for one in found.entries] == [
        "Verplaatst: Commissiedebat Stikstof en natuur, van wo 2 dec 13.00 naar do 3 dec 10.00 uur",
        "Aangenomen: Motie van het lid Bouzidi over stikstof, 26 voor en 24 tegen",
    ]
    assert found.entries[0].link == "https://www.tweedekamer.nl/debat"
    assert [one.term for one in found.entries[0].tags] == ["stikstof", "landelijk-gebied"]
    assert found.feed.updated_parsed == found.entries[0].updated_parsed
    assert datetime(*found.feed.updated_parsed[:4]) == datetime(2026, 11, 23, 7)


def test_ids_stay_and_each_later_change_is_a_new_entry(client: TestClient, kamer: Kamer) -> None:
    item_id = agenda_world.moved(kamer)
    (first,) = read(client).entries
    kamer.change(item_id, ChangeKind.ROOM, old="A", new="B", recorded_at=NOW)
    last, again = read(client).entries

    assert again.id == first.id
    assert last.id != first.id
    assert again.updated == first.updated
    assert "Andere zaal: van A naar B." in last.summary


def test_feeds_per_dossier_and_bac_hold_their_own_news(client: TestClient, kamer: Kamer) -> None:
    agenda_world.moved(kamer)
    agenda_world.cancelled(kamer)
    where = "/politieke-agenda/feeds"

    of_dossier = read(client, f"{where}/dossier/wonen.xml")
    of_bac = read(client, f"{where}/bac/landelijk-gebied.xml")

    assert ["Woningbouw" in one.title for one in of_dossier.entries] == [True]
    assert ["Stikstof" in one.title for one in of_bac.entries] == [True]
    assert of_dossier.feed.title == "Haagse Zaken: dossier Wonen"
    assert of_dossier.feed.id != of_bac.feed.id


def test_an_empty_feed_is_a_feed(client: TestClient) -> None:
    found = read(client)

    assert found.entries == []
    assert found.feed.updated == "2026-01-01T00:00:00Z"


def test_what_was_silent_or_is_internal_is_no_news(client: TestClient, kamer: Kamer) -> None:
    for closed in (True, False):
        kamer.change(agenda_world.overleg(kamer, closed=closed), ChangeKind.NEW, field="item")
    quiet = kamer.add(debate("Stil"), WONEN)
    kamer.change(quiet, ChangeKind.ROOM, old="A", new="B", silent=True)
    kamer.change(kamer.add(debate("Sport", "activiteit:3")), ChangeKind.NEW, field="item")

    assert ["Overleg Natuur" in one.title for one in read(client).entries] == [True]


def test_hostile_text_stays_text(client: TestClient, kamer: Kamer) -> None:
    item_id = kamer.add(debate(agenda_world.HOSTILE, url="javascript:alert(1)"), STIKSTOF)
    kamer.change(item_id, ChangeKind.NEW, field="item")
    kamer.change(item_id, ChangeKind.TITLE, old="]]><entry>", new="\x00\x0b\ufffe", version=1)

    body = client.get(ALL).content
    (entry,) = read(client).entries

    assert b"<script>" not in body
    assert b"&lt;script&gt;alert(1)&lt;/script&gt; ATTENDEE" in body
    assert entry.link.endswith("/politieke-agenda")


def test_the_same_data_are_the_same_bytes_and_304_says_so(client: TestClient, kamer: Kamer) -> None:
    agenda_world.fill(kamer)
    first, second = client.get(ALL), client.get(ALL)
    known = client.get(ALL, headers={"If-None-Match": first.headers["etag"]})

    assert first.content == second.content
    assert first.headers["last-modified"] == "Mon, 23 Nov 2026 07:10:00 GMT"
    assert (known.status_code, known.content) == (304, b"")


@pytest.mark.parametrize("path", ["dossier/x.xml", "bac/x.xml", "persoon/energie.xml", "x.xml",
                                  "alles/alles.xml", "soort/x.xml"])  # fmt: skip
def test_an_unknown_feed_is_a_dutch_page(client: TestClient, path: str) -> None:
    answer = client.get(f"/politieke-agenda/feeds/{path}")

    assert answer.status_code == 404
    assert "Niet gevonden" in answer.text
