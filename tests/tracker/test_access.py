"""Accounts and sessions: who comes in, who does not, and what the log says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import Engine
from sqlmodel import select

from tracker import access, audit, sessions
from tracker.audit import AuditFilter
from tracker.database import read_scope, session_scope
from tracker.errors import AccountError
from tracker.models import AccountTable, SessionTable
from tracker.records import Account, AuditLine, Right, Role

NOW = datetime(2026, 11, 23, 8, 10, tzinfo=UTC)
EMAIL, PASSWORD, SECRET = (
    "anneke@ipo.example",
    "vlinders boven de dijk",
    "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
)


def code(at: datetime = NOW) -> str:
    return pyotp.TOTP(SECRET).at(at)


def add(engine: Engine, email: str = EMAIL, **values: object) -> Account:
    given = {"name": "Anneke", "role": Role.LOBBYIST, "password": PASSWORD, "code_secret": SECRET,
             **values}  # fmt: skip
    with session_scope(engine) as session:
        return access.add(session, email=email, now=NOW, by="opdrachtregel", **given)  # type: ignore[arg-type]


def log(engine: Engine) -> tuple[AuditLine, ...]:
    with read_scope(engine) as session:
        return audit.lines(session, AuditFilter())


def test_password_and_code_open_a_session(engine: Engine) -> None:
    add(engine)

    opened = access.sign_in(engine, f" {EMAIL.upper()} ", PASSWORD, code(), NOW)

    assert opened is not None
    with read_scope(engine) as session:
        found = access.visitor(session, opened[1], NOW)
        stored = session.exec(select(SessionTable.token_hash)).one()
    assert found is not None
    assert found.email == EMAIL
    assert opened[1] not in stored
    assert log(engine)[0].what == "sign-in"
    assert log(engine)[0].allowed


@pytest.mark.parametrize(
    ("email", "password", "given"),
    [(EMAIL, "iets heel anders", "goed"), (EMAIL, PASSWORD, "000000"), (EMAIL, PASSWORD, ""),
     ("niemand@ipo.example", PASSWORD, "goed"), ("", "", ""), (EMAIL, "", "goed")],
)  # fmt: skip
def test_anything_wrong_opens_nothing(
    engine: Engine, email: str, password: str, given: str
) -> None:
    add(engine)

    opened = access.sign_in(engine, email, password, code() if given == "goed" else given, NOW)

    assert opened is None
    assert not log(engine)[0].allowed
    with read_scope(engine) as session:
        assert session.exec(select(SessionTable)).all() == []


def test_a_code_opens_one_session(engine: Engine) -> None:
    add(engine)

    first = access.sign_in(engine, EMAIL, PASSWORD, code(), NOW)
    again = access.sign_in(engine, EMAIL, PASSWORD, code(), NOW + timedelta(seconds=5))
    later = NOW + timedelta(seconds=40)

    assert first is not None
    assert again is None
    assert access.sign_in(engine, EMAIL, PASSWORD, code(later), later) is not None


def test_after_five_wrong_tries_even_the_right_one_waits_ever_longer(engine: Engine) -> None:
    add(engine)
    for _ in range(5):
        access.sign_in(engine, EMAIL, "iets heel anders", "", NOW)
    soon, later = NOW + timedelta(seconds=20), NOW + timedelta(seconds=60)

    assert access.sign_in(engine, EMAIL, PASSWORD, code(soon), soon) is None
    assert access.sign_in(engine, EMAIL, PASSWORD, code(later), later) is not None
    waits = [access.wait_after(count) for count in (4, 5, 6, 7, 40)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta()
    assert waits[-1] == timedelta(hours=1)


def test_a_closed_account_does_not_come_in_and_its_session_ends(engine: Engine) -> None:
    add(engine)
    opened = access.sign_in(engine, EMAIL, PASSWORD, code(), NOW)
    assert opened is not None

    with session_scope(engine) as session:
        access.set_active(session, EMAIL, NOW, "opdrachtregel", active=False)

    later = NOW + timedelta(minutes=1)
    assert access.sign_in(engine, EMAIL, PASSWORD, code(later), later) is None
    with read_scope(engine) as session:
        assert sessions.find(session, opened[1], NOW) is None


def test_another_role_and_a_reset_end_the_sessions(engine: Engine) -> None:
    add(engine)
    for step, change in enumerate(("role", "reset")):
        at = NOW + timedelta(minutes=step)
        new = PASSWORD
        opened = access.sign_in(engine, EMAIL, new, code(at), at)
        assert opened is not None
        with session_scope(engine) as session:
            if change == "role":
                changed = access.set_role(session, EMAIL, Role.BEHEERDER, at, "opdrachtregel")
                assert changed.may(Right.ADMINISTER)
                assert not changed.may(Right.JUDGE)
            else:
                access.reset(session, EMAIL, "een ander wachtwoord", SECRET, at, "opdrachtregel")
        with read_scope(engine) as session:
            assert sessions.find(session, opened[1], at) is None
    later = NOW + timedelta(minutes=5)
    assert access.sign_in(engine, EMAIL, PASSWORD, code(later), later) is None
    later += timedelta(minutes=1)
    assert access.sign_in(engine, EMAIL, "een ander wachtwoord", code(later), later) is not None


def test_a_session_ends_when_idle_and_after_half_a_day(engine: Engine) -> None:
    account = add(engine)
    with session_scope(engine) as session:
        token = sessions.start(session, account.id, NOW)

    def is_open(after: timedelta) -> bool:
        with read_scope(engine) as session:
            return sessions.find(session, token, NOW + after) is not None

    assert is_open(timedelta(hours=1, minutes=59))
    assert not is_open(timedelta(hours=2))
    for hours in range(1, 12):
        with session_scope(engine) as session:
            sessions.note_use(session, token, NOW + timedelta(hours=hours))
    assert is_open(timedelta(hours=11, minutes=59))
    assert not is_open(timedelta(hours=12))


def test_the_use_of_a_session_is_noted_once_in_five_minutes(engine: Engine) -> None:
    account = add(engine)
    with session_scope(engine) as session:
        token = sessions.start(session, account.id, NOW)
        session.flush()
        due = [sessions.is_due(session, token, NOW + timedelta(minutes=m)) for m in (0, 4, 5)]

    assert due == [False, False, True]


def test_signing_out_ends_this_session_only(engine: Engine) -> None:
    account = add(engine)
    with session_scope(engine) as session:
        mine, other = (sessions.start(session, account.id, NOW) for _ in range(2))
        session.flush()
        sessions.end(session, mine)

    with read_scope(engine) as session:
        assert sessions.find(session, mine, NOW) is None
        assert sessions.find(session, other, NOW) is not None
        assert sessions.find(session, "", NOW) is None
        assert sessions.find(session, "verzonnen", NOW) is None


@pytest.mark.parametrize(
    ("email", "values", "reason"),
    [("geen adres", {}, "geen e-mailadres"), (EMAIL, {}, "al een account"),
     ("b@ipo.example", {"name": " "}, "naam"), ("b@ipo.example", {"password": "kort"}, "tekens"),
     (f"{'x' * 300}@ipo.example", {}, "geen e-mailadres"), ("b@x.example\nBcc: c@d.e", {}, "geen")],
)  # fmt: skip
def test_an_account_that_cannot_be_is_refused_with_a_reason(
    engine: Engine, email: str, values: dict[str, object], reason: str
) -> None:
    add(engine)

    with pytest.raises(AccountError, match=reason):
        add(engine, email, **values)

    with read_scope(engine) as session:
        assert [one.email for one in access.accounts(session)] == [EMAIL]


def test_oidc_lets_in_who_has_an_account_and_keeps_to_the_first_name(engine: Engine) -> None:
    add(engine, password="", code_secret="")

    def come(email: str, subject: str) -> bool:
        with session_scope(engine) as session:
            return access.sign_in_by_oidc(session, email, subject, NOW) is not None

    assert come(EMAIL, "abc")
    assert come(EMAIL, "abc")
    assert not come(EMAIL, "another")
    assert not come("niemand@ipo.example", "abc")
    assert not come(EMAIL, "")
    assert access.sign_in(engine, EMAIL, "", code(), NOW) is None


def test_secrets_are_not_in_the_log_and_not_in_an_account(engine: Engine) -> None:
    account = add(engine)
    with session_scope(engine) as session:
        access.reset(session, EMAIL, "een ander wachtwoord", "NIEUWGEHEIM", NOW, "opdrachtregel")
        hashed = session.exec(select(AccountTable.password_hash)).one()

    shown = f"{log(engine)} {account}"
    for secret in (PASSWORD, SECRET, "een ander wachtwoord", "NIEUWGEHEIM", hashed):
        assert secret not in shown


def test_the_log_is_filtered_and_newest_first(engine: Engine) -> None:
    with session_scope(engine) as session:
        for minute, (by, what, allowed) in enumerate(
            [("anneke", "judge.accept", True), ("bas", "judge.reject", False),
             ("anneke", "account.add", True)]
        ):  # fmt: skip
            at = NOW + timedelta(minutes=minute)
            audit.write(session, at, by=by, what=what, allowed=allowed, subject="x" * 500)

    def found(**chosen: object) -> list[str]:
        with read_scope(engine) as session:
            return [one.what for one in audit.lines(session, AuditFilter(**chosen))]  # type: ignore[arg-type]

    assert found() == ["account.add", "judge.reject", "judge.accept"]
    assert found(by="Anne") == ["account.add", "judge.accept"]
    assert found(by="%") == []
    assert found(what="judge") == ["judge.reject", "judge.accept"]
    assert found(refused=True) == ["judge.reject"]
    assert found(start=NOW + timedelta(minutes=1)) == ["account.add", "judge.reject"]
    assert found(end=NOW + timedelta(minutes=1)) == ["judge.accept"]
