"""What stays of a reader who left or whose address died, and what a list may not block."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from tests.tracker.reader_world import NOW, ask, mails, reader, wish
from tests.tracker.test_bounces import report, sent
from tracker import bounces, dispatches, reader_erasure, reader_post, reader_tokens, subscribers
from tracker.database import session_scope
from tracker.errors import ReaderError
from tracker.models import (
    AuditTable,
    DeliveryTable,
    DispatchTable,
    NoticeTable,
    SubscriberTable,
)
from tracker.reader_post import ReaderMail
from tracker.records import DeliveryState, DispatchState, ReaderState
from tracker.signups import checked_address

ADDRESS = "lezer@drenthe.example"
YEAR = timedelta(days=366)


def test_erasing_leaves_no_address_also_after_a_mail_was_sent_again(engine: Engine) -> None:
    with session_scope(engine) as session:
        number = sent(session)
        session.get_one(DeliveryTable, number).state = DeliveryState.FAILED.value
        session.get_one(DispatchTable, 1).state = DispatchState.SENT.value
        dispatches.send_again(session, number, "staf@ipo.example", NOW)

        reader_erasure.erase(session, 1, NOW, by="beheer")

    with Session(engine) as session:
        delivery = session.get_one(DeliveryTable, number)
        said = [repr(one.detail) for one in session.exec(select(AuditTable))]
        assert (delivery.message_id, delivery.name) == ("", "")
        assert not any(ADDRESS in one for one in said)


def test_a_mail_that_comes_back_is_known_after_the_links_were_renewed(engine: Engine) -> None:
    with session_scope(engine) as session:
        secret = reader_tokens.make_secret()
        number = sent(session, secret=secret)
        back = bounces.return_path("bounce@ipo.example", number, secret)
        subscribers.renew(session, 1, NOW)
        found = bounces.read(report(to=back, reader="x@x.example", message_id="<a@b>"))
        assert found is not None

        assert bounces.keep(session, found, NOW) == bounces.HARD


def test_an_address_that_was_dead_for_a_year_goes_and_may_come_back(engine: Engine) -> None:
    dead, alive = reader(engine), reader(engine, "bram@provincie.example")
    with session_scope(engine) as session:
        subscribers.note_bounce(session, dead.id, key="k", kind="hard", now=NOW, code="5.1.1")

    with session_scope(engine) as session:
        assert reader_erasure.purge(session, NOW + timedelta(days=364), 365)[1] == 0
        assert reader_erasure.purge(session, NOW + YEAR, 365)[1] == 1

    with Session(engine) as session:
        states = [session.get_one(SubscriberTable, one.id).state for one in (dead, alive)]
        assert states == [ReaderState.REMOVED, ReaderState.ACTIVE]
        assert not reader_erasure.objected(session, dead.email)
        assert subscribers.find_by_email(session, alive.email)
        assert session.exec(select(NoticeTable)).all() == []


def test_a_copy_of_the_data_names_the_other_mails(engine: Engine) -> None:
    made = reader(engine)

    with Session(engine) as session:
        copy = reader_erasure.export(session, made.id)

    assert [one["soort"] for one in copy["berichten"]] == ["bevestigen", "welkom"]  # type: ignore[union-attr,call-overload,index]


def test_mails_of_a_list_go_one_after_another_and_hold_up_no_sign_up(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader_post, "MOST_AN_HOUR", 2)
    made = reader(engine)
    with session_scope(engine) as session:
        for place in range(4):
            reader_post.plan(session, made.id, ReaderMail.LISTED, NOW, place, place=place)

    ask(engine, wish("nieuw@provincie.example"))

    assert mails(engine)[-1][1] == ReaderMail.CONFIRM
    with Session(engine) as session:
        rows = session.exec(select(NoticeTable)).all()
        due = [row.due_at - NOW for row in rows if row.content["what"] == ReaderMail.LISTED]
    assert due == [timedelta(seconds=2.5 * place) for place in range(4)]
    with pytest.raises(ReaderError, match="te veel"):
        ask(engine, wish("nog-een@provincie.example"))


def test_an_address_that_mail_servers_may_not_know_is_written_so_that_they_do() -> None:
    assert checked_address("Naam@Bücher.example") == "naam@xn--bcher-kva.example"
    with pytest.raises(ReaderError, match="geen volledig e-mailadres"):
        checked_address("josé@provincie.nl")
