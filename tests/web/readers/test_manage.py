"""Readers for who administers them, and a list brought in with a browser."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.tracker.reader_world import reader, stored, wanted
from tests.web.accounts import HEADERS, add, enter
from tests.web.readers.post import ANNA, deliver, mails
from tests.web.test_guard import everything, refusals
from tracker.jobs.readers import waiting_lists
from tracker.jobs.workshop import Workshop
from tracker.records import Role

LIST = b"naam;e-mail;functie;provincie\nAnna;anna@zeeland.example;Gedeputeerde;Zeeland\n"
UPLOAD, CARRY_OUT = "/beheer/lezers/lijst/verschillen", "/beheer/lezers/lijst/doorvoeren"


@pytest.fixture
def token(client: TestClient, engine: Engine) -> str:
    """The form token of a beheerder who is signed in on `client`."""
    return enter(client, engine, add(engine, Role.BEHEERDER))


def upload(client: TestClient, token: str, content: bytes, name: str = "lijst.csv") -> str:
    data = {"formulier": token, "grond": "bestuur"}
    return client.post(UPLOAD, data=data, files={"bestand": (name, content)}, headers=HEADERS).text


def hidden(page: str) -> dict[str, str]:
    form = page[page.index(CARRY_OUT) :]
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_a_list_shows_its_differences_and_then_is_carried_out(
    client: TestClient, workshop: Workshop, engine: Engine, token: str
) -> None:
    before = everything(engine, without="web_session")

    page = upload(client, token, LIST)

    assert "Anna (anna@zeeland.example)" in page
    assert "1 nieuw, 0 gewijzigd, 0 niet meer op de lijst" in page
    assert everything(engine, without="web_session") == before
    done = client.post(CARRY_OUT, data={**hidden(page), "welkom": "ja"}, headers=HEADERS)
    assert "De lijst is doorgevoerd." in done.text
    assert wanted(engine) == ["anna@zeeland.example"]
    assert list(waiting_lists(workshop).iterdir()) == []
    deliver(workshop)
    assert mails(workshop.data_dir)[-1]["Subject"] == "U krijgt voortaan Haagse Zaken"


def test_who_left_needs_a_tick(client: TestClient, engine: Engine, token: str) -> None:
    client.post(CARRY_OUT, data=hidden(upload(client, token, LIST)), headers=HEADERS)
    other = LIST.replace(b"anna@", b"bert@").replace(b"Anna", b"Bert")

    page = upload(client, token, other)

    assert "Niet meer op de lijst" in page
    client.post(CARRY_OUT, data=hidden(page), headers=HEADERS)
    assert len(wanted(engine)) == 2
    again = hidden(upload(client, token, other))
    client.post(CARRY_OUT, data={**again, "verwijderen": "ja"}, headers=HEADERS)
    assert wanted(engine) == ["bert@zeeland.example"]


def test_what_changed_in_between_is_shown_again(
    client: TestClient, engine: Engine, token: str
) -> None:
    form = hidden(upload(client, token, LIST))
    reader(engine, "anna@zeeland.example")

    answer = client.post(CARRY_OUT, data=form, headers=HEADERS)

    assert answer.status_code == 409
    assert "Intussen is er iets veranderd" in answer.text
    row = stored(engine, "anna@zeeland.example")
    assert row is not None
    assert row.ground == "toestemming"


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "0" * 64, "g" * 64, "\x00"])
def test_a_list_that_was_not_uploaded_is_none(client: TestClient, token: str, key: str) -> None:
    form = {"formulier": token, "lijst": key, "grond": "bestuur", "naam": "x", "gezien": "x"}

    answer = client.post(CARRY_OUT, data=form, headers=HEADERS)

    assert answer.status_code == 422
    assert "Kies het bestand opnieuw" in answer.text


def test_a_wrong_file_says_what_is_wrong(client: TestClient, engine: Engine, token: str) -> None:
    page = upload(client, token, LIST + b"Bert;geen adres;;\n")

    assert "Dit bestand is niet gebruikt" in page
    assert "regel 3: geen adres is geen e-mailadres" in page
    assert "Kies eerst een bestand." in upload(client, token, b"", name="")
    assert wanted(engine) == []


def test_fifty_megabytes_are_refused_with_a_reason(
    client: TestClient, workshop: Workshop, token: str
) -> None:
    files = {"bestand": ("lijst.csv", b"x" * 50_000_000)}

    answer = client.post(UPLOAD, data={"formulier": token}, files=files, headers=HEADERS)

    assert answer.status_code == 413
    assert "te groot: ten hoogste 5 MB" in answer.text
    assert not waiting_lists(workshop).exists()


def test_a_stranger_is_refused_before_the_file_is_read(client: TestClient, engine: Engine) -> None:
    files = {"bestand": ("lijst.csv", LIST)}

    assert client.post(UPLOAD, files=files, headers=HEADERS).status_code == 401
    assert client.post(UPLOAD, files=files).status_code == 403
    token = enter(client, engine, add(engine, Role.REDACTEUR))
    data = {"formulier": token}
    assert client.post(UPLOAD, data=data, files=files, headers=HEADERS).status_code == 403
    assert len(refusals(engine)) == 3
    assert wanted(engine) == []


def test_a_broken_body_is_refused(client: TestClient, token: str) -> None:
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {**HEADERS, "Content-Type": kind}
        assert client.post(UPLOAD, content=b"kapot", headers=headers).status_code in {400, 403}


def test_the_list_and_one_reader(client: TestClient, engine: Engine, token: str) -> None:
    made = reader(engine)

    page = client.get("/beheer/lezers").text
    one = client.get(f"/beheer/lezers/{made.id}").text

    assert ANNA in page
    assert "<strong>1</strong> krijgen mail" in page
    assert "Geen lezers gevonden." in client.get("/beheer/lezers?zoek=%25&toestand=terug").text
    assert "bevestigd" in one
    assert "192.0.2.0/24" in one
    assert client.get("/beheer/lezers/99").status_code == 404
    assert client.get(f"/beheer/lezers/{2**70}").status_code == 404


def test_the_csv_and_the_data(client: TestClient, engine: Engine, token: str) -> None:
    made = reader(engine, name="=1+1")

    found = client.get("/beheer/lezers.csv")

    assert found.headers["content-disposition"] == 'attachment; filename="lezers.csv"'
    assert "anna@provincie.example;'=1+1;" in found.text
    assert client.get(f"/beheer/lezers/{made.id}/gegevens.json").json()["e-mailadres"] == ANNA


def test_what_can_be_done_for_a_reader(client: TestClient, engine: Engine, token: str) -> None:
    made = reader(engine)

    def act(deed: str, **fields: str) -> str:
        data = {"formulier": token, **fields}
        return client.post(f"/beheer/lezers/{made.id}/{deed}", data=data, headers=HEADERS).text

    assert "Vink aan" in act("wissen")
    assert wanted(engine) == [ANNA]
    assert "krijgt geen mail meer" in act("stoppen")
    assert wanted(engine) == []
    assert "zijn gewist" in act("wissen", zeker="ja")
    assert ANNA not in repr(everything(engine))


def test_readers_are_not_for_everybody(client: TestClient, engine: Engine) -> None:
    for path in ("/beheer/lezers", "/beheer/lezers.csv", "/beheer/lezers/1"):
        assert client.get(path).status_code == 401
        enter(client, engine, add(engine, Role.EINDREDACTEUR, f"E{len(path)}"))
        assert client.get(path).status_code == 403
        client.cookies.clear()
