"""Accounts: who may come in, with which role, and what a sign-in needs.

A wrong password, an unknown address, a used code and a locked account are all the same
answer, after the same work. Every change is written to the audit log with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import update
from sqlmodel import Session, col, select

from tracker import audit, credentials, sessions
from tracker.database import Engine, read_scope, session_scope
from tracker.errors import AccountError
from tracker.models import AccountTable
from tracker.records import Account, Role

TRIALS: Mapping[Role, tuple[str, str]] = MappingProxyType(
    {
        Role.LOBBYIST: ("voorbeeldgebruiker@ipo.example", "Voorbeeldgebruiker"),
        Role.REDACTEUR: ("voorbeeldredacteur@ipo.example", "Voorbeeldredacteur"),
        Role.EINDREDACTEUR: ("voorbeeldeindredacteur@ipo.example", "Voorbeeldeindredacteur"),
    }
)
"""Mail address and name of the example users of the demo, by role; two are needed to see that
nobody approves a letter that they changed last."""
FREE_FAILURES = 5
"""After so many wrong tries in a row each next one must wait, twice as long every time."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
_LONGEST_EMAIL = 254


def account_of(row: AccountTable) -> Account:
    """Return an account without its secrets."""
    assert row.id is not None
    return Account(
        id=row.id,
        email=row.email,
        name=row.name,
        role=Role(row.role),
        person=row.person,
        active=row.active,
        created_at=row.created_at,
        signed_in_at=row.signed_in_at,
        locked_until=row.locked_until,
    )


@dataclass(frozen=True, slots=True)
class _Secrets:
    """What a sign-in is checked against, read before the slow work."""

    id: int
    email: str
    password_hash: str
    totp_secret: str


def _find(session: Session, email: str) -> AccountTable | None:
    wanted = email.strip().casefold()[:_LONGEST_EMAIL]
    return session.exec(select(AccountTable).where(AccountTable.email == wanted)).first()


def _get(session: Session, email: str) -> AccountTable:
    row = _find(session, email)
    if row is None:
        raise AccountError(f"Er is geen account voor {email}.")
    return row


def accounts(session: Session) -> tuple[Account, ...]:
    """Return all accounts by e-mail address."""
    rows = session.exec(select(AccountTable).order_by(col(AccountTable.email)))
    return tuple(account_of(row) for row in rows)


def add(
    session: Session,
    *,
    email: str,
    name: str,
    role: Role,
    now: datetime,
    by: str,
    person: str = "",
    password: str = "",
    code_secret: str = "",
) -> Account:
    """Make an account; without a password it can only come in through OIDC.

    Raises AccountError on a wrong or known address, an empty name or a weak password.
    """
    address = _checked_address(email)
    if _find(session, address) is not None:
        raise AccountError(f"Er is al een account voor {address}.")
    if not name.strip():
        raise AccountError("Een account heeft een naam nodig.")
    row = AccountTable(
        email=address, name=name.strip(), role=role.value, person=person, created_at=now,
        password_hash=_checked_hash(password, address) if password else "",
        totp_secret=code_secret,
    )  # fmt: skip
    session.add(row)
    session.flush()
    _note(session, now, by, "account.add", row, {"role": role.value, "person": person})
    return account_of(row)


def _checked_address(email: str) -> str:
    try:
        return validate_email(email.strip(), check_deliverability=False).normalized.casefold()
    except EmailNotValidError:
        raise AccountError(f"Dit is geen e-mailadres: {email}") from None


def _checked_hash(password: str, email: str) -> str:
    if reason := credentials.weakness(password, email):
        raise AccountError(reason)
    return credentials.hash_password(password)


def _note(
    session: Session, now: datetime, by: str, what: str, row: AccountTable, detail: object = None
) -> None:
    via = audit.CLI if by == audit.CLI else audit.WEB
    audit.write(session, now, by=by, via=via, what=what, subject=row.email, detail=detail)


def set_role(session: Session, email: str, role: Role, now: datetime, by: str) -> Account:
    """Give an account another role; who is signed in must do so again."""
    row = _get(session, email)
    _note(session, now, by, "account.role", row, {"old": row.role, "new": role.value})
    row.role = role.value
    return _changed(session, row)


def set_active(session: Session, email: str, now: datetime, by: str, *, active: bool) -> Account:
    """Close an account, or open it again; sessions of a closed one end."""
    row = _get(session, email)
    row.active = active
    _note(session, now, by, "account.enable" if active else "account.disable", row)
    return _changed(session, row)


def reset(
    session: Session, email: str, password: str, code_secret: str, now: datetime, by: str
) -> Account:
    """Give an account a new password and code secret, and lift its lock."""
    row = _get(session, email)
    row.password_hash = _checked_hash(password, row.email)
    row.totp_secret, row.failures, row.locked_until = code_secret, 0, None
    _note(session, now, by, "account.reset", row)
    return _changed(session, row)


