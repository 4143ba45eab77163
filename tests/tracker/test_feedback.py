"""A judgement holds at once, survives the classifier, and reaches alike items with care."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from config.loader import load_taxonomy
from tracker import classified, feedback, labels, outbox, queries
from tracker.database import Session, session_scope
from tracker.errors import JudgementError
from tracker.models import ChangeTable
from tracker.recording import Recorder, mark_routed
from tracker.records import (
    Classification,
    DossierMatch,
    Evidence,
    Feedback,
    ItemKind,
    Ping,
    ScrapedItem,
    StoredItem,
    Verdict,
)

TAXONOMY = load_taxonomy()
LAND = "landelijk-gebied"
STIKSTOF = DossierMatch("stikstof", LAND, 0.6, (Evidence("Stikstof", 0, 8, "title"),))
NATUUR = DossierMatch("natuur", LAND, 0.5)
BY_FILE = DossierMatch("natuur", LAND, 0.5, (Evidence("natuur", 8, 14, "file_title"),))
DEBATE = ScrapedItem(
    "tweedekamer", "activiteit:1", ItemKind.ACTIVITEIT, "Stikstof op de Veluwe", number="2026A1"
)


def said(*matches: DossierMatch, certain: bool = False, model: str = "m1") -> Classification:
    bacs = tuple(dict.fromkeys(match.bac for match in matches))
    return Classification(bool(matches), 0.6, certain, matches, bacs, model)


def add(
    session: Session, now: datetime, item: ScrapedItem, answer: Classification, silent: bool = True
) -> StoredItem:
    Recorder(session, 1, now, silent=silent).record([item])
    found = queries.item_by_number(session, item.number)
    assert found is not None
    labels.store(session, [(found, answer)], now)
    return replace(found, classification=answer)


def judge(
    session: Session, item_id: int, verdict: Verdict, dossiers: Sequence[str] = (), **given: Any
) -> Feedback | None:
    values = {
        "by": "anna", "via": "web", "event_key": f"e{item_id}{verdict}{dossiers}",
        "taxonomy": TAXONOMY, **given,
    }  # fmt: skip
    return feedback.give(session, item_id=item_id, verdict=verdict, dossiers=dossiers, **values)


def word(engine: Engine, item_id: int) -> Classification:
    with session_scope(engine) as session:
        return classified.classifications(session, [item_id])[item_id]


def slugs(said: Classification) -> list[str]:
    return [match.slug for match in said.dossiers]


def unrouted(session: Session) -> list[int]:
    rows = session.exec(select(ChangeTable.id).where(col(ChangeTable.routed_at).is_(None)))
    return [one for one in rows if one is not None]


def test_a_judgement_holds_at_once_and_keeps_the_evidence_of_what_stays(
    engine: Engine, now: datetime
) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF, NATUUR))
        given = judge(session, item.id, Verdict.CHANGE, ["faunabeleid", "stikstof"], now=now)

    found = word(engine, item.id)
    assert given is not None
    assert (given.before, given.dossiers) == (("stikstof", "natuur"), ("faunabeleid", "stikstof"))
    assert (given.seen.title, given.model, given.version) == (DEBATE.title, "m1", 1)
    assert (found.relevant, found.certain, found.judged_by) == (True, True, "anna")
    assert [(m.slug, m.score, m.evidence) for m in found.dossiers] == [
        ("faunabeleid", 1.0, ()),
        ("stikstof", 1.0, STIKSTOF.evidence),
    ]


def test_accept_keeps_the_labels_and_reject_takes_them_all(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        one = add(session, now, DEBATE, said(STIKSTOF))
        other = add(session, now, replace(DEBATE, key="a:2", number="2026A2"), said(NATUUR))
        judge(session, one.id, Verdict.ACCEPT, now=now)
        judge(session, other.id, Verdict.REJECT, ["natuur"], now=now)

    assert slugs(word(engine, one.id)) == ["stikstof"]
    rejected = word(engine, other.id)
    assert (rejected.relevant, rejected.certain, rejected.dossiers) == (False, True, ())


def test_the_same_click_counts_once(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF))
        first = judge(session, item.id, Verdict.REJECT, now=now, event_key="click")
        again = judge(session, item.id, Verdict.CHANGE, ["faunabeleid"], now=now, event_key="click")

    assert first is not None
    assert again is None
    assert word(engine, item.id).dossiers == ()


@pytest.mark.parametrize(
    ("verdict", "dossiers", "reason"),
    [(Verdict.CHANGE, [], "Kies"), (Verdict.CHANGE, ["bestaat-niet"], "Onbekend dossier")],
)
def test_a_judgement_that_makes_no_sense_is_refused(
    engine: Engine, now: datetime, verdict: Verdict, dossiers: list[str], reason: str
) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF))
        with pytest.raises(JudgementError, match=reason):
            judge(session, item.id, verdict, dossiers, now=now)
        with pytest.raises(JudgementError, match="bestaat niet"):
            judge(session, 999, Verdict.REJECT, now=now)
        assert feedback.corrections(session) == ()


def test_the_classifier_does_not_overrule_a_person(engine: Engine, now: datetime) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF))
        judge(session, item.id, Verdict.CHANGE, ["faunabeleid"], now=now)
        Recorder(session, 1, now, silent=True).record([replace(DEBATE, title="Stikstof, later")])
        newer = queries.stored_items(session, [item.id])[item.id]
        assert queries.ids_to_classify(session) == (item.id,)
        labels.store(session, [(newer, said(STIKSTOF, certain=True, model="m2"))], now)
        assert queries.ids_to_classify(session) == ()

    assert slugs(word(engine, item.id)) == ["faunabeleid"]


def test_what_was_told_to_nobody_is_told_once_after_the_judgement(
    engine: Engine, now: datetime
) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF), silent=False)
        changes = unrouted(session)
        mark_routed(session, changes, now)
        judge(session, item.id, Verdict.ACCEPT, now=now + timedelta(days=1))
        assert unrouted(session) == changes != []

        key = f"item:{item.id}|change:x|#c|new"
        outbox.enqueue(session, [Ping(key, item.id, tuple(changes), "#c", ())], now)
        mark_routed(session, changes, now)
        judge(session, item.id, Verdict.REJECT, now=now + timedelta(days=1))
        judge(session, item.id, Verdict.ACCEPT, ["stikstof"], now=now + timedelta(days=1))
        assert unrouted(session) == []


@pytest.mark.parametrize("reason", ["silent", "old", "rejected"])
def test_what_is_no_news_stays_untold(engine: Engine, now: datetime, reason: str) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF), silent=reason == "silent")
        mark_routed(session, unrouted(session), now)
        later = now + timedelta(days=15 if reason == "old" else 1)
        verdict = Verdict.REJECT if reason == "rejected" else Verdict.ACCEPT
        judge(session, item.id, verdict, now=later)
        assert unrouted(session) == []


def test_a_classifier_that_becomes_certain_tells_what_it_held_back(
    engine: Engine, now: datetime
) -> None:
    with session_scope(engine) as session:
        item = add(session, now, DEBATE, said(STIKSTOF), silent=False)
        changes = unrouted(session)
        mark_routed(session, changes, now)
        labels.store(session, [(item, said(STIKSTOF, model="m2"))], now)
        assert unrouted(session) == []
        labels.store(session, [(item, said(STIKSTOF, certain=True, model="m3"))], now)
        assert unrouted(session) == changes


@pytest.mark.parametrize(("days", "told"), [(3, True), (-3, False)])
def test_a_silent_reclassification_tells_of_coming_debates_only(
    engine: Engine, now: datetime, days: int, told: bool
) -> None:
    debate = replace(DEBATE, starts_at=now + timedelta(days=days))
    with session_scope(engine) as session:
        item = add(session, now, debate, said(STIKSTOF), silent=False)
        mark_routed(session, unrouted(session), now)
        labels.store(session, [(item, said(STIKSTOF, certain=True))], now, silent=True)
        assert bool(unrouted(session)) is told


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


def test_the_soonest_debate_is_judged_first(engine: Engine, now: datetime) -> None:
    def at(number: int, days: int) -> ScrapedItem:
        starts_at = now + timedelta(days=days)
        return replace(DEBATE, key=f"a:{number}", number=f"A{number}", starts_at=starts_at)

    with session_scope(engine) as session:
        past = add(session, now, at(1, -2), said(STIKSTOF)).id
        late = add(session, now, at(2, 9), said(NATUUR)).id
        soon = add(session, now, at(3, 2), said(STIKSTOF)).id
        unlabelled = add(session, now, at(4, 1), said()).id
        add(session, now, at(5, 1), said(STIKSTOF, certain=True))

        everything = feedback.waiting(session, now)
        page = feedback.waiting(session, now, limit=2, offset=1)
        nature = feedback.waiting(session, now, dossier="natuur")
    assert [one.id for one in everything.items] == [soon, late, past, unlabelled]
    assert ([one.id for one in page.items], page.more) == ([late, past], True)
    assert [one.id for one in nature.items] == [late]
