"""Bad pages of the feed: one bad entry never takes the others along."""

from __future__ import annotations

import pytest

from crawler import syncfeed
from tracker.errors import BotChallengeError, MalformedPageError, SourceError

BASE = "https://gegevensmagazijn.tweedekamer.nl/SyncFeed/2.0"
URL = f"{BASE}/Feed?skiptoken=1"
KEY = "aaaaaaaa-0001-4000-8000-000000000001"
OTHER = "aaaaaaaa-0002-4000-8000-000000000002"


def entity(
    key: str = KEY, name: str = "zaal", body: str = "<naam>Zaal</naam>", extra: str = ""
) -> str:
    return (
        f'<{name} xmlns="http://www.tweedekamer.nl/xsd/tkData/v1-0" '
        f'xmlns:tk="http://www.tweedekamer.nl/xsd/tkData/v1-0" id="{key}" '
        f'tk:verwijderd="false" {extra}>{body}</{name}>'
    )


def entry(content: str, key: str = KEY, token: int = 2, term: str = "zaal") -> str:
    return (
        f"<entry><title>{key}</title><updated>2026-11-20T09:00:00Z</updated>"
        f'<category term="{term}"/><link rel="next" href="{BASE}/Feed?skiptoken={token}"/>'
        f'<content type="application/xml">{content}</content></entry>'
    )


def page(*entries: str, links: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">{links}'
        f"{''.join(entries)}</feed>"
    ).encode()


def test_a_cut_page_is_malformed() -> None:
    body = page(entry(entity()))
    for length in (1, len(body) // 3, len(body) // 2, len(body) - 1):
        with pytest.raises(MalformedPageError):
            syncfeed.read_page(body[:length], URL)


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><html><body>Onderhoud</body></html>",
        b"\xef\xbb\xbf\n<html lang='nl'><head></head></html>",
        b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_a_web_page_is_a_bot_challenge(body: bytes) -> None:
    with pytest.raises(BotChallengeError):
        syncfeed.read_page(body, URL)


def test_an_entity_bomb_is_refused_without_being_expanded() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY b{n} "{"&a;" * 10 if n == 0 else f"&b{n - 1};" * 10}">'.encode()
        for n in range(12)
    )
    body = bomb + b']><feed xmlns="http://www.w3.org/2005/Atom"><title>&b11;</title></feed>'
    with pytest.raises(MalformedPageError, match="DOCTYPE"):
        syncfeed.read_page(body, URL)
    with pytest.raises(MalformedPageError):
        syncfeed.read_page(body.decode().encode("utf-16"), URL)


def test_a_foreign_file_is_not_read(tmp_path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("geheim")
    body = (
        f'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>&x;</title></feed>'
    ).encode()
    with pytest.raises(MalformedPageError, match="DOCTYPE"):
        syncfeed.read_page(body, URL)


def test_deep_nesting_is_refused() -> None:
    deep = "<a>" * 100_000 + "</a>" * 100_000
    with pytest.raises(MalformedPageError):
        syncfeed.read_page(page(deep), URL)


@pytest.mark.parametrize("body", [b"", b"{}", b"<rss/>", b"not xml"])
def test_something_else_is_malformed(body: bytes) -> None:
    with pytest.raises(MalformedPageError):
        syncfeed.read_page(body, URL)


def test_a_page_whose_next_is_itself_is_a_loop() -> None:
    with pytest.raises(SourceError, match="zichzelf"):
        syncfeed.read_page(page(entry(entity(), token=1)), URL)


def test_far_too_many_entries_are_refused() -> None:
    many = entry("") * (syncfeed.MAX_ENTRIES + 1)
    with pytest.raises(MalformedPageError, match="regels op één pagina"):
        syncfeed.read_page(page(many), URL)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (
            entry(entity(OTHER, "maanreis"), OTHER, term="maanreis"),
            "onbekende categorie 'maanreis'",
        ),
        (entry("", OTHER), "de inhoud ontbreekt"),
        (entry(entity(), OTHER), "past niet bij"),
        (entry("<zaal/>", OTHER), "onbekende naamruimte"),
        (entry(entity(OTHER, body="<naam>a</naam><naam>b</naam>"), OTHER), "komt twee keer voor"),
        (
            entry(entity(OTHER).replace('"false"', '"misschien"'), OTHER),
            "verwijderd is 'misschien'",
        ),
    ],
)
def test_a_bad_entry_is_set_aside_and_the_others_are_read(bad: str, reason: str) -> None:
    found = syncfeed.read_page(page(entry(entity(), token=2), bad, entry(entity(), token=9)), URL)
    assert [row.key for row in found.rows] == [KEY, KEY]
    assert len(found.problems) == 1
    assert found.problems[0].fatal
    assert reason in found.problems[0].reason
    assert found.problems[0].key == OTHER
    assert found.problems[0].payload
    assert found.next_url == f"{BASE}/Feed?skiptoken=9"


def test_the_next_of_the_last_entry_counts_even_when_that_entry_is_bad() -> None:
    found = syncfeed.read_page(page(entry(entity()), entry("", OTHER, token=7)), URL)
    assert syncfeed.skiptoken(found.next_url or "") == "7"


def test_prefixes_do_not_matter() -> None:
    plain = entity(body="<naam>Zaal</naam>")
    odd = (
        '<q:zaal xmlns:q="http://www.tweedekamer.nl/xsd/tkData/v1-0" '
        f'q:id="{KEY}" q:verwijderd="false"><q:naam>Zaal</q:naam></q:zaal>'
    )
    rows = [syncfeed.read_page(page(entry(content)), URL).rows[0] for content in (plain, odd)]
    assert rows[0] == rows[1]


def test_an_end_has_a_resume_link_and_an_empty_page_without_one_is_no_end() -> None:
    resume = f'<link rel="resume" href="{BASE}/Feed?skiptoken=5"/>'
    assert syncfeed.read_page(page(links=resume), URL).is_end
    empty = syncfeed.read_page(page(), URL)
    assert not empty.is_end
    assert empty.next_url is None


def test_a_link_without_token_is_an_error() -> None:
    with pytest.raises(SourceError):
        syncfeed.skiptoken(f"{BASE}/Feed")
