"""Rows of the Tweede Kamer become items; parts that arrive later are changes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

import pytest
from sqlalchemy import Engine

from config.loader import load_source
from crawler.kamer.assembly import assemble_pending
from tracker import queries
from tracker.database import session_scope
from tracker.intake import PageResult, SyncToken, pending, saved_token, store_page
from tracker.records import (
    ROLE_MINISTER,
    ChangeKind,
    DatePrecision,
    ItemKind,
    Json,
    SourceRow,
    Status,
    StoredItem,
)
from tracker.wording import describe, when

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SOURCE = "tweedekamer"


def guid(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, name))


def row(category: str, name: str, refs: dict[str, str] | None = None, **fields: Json) -> SourceRow:
    links = {relation: (guid(target),) for relation, target in (refs or {}).items()}
    return SourceRow(SOURCE, category, guid(name), updated_at=NOW, fields=fields, refs=links)


def deleted(category: str, name: str) -> SourceRow:
    return SourceRow(SOURCE, category, guid(name), deleted=True, updated_at=NOW)


def debate(**fields: Json) -> SourceRow:
    return row(
        "activiteit",
        "debate",
        **{
            "soort": "Commissiedebat",
            "nummer": "2026A01234",
            "onderwerp": "Stikstof, NPLG en natuur ",
            "datumSoort": "Dag",
            "datum": "2026-12-03T10:00:00",
            "aanvangstijd": "2026-12-03T10:00:00",
            "eindtijd": "2026-12-03T13:00:00",
            "status": "Gepland",
            "voortouwafkorting": "LVVN",
            "voortouwnaam": "vaste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur",
            **fields,
        },
    )


def motion(**fields: Json) -> SourceRow:
    return row(
        "zaak",
        "motion",
        **{
            "soort": "Motie",
            "nummer": "2026Z04321",
            "onderwerp": "Motie van het lid Jansen over provincies betrekken",
            "titel": "Natuurbeleid",
            "gestartOp": "2026-11-20T00:00:00",
            "volgnummer": 12,
            **fields,
        },
    )


class Kamer:
    """Feeds rows to the real intake and assembler."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.config = load_source(SOURCE)

    def store(self, *rows: SourceRow) -> PageResult:
        with session_scope(self.engine) as session:
            return store_page(session, 1, SOURCE, rows, (), SyncToken("all", "7"), NOW)

    def feed(self, *rows: SourceRow, silent: bool = False) -> None:
        self.store(*rows)
        for _ in assemble_pending(self.engine, self.config, 1, NOW, silent=silent):
            pass

    def items(self, kind: ItemKind = ItemKind.ACTIVITEIT) -> list[StoredItem]:
        with session_scope(self.engine) as session:
            stored = queries.stored_items(session, range(1, 50))
        return [one for one in stored.values() if one.item.kind is kind]

    def told(self, kind: ItemKind = ItemKind.ACTIVITEIT) -> Sequence[ChangeKind]:
        with session_scope(self.engine) as session:
            changes = queries.unrouted_changes(session)
        ids = {one.id for one in self.items(kind)}
        return [change.kind for item, found in changes.items() if item in ids for change in found]


@pytest.fixture
def kamer(engine: Engine) -> Kamer:
    return Kamer(engine)


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


def test_votes_give_the_motion_an_outcome_and_the_ballot_an_item(kamer: Kamer) -> None:
    kamer.feed(motion(), silent=True)

    kamer.feed(
        row(
            "besluit",
            "decision",
            {"zaak": "motion"},
            stemmingsSoort="Met handopsteken",
            besluitSoort="Stemmen - aangenomen",
            status="Besluit",
        ),
        *(
            row(
                "stemming",
                f"vote {party}",
                {"besluit": "decision"},
                soort=choice,
                fractieGrootte=seats,
                actorFractie=party,
                actorNaam=party,
            )
            for party, choice, seats in (
                ("D66", "Voor", 26),
                ("Nieuw Sociaal Contract", "Tegen", 3),
            )
        ),
    )

    (stored,) = kamer.items(ItemKind.MOTIE)
    assert stored.item.outcome == "aangenomen"
    assert [(vote.party, vote.choice, vote.seats) for vote in stored.item.votes] == [
        ("D66", "voor", 26),
        ("NSC", "tegen", 3),
    ]
    assert kamer.told(ItemKind.MOTIE) == [ChangeKind.OUTCOME]
    assert len(kamer.items(ItemKind.STEMMING)) == 1


def test_the_submission_of_a_motion_is_no_outcome(kamer: Kamer) -> None:
    kamer.feed(
        motion(),
        row("besluit", "submitted", {"zaak": "motion"}, besluitSoort="Ingediend", status="Besluit"),
    )

    (stored,) = kamer.items(ItemKind.MOTIE)
    assert stored.item.outcome == ""
    assert kamer.items(ItemKind.STEMMING) == []


def test_a_toezegging_without_term_has_no_due_day(kamer: Kamer) -> None:
    kamer.feed(
        row(
            "toezegging",
            "promise",
            nummer="TZ202611-001",
            tekst="De minister zegt toe de provincies te betrekken.",
            naam="Vries, F.M. de",
            functie="minister van LVVN",
            status="Openstaand",
            aanmaakdatum="2026-11-19T16:00:00+0100",
            datumNakoming="0001-01-01T00:00:00",
        )
    )

    (stored,) = kamer.items(ItemKind.TOEZEGGING)
    assert stored.item.due_on is None
    assert stored.item.published_on == date(2026, 11, 19)
    assert stored.item.actors[0].name == "F.M. de Vries"


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


