"""Signing in through a provider that runs as a process of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine

from config.settings import Settings
from tests.web.accounts import HEADERS, add, token_in
from tracker import access, audit
from tracker.audit import AuditFilter
from tracker.database import read_scope, session_scope
from tracker.jobs.workshop import Workshop, system_clock
from tracker.records import Role
from tracker.sandbox.oidc.provider import CLIENT_ID, CLIENT_SECRET, FAULTS
from tracker.sandbox.processes import stand_in
from tracker.web.app import create_app


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:  # type: ignore[override]
        return None


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    state = tmp_path_factory.mktemp("oidc")
    with stand_in("oidc", state) as address:
        yield address, state


@pytest.fixture
def client(workshop: Workshop, provider: tuple[str, Path]) -> TestClient:
    values = {
        "oidc_issuer": provider[0],
        "oidc_client_id": CLIENT_ID,
        "oidc_client_secret": SecretStr(CLIENT_SECRET),
    }
    shop = Workshop(workshop.settings.model_copy(update=values), system_clock)
    shop.engine, shop.taxonomy = workshop.engine, workshop.taxonomy
    return TestClient(create_app(shop), follow_redirects=False)


def order(address: str, fault: str) -> None:
    with urlopen(Request(f"{address}/_fault/{fault}", method="POST"), timeout=10):
        return


def through(client: TestClient, email: str) -> str:
    """Go to the provider, say who we are; return the way back as path and query."""
    to = client.get("/aanmelden/dienst").headers["location"]
    opener = build_opener(_Stay)
    try:
        opener.open(Request(to, urlencode({"email": email}).encode()), timeout=10)
    except OSError as answer:
        back = urlsplit(answer.headers["Location"])  # type: ignore[attr-defined]
        return f"{back.path}?{back.query}"
    raise AssertionError("the provider did not send us back")


def finish(client: TestClient, back: str, **changed: str):  # type: ignore[no-untyped-def]
    page = client.get(back)
    query = {name: values[0] for name, values in parse_qs(urlsplit(back).query).items()}
    fields = {"formulier": token_in(page.text), **query, **changed}
    return client.post("/aanmelden/terug", data=fields, headers=HEADERS)


def sign_in(client: TestClient, email: str = "anneke@ipo.example"):  # type: ignore[no-untyped-def]
    return finish(client, through(client, email))


def test_who_has_an_account_comes_in(client: TestClient, engine: Engine) -> None:
    add(engine, Role.REDACTEUR, "Anneke", password="", code_secret="")
    assert "Aanmelden met uw werkaccount" in client.get("/aanmelden").text

    answer = sign_in(client)

    assert answer.status_code == 303
    assert "Anneke" in client.get("/").text


def test_coming_back_opens_nothing_before_the_button(client: TestClient, engine: Engine) -> None:
    add(engine, Role.REDACTEUR, "Anneke", password="", code_secret="")

    page = client.get(through(client, "anneke@ipo.example"))

    assert "Ga verder" in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert "hz-sessie" not in client.cookies


@pytest.mark.parametrize("fault", [one for one in FAULTS if one != "down"])
def test_a_token_that_is_wrong_opens_nothing(
    client: TestClient, engine: Engine, provider: tuple[str, Path], fault: str
) -> None:
    add(engine, Role.REDACTEUR, "Anneke", password="", code_secret="")
    back = through(client, "anneke@ipo.example")
    order(provider[0], fault)

    answer = finish(client, back)
    order(provider[0], "")

    assert answer.status_code == 422
    assert "niet gelukt" in answer.text
    assert "hz-sessie" not in client.cookies
    with read_scope(engine) as session:
        refused = audit.lines(session, AuditFilter(refused=True))
    assert [one.what for one in refused] == ["sign-in"]


def test_strangers_closed_accounts_and_other_subjects_stay_out(
    client: TestClient, engine: Engine
) -> None:
    add(engine, Role.REDACTEUR, "Anneke", password="", code_secret="")
    assert sign_in(client, "niemand@ipo.example").status_code == 422
    with session_scope(engine) as session:
        access.set_active(session, "anneke@ipo.example", system_clock(), "x", active=False)
    assert sign_in(client).status_code == 422
    with session_scope(engine) as session:
        access.set_active(session, "anneke@ipo.example", system_clock(), "x", active=True)
        access.sign_in_by_oidc(session, "anneke@ipo.example", "iemand anders", system_clock())

    assert sign_in(client).status_code == 422


def test_another_state_or_a_used_code_opens_nothing(client: TestClient, engine: Engine) -> None:
    add(engine, Role.REDACTEUR, "Anneke", password="", code_secret="")
    back = through(client, "anneke@ipo.example")
    kept = dict(client.cookies)

    assert finish(client, back, state="van een ander").status_code == 422
    assert finish(client, back).status_code == 422, "the cookie of the way back is gone"
    client.cookies.update(kept)
    assert finish(client, back).status_code == 303
    client.cookies.clear()
    client.cookies.update(kept)
    assert finish(client, back).status_code == 422, "a code is used once"


def test_a_provider_that_is_away_says_so(
    client: TestClient, engine: Engine, provider: tuple[str, Path]
) -> None:
    order(provider[0], "down")

    answer = client.get("/aanmelden/dienst")
    order(provider[0], "")

    assert answer.status_code == 422
    assert "Aanmelden via de dienst is niet gelukt." in answer.text


def test_without_a_provider_there_is_no_way_through_one(workshop: Workshop) -> None:
    client = TestClient(create_app(workshop))

    assert client.get("/aanmelden/dienst").status_code == 404
    assert client.get("/aanmelden/terug?code=a&state=b").status_code == 404
    assert "werkaccount" not in client.get("/aanmelden").text


def test_the_provider_sees_pkce_and_keeps_a_journal(
    client: TestClient, engine: Engine, provider: tuple[str, Path]
) -> None:
    add(engine, Role.REDACTEUR, "Anneke", password="", code_secret="")
    to = client.get("/aanmelden/dienst").headers["location"]
    sign_in(client)

    asked = parse_qs(urlsplit(to).query)
    lines = (provider[1] / "journal.jsonl").read_text().splitlines()

    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= set(asked)
    assert json.loads(lines[-1]) == {"event": "token", "email": "anneke@ipo.example"}


@pytest.mark.parametrize(
    "values",
    [
        {"oidc_issuer": "https://a.example"},
        {"oidc_issuer": "http://a.example", "oidc_client_id": "x"},
    ],
)
def test_half_a_provider_stops_the_start(values: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="OIDC_ISSUER"):
        Settings(_env_file=None, **values)
