"""Search finds the same on both databases: words, phrases, numbers, filters, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from tests.web.world import COMMITMENT, MOTION, NOW, RICH, STIKSTOF, WONEN, Kamer, debate
from tracker import recording
from tracker.database import migrate, open_engine, read_scope, session_scope
from tracker.records import ROLE_SUBMITTER, Actor, ItemKind, ScrapedItem
from tracker.search import entries
from tracker.search.finding import Audience, Found, SearchQuery, find
from tracker.search.words import parse

TODAY = NOW.date()
BILL = ScrapedItem(
    "tweedekamer", "zaak:20", ItemKind.KAMERSTUK,
    "Vaststelling van de begroting van Binnenlandse Zaken (36 600 VII)", number="36600-VII-5",
    file_number="36600-VII", published_on=date(2024, 9, 17),
    text="De provinciale vergunningen voor fietspaden lopen uit. Café “De Unie” <b>bold</b>.",
)  # fmt: skip
OLD = ScrapedItem(
    "tweedekamer", "zaak:21", ItemKind.MOTIE, "Motie over de vergunning van een fietspad",
    number="2019Z11143", published_on=date(2019, 5, 1),
    actors=(Actor("A. de Vries", ROLE_SUBMITTER, "Tweede Kamerlid", "GroenLinks-PvdA"),),
)  # fmt: skip


def _fill(engine: Engine) -> None:
    kamer = Kamer(engine)
    kamer.add(RICH, STIKSTOF)
    kamer.add(MOTION, STIKSTOF)
    kamer.add(COMMITMENT)
    kamer.add(BILL, WONEN)
    kamer.add(OLD, WONEN)
    kamer.add(debate("Stikstof, weg", "activiteit:30"), STIKSTOF, deleted_at=NOW)
    kamer.index()


def asked(engine: Engine, words: str, **values: object) -> Found:
    query = SearchQuery(words, **{"audience": Audience.MEMBER, **values})  # type: ignore[arg-type]
    with read_scope(engine) as session:
        return find(session, query, TODAY)


def numbers(found: Found) -> list[str]:
    return [hit.number for hit in found.hits]


EXPECTED = {
    "stikstof": ["2026A00001", "2026Z00007"],
    "STIKSTÓF": ["2026A00001", "2026Z00007"],
    "vergunningen": ["2019Z11143", "36600-VII-5"],
    "de vergunning": ["2019Z11143", "36600-VII-5"],
    '"vergunning van een fietspad"': ["2019Z11143"],
    '"fietspad van een vergunning"': [],
    '"vergunning" unie': ["36600-VII-5"],
    "stikstof -motie": ["2026A00001"],
    'stikstof -"stikstof en natuur"': ["2026Z00007"],
    "36 600 VII": ["36600-VII-5"],
    "36600-VII": ["36600-VII-5"],
    "2019z11143": ["2019Z11143"],
    "2019z": ["2019Z11143"],
    "vergunnin": ["36600-VII-5", "2019Z11143"],
    "cafe unie": ["36600-VII-5"],
    "commissiedebat natuur": ["2026A00001"],
    "pas-melders": ["TZ202611-001", "2026A00001"],
    "een": ["2019Z11143"],
    "stikstof afwezig": [],
    "-stikstof": [],
    "v_all": [],
    "": [],
}
FILTERED: list[tuple[dict[str, object], list[str]]] = [
    ({"dossier": "stikstof"}, ["2026A00001", "2026Z00007"]),
    ({"bac": "landelijk-gebied", "kind": "motie"}, ["2026Z00007"]),
    ({"party": "GroenLinks-PvdA"}, ["2019Z11143"]),
    ({"first": date(2024, 1, 1), "last": date(2024, 9, 17)}, ["36600-VII-5"]),
    ({"last": date(2024, 9, 16)}, ["2019Z11143"]),
    ({"dossier": "bestaat-niet"}, []),
]


def test_both_databases_find_the_same(engine: Engine) -> None:
    _fill(engine)

    assert {words: numbers(asked(engine, words)) for words in EXPECTED} == EXPECTED


def test_filters_narrow_with_and_without_words(engine: Engine) -> None:
    _fill(engine)
    motions = numbers(asked(engine, "motie"))

    for values, expected in FILTERED:
        assert numbers(asked(engine, "", **values)) == expected
        narrowed = [one for one in expected if one in motions]
        assert numbers(asked(engine, "motie", **values)) == narrowed


def test_the_words_are_marked_and_the_rest_is_left_alone(engine: Engine) -> None:
    _fill(engine)

    hit = asked(engine, "vergunning begroting").hits[0]

    assert [piece.text for piece in hit.title if piece.marked] == ["begroting"]
    assert [piece.text for piece in hit.snippet if piece.marked] == ["vergunningen"]
    assert "<b>bold</b>" in "".join(piece.text for piece in hit.snippet)


def test_the_public_finds_only_what_concerns_the_provinces(engine: Engine) -> None:
    _fill(engine)
    kamer = Kamer(engine)
    term = ScrapedItem("afgeleid", "t:1", ItemKind.TERMIJN, "Termijn melders", due_on=TODAY)
    kamer.add(term, STIKSTOF)
    closed = ScrapedItem("overleg", "o:1", ItemKind.OVERLEG, "Overleg melders", closed=True)
    kamer.add(closed, STIKSTOF)
    kamer.index()

    public = asked(engine, "melders", audience=Audience.PUBLIC)

    assert numbers(public) == ["2026A00001"]
    assert len(asked(engine, "melders").hits) == 4


def test_what_was_taken_away_is_not_found_before_the_index_knows(engine: Engine) -> None:
    _fill(engine)
    with session_scope(engine) as session:
        recorder = recording.Recorder(session, 1, NOW, silent=True)
        recorder.record([], ["zaak:7"])

    assert numbers(asked(engine, "bouzidi")) == []
    with session_scope(engine) as session:
        assert entries.refresh_items(session) == 1
    assert asked(engine, "bouzidi").total == 0


def test_a_recorded_item_waits_and_is_then_found(engine: Engine) -> None:
    for title in ("Eerste titel", "Tweede titel"):
        with session_scope(engine) as session:
            recorder = recording.Recorder(session, 1, NOW, silent=True)
            recorder.record([debate(title)])
        with session_scope(engine) as session:
            assert entries.refresh_items(session) == 1

    assert asked(engine, "eerste").hits == ()
    assert asked(engine, "tweede").total == 1


def test_pages_follow_one_another_without_repeats(engine: Engine) -> None:
    kamer = Kamer(engine)
    for number in range(45):
        at = NOW - timedelta(days=number)
        kamer.add(debate(f"Natuur {number}", f"activiteit:{number}", starts_at=at))
    kamer.index()
    seen: list[str] = []
    with read_scope(engine) as session:
        for page in (1, 2, 3):
            query = SearchQuery("natuur", audience=Audience.MEMBER)
            found = find(session, query, TODAY, page=page)
            seen += numbers(found)

    assert seen == [f"2026A0{number:04}" for number in range(45)]
    assert (found.total, found.more) == (45, False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('search') / 'small.db'}")
    migrate(engine)
    _fill(engine)
    yield engine
    engine.dispose()


HOSTILE = st.one_of(
    st.text(max_size=80),
    st.lists(
        st.sampled_from(
            ['"', "-", "*", "(", ")", "AND", "OR", "NOT", "NEAR(a b)", ":", "title:", "^", "{x}",
             "'; DROP TABLE item;--", "\x00", "🙂", "_", "v_inside", "\\", "&", "|", "!", "<->",
             "a" * 9_000, "stikstof", "İ", "ß", "ﬁ", "３６ ６００"]
        ),
        max_size=14,
    ).map(" ".join),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(words=HOSTILE)
def test_nothing_that_is_typed_is_an_error(small: Engine, words: str) -> None:
    found = asked(small, words)

    assert len(found.hits) <= 20
    assert all(hit.number != "" or hit.week for hit in found.hits)


def test_signs_of_a_query_language_are_left_out_on_both(engine: Engine) -> None:
    _fill(engine)
    signs = ['"', "-x", "*", "NOT", "':A", "x:*", "!", "<->", "\\'", "\x00", "🙂", "İ", "a" * 9_000]

    found = {sign: asked(engine, f"{sign} stikstof {sign}").total for sign in signs}

    assert {sign for sign, total in found.items() if total == 2} == {
        '"',
        "*",
        "!",
        "<->",
        "\\'",
        "\x00",
        "🙂",
        "-x",
    }


def test_a_long_question_counts_to_its_first_twelve_words() -> None:
    assert len(parse("woord " * 3_000 + '"').wanted) == 1
    assert len(parse(" ".join(f"woord{number}" for number in range(50))).wanted) == 12
