"""Signing in and out in the workspace, and what a stranger gets to see."""

from __future__ import annotations

from collections.abc import Callable

import pyotp
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import HEADERS, ORIGIN, PASSWORD, SECRET, add, enter, token_in
from tests.web.world import NOW
from tracker import access, audit
from tracker.audit import AuditFilter
from tracker.database import read_scope, session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Role
from tracker.web.app import create_app
from tracker.web.signing import local_path

Post = Callable[..., object]


def sign_in(client: TestClient, **changed: str):  # type: ignore[no-untyped-def]
    fields = {
        "formulier": token_in(client.get("/aanmelden").text),
        "adres": "anneke@ipo.example",
        "wachtwoord": PASSWORD,
        "code": pyotp.TOTP(SECRET).at(NOW),
        "verder": "/agenda",
        **changed,
    }
    return client.post("/aanmelden", data=fields, headers=HEADERS, follow_redirects=False)


def actions(engine: Engine) -> list[tuple[str, str, bool]]:
    with read_scope(engine) as session:
        return [(one.by, one.what, one.allowed) for one in audit.lines(session, AuditFilter())]


def test_signing_in_leads_on_and_shows_who_you_are(client: TestClient, engine: Engine) -> None:
    add(engine, Role.LOBBYIST, "Anneke")

    answer = sign_in(client)

    assert (answer.status_code, answer.headers["location"]) == (303, "/agenda")
    cookie = answer.headers["set-cookie"].split("hz-sessie=")[1].split(",")[0].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    page = client.get("/").text
    assert "Anneke" in page
    assert "Afmelden" in page
    assert page.count("/aanmelden") == 0
    assert ("anneke@ipo.example", "sign-in", True) in actions(engine)


@pytest.mark.parametrize(
    "changed",
    [{"adres": "niemand@ipo.example"}, {"wachtwoord": "fout"}, {"code": "000000"},
     {"code": ""}, {"wachtwoord": ""}, {"adres": "x" * 400, "wachtwoord": "y" * 5_000}],
)  # fmt: skip
def test_whatever_is_wrong_the_answer_is_the_same(
    client: TestClient, engine: Engine, changed: dict[str, str]
) -> None:
    add(engine, Role.LOBBYIST, "Anneke")

    answer = sign_in(client, **changed)

    assert answer.status_code == 422
    assert "Aanmelden is niet gelukt." in answer.text
    assert "hz-sessie" not in answer.headers.get("set-cookie", "")
    assert PASSWORD not in answer.text
    assert not actions(engine)[0][2]
    assert "Afmelden" not in client.get("/").text


def test_a_locked_account_says_nothing_else(client: TestClient, engine: Engine) -> None:
    add(engine, Role.LOBBYIST, "Anneke")
    wrong = sign_in(client, wachtwoord="fout").text
    for _ in range(4):
        sign_in(client, wachtwoord="fout")

    locked = sign_in(client)

    assert locked.status_code == 422
    assert locked.text == wrong


def test_signing_out_closes_the_session_for_good(client: TestClient, engine: Engine) -> None:
    token = enter(client, engine, add(engine, Role.LEZER))
    kept = client.cookies["hz-sessie"]

    answer = client.post("/afmelden", data={"formulier": token}, headers=HEADERS)

    assert "Aanmelden" in answer.text
    client.cookies.set("hz-sessie", kept)
    assert "Afmelden" not in client.get("/").text
    assert actions(engine)[0][1:] == ("sign-out", True)


@pytest.mark.parametrize("cookie", ["", "verzonnen", "x" * 5_000, "%00", "' OR 1=1"])
def test_a_made_up_cookie_is_nobody(client: TestClient, cookie: str) -> None:
    client.cookies.set("hz-sessie", cookie)

    assert client.get("/").status_code == 200
    assert "Afmelden" not in client.get("/").text


@pytest.mark.parametrize(
    ("asked", "leads"),
    [("/agenda?week=2026-W48", "/agenda?week=2026-W48"), ("//evil.example", "/"), ("", "/"),
     ("https://evil.example", "/"), ("/\\evil.example", "/"), ("/a\r\nSet-Cookie: x", "/"),
     ("javascript:alert(1)", "/"), ("/\tevil", "/")],
)  # fmt: skip
def test_the_way_on_stays_on_this_site(asked: str, leads: str) -> None:
    assert local_path(asked) == leads


