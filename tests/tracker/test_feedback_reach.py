"""A judgement reaches alike items with care; a second person, a later word and an undo."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import Engine

from tests.tracker.judging_world import (
    DEBATE,
    LAND,
    NATUUR,
    STIKSTOF,
    add,
    judge,
    said,
    slugs,
    word,
)
from tracker import feedback, labels, queries
from tracker.database import Session, session_scope
from tracker.errors import JudgementError
from tracker.records import Classification, DossierMatch, Evidence, ItemKind, ScrapedItem, Verdict

BY_FILE = DossierMatch("natuur", LAND, 0.5, (Evidence("natuur", 8, 14, "file_title"),))


def series(session: Session, now: datetime, count: int, answer: Classification) -> list[int]:
    items = [
        ScrapedItem(
            "tweedekamer", f"zaak:{n}", ItemKind.KAMERSTUK, f"Voortgang Natura {n}",
            number=f"Z{n}", file_number="33576", file_title="Natuurbeleid",
        )
        for n in range(count)
    ]  # fmt: skip
    return [add(session, now, item, answer).id for item in items]


def test_a_small_correction_also_holds_for_alike_items_of_the_kamerstukdossier(
    engine: Engine, now: datetime
) -> None:
    with session_scope(engine) as session:
        first, second, judged = series(session, now, 3, said(NATUUR, STIKSTOF))
        elsewhere = add(session, now, DEBATE, said(NATUUR))
        judge(session, judged, Verdict.ACCEPT, now=now)
        given = judge(session, first, Verdict.CHANGE, ["stikstof"], now=now)

    assert given is not None
    assert given.reach == 2
    assert slugs(word(engine, second)) == ["stikstof"]
    assert word(engine, second).judged_by == "anna"
    assert slugs(word(engine, judged)) == ["natuur", "stikstof"]
    assert slugs(word(engine, elsewhere.id)) == ["natuur"]


def test_another_item_of_the_file_only_loses_what_rested_on_its_title(
    engine: Engine, now: datetime
) -> None:
    motion = ScrapedItem(
        "tweedekamer", "zaak:m", ItemKind.MOTIE, "Motie over iets anders", number="M1",
        file_number="33576", file_title="Over de natuur",
    )  # fmt: skip
    with session_scope(engine) as session:
        by_title = add(session, now, replace(motion, key="z:9", number="M2", title="X Y Z"),
                       said(NATUUR))  # fmt: skip
        by_file = add(session, now, motion, said(BY_FILE, STIKSTOF))
        first = series(session, now, 1, said(NATUUR))[0]
        judge(session, first, Verdict.CHANGE, ["faunabeleid"], now=now)

    assert slugs(word(engine, by_file.id)) == ["stikstof", "faunabeleid"]
    assert slugs(word(engine, by_title.id)) == ["natuur"]


def test_a_correction_with_a_long_reach_waits_for_a_second_person(
    engine: Engine, now: datetime
) -> None:
    with session_scope(engine) as session:
        first, *others = series(session, now, 4, said(NATUUR))
        given = judge(session, first, Verdict.CHANGE, ["faunabeleid"], now=now, limit=3)
        assert given is not None
        assert given.reach == 4
        assert feedback.corrections(session, limit=3) == ()
        waiting = feedback.waiting_for_second(session, limit=3)
        assert [(one.feedback.id, one.stored.id) for one in waiting] == [(given.id, first)]
        with pytest.raises(JudgementError, match="zelf beoordeeld"):
            feedback.second(session, given.id, "Anna", now)

    assert slugs(word(engine, first)) == ["faunabeleid"]
    assert [slugs(word(engine, other)) for other in others] == [["natuur"]] * 3

    with session_scope(engine) as session:
        agreed = feedback.second(session, given.id, "bram", now)
        assert feedback.waiting_for_second(session, limit=3) == ()
        assert feedback.corrections(session, limit=3) == (agreed,)
        with pytest.raises(JudgementError, match="al bevestigd"):
            feedback.second(session, given.id, "carla", now)
    assert [slugs(word(engine, other)) for other in others] == [["faunabeleid"]] * 3


def test_the_last_word_on_an_item_is_the_one_to_learn_from(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(NATUUR))
        first = judge(session, item.id, Verdict.CHANGE, ["faunabeleid"], now=now, limit=0)
        last = judge(session, item.id, Verdict.CHANGE, ["stikstof"], now=now, by="bram")
        assert first is not None
        assert last is not None
        assert last.before == ("natuur",)
        assert feedback.corrections(session) == (last,)
        with pytest.raises(JudgementError, match="intussen anders"):
            feedback.second(session, first.id, "carla", now)


def test_an_undone_judgement_gives_the_word_back(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        first, sibling = series(session, now, 2, said(NATUUR))
        one = judge(session, first, Verdict.CHANGE, ["stikstof"], now=now)
        two = judge(session, first, Verdict.CHANGE, ["faunabeleid"], now=now, by="bram")
        assert one is not None
        assert two is not None
        assert feedback.withdraw(session, two.id, "bram", now) == ()
    assert (slugs(word(engine, first)), word(engine, first).judged_by) == (["stikstof"], "anna")

    with session_scope(engine) as session:
        freed = feedback.withdraw(session, one.id, "anna", now)
        assert sorted(freed) == [first, sibling]
        assert queries.ids_to_classify(session) == (first, sibling)
        assert feedback.corrections(session) == ()
        with pytest.raises(JudgementError, match="al ingetrokken"):
            feedback.withdraw(session, one.id, "anna", now)
        assert labels.freed(session) == (first, sibling)
    assert word(engine, first) == said(NATUUR)
    assert (word(engine, sibling).judged_by, word(engine, sibling).certain) == ("", False)
