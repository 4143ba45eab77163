"""Passwords, one-time codes and form tokens: what fits, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from tracker import credentials

AT = datetime(2026, 11, 23, 8, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_only_the_password_itself_fits() -> None:
    stored = credentials.hash_password("een lang wachtwoord")

    assert "wachtwoord" not in stored
    assert credentials.password_fits(stored, "een lang wachtwoord")
    assert not credentials.password_fits(stored, "een lang wachtwoorD")
    assert not credentials.password_fits(stored, "")


@pytest.mark.parametrize("stored", ["", "geen hash", "$argon2id$v=19$m=1"])
def test_without_a_stored_password_nothing_fits(stored: str) -> None:
    assert not credentials.password_fits(stored, "")
    assert not credentials.password_fits(stored, "een lang wachtwoord")


def test_made_passwords_are_strong_and_never_the_same() -> None:
    made = {credentials.make_password() for _ in range(50)}

    assert len(made) == 50
    assert {credentials.weakness(one, "a@ipo.example") for one in made} == {""}


@pytest.mark.parametrize("password", ["kort", "x" * 201, "aaaaaaaaaaaaaaaa", "ik-ben-anneke-x"])
def test_weak_passwords_are_refused_with_a_reason(password: str) -> None:
    assert credentials.weakness(password, "anneke@ipo.example").endswith(".")


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (-30, True), (30, True),
                                                (-90, False), (90, False)])  # fmt: skip
def test_a_code_holds_one_step_around_now(seconds: int, holds: bool) -> None:
    code = pyotp.TOTP(SECRET).at(AT + timedelta(seconds=seconds))

    assert bool(credentials.code_step(SECRET, code, AT)) is holds


@pytest.mark.parametrize("code", ["", "000000", "abcdef", "１２３４５６", "1" * 5_000])
def test_what_is_no_code_holds_never(code: str) -> None:
    assert credentials.code_step(SECRET, code, AT) == 0
    assert credentials.code_step("", code, AT) == 0


def test_a_code_may_be_written_with_a_space() -> None:
    code = pyotp.TOTP(SECRET).at(AT)

    assert credentials.code_step(SECRET, f" {code[:3]} {code[3:]} ", AT)


def test_a_form_token_belongs_to_one_session() -> None:
    mine, yours = credentials.make_token(), credentials.make_token()

    assert credentials.form_token_fits(mine, credentials.form_token(mine))
    assert not credentials.form_token_fits(mine, credentials.form_token(yours))
    assert not credentials.form_token_fits("", credentials.form_token(""))
    assert not credentials.form_token_fits(mine, "é")
