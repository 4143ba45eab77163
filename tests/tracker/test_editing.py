"""Editors at one block: versions, two at once, locks, order, undo; no text is ever lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from tests.tracker.editors import ANNA, BRAM, MADE_AT, WEEK, Desk, block, draft
from tracker import arranging, editing, editions, remarks
from tracker.database import session_scope
from tracker.editing import BlockLockedError, Conflict, Refusal, Saved, UnknownBlockError
from tracker.records import Block, Deed


@pytest.fixture
def desk(engine: Engine) -> Desk:
    desk = Desk(engine)
    desk.save(draft(block("brussel:a", 0), block("brussel:b", 1), block("agenda:c", 2)))
    return desk


def test_what_is_written_gets_a_version_and_a_line_of_history(desk: Desk) -> None:
    saved = desk.write("van Anna", seen=1)

    assert saved == Saved(2)
    assert desk.block().human == {"text": "van Anna"}
    assert desk.block().based_on == {"text": "machine"}
    assert desk.edition().revision == 2
    assert desk.edition().edited_by == ANNA
    assert desk.deeds() == [(Deed.WRITTEN, ANNA, True)]


def test_the_same_text_again_is_no_change(desk: Desk) -> None:
    desk.write("van Anna", seen=1)

    assert desk.write("van Anna", seen=2) == Saved(2, changed=False)
    assert desk.edition().revision == 2


def test_two_who_write_the_same_field_both_keep_their_text(desk: Desk) -> None:
    desk.write("van Anna", seen=1)

    lost = desk.write("van Bram", seen=1, by=BRAM)

    assert isinstance(lost, Conflict)
    assert (lost.version, lost.mine, lost.theirs, lost.by) == (
        2, {"text": "van Bram"}, {"text": "van Anna"}, ANNA,
    )  # fmt: skip
    assert desk.block().human == {"text": "van Anna"}
    assert desk.deeds()[-1] == (Deed.LOST, BRAM, False)


def test_who_answers_a_conflict_on_its_version_is_heard(desk: Desk) -> None:
    desk.write("van Anna", seen=1)
    lost = desk.write("van Bram", seen=1, by=BRAM)
    assert isinstance(lost, Conflict)

    assert desk.write("van beiden", seen=lost.version, by=BRAM) == Saved(3)
    assert desk.block().human == {"text": "van beiden"}


def test_a_text_that_lost_comes_back_by_undo(desk: Desk) -> None:
    desk.write("van Anna", seen=1)
    lost = desk.write("van Bram", seen=1, by=BRAM)
    assert isinstance(lost, Conflict)

    desk.do("undo", by=BRAM, line=lost.kept_as)

    assert desk.block().human == {"text": "van Bram"}


def test_two_who_write_different_fields_are_both_heard(desk: Desk) -> None:
    desk.write("van Anna", seen=1)

    saved = desk.write("duiding van Bram", seen=1, by=BRAM, field="betekenis")

    assert saved == Saved(3, merged=True)
    assert desk.block().human == {"text": "van Anna", "betekenis": "duiding van Bram"}


def test_new_machine_text_while_somebody_types_loses_neither(desk: Desk) -> None:
    desk.save(draft(block("brussel:a", 0, "nieuw"), block("brussel:b", 1), block("agenda:c", 2)))

    saved = desk.write("van Anna", seen=1)

    assert isinstance(saved, Saved)
    assert desk.block().human == {"text": "van Anna"}
    assert desk.block().content == {"text": "nieuw"}


def test_renewing_a_block_never_touches_what_a_person_wrote(desk: Desk) -> None:
    desk.write("van Anna", seen=1)

    with session_scope(desk.engine) as session:
        fresh = block("brussel:a", 0, "vers")
        saved = editing.renew(session, WEEK, fresh, by=BRAM, now=desk.now)

    assert saved == Saved(3)
    assert (desk.block().content, desk.block().human) == ({"text": "vers"}, {"text": "van Anna"})


def test_the_machine_text_comes_back_on_request(desk: Desk) -> None:
    desk.write("van Anna", seen=1)

    desk.write(None, seen=2)

    assert desk.block().human is None
    assert desk.deeds() == [(Deed.WRITTEN, ANNA, True), (Deed.WRITTEN, ANNA, True)]


def test_a_locked_block_refuses_others_and_keeps_their_text(desk: Desk) -> None:
    desk.do("lock")

    refused = desk.write("van Bram", seen=1, by=BRAM)

    assert isinstance(refused, Refusal)
    assert "op slot" in refused.text
    assert desk.block().human is None
    assert desk.deeds()[-1] == (Deed.LOST, BRAM, False)
    with pytest.raises(BlockLockedError, match="op slot"):
        desk.do("drop", by=BRAM)
    with pytest.raises(BlockLockedError, match="eindredacteur"):
        desk.do("unlock", by=BRAM)
    assert isinstance(desk.write("van Anna", seen=2), Saved)


def test_a_locked_block_is_not_renewed_by_a_draft(desk: Desk) -> None:
    desk.do("lock")

    desk.save(draft(block("brussel:a", 0, "nieuw"), block("brussel:b", 1), block("agenda:c", 2)))

    assert desk.block().content == {"text": "machine"}
    assert desk.block("brussel:a").locked_by == ANNA


def test_a_dropped_block_stays_away_from_readers_until_it_is_restored(desk: Desk) -> None:
    desk.do("drop")
    desk.save(draft(block("brussel:a", 0, "nieuw"), block("brussel:b", 1), block("agenda:c", 2)))

    assert "brussel:a" not in [one.key for one in desk.edition().blocks]
    assert desk.block().dropped

    desk.do("restore")

    assert [one.key for one in desk.edition().blocks] == ["brussel:a", "brussel:b", "agenda:c"]


def test_a_block_that_the_source_withdrew_comes_back_when_somebody_wrote_in_it(desk: Desk) -> None:
    desk.save(draft(block("brussel:b", 0), block("agenda:c", 1)))
    assert desk.block().gone

    saved = desk.write("van Anna", seen=1)

    assert isinstance(saved, Saved)
    assert not desk.block().dropped
    assert desk.block().human == {"text": "van Anna"}


def test_a_moved_block_stays_where_it_was_put_by_later_drafts(desk: Desk) -> None:
    desk.do("move", "brussel:b", place=0)
    desk.save(
        draft(block("brussel:a", 0), block("brussel:new", 1), block("brussel:b", 2),
              block("agenda:c", 3))
    )  # fmt: skip

    assert [one.key for one in desk.edition().blocks] == [
        "brussel:b", "brussel:a", "brussel:new", "agenda:c",
    ]  # fmt: skip


def test_a_block_of_a_person_survives_each_draft(desk: Desk) -> None:
    mine = replace(block("brussel:eigen"), kind="vrij", human={"tekst": "<p>van Anna</p>"})
    with session_scope(desk.engine) as session:
        arranging.add(session, WEEK, mine, by=ANNA, now=desk.now)

    desk.save(draft(block("brussel:a", 0), block("agenda:c", 1)))

    kept = [one for one in desk.edition().blocks if one.key == "brussel:eigen"]
    assert [one.human for one in kept] == [{"tekst": "<p>van Anna</p>"}]
    assert kept[0].added_by == ANNA


def test_adding_a_dropped_block_brings_it_back_once(desk: Desk) -> None:
    desk.do("drop")

    for _ in range(2):
        with session_scope(desk.engine) as session:
            arranging.add(session, WEEK, block("brussel:a"), by=ANNA, now=desk.now)

    assert [one.key for one in desk.edition().blocks].count("brussel:a") == 1


def test_any_change_ends_an_approval_and_a_sent_edition_refuses(desk: Desk) -> None:
    desk.status("approved")
    desk.write("van Anna", seen=1)
    assert desk.edition().status == "concept"

    desk.status("sent")
    late = desk.write("te laat", seen=2)
    with pytest.raises(editions.EditionClosedError, match="correctie"):
        desk.do("drop")
    assert isinstance(late, Refusal)
    assert "correctie" in late.text
    assert desk.block().human == {"text": "van Anna"}
    assert desk.deeds()[-1] == (Deed.LOST, ANNA, False)


def test_unknown_blocks_and_editions_are_said(desk: Desk) -> None:
    with pytest.raises(UnknownBlockError, match="geen blok x"):
        desk.do("drop", "x")
    with session_scope(desk.engine) as session, pytest.raises(UnknownBlockError):
        editing.write(session, "2030-W01", "x", {}, seen=1, by=ANNA, now=MADE_AT)


def test_subject_and_preheader_of_a_person_win(desk: Desk) -> None:
    head = Block("kop:kop", "kop", "kop", 0, {"subject": "Onderwerp", "preheader": "Vooraf"})
    desk.save(draft(head))
    desk.write("Eigen onderwerp", seen=1, key="kop:kop", field="subject")

    assert (desk.edition().subject, desk.edition().preheader) == ("Eigen onderwerp", "Vooraf")


def test_remarks_are_kept_and_resolved_once(desk: Desk) -> None:
    with session_scope(desk.engine) as session:
        number = remarks.comment(session, WEEK, "brussel:a", " Klopt dit? ", by=BRAM, now=MADE_AT)
        for who in (ANNA, BRAM):
            remarks.resolve(session, WEEK, number, by=who, now=MADE_AT)
        found = remarks.comments(session, WEEK)
        with pytest.raises(remarks.RemarkError, match="1 tot"):
            remarks.comment(session, WEEK, "brussel:a", "  ", by=BRAM, now=MADE_AT)

    assert [(one.text, one.by, one.resolved_by) for one in found] == [("Klopt dit?", BRAM, ANNA)]


def test_a_check_is_set_aside_with_a_reason(desk: Desk) -> None:
    with session_scope(desk.engine) as session:
        remarks.overrule(session, WEEK, "lang:a:1", "citaat", by=ANNA, now=MADE_AT)
        remarks.overrule(session, WEEK, "lang:a:1", "lang citaat", by=BRAM, now=MADE_AT)
        found = remarks.overrules(session, WEEK)
        with pytest.raises(remarks.RemarkError, match="waarom"):
            remarks.overrule(session, WEEK, "lang:a:1", " ", by=ANNA, now=MADE_AT)

    assert [(one.by, one.reason) for one in found.values()] == [(BRAM, "lang citaat")]