def meeting() -> tuple[SourceRow, SourceRow]:
    sitting = debate(soort="Stemmingen", onderwerp="Stemmingen", voortouwafkorting="TK")
    return sitting, row("agendapunt", "point", {"activiteit": "debate"}, onderwerp="Moties")


def test_a_ballot_waits_for_its_motion_and_its_meeting(kamer: Kamer) -> None:
    decision = row("besluit", "decision", {"zaak": "motion", "agendapunt": "point"},
                   besluitSoort="Stemmen - verworpen", status="Besluit")  # fmt: skip
    kamer.feed(decision)
    assert kamer.items(ItemKind.STEMMING) == []

    kamer.feed(motion())
    (ballot,) = kamer.items(ItemKind.STEMMING)
    assert ballot.item.starts_at is None

    sitting, point = meeting()
    kamer.feed(point)
    kamer.feed(sitting)
    (ballot,) = kamer.items(ItemKind.STEMMING)
    assert ballot.item.starts_at == datetime(2026, 12, 3, 9, 0, tzinfo=UTC)


def test_a_toezegging_learns_of_its_debate_when_that_arrives_later(kamer: Kamer) -> None:
    promise = row("toezegging", "promise", {"activiteit": "debate"}, nummer="TZ202611-001",
                  tekst="De minister zegt toe.", aanmaakdatum="2026-11-19T16:00:00")  # fmt: skip
    kamer.feed(promise)

    kamer.feed(debate())

    (stored,) = kamer.items(ItemKind.TOEZEGGING)
    assert stored.item.committee == "LVVN"


def test_of_a_row_that_is_twice_on_a_page_the_newer_holds(kamer: Kamer) -> None:
    older = replace(debate(onderwerp="Oud"), updated_at=NOW - timedelta(hours=1))

    kamer.feed(debate(onderwerp="Nieuw"), older)

    (stored,) = kamer.items()
    assert stored.item.title == "Nieuw"


def test_a_toezegging_of_unknown_status_is_not_called_open(kamer: Kamer) -> None:
    promise = row("toezegging", "promise", nummer="TZ202611-001", status="Raadselachtig",
                  tekst="De minister zegt toe.", aanmaakdatum="2026-11-19T16:00:00")  # fmt: skip

    kamer.feed(promise)

    (stored,) = kamer.items(ItemKind.TOEZEGGING)
    assert stored.item.status is Status.UNKNOWN
    assert stored.item.subtype == "Raadselachtig"


def test_a_vote_that_turns_out_a_mistake_is_a_change_of_the_ballot(kamer: Kamer) -> None:
    vote = row("stemming", "vote", {"besluit": "decision"}, soort="Voor", fractieGrootte=26,
               actorFractie="D66", vergissing=False)  # fmt: skip
    decision = row("besluit", "decision", {"zaak": "motion"},
                   besluitSoort="Stemmen - aangenomen", status="Besluit")  # fmt: skip
    kamer.feed(motion(), decision, vote, silent=True)

    kamer.feed(replace(vote, fields={**vote.fields, "vergissing": True}))

    assert kamer.told(ItemKind.MOTIE) == [ChangeKind.OUTCOME]


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


def test_a_postponement_that_is_sent_again_does_not_undo_the_outcome(kamer: Kamer) -> None:
    def decision(name: str, kind: str, **fields: Json) -> SourceRow:
        return row(
            "besluit", name, {"zaak": "motion"}, besluitSoort=kind, status="Besluit", **fields
        )

    kamer.feed(
        motion(),
        decision("held", "Stemmen - aangehouden"),
        decision("adopted", "Stemmen - aangenomen"),
        silent=True,
    )

    again = decision("held", "Stemmen - aangehouden", opmerking="verbeterd")
    kamer.feed(replace(again, updated_at=NOW + timedelta(days=3)))

    (stored,) = kamer.items(ItemKind.MOTIE)
    assert stored.item.outcome == "aangenomen"
    assert kamer.told(ItemKind.MOTIE) == []


def test_votes_are_assembled_with_their_ballot_and_not_once_each(kamer: Kamer) -> None:
    kamer.store(
        motion(),
        row(
            "besluit",
            "decision",
            {"zaak": "motion"},
            besluitSoort="Stemmen - aangenomen",
            status="Besluit",
        ),
        *(
            row(
                "stemming",
                f"vote {number}",
                {"besluit": "decision"},
                soort="Voor",
                fractieGrootte=1,
                actorFractie=f"fractie {number}",
            )
            for number in range(5)
        ),
    )

    batches = assemble_pending(kamer.engine, kamer.config, 1, NOW, silent=True, batch=2)
    touched = sum(result.new + result.unchanged for result in batches)

    assert touched <= 4
    assert len(kamer.items(ItemKind.MOTIE)[0].item.votes) == 5
    with session_scope(kamer.engine) as session:
        assert pending(session, SOURCE, 10) == []
