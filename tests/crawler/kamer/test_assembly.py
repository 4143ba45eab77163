"""Rows of the Tweede Kamer become items; parts that arrive later are changes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.crawler.kamer.assembly_world import (
    NOW,
    SOURCE,
    Kamer,
    debate,
    deleted,
    guid,
    motion,
    row,
)
from tracker import queries
from tracker.database import session_scope
from tracker.intake import SyncToken, pending, saved_token
from tracker.records import ROLE_MINISTER, ChangeKind, DatePrecision, ItemKind, SourceRow, Status
from tracker.wording import describe, when


def test_an_activiteit_is_an_item_in_neutral_words(kamer: Kamer) -> None:
    kamer.feed(debate())

    (stored,) = kamer.items()
    assert stored.item.title == "Stikstof, NPLG en natuur"
    assert stored.item.subtype == "Commissiedebat"
    assert stored.item.status is Status.PLANNED
    assert stored.item.starts_at == datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
    assert stored.item.precision is DatePrecision.TIME
    assert stored.item.url.endswith("commissievergaderingen/details?id=2026A01234")
    assert stored.deleted_at is None


def test_the_first_import_is_silent(kamer: Kamer) -> None:
    kamer.feed(debate(), silent=True)

    assert len(kamer.items()) == 1
    assert kamer.told() == []


def test_the_same_rows_again_change_nothing(kamer: Kamer) -> None:
    kamer.feed(debate(), silent=True)

    result = kamer.store(debate())

    assert (result.unchanged, result.new, result.changed) == (1, 0, 0)
    with session_scope(kamer.engine) as session:
        assert pending(session, SOURCE, 10) == []


def test_a_part_that_arrives_later_is_a_change_of_its_activiteit(kamer: Kamer) -> None:
    kamer.feed(debate(), silent=True)

    kamer.feed(
        row("agendapunt", "point", {"activiteit": "debate"}, onderwerp="Brief", volgorde=1),
        row("zaal", "room", naam="Thorbeckezaal"),
        row("reservering", "booking", {"activiteit": "debate", "zaal": "room"}),
        row(
            "activiteitactor",
            "minister",
            {"activiteit": "debate"},
            actorNaam="F.M. de Vries",
            functie="minister van LVVN",
            relatie="Bewindspersoon c.a.",
        ),
    )

    assert set(kamer.told()) == {
        ChangeKind.AGENDA_ADDED,
        ChangeKind.ROOM,
        ChangeKind.ACTOR_ADDED,
    }
    (stored,) = kamer.items()
    assert stored.item.room == "Thorbeckezaal"
    assert [actor.role for actor in stored.item.actors] == [ROLE_MINISTER]


def test_papers_reach_the_debate_through_its_agenda(kamer: Kamer) -> None:
    kamer.feed(
        debate(),
        row("agendapunt", "point", {"activiteit": "debate"}, onderwerp="Brief", volgorde=1),
        motion(),
        silent=True,
    )

    kamer.feed(
        row(
            "zaak",
            "letter",
            {"agendapunt": "point"},
            soort="Brief regering",
            nummer="2026Z09999",
            onderwerp="Voortgang stikstof",
        ),
        row(
            "document",
            "paper",
            {"zaak": "letter"},
            soort="Brief regering",
            documentNummer="2026D00001",
            onderwerp="Voortgang stikstof",
        ),
    )

    (stored,) = kamer.items()
    assert [document.number for document in stored.item.documents] == ["2026D00001"]
    assert stored.item.agenda[0].numbers == ("2026Z09999",)
    assert kamer.told() == [ChangeKind.DOCUMENT_ADDED]


def test_a_withdrawn_agendapunt_is_told_with_what_it_was(kamer: Kamer) -> None:
    point = row("agendapunt", "point", {"activiteit": "debate"}, onderwerp="Brief", volgorde=1)
    kamer.feed(debate(), point, silent=True)

    kamer.feed(deleted("agendapunt", "point"))

    assert kamer.told() == [ChangeKind.AGENDA_WITHDRAWN]


def test_a_deleted_debate_is_told_and_keeps_its_content(kamer: Kamer) -> None:
    kamer.feed(debate(), silent=True)

    kamer.feed(deleted("activiteit", "debate"))
    kamer.feed(deleted("activiteit", "debate"))

    assert kamer.told() == [ChangeKind.DELETED]
    (stored,) = kamer.items()
    assert stored.deleted_at == NOW
    assert stored.item.title == "Stikstof, NPLG en natuur"


def test_a_successor_tells_where_the_debate_went(kamer: Kamer) -> None:
    kamer.feed(debate(), silent=True)
    successor = row(
        "activiteit",
        "later",
        {"vervangenVanuit": "debate"},
        soort="Commissiedebat",
        nummer="2026A05678",
        onderwerp="Stikstof, NPLG en natuur",
        status="Gepland",
        datumSoort="Dag",
        datum="2026-12-11T14:00:00",
    )

    kamer.feed(debate(status="Verplaatst"), successor)

    old = next(one for one in kamer.items() if one.item.number == "2026A01234")
    assert old.item.moved_to == datetime(2026, 12, 11, 13, 0, tzinfo=UTC)
    assert sorted(kamer.told()) == [ChangeKind.NEW, ChangeKind.REPLACED]


def test_an_empty_frame_of_a_report_is_no_item_yet(kamer: Kamer) -> None:
    sitting = row("vergadering", "sitting", soort="Commissie", titel="Stikstof", datum="2026-11-19")
    frame = row(
        "verslag", "frame", {"vergadering": "sitting"}, soort="Voorpublicatie", status="Casco"
    )
    kamer.feed(sitting, frame)
    assert kamer.items(ItemKind.VERSLAG) == []

    report = row(
        "verslag",
        "report",
        {"vergadering": "sitting"},
        soort="Tussenpublicatie",
        status="Ongecorrigeerd",
    )
    kamer.feed(replace(report, enclosure="Resources/abc"))

    (stored,) = kamer.items(ItemKind.VERSLAG)
    assert stored.item.outcome == "ongecorrigeerd"
    assert stored.item.documents[0].url.endswith("/SyncFeed/2.0/Resources/abc")


def test_the_token_is_saved_with_the_rows(kamer: Kamer) -> None:
    kamer.store(debate())

    with session_scope(kamer.engine) as session:
        assert saved_token(session, SOURCE, "all") == SyncToken("all", "7")


def test_a_page_that_fails_saves_neither_rows_nor_token(kamer: Kamer) -> None:
    broken = SourceRow(SOURCE, "activiteit", guid("x"), updated_at=NOW.replace(tzinfo=None))

    with pytest.raises(Exception, match="naive"):
        kamer.store(debate(), broken)

    with session_scope(kamer.engine) as session:
        assert saved_token(session, SOURCE, "all") is None
        assert pending(session, SOURCE, 10) == []


def test_of_a_row_that_is_twice_on_a_page_the_newer_holds(kamer: Kamer) -> None:
    older = replace(debate(onderwerp="Oud"), updated_at=NOW - timedelta(hours=1))

    kamer.feed(debate(onderwerp="Nieuw"), older)

    (stored,) = kamer.items()
    assert stored.item.title == "Nieuw"


def test_a_day_without_an_hour_is_not_midnight(kamer: Kamer) -> None:
    kamer.feed(debate(datum="2026-12-03T00:00:00", aanvangstijd=None, eindtijd=None))

    (stored,) = kamer.items()
    assert stored.item.precision is DatePrecision.DAYS
    assert when(stored.item) == "do 3 dec"


def test_a_debate_that_moves_to_a_week_is_not_told_to_be_at_midnight(kamer: Kamer) -> None:
    kamer.feed(debate(), silent=True)
    successor = debate(nummer="2026A05678", datumSoort="Weeknummer", aanvangstijd=None,
                       datum="2026-12-14T00:00:00", eindtijd=None)  # fmt: skip

    kamer.feed(
        replace(successor, key=guid("later"), refs={"vervangenVanuit": (guid("debate"),)}),
        debate(status="Verplaatst"),
    )

    with session_scope(kamer.engine) as session:
        found = queries.changes_since(session, NOW - timedelta(hours=1))
    (moved,) = (change for change in found if change.kind is ChangeKind.REPLACED)
    assert describe(moved).endswith("naar week 51 van 2026, dag nog niet bekend.")
