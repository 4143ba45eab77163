"""Whatever a source writes: one line, one event, one entry; for every text there is."""

from __future__ import annotations

import feedparser
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from config.schema import Taxonomy
from tests.web.world import NOW, STIKSTOF, debate
from tracker.published import News
from tracker.records import ChangeKind, Classification, StoredChange, StoredItem
from tracker.web.public import atom, calendar
from tracker.web.public.debates import debates
from tracker.web.public.past import Past
from tracker.web.public.plain import one_line, web_address
from tracker.web.view.labels import Names

ANY = st.text(st.characters(exclude_categories=()), max_size=500)
SAID = Classification(True, 0.9, True, (STIKSTOF,), (STIKSTOF.bac,))
USUAL = {"UID", "SEQUENCE", "DTSTAMP", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS",
         "TRANSP", "SUMMARY", "LOCATION", "DESCRIPTION", "URL", "CATEGORIES"}  # fmt: skip
EXAMPLES = settings(max_examples=60, deadline=None)


def _stored(title: str, room: str) -> StoredItem:
    return StoredItem(1, debate(title, room=room, url=room), 1, NOW, NOW, None, SAID)


@EXAMPLES
@given(ANY, ANY)
def test_any_text_is_one_event_with_the_usual_properties(
    taxonomy: Taxonomy, title: str, room: str
) -> None:
    names = Names(taxonomy)
    found = debates([_stored(title, room)], Past(), NOW)

    body = calendar.calendar(found, names, "Naam", "https://hz.example/a.ics", "https://hz.example")
    made = Calendar.from_ical(body)
    (event,) = made.walk("VEVENT")

    assert set(event) == USUAL
    assert [part.name for part in made.subcomponents] == ["VTIMEZONE", "VEVENT"]
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert event["LOCATION"] == ", ".join(part for part in (one_line(room), "Tweede Kamer") if part)


@EXAMPLES
@given(ANY, ANY)
def test_any_text_is_one_entry_of_a_feed(taxonomy: Taxonomy, title: str, room: str) -> None:
    change = StoredChange(1, 1, ChangeKind.ROOM, "room", title, room, 1, NOW)
    news = News(_stored(title, room), (change,))

    entries = atom.entries_of([news], Names(taxonomy), "https://hz.example")
    body = atom.feed(entries, "alles", "Naam", "https://hz.example/a.xml", "https://hz.example")
    found = feedparser.parse(body)

    assert not found.bozo
    assert len(found.entries) == 1
    assert found.entries[0].link.startswith("http")


@EXAMPLES
@given(ANY)
def test_one_line_is_one_line_and_stays_so(text: str) -> None:
    line = one_line(text)

    assert line.splitlines() in ([line], [])
    assert one_line(line) == line
    assert line.encode("utf-8").decode() == line


def test_only_addresses_of_the_web_are_links() -> None:
    wrong = ("javascript:alert(1)", "data:text/html,x", "//host/x", "https://", "", "https://a b",
             "https://a\r\nX: y", "http://[::1", "ftp://host/x")  # fmt: skip

    assert {web_address(one) for one in wrong} == {""}
    assert web_address("https://www.tweedekamer.nl/x?a=1&b=2") == (
        "https://www.tweedekamer.nl/x?a=1&b=2"
    )
