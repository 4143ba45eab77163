"""What happened to an item, in one Dutch line and in sentences with old and new."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tracker import wording
from tracker.changes import diff
from tracker.records import (
    ROLE_ABSENT,
    ROLE_MINISTER,
    Actor,
    AgendaPoint,
    ChangeKind,
    DatePrecision,
    DocumentRef,
    ItemKind,
    ScrapedItem,
    Status,
    StoredChange,
    StoredItem,
    Vote,
)

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
DEBATE = ScrapedItem(
    source="tweedekamer",
    key="activiteit:1",
    kind=ItemKind.ACTIVITEIT,
    title="Stikstof",
    subtype="Commissiedebat",
    status=Status.PLANNED,
    starts_at=datetime(2026, 12, 2, 9, 0, tzinfo=UTC),
    ends_at=datetime(2026, 12, 2, 12, 0, tzinfo=UTC),
    precision=DatePrecision.TIME,
    room="Thorbeckezaal",
)
MOTION = ScrapedItem(
    source="tweedekamer",
    key="zaak:1",
    kind=ItemKind.MOTIE,
    title="Motie van het lid Bromet over de Veluwe",
    published_on=date(2026, 11, 20),
)


def stored(item: ScrapedItem) -> StoredItem:
    return StoredItem(1, item, 2, NOW, NOW)


def change(kind: ChangeKind, field: str = "", old: Any = None, new: Any = None) -> StoredChange:
    return StoredChange(1, 1, kind, field, old, new, 2, NOW)


def changes(old: ScrapedItem, new: ScrapedItem) -> tuple[StoredChange, ...]:
    return tuple(
        StoredChange(number, 1, one.kind, one.field, one.old, one.new, 2, NOW)
        for number, one in enumerate(diff(old, new), 1)
    )


def headline(old: ScrapedItem, new: ScrapedItem) -> str:
    return wording.headline(stored(new), changes(old, new))


def test_a_moved_debate_says_from_when_to_when() -> None:
    moved = replace(
        DEBATE,
        starts_at=datetime(2026, 12, 11, 13, 0, tzinfo=UTC),
        ends_at=datetime(2026, 12, 11, 16, 0, tzinfo=UTC),
    )

    assert headline(DEBATE, moved) == (
        "Verplaatst: Commissiedebat Stikstof, van wo 2 dec 10.00 naar vr 11 dec 14.00 uur"
    )


def test_a_replaced_debate_says_the_new_date_or_that_there_is_none_yet() -> None:
    target = datetime(2026, 12, 11, 13, 0, tzinfo=UTC)
    gone = replace(DEBATE, status=Status.MOVED, moved_to=target, replaced_by=("activiteit:2",))

    assert headline(DEBATE, gone).endswith("van wo 2 dec 10.00 naar vr 11 dec 14.00 uur")
    assert headline(DEBATE, replace(gone, moved_to=None)).endswith(
        "was wo 2 dec 10.00 uur, nieuwe datum nog niet bekend"
    )


def test_another_time_on_the_same_day_names_the_day_once() -> None:
    later = replace(DEBATE, ends_at=datetime(2026, 12, 2, 13, 0, tzinfo=UTC))

    assert headline(DEBATE, later) == (
        "Andere tijd: Commissiedebat Stikstof, wo 2 dec, van 10.00–13.00 naar 10.00–14.00 uur"
    )


def test_a_cancelled_debate_says_when_it_would_have_been_or_why_it_is_off() -> None:
    off = replace(DEBATE, status=Status.CANCELLED)
    why = replace(off, title="Stikstof (omgezet in een schriftelijk overleg)")

    assert headline(DEBATE, off) == "Geannuleerd: Commissiedebat Stikstof, wo 2 dec 10.00 uur"
    assert headline(DEBATE, why) == (
        "Geannuleerd: Commissiedebat Stikstof, wo 2 dec 10.00 uur, "
        "omgezet in een schriftelijk overleg"
    )
    assert headline(DEBATE, replace(off, title="Stikstof (geannuleerd)")) == (
        "Geannuleerd: Commissiedebat Stikstof, wo 2 dec 10.00 uur"
    )


def test_several_changes_are_counted_behind_the_most_important_one() -> None:
    new = replace(DEBATE, room="Troelstrazaal", status=Status.CANCELLED)

    assert headline(DEBATE, new) == (
        "Geannuleerd: Commissiedebat Stikstof, wo 2 dec 10.00 uur (en nog 1 wijziging)"
    )


def test_agenda_points_are_named_when_there_is_one_and_counted_when_there_are_more() -> None:
    points = (AgendaPoint("a", "Brief over de Veluwe"), AgendaPoint("b", "Brief over mest"))

    assert headline(DEBATE, replace(DEBATE, agenda=points[:1])) == (
        "Nieuw agendapunt: Commissiedebat Stikstof, Brief over de Veluwe"
    )
    assert headline(DEBATE, replace(DEBATE, agenda=points)) == (
        "2 nieuwe agendapunten: Commissiedebat Stikstof"
    )


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (DEBATE, "Nieuw: Commissiedebat Stikstof, wo 2 dec 10.00 uur"),
        (MOTION, "Nieuw: Motie van het lid Bromet over de Veluwe"),
        (
            replace(MOTION, kind=ItemKind.KAMERBRIEF, title="Voortgang"),
            "Nieuwe Kamerbrief: Voortgang",
        ),
        (
            replace(MOTION, kind=ItemKind.STEMMING, outcome="Stemmen - aangenomen"),
            "Aangenomen: Motie van het lid Bromet over de Veluwe",
        ),
        (
            replace(MOTION, outcome="verworpen", votes=(Vote("VVD", "tegen", 22),)),
            "Verworpen: Motie van het lid Bromet over de Veluwe, 0 voor en 22 tegen",
        ),
        (
            replace(DEBATE, kind=ItemKind.VERSLAG, outcome="ongecorrigeerd"),
            "Nieuw verslag: Stikstof",
        ),
    ],
)
def test_something_new_says_what_it_is(item: ScrapedItem, line: str) -> None:
    assert wording.headline(stored(item), [change(ChangeKind.NEW)]) == line


def test_the_outcome_of_a_vote_counts_seats() -> None:
    voted = replace(
        MOTION,
        outcome="aangenomen",
        votes=(Vote("GL-PvdA", "Voor", 25), Vote("D66", "Voor", 60), Vote("PVV", "Tegen", 26)),
    )

    assert headline(MOTION, voted) == (
        "Aangenomen: Motie van het lid Bromet over de Veluwe, 85 voor en 26 tegen"
    )
    assert wording.describe(changes(MOTION, voted)[0]) == (
        "Uitslag: aangenomen, 85 voor en 26 tegen."
    )


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        (replace(DEBATE, room="Zaal 2"), "Andere zaal: van Thorbeckezaal naar Zaal 2."),
        (replace(DEBATE, room=""), "Andere zaal: was Thorbeckezaal."),
        (replace(DEBATE, title="Natuur"), "Andere titel: van Stikstof naar Natuur."),
        (
            replace(DEBATE, precision=DatePrecision.NONE, starts_at=None, ends_at=None),
            "Uitgesteld: was wo 2 dec 10.00 uur, nieuwe datum nog niet bekend.",
        ),
        (
            replace(DEBATE, actors=(Actor("Van Essen", ROLE_MINISTER, "minister van LVVN"),)),
            "Nieuwe bewindspersoon: Van Essen (minister van LVVN).",
        ),
        (
            replace(DEBATE, actors=(Actor("Van Essen", ROLE_ABSENT, "minister van LVVN"),)),
            "Afgemeld: Van Essen (minister van LVVN).",
        ),
        (replace(DEBATE, outcome="gecorrigeerd"), "Andere status: gecorrigeerd."),
        (
            replace(DEBATE, documents=(DocumentRef("d", "2026D1", "Brief regering", "Voortgang"),)),
            "Nieuw document: Voortgang (Brief regering).",
        ),
        (replace(DEBATE, due_on=date(2027, 1, 8)),
         "Andere termijn: van datum nog niet bekend naar 8 januari 2027."),
        (replace(DEBATE, status=Status.HELD), "Geweest."),
    ],
)  # fmt: skip
def test_a_sentence_holds_old_and_new(new: ScrapedItem, sentence: str) -> None:
    assert [wording.describe(one) for one in changes(DEBATE, new)] == [sentence]


def test_a_week_without_a_day_says_so() -> None:
    week = replace(DEBATE, precision=DatePrecision.WEEK)

    assert wording.when(week) == "week 49 van 2026, dag nog niet bekend"
    assert wording.when(replace(DEBATE, precision=DatePrecision.DAYS)) == "wo 2 dec"
    assert wording.when(MOTION) == "20 november 2026"


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_every_kind_of_change_has_words_even_without_values(kind: ChangeKind) -> None:
    old, new = {"status": "planned", "title": "A"}, {"status": "moved", "title": "B"}
    with_status = kind is ChangeKind.STATUS or kind is ChangeKind.AGENDA_CHANGED
    one = change(kind, "status", old, new) if with_status else change(kind)

    for text in (wording.headline(stored(DEBATE), [one]), wording.describe(one)):
        assert "None" not in text
        assert not text.endswith((": ", ": ."))


def test_a_first_line_never_grows_over_its_width_and_keeps_the_dates() -> None:
    long = replace(DEBATE, title="stikstof " * 400)
    moved = replace(long, starts_at=datetime(2026, 12, 11, 13, 0, tzinfo=UTC), ends_at=None)

    line = headline(long, moved)

    assert len(line) <= wording.HEADLINE_WIDTH
    assert line.endswith("stikstof…, van wo 2 dec 10.00 naar vr 11 dec 14.00 uur")


@pytest.mark.parametrize(
    ("text", "width", "short"),
    [
        ("een twee drie", 20, "een twee drie"),
        ("een twee drie", 9, "een twee…"),
        ("een twee drie", 10, "een twee…"),
        ("aaaaaaaaaaaaaaa", 10, "aaaaaaaaa…"),
        ("een\n twee", 20, "een twee"),
    ],
)
def test_text_is_cut_after_a_word(text: str, width: int, short: str) -> None:
    assert wording.shorten(text, width) == short


def test_a_mistake_in_a_vote_is_named_behind_the_count() -> None:
    value = {"outcome": "aangenomen", "votes": [["D66", "voor", 26]], "mistakes": ["D66"]}

    assert wording.outcome_words(value) == "aangenomen, 26 voor en 0 tegen (vergissing: D66)"
