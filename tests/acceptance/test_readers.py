"""`haagsezaken readers`: a list with its differences, a copy, an end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tracker.cli.app import app
from tracker.errors import ReaderError
from tracker.reader_files import ReaderFileError

HEAD = "naam;e-mail;functie;provincie;bac\n"
ANNA = "Anna;anna@zeeland.example;Gedeputeerde;Zeeland;LG\n"
BERT = "Bert;bert@utrecht.example;Gedeputeerde;Utrecht;\n"


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'a.db'}")
    monkeypatch.chdir(tmp_path)


def run(*words: str, given: str = "") -> str:
    result = CliRunner().invoke(app, ["readers", *words], input=given)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def written(text: str) -> str:
    Path("lijst.csv").write_text(HEAD + text, encoding="utf-8")
    return "lijst.csv"


def test_a_list_is_shown_first_and_then_carried_out() -> None:
    said = run("import", written(ANNA + BERT), "--dry-run")
    assert "+ Anna <anna@zeeland.example>" in said
    assert "Er is niets veranderd." in said
    assert "anna" not in run("list")

    assert "2 nieuw, 0 gewijzigd, 0 verwijderd" in run("import", written(ANNA + BERT))

    assert "anna@zeeland.example\tAnna\tactive\tbestuur\tZeeland" in run("list")


def test_who_left_goes_after_a_yes() -> None:
    run("import", written(ANNA + BERT))

    assert "0 verwijderd" in run("import", written(ANNA), given="n\n")
    assert "bert@utrecht.example" in run("list")
    assert "1 verwijderd" in run("import", written(ANNA), given="y\n")
    assert "bert@utrecht.example" not in run("list")
    assert "1 verwijderd" in run("import", written(BERT), "--remove")


def test_staff_is_another_list() -> None:
    run("import", written(ANNA))

    assert "0 verwijderd" in run("import", written(BERT), "--as", "medewerker")

    assert "bert" in run("list", "--ground", "medewerker")
    assert "anna" not in run("list", "--ground", "medewerker")


def test_a_copy_and_an_end() -> None:
    run("import", written(ANNA))

    assert json.loads(run("export", "ANNA@zeeland.example"))["naam"] == "Anna"
    assert "niets veranderd" in run("erase", "anna@zeeland.example", given="n\n")
    assert "Gewist." in run("erase", "anna@zeeland.example", "--yes")
    assert "liet zich wissen" in run("import", written(ANNA))
    with pytest.raises(ReaderError, match="Geen lezer"):
        run("export", "anna@zeeland.example")


def test_a_wrong_list_changes_nothing() -> None:
    with pytest.raises(ReaderFileError, match="regel 3: geen is geen e-mailadres"):
        run("import", written(ANNA + "Bert;geen;;;\n"))
    with pytest.raises(ReaderFileError, match="niet te lezen"):
        run("import", "bestaat-niet.csv")

    assert run("list") == ""
