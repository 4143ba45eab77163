"""A judgement holds at once, survives the classifier, and tells what was held back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from tests.tracker.judging_world import (
    DEBATE,
    NATUUR,
    STIKSTOF,
    add,
    judge,
    said,
    slugs,
    unrouted,
    word,
)
from tracker import feedback, labels, outbox, queries
from tracker.database import session_scope
from tracker.errors import JudgementError
from tracker.recording import Recorder, mark_routed
from tracker.records import Ping, ScrapedItem, Verdict


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
