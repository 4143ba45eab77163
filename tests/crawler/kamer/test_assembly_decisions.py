"""Votes, ballots and toezeggingen take their outcome and their debate from other rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from crawler.kamer.assembly import assemble_pending
from tests.crawler.kamer.assembly_world import NOW, SOURCE, Kamer, debate, motion, row
from tracker.database import session_scope
from tracker.intake import pending
from tracker.records import ChangeKind, ItemKind, Json, SourceRow, Status


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
