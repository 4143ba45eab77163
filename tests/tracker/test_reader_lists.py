"""Lists against who is stored, what a reader may ask of us, and what time ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from tests.tracker.reader_world import NOW, ask, mails, reader, stored, wanted
from tests.web.test_guard import everything
from tracker import consent, reader_erasure, reader_lists, subscribers
from tracker.database import session_scope
from tracker.errors import ReaderError
from tracker.models import SubscriberTable
from tracker.reader_files import Listed
from tracker.reader_lists import Differences, Filter, Order
from tracker.records import Ground, ReaderState

ANNA = Listed("anna@zeeland.example", "Anna", "Gedeputeerde", "Zeeland", ("landelijk-gebied",))
BERT = Listed("bert@utrecht.example", "Bert", "Gedeputeerde", "Utrecht")


def carry_out(
    engine: Engine, *people: Listed, ground: Ground = Ground.OFFICE, **order: bool
) -> Differences:
    with session_scope(engine) as session:
        given = Order("lijst.xlsx", "beheer@ipo.example", **order)
        return reader_lists.carry_out(session, people, ground, given, NOW)


def compare(engine: Engine, *people: Listed, ground: Ground = Ground.OFFICE) -> Differences:
    with Session(engine) as session:
        return reader_lists.compare(session, people, ground)


def test_a_list_makes_readers_with_their_own_ground(engine: Engine) -> None:
    done = carry_out(engine, ANNA, BERT)

    assert len(done.new) == 2
    assert wanted(engine) == [ANNA.email, BERT.email]
    row = stored(engine, ANNA.email)
    assert row is not None
    assert (row.ground, row.state, row.function, row.imported) == (
        "bestuur", "active", "Gedeputeerde", "lijst.xlsx",
    )  # fmt: skip
    assert row.choices["bacs"] == ["landelijk-gebied"]
    assert row.choices["provinces"] == ["Zeeland"]
    assert row.choices["urgent"] is False
    with Session(engine) as session:
        (proof,) = consent.proofs(session, row.id or 0)
    assert proof.text == consent.GROUND_TEXTS[Ground.OFFICE]
    assert mails(engine) == []


def test_comparing_writes_nothing(engine: Engine) -> None:
    carry_out(engine, ANNA)
    before = everything(engine)

    found = compare(engine, BERT)

    assert (found.new, [one.email for one in found.left]) == ((BERT,), [ANNA.email])
    assert everything(engine) == before
    assert compare(engine, BERT).fingerprint == found.fingerprint
    assert compare(engine, ANNA).fingerprint != found.fingerprint


def test_the_same_list_again_changes_nothing(engine: Engine) -> None:
    carry_out(engine, ANNA, BERT)

    found = compare(engine, ANNA, BERT)

    assert found.is_empty
    assert found.same == 2


def test_what_differs_is_shown_and_changed_but_not_the_readers_choices(engine: Engine) -> None:
    carry_out(engine, ANNA)
    moved = Listed(ANNA.email, "Anna Bos", "Gedeputeerde", "Utrecht", ("digitalisering",))

    (change,) = carry_out(engine, moved).changed

    assert change.fields == (("naam", "Anna", "Anna Bos"), ("provincie", "Zeeland", "Utrecht"))
    row = stored(engine, ANNA.email)
    assert row is not None
    assert (row.name, row.province) == ("Anna Bos", "Utrecht")
    assert row.choices["bacs"] == ["landelijk-gebied"]
    assert row.choices["provinces"] == ["Utrecht"]


def test_who_left_goes_only_when_confirmed(engine: Engine) -> None:
    carry_out(engine, ANNA, BERT)

    carry_out(engine, ANNA)
    assert wanted(engine) == [ANNA.email, BERT.email]

    done = carry_out(engine, ANNA, remove=True)

    assert [one.email for one in done.left] == [BERT.email]
    assert wanted(engine) == [ANNA.email]
    assert BERT.email not in repr(everything(engine))
    # who comes back in another office is welcome again
    assert compare(engine, ANNA, BERT).new == (BERT,)


def test_a_list_of_staff_leaves_gedeputeerden_alone(engine: Engine) -> None:
    carry_out(engine, ANNA)

    found = compare(engine, BERT, ground=Ground.STAFF)

    assert found.left == ()
    assert found.new == (BERT,)


def test_most_of_a_list_gone_is_a_warning(engine: Engine) -> None:
    many = [Listed(f"a{number}@zeeland.example", "A") for number in range(9)]
    carry_out(engine, *many)

    assert compare(engine, many[0]).loses_many
    assert not compare(engine, *many[:6]).loses_many


def test_own_wish_goes_before_a_list(engine: Engine) -> None:
    own = reader(engine, ANNA.email)
    gone = reader(engine, BERT.email)
    with session_scope(engine) as session:
        subscribers.stop(session, gone.id, None, NOW, text="x")

    found = carry_out(engine, ANNA, BERT, remove=True)

    assert [one.email for one in found.own] == [ANNA.email]
    assert [one.email for one in found.stopped] == [BERT.email]
    assert wanted(engine) == [ANNA.email]
    row = stored(engine, ANNA.email)
    assert row is not None
    assert row.ground == own.ground.value
    assert compare(engine).left == ()


def test_who_was_erased_on_request_is_not_added_again(engine: Engine) -> None:
    made = reader(engine, ANNA.email)
    with session_scope(engine) as session:
        assert reader_erasure.erase(session, made.id, NOW, by="lezer")
        assert not reader_erasure.erase(session, made.id, NOW, by="lezer")

    done = carry_out(engine, ANNA, BERT)

    assert done.objected == (ANNA.email,)
    assert wanted(engine) == [BERT.email]
    # but who asks again is a reader again
    reader(engine, ANNA.email)
    assert wanted(engine) == [ANNA.email, BERT.email]


def test_a_waiting_sign_up_becomes_a_reader_by_the_list(engine: Engine) -> None:
    from tests.tracker.reader_world import wish

    ask(engine, wish(ANNA.email))

    carry_out(engine, ANNA)

    assert wanted(engine) == [ANNA.email]


def test_new_people_hear_why_when_asked_for(engine: Engine) -> None:
    carry_out(engine, ANNA, welcome=True)

    assert [what for _, what in mails(engine)] == ["op de lijst"]


def test_a_list_is_never_consent(engine: Engine) -> None:
    with pytest.raises(ReaderError):
        compare(engine, ANNA, ground=Ground.CONSENT)


def test_export_holds_everything_and_erasing_leaves_nobody(engine: Engine) -> None:
    made = reader(engine)
    with session_scope(engine) as session:
        subscribers.note_bounce(session, made.id, key="k", kind="soft", now=NOW,
                                text="anna@provincie.example is vol")  # fmt: skip
    with Session(engine) as session:
        found = reader_erasure.export(session, made.id)

    assert found["e-mailadres"] == made.email
    assert [one["wat"] for one in found["bewijzen"]] == ["aangevraagd", "bevestigd"]  # type: ignore[union-attr,call-overload,index]
    assert made.secret not in repr(found)

    with session_scope(engine) as session:
        reader_erasure.erase(session, made.id, NOW, by="lezer 1")

    left = repr(everything(engine))
    for gone in (made.email, "Anna", "192.0.2", made.secret):
        assert gone not in left, gone
    with Session(engine) as session:
        kept = subscribers.find(session, made.id)
        deeds = [one.deed for one in consent.proofs(session, made.id)]
    assert kept is not None
    assert kept.state is ReaderState.REMOVED
    assert deeds == ["aangevraagd", "bevestigd", "gewist"]


def test_time_ends_what_was_not_confirmed_and_who_stopped_long_ago(engine: Engine) -> None:
    from tests.tracker.reader_world import wish

    gone = reader(engine, "gestopt@provincie.example")
    with session_scope(engine) as session:
        subscribers.stop(session, gone.id, None, NOW, text="x")
    reader(engine)
    ask(engine, wish("wacht@provincie.example"))

    def purge(days: float) -> tuple[int, int]:
        with session_scope(engine) as session:
            return reader_erasure.purge(session, NOW + timedelta(days=days), 365)

    assert purge(6.9) == (0, 0)
    assert purge(7) == (1, 0)
    assert "wacht@provincie.example" not in repr(everything(engine))
    assert purge(364) == (0, 0)
    assert purge(365) == (0, 1)
    assert "gestopt@provincie.example" not in repr(everything(engine))
    assert wanted(engine) == ["anna@provincie.example"]


def test_the_list_is_filtered(engine: Engine) -> None:
    carry_out(engine, ANNA, BERT)
    reader(engine, "cor@provincie.example")
    with session_scope(engine) as session:
        row = session.exec(select(SubscriberTable).where(SubscriberTable.name == "Bert")).one()
        subscribers.note_bounce(session, row.id or 0, key="k", kind="hard", now=NOW)

    def listed(**values: object) -> list[str]:
        with Session(engine) as session:
            found = reader_lists.listed(session, Filter(**values))  # type: ignore[arg-type]
        return [one.name for one in found]

    assert listed() == ["Anna", "Bert", "Anna"]
    assert listed(text="ZEELAND") == ["Anna"]
    assert listed(ground=Ground.CONSENT) == ["Anna"]
    assert listed(bounced=True) == ["Bert"]
    assert listed(text="%") == []
    with Session(engine) as session:
        assert reader_lists.counts(session) == {"active": 3, "bounced": 1}
        assert session.exec(select(func.count()).select_from(SubscriberTable)).one() == 3


def test_who_unsubscribed_and_left_the_list_is_not_brought_back(engine: Engine) -> None:
    carry_out(engine, ANNA, BERT)
    row = stored(engine, BERT.email)
    assert row is not None
    with session_scope(engine) as session:
        subscribers.stop(session, row.id or 0, None, NOW, text="x")
    carry_out(engine, ANNA, remove=True)

    assert carry_out(engine, ANNA, BERT).objected == (BERT.email,)

    assert wanted(engine) == [ANNA.email]
