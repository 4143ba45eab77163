"""Trouble while sending: we or all addresses refused, a full disk, a halt half-way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.mail.sending_world import ANNA, Post, people, post, server
from tracker import dispatches
from tracker.database import read_scope, session_scope
from tracker.mail import lines
from tracker.mail.courier import SmtpCourier
from tracker.records import Answer, DeliveryState, Dispatch, DispatchState, Result

_FULL = (
    "CREATE TRIGGER vol BEFORE UPDATE ON delivery "
    "BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END"
)


@pytest.fixture
def migrated_url(tmp_path: Path, migrated_file: Path) -> str:
    path = tmp_path / "test.db"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


def dispatch(found: Post) -> Dispatch:
    with read_scope(found.workshop.engine) as session:
        made = dispatches.get(session, found.dispatch_id)
        assert made is not None
        return made


def at(stage: str, code: int, text: str, **more: Any) -> dict[str, Any]:
    return {"kind": "code", "at": stage, "code": code, "text": text, **more}


def test_a_server_that_refuses_us_costs_no_reader(tmp_path: Path, migrated_url: str) -> None:
    with server(tmp_path / "s", at("mail", 550, "5.7.1 sender not allowed")) as sink:
        found = post(tmp_path, migrated_url, sink.port, people(5))

        (report,) = found.send()

        assert "neemt geen mail van ons aan: 550 5.7.1 sender not allowed" in report.problem
        assert dispatch(found).state is DispatchState.HALTED
        assert [one.attempts for one in found.deliveries()] == [0] * 5
        assert report.progress.planned == 5


def test_a_mail_that_is_refused_for_itself_stops_after_three(
    tmp_path: Path, migrated_url: str
) -> None:
    with server(tmp_path / "s", at("dot", 554, "5.7.1 looks like spam")) as sink:
        found = post(tmp_path, migrated_url, sink.port, people(20))

        (report,) = found.send()

        assert (report.progress.failed, report.progress.planned) == (3, 17)
        assert "mail na mail wordt geweigerd" in dispatch(found).note
        assert found.reader(people(20)[0]).suppressed_at is None


def test_address_after_address_refused_is_our_mistake_until_a_person_says_not(
    tmp_path: Path, migrated_url: str
) -> None:
    with server(tmp_path / "s", at("rcpt", 550, "5.1.1 no such user")) as sink:
        found = post(tmp_path, migrated_url, sink.port, people(30))

        (report,) = found.send()

        assert (report.progress.failed, report.progress.planned) == (10, 20)
        assert "adres na adres wordt geweigerd" in dispatch(found).note
        assert found.reader(people(30)[0]).suppressed_why == "550 5.1.1 no such user"


def test_a_reader_who_is_always_told_later_fails_after_a_day(
    tmp_path: Path, migrated_url: str
) -> None:
    with server(tmp_path / "s", at("rcpt", 452, "4.2.2 mailbox full", every=2)) as sink:
        found = post(tmp_path, migrated_url, sink.port, people(6))

        found.minutes(40, step=60)

        failed = [one for one in found.deliveries() if one.state is DeliveryState.FAILED]
        assert failed
        assert found.progress().sent == 6 - len(failed)
        assert failed[0].error == "opgegeven: 452 4.2.2 mailbox full"
        assert failed[0].attempts >= 10
        reader = found.reader(failed[0].email)
        assert (reader.soft_bounces, reader.suppressed_at) == (1, None)
        assert dispatch(found).state is DispatchState.SENT


def test_a_halt_half_way_leaves_the_rest_and_resume_starts_there(
    tmp_path: Path, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server(tmp_path / "s") as sink:
        found = post(tmp_path, migrated_url, sink.port, people(8))
        give, given = SmtpCourier.give, []

        def until_four(self: SmtpCourier, parcel: Any) -> Result:
            given.append(parcel.reader)
            if len(given) == 4:
                with session_scope(found.workshop.engine) as session:
                    dispatches.halt(session, found.dispatch_id, ANNA, found.clock(), "fout")
            return give(self, parcel)

        monkeypatch.setattr(SmtpCourier, "give", until_four)
        found.send()
        assert (found.progress().sent, found.progress().planned) == (4, 4)

        with session_scope(found.workshop.engine) as session:
            dispatches.resume(session, found.dispatch_id, ANNA, found.clock())
        found.send()

        assert given == people(8)
        assert sink.arrived() == dict.fromkeys(people(8), 1)


def test_a_full_disk_stops_sending_and_forgets_nothing(
    tmp_path: Path, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "_MARK_TRIES", 2)
    with server(tmp_path / "s") as sink:
        found = post(tmp_path, migrated_url, sink.port, people(6))
        engine, sent = found.workshop.engine, []
        give = SmtpCourier.give

        def count(self: SmtpCourier, parcel: Any) -> Result:
            sent.append(parcel.reader)
            if len(sent) == 2:
                with engine.begin() as connection:
                    connection.exec_driver_sql(_FULL)
            return give(self, parcel)

        monkeypatch.setattr(SmtpCourier, "give", count)
        (report,) = found.send()
        with engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER vol")

        assert "is de schijf vol?" in report.problem
        assert sink.arrived() == dict.fromkeys(people(6)[:2], 1)

        found.send()
        assert sink.arrived() == dict.fromkeys(people(6), 1)
        assert found.progress().sent == 6
        assert found.progress().repeated == 0


def test_a_full_disk_without_a_server_leaves_the_rest_for_later(
    tmp_path: Path, migrated_url: str
) -> None:
    found = post(tmp_path, migrated_url, None, people(3))
    folder = tmp_path / "var" / "mail"
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in de weg")

    (report,) = found.send()

    assert "is niet te maken" in report.problem
    assert report.progress.planned == 3
    folder.unlink()
    found.send()
    assert found.progress().sent == 3


def test_the_server_is_asked_as_often_a_minute_as_agreed(
    tmp_path: Path, migrated_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    with server(tmp_path / "s") as sink:
        found = post(tmp_path, migrated_url, sink.port, people(5), mail_per_minute=6_000)
        slot = lines.Lines._slot

        def noted(self: lines.Lines) -> float:
            waits.append(slot(self))
            return waits[-1]

        monkeypatch.setattr(lines.Lines, "_slot", noted)
        found.send()

    assert found.progress().sent == 5
    assert len(waits) >= 5
    assert max(waits) <= 0.01


def test_an_unreadable_answer_after_the_final_dot_is_not_taken_for_a_no(tmp_path: Path) -> None:
    from tests.mail.test_transport import broken_server
    from tracker.mail.parcels import Parcel
    from tracker.mail.transport import server_of

    with broken_server(".") as (port, mails):
        courier = SmtpCourier(server_of(f"smtp://127.0.0.1:{port}"), timeout=5)
        courier.open()

        result = courier.give(Parcel("a@b.nl", "c@d.nl", b"Subject: x\r\n\r\n.punt\r\n", "<a@b>"))

    assert result.answer is Answer.UNCERTAIN
    assert mails == [b"Subject: x\r\n\r\n..punt\r\n"]
    assert not courier.is_open