def _changed(session: Session, row: AccountTable) -> Account:
    assert row.id is not None
    session.add(row)
    session.flush()
    sessions.end_all(session, row.id)
    return account_of(row)


def sign_in(
    engine: Engine, email: str, password: str, code: str, now: datetime
) -> tuple[Account, str] | None:
    """Return the account and a new session's token, or None for any reason.

    The slow hash is computed outside a transaction. A one-time code opens one session:
    the step it belongs to must be later than the last one used.
    """
    known = _secrets(engine, email)
    fits = credentials.password_fits(known.password_hash if known else "", password)
    if known is None:
        with session_scope(engine) as session:
            audit.write(session, now, by="", what="sign-in", allowed=False)
        return None
    step = credentials.code_step(known.totp_secret, code, now)
    with session_scope(engine) as session:
        if fits and step and _let_in(session, known, step, now):
            return _opened(session, known.id, now, "wachtwoord en code")
        _count_failure(session, known, now)
    return None


def _secrets(engine: Engine, email: str) -> _Secrets | None:
    with read_scope(engine) as session:
        row = _find(session, email)
        if row is None or row.id is None:
            return None
        return _Secrets(row.id, row.email, row.password_hash, row.totp_secret)


def _let_in(session: Session, known: _Secrets, step: int, now: datetime) -> bool:
    """Use up the code's step; False when it was used, or the account is closed or locked."""
    table = AccountTable
    free = col(table.locked_until).is_(None) | (col(table.locked_until) <= now)
    done = session.connection().execute(
        update(table)
        .where(col(table.id) == known.id, col(table.totp_used) < step, free)
        .where(col(table.active).is_(True), col(table.password_hash) == known.password_hash)
        .values(totp_used=step, failures=0, locked_until=None, signed_in_at=now)
    )
    return done.rowcount == 1


def _opened(session: Session, account_id: int, now: datetime, how: str) -> tuple[Account, str]:
    row = session.get(AccountTable, account_id)
    assert row is not None
    audit.write(session, now, by=row.email, what="sign-in", subject=how)
    return account_of(row), sessions.start(session, account_id, now)


def wait_after(failures: int) -> timedelta:
    """Return how long an account is locked after so many wrong tries in a row."""
    if failures < FREE_FAILURES:
        return timedelta()
    doubled = _FIRST_WAIT * (1 << min(failures - FREE_FAILURES, 20))
    return min(doubled, _LONGEST_WAIT)


def _count_failure(session: Session, known: _Secrets, now: datetime) -> None:
    """Count a wrong try; one while the account is locked makes the wait no longer."""
    fresh = session.get(AccountTable, known.id, with_for_update=True)
    assert fresh is not None
    locked = fresh.locked_until is not None and fresh.locked_until > now
    if not locked:
        fresh.failures += 1
        wait = wait_after(fresh.failures)
        fresh.locked_until = now + wait if wait else None
    detail = {"failures": fresh.failures, "locked": locked, "active": fresh.active}
    audit.write(session, now, by=known.email, what="sign-in", detail=detail, allowed=False)


def sign_in_by_oidc(
    session: Session, email: str, subject: str, now: datetime
) -> tuple[Account, str] | None:
    """Return the account and a new session's token of who the provider says this is.

    The provider only says who somebody is; whether and as what they may come in stands
    here. The first time its name for them is kept, from then on it must be the same.
    """
    row = _find(session, email)
    known = row is not None and row.active and row.oidc_subject in {"", subject}
    if row is None or row.id is None or not known or not subject:
        by = row.email if row else ""
        audit.write(session, now, by=by, what="sign-in", subject="OIDC", allowed=False)
        return None
    row.oidc_subject, row.signed_in_at = subject, now
    session.add(row)
    return _opened(session, row.id, now, "OIDC")


def ensure_trial(session: Session, now: datetime) -> None:
    """Make the example users of the demo, unless they are there; they have no password."""
    for role, (email, name) in TRIALS.items():
        if _find(session, email) is None:
            add(session, email=email, name=name, role=role, now=now, by=audit.CLI)


def sign_in_trial(session: Session, role: Role, now: datetime) -> tuple[Account, str]:
    """Open a session for an example user without any proof; AccountError without one."""
    if role not in TRIALS:
        raise AccountError(f"Er is geen voorbeeldgebruiker met de rol {role.value}.")
    return _opened(session, account_of(_get(session, TRIALS[role][0])).id, now, "voorbeeld")


def visitor(session: Session, token: str, now: datetime) -> Account | None:
    """Return whose session this token opens, or None when it opens none (any more)."""
    row = sessions.find(session, token, now)
    return None if row is None else account_of(row)
