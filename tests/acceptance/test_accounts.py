"""`haagsezaken account`: the first account, its role, its end."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracker.cli.app import app
from tracker.database import open_engine
from tracker.errors import AccountError

EMAIL = "anneke@ipo.example"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")


def run(*words: str, given: str = "") -> str:
    result = CliRunner().invoke(app, ["account", *words], input=given)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def listed() -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(run("list", "--json"))
    return found


def test_the_first_account_is_made_and_its_secrets_are_shown_once() -> None:
    assert "nog geen accounts" in run("list")

    said = run("add", EMAIL, "--name", "Anneke", "--role", "beheerder")

    assert re.search(r"Wachtwoord: \w{5}-\w{5}-\w{5}-\w{5}", said)
    assert "otpauth://totp/Haagse%20Zaken:anneke%40ipo.example?secret=" in said
    assert listed() == [{"email": EMAIL, "name": "Anneke", "role": "beheerder", "person": "",
                         "active": True, "signed_in_at": None}]  # fmt: skip
    assert "Wachtwoord" not in run("list")


def test_the_password_may_be_asked() -> None:
    said = run("add", EMAIL, "--name", "Anneke", "--ask", given="vlinder-dijk-78\n" * 2)

    assert "vlinder" not in said
    with pytest.raises(AccountError, match="tekens"):
        run("reset", EMAIL, "--ask", given="kort\nkort\n")


def test_an_account_for_the_provider_has_no_password() -> None:
    said = run("add", EMAIL, "--name", "Anneke", "--sso", "--person", "energie")

    assert "Wachtwoord" not in said
    assert "otpauth" not in said
    assert listed()[0]["person"] == "energie"


def test_role_disable_and_reset() -> None:
    run("add", EMAIL, "--name", "Anneke")

    assert "nu redacteur" in run("role", EMAIL, "redacteur")
    assert "gesloten" in run("disable", EMAIL)
    assert listed()[0]["active"] is False
    assert "weer open" in run("disable", EMAIL, "--undo")
    assert "otpauth" in run("reset", EMAIL)
    assert listed()[0]["role"] == "redacteur"


@pytest.mark.parametrize(
    ("words", "reason"),
    [(["role", EMAIL, "baas"], "Onbekende rol"),
     (["role", "b@ipo.example", "lezer"], "geen account"),
     (["add", "geen adres", "--name", "x"], "geen e-mailadres"),
     (["add", "b@ipo.example", "--name", "B", "--person", "niemand"], "people.yaml")],
)  # fmt: skip
def test_what_cannot_be_says_why(words: list[str], reason: str) -> None:
    with pytest.raises(AccountError, match=reason):
        run(*words)


def test_no_secret_is_stored_as_it_is_but_the_code_secret(tmp_path: Path) -> None:
    said = run("add", EMAIL, "--name", "Anneke")
    password = re.search(r"Wachtwoord: (\S+)", said)
    assert password

    with open_engine(f"sqlite:///{tmp_path / 'a.db'}").connect() as connection:
        rows = str(connection.exec_driver_sql("SELECT * FROM account").all())
        rows += str(connection.exec_driver_sql("SELECT * FROM audit").all())

    assert password[1] not in rows
    assert "$argon2id$" in rows