def test_a_closed_workspace_shows_strangers_the_door_only(
    workshop: Workshop, engine: Engine
) -> None:
    closed = Workshop(workshop.settings.model_copy(update={"workspace_open": False}),
                      workshop.clock)  # fmt: skip
    closed.engine, closed.taxonomy = workshop.engine, workshop.taxonomy
    client = TestClient(create_app(closed), follow_redirects=False)

    answer = client.get("/agenda")
    found = {path: client.get(path).status_code
             for path in ("/", "/items/1", "/beoordelen", "/bronnen",
                          "/beheer/logboek", "/dossiers/stikstof")}  # fmt: skip

    assert answer.headers["location"] == "/aanmelden?verder=/agenda"
    assert set(found.values()) == {303}
    assert client.get("/aanmelden").status_code == 200
    assert client.get("/readyz").status_code == 200
    enter(client, engine, add(engine, Role.LEZER))
    assert client.get("/agenda").status_code == 200


def test_over_https_the_cookies_are_for_this_host_only(workshop: Workshop, engine: Engine) -> None:
    settings = workshop.settings.model_copy(update={"public_url": "https://hz.ipo.example"})
    secure = Workshop(settings, workshop.clock)
    secure.engine, secure.taxonomy = workshop.engine, workshop.taxonomy
    client = TestClient(create_app(secure), base_url="https://hz.ipo.example")

    cookie = client.get("/aanmelden").headers["set-cookie"]

    assert cookie.startswith("__Host-hz-bezoek=")
    assert "Secure" in cookie
    assert "Domain" not in cookie


def test_the_example_user_exists_in_the_demo_only(workshop: Workshop, engine: Engine) -> None:
    add(engine, Role.LOBBYIST, "Voorbeeldgebruiker")
    example = workshop.settings.model_copy(update={"syncfeed_url": "http://127.0.0.1:9/x"})
    outside = example.model_copy(update={"web_host": "0.0.0.0"})
    cases = ((example, True, True), (example, False, False), (outside, True, False),
             (workshop.settings, True, False))  # fmt: skip
    for settings, trial, allowed in cases:
        shop = Workshop(settings, workshop.clock)
        shop.engine, shop.taxonomy = workshop.engine, workshop.taxonomy
        client = TestClient(create_app(shop, trial=trial))
        page = client.get("/aanmelden").text

        answer = client.post(
            "/aanmelden/voorbeeld", headers=HEADERS,
            data={"formulier": token_in(page), "verder": "/dossiers"},
        )  # fmt: skip

        assert ("Probeer als voorbeeldgebruiker" in page) is allowed
        assert ("Afmelden" in answer.text) is allowed
        assert answer.status_code == (200 if allowed else 404)


@pytest.mark.parametrize(
    ("role", "status", "name"),
    [
        ("redacteur", 200, "Voorbeeldredacteur"),
        ("eindredacteur", 200, "Voorbeeldeindredacteur"),
        ("beheerder", 404, ""),
        ("koning", 404, ""),
    ],
)
def test_the_demo_lets_in_who_writes_and_who_approves(
    workshop: Workshop, engine: Engine, role: str, status: int, name: str
) -> None:
    with session_scope(engine) as session:
        access.ensure_trial(session, NOW)
    example = workshop.settings.model_copy(update={"syncfeed_url": "http://127.0.0.1:9/x"})
    shop = Workshop(example, workshop.clock)
    shop.engine, shop.taxonomy = workshop.engine, workshop.taxonomy
    client = TestClient(create_app(shop, trial=True))
    form = {"formulier": token_in(client.get("/aanmelden").text), "rol": role}

    answer = client.post("/aanmelden/voorbeeld", headers=HEADERS, data=form)

    assert answer.status_code == status
    assert name in answer.text


def test_a_page_that_is_not_there_still_knows_who_you_are(
    client: TestClient, engine: Engine
) -> None:
    enter(client, engine, add(engine, Role.LEZER))

    assert "Afmelden" in client.get("/nergens").text


def test_the_origin_of_the_tests_is_that_of_the_workspace(workshop: Workshop) -> None:
    assert workshop.settings.public_url == ORIGIN
