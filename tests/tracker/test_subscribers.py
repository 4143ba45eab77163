"""Readers: who gets mail, their links, stopping, coming back, what bounced."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests.tracker.reader_world import NOW, reader, wanted
from tracker import consent, reader_tokens, subscribers
from tracker.database import session_scope
from tracker.reader_tokens import Use
from tracker.records import Choices, MailKind, ReaderState, Subscriber, choices_of

PUBLIC = "https://hz.ipo.example/"


def code_of(address: str) -> str:
    return address.rpartition("/")[2]


def opened(engine: Engine, code: str) -> tuple[int | None, Use] | None:
    with Session(engine) as session:
        found = reader_tokens.reader_of(session, code)
        return (found[0].id, found[1]) if found else None


def find(engine: Engine, made: Subscriber) -> Subscriber:
    with Session(engine) as session:
        found = subscribers.find(session, made.id)
    assert found is not None
    return found


def stop(engine: Engine, made: Subscriber, kind: MailKind | None) -> None:
    with session_scope(engine) as session:
        subscribers.stop(session, made.id, kind, NOW, text="knop")


def test_links_are_the_readers_own(engine: Engine) -> None:
    anna, bert = reader(engine), reader(engine, "bert@provincie.example")

    mine, other = (subscribers.links(one, PUBLIC) for one in (anna, bert))

    assert mine.unsubscribe.startswith("https://hz.ipo.example/afmelden-nieuwsbrief/")
    assert mine.one_click == mine.unsubscribe
    assert mine.preferences.startswith("https://hz.ipo.example/voorkeuren/")
    assert mine != other
    assert subscribers.links(anna.reader, PUBLIC) == mine
    assert opened(engine, code_of(mine.unsubscribe)) == (anna.id, Use.EDITION)
    assert opened(engine, code_of(mine.preferences)) == (anna.id, Use.PREFERENCES)


def test_a_link_for_one_thing_or_reader_is_none_for_another(engine: Engine) -> None:
    anna, bert = reader(engine), reader(engine, "bert@provincie.example")
    code = code_of(subscribers.links(anna, PUBLIC).unsubscribe)
    proof = code.split("-", 2)[2]

    for forged in (
        f"{anna.id}-v-{proof}", f"{anna.id}-u-{proof}", f"{bert.id}-e-{proof}", f"{code}x",
        code[:-1], code.upper(), f"0{code}", f"{anna.id}-e-", f"-{code}", "", "1-e-é", "1-z-x",
        f"{'9' * 40}-e-{proof}", f"٣-e-{proof}",
    ):  # fmt: skip
        assert opened(engine, forged) is None, forged


def test_renewing_ends_the_links_to_the_preferences_only(engine: Engine) -> None:
    made = reader(engine)
    old = subscribers.links(made, PUBLIC)
    with session_scope(engine) as session:
        subscribers.renew(session, made.id, NOW)
    new = subscribers.links(find(engine, made), PUBLIC)

    assert opened(engine, code_of(old.preferences)) is None
    assert opened(engine, code_of(new.preferences)) == (made.id, Use.PREFERENCES)
    assert old.unsubscribe == new.unsubscribe


def test_stopping_one_kind_leaves_the_other(engine: Engine) -> None:
    made = reader(engine, choices=Choices(urgent=True))

    stop(engine, made, MailKind.EDITION)

    with Session(engine) as session:
        assert not subscribers.is_wanted(session, made.id)
        assert not subscribers.is_wanted(session, made.id, "correction")
        assert subscribers.is_wanted(session, made.id, MailKind.URGENT)
    assert find(engine, made).state is ReaderState.ACTIVE
    stop(engine, made, MailKind.URGENT)
    assert find(engine, made).state is ReaderState.STOPPED


@pytest.mark.parametrize("kind", [None, MailKind.EDITION, MailKind.CORRECTION])
def test_stopping_the_last_kind_stops_all_and_is_proven_once(
    engine: Engine, kind: MailKind | None
) -> None:
    made = reader(engine)

    stop(engine, made, kind)
    stop(engine, made, kind)

    found = find(engine, made)
    assert (found.state, found.stopped_at) == (ReaderState.STOPPED, NOW)
    assert wanted(engine) == []
    with Session(engine) as session:
        deeds = [one.deed for one in consent.proofs(session, made.id)]
    assert deeds == ["aangevraagd", "bevestigd", "afgemeld"]


def test_choosing_again_brings_a_reader_back(engine: Engine) -> None:
    made = reader(engine)
    stop(engine, made, None)
    chosen = Choices(provinces=("Zeeland",))

    with session_scope(engine) as session:
        subscribers.change(session, made.id, "Anna", chosen, NOW, text="tekst")

    assert find(engine, made).choices == chosen
    assert wanted(engine) == ["anna@provincie.example"]
    with Session(engine) as session:
        assert consent.proofs(session, made.id)[-1].deed == "weer aangemeld"


def test_choosing_nothing_stops(engine: Engine) -> None:
    made = reader(engine)

    with session_scope(engine) as session:
        subscribers.change(session, made.id, "", Choices(weekly=False), NOW, text="tekst")

    assert find(engine, made).state is ReaderState.STOPPED


def test_a_hard_bounce_ends_it_and_a_person_lets_it_begin_again(engine: Engine) -> None:
    made = reader(engine)
    with session_scope(engine) as session:
        kept = {"key": "dsn-1", "kind": "hard", "now": NOW, "code": "5.1.1", "text": "unknown"}
        assert subscribers.note_bounce(session, made.id, **kept)
        assert not subscribers.note_bounce(session, made.id, **kept)

    assert wanted(engine) == []
    assert find(engine, made).suppressed_why == "5.1.1 unknown"
    with Session(engine) as session:
        assert [one.code for one in subscribers.bounces(session, made.id)] == ["5.1.1"]
    with session_scope(engine) as session:
        subscribers.admit(session, made.id, NOW, by="beheer@ipo.example")
    assert wanted(engine) == ["anna@provincie.example"]


def test_soft_bounces_count_until_one_arrives(engine: Engine) -> None:
    made = reader(engine)

    def soft(key: str) -> None:
        with session_scope(engine) as session:
            subscribers.note_bounce(session, made.id, key=key, kind="soft", now=NOW)

    for number in range(4):
        soft(f"a{number}")
    with session_scope(engine) as session:
        subscribers.note_delivered(session, made.id)
    for number in range(4):
        soft(f"b{number}")
    assert wanted(engine) == ["anna@provincie.example"]

    soft("b4")

    assert wanted(engine) == []


def test_stored_choices_survive_what_a_later_version_adds() -> None:
    chosen = Choices(("a",), ("b",), ("Zeeland",), weekly=False, urgent=True, personal=False)

    assert choices_of(chosen.to_json()) == chosen
    assert choices_of({"bacs": ["a"], "nieuw": 1}) == Choices(bacs=("a",))
    assert choices_of(None) == Choices()
