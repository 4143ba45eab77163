"""Every route that changes something, from everywhere it must not come."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlmodel import SQLModel

from tests.web.accounts import HEADERS, ORIGIN, add, enter
from tests.web.world import STIKSTOF, Kamer, debate
from tracker.credentials import form_token
from tracker.models import AuditTable
from tracker.records import RIGHTS, Right, Role
from tracker.web.app import PAGES
from tracker.web.guard import SIGNED_ELSEWHERE, Door, Guard, comes_from_us, require_guards
from tracker.web.readers.links import SignedLink

READING = {"GET", "HEAD"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: what is refused does not depend on SQL, and sessions are tested on both."""
    return sqlite_url


def routes() -> Iterator[APIRoute]:
    for module in PAGES:
        for route in module.router.routes:
            if isinstance(route, APIRoute) and not route.path.startswith(SIGNED_ELSEWHERE):
                yield route


def guard_of(route: APIRoute) -> Guard:
    return next(one.call for one in route.dependant.dependencies if isinstance(one.call, Guard))


def path_of(route: APIRoute) -> str:
    return "/".join("1" if part.startswith("{") else part for part in route.path.split("/"))


EVERY = [(method, path_of(route), guard_of(route))
         for route in routes() for method in sorted(route.methods - READING)]  # fmt: skip
CHANGING = [case for case in EVERY if not isinstance(case[2], SignedLink)]
BY_LINK = [case for case in EVERY if isinstance(case[2], SignedLink)]
GUARDED = [case for case in CHANGING if not isinstance(case[2], Door)]
READABLE = [path_of(route) for route in routes() if "GET" in route.methods]


def names(cases: list[tuple[str, str, Guard]]) -> list[str]:
    return [f"{method} {path}" for method, path, _ in cases]


def everything(engine: Engine, *, without: str = "") -> dict[str, list[object]]:
    """Return all rows of all tables."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table))]
            for table in SQLModel.metadata.sorted_tables
            if table.name != without
        }


def refusals(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        table = SQLModel.metadata.tables[str(AuditTable.__tablename__)]
        return list(connection.execute(select(table).where(table.c.allowed.is_(False))))


@pytest.fixture
def filled(kamer: Kamer) -> Kamer:
    kamer.add(debate(), STIKSTOF, certain=False)
    return kamer


@pytest.fixture
def strict(client: TestClient, engine: Engine, filled: Kamer) -> Iterator[TestClient]:
    """A client whose requests must all be refused: nothing written, each one in the log."""
    client.follow_redirects = False
    before, known = everything(engine, without="audit"), len(refusals(engine))
    asked: list[object] = []
    client.event_hooks = {"request": [asked.append]}
    accounts = {"account", "web_session"}
    yield client
    after = everything(engine, without="audit")
    changed = {name for name in before if before[name] != after[name]} - accounts
    assert changed == set()
    assert len(refusals(engine)) - known == len(asked) > 0


def data(token: str) -> dict[str, str]:
    return {"formulier": token, "oordeel": "reject", "kenmerk": "k", "gezien": "x"}


def test_there_is_something_to_guard() -> None:
    assert len(GUARDED) >= 4
    assert {"POST /aanmelden", "POST /afmelden"} <= set(names(CHANGING))


@pytest.mark.parametrize(("method", "path", "guard"), GUARDED, ids=names(GUARDED))
def test_signed_out_is_refused(
    strict: TestClient, engine: Engine, method: str, path: str, guard: Guard
) -> None:
    strict.cookies.set("hz-bezoek", "a-stranger")
    fields = data(form_token("a-stranger"))

    answer = strict.request(method, path, data=fields, headers=HEADERS)

    assert answer.status_code == 401
    assert "niets veranderd" in answer.text


@pytest.mark.parametrize(("method", "path", "guard"), CHANGING, ids=names(CHANGING))
def test_without_the_right_token_is_refused(
    strict: TestClient, engine: Engine, method: str, path: str, guard: Guard
) -> None:
    role = next((role for role in Role if guard.right in RIGHTS[role]), Role.LOBBYIST)
    account = add(engine, role)
    other = enter(strict, engine, account)
    enter(strict, engine, account)

    for fields in ({}, data(""), data(other), data("0" * 64), data("é")):
        answer = strict.request(method, path, data=fields, headers=HEADERS)
        assert answer.status_code == 403, fields


@pytest.mark.parametrize(("method", "path", "guard"), CHANGING, ids=names(CHANGING))
def test_from_elsewhere_is_refused(
    strict: TestClient, engine: Engine, method: str, path: str, guard: Guard
) -> None:
    role = next((role for role in Role if guard.right in RIGHTS[role]), Role.LOBBYIST)
    token = enter(strict, engine, add(engine, role))
    elsewhere = (
        {}, {"Origin": "null"}, {"Origin": "https://evil.example"}, {"Origin": f"{ORIGIN}.evil"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-origin"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "same-site"}, {"Origin": "http://[::1"},
        {"Origin": ORIGIN, "Sec-Fetch-Site": "none"}, {"Origin": "http://127.0.0.1:8001"},
    )  # fmt: skip

    for headers in elsewhere:
        answer = strict.request(method, path, data=data(token), headers=headers)
        assert answer.status_code == 403, headers


@pytest.mark.parametrize(("method", "path", "guard"), BY_LINK, ids=names(BY_LINK))
def test_without_the_right_link_is_refused(
    strict: TestClient, engine: Engine, method: str, path: str, guard: Guard
) -> None:
    token = enter(strict, engine, add(engine, Role.BEHEERDER))

    answer = strict.request(method, path, data=data(token), headers=HEADERS)

    assert answer.status_code == 403
    assert "Er is niets veranderd" in answer.text


@pytest.mark.parametrize(("method", "path", "guard"), GUARDED, ids=names(GUARDED))
def test_each_wrong_role_is_refused(
    client: TestClient, engine: Engine, filled: Kamer, method: str, path: str, guard: Guard
) -> None:
    for role in Role:
        if guard.right in RIGHTS[role]:
            continue
        token = enter(client, engine, add(engine, role))
        before = everything(engine, without="audit")

        answer = client.request(method, path, data=data(token), headers=HEADERS)

        assert answer.status_code == 403
        assert f"Met uw rol ({role.value}) mag u dit niet." in answer.text
        assert everything(engine, without="audit") == before
        assert refusals(engine)[-1].by == f"{role.value}@ipo.example"


@pytest.mark.parametrize("role", [None, Role.LOBBYIST, Role.BEHEERDER], ids=str)
def test_looking_changes_nothing(
    client: TestClient, engine: Engine, filled: Kamer, role: Role | None
) -> None:
    if role:
        enter(client, engine, add(engine, role))
    before = everything(engine, without="audit" if role else "")

    for path in READABLE:
        for method in ("GET", "HEAD"):
            client.request(method, path, follow_redirects=False)

    assert everything(engine, without="audit" if role else "") == before


def test_an_endless_or_broken_form_is_refused(client: TestClient, engine: Engine) -> None:
    token = enter(client, engine, add(engine, Role.LOBBYIST))
    form = {"Content-Type": "application/x-www-form-urlencoded", **HEADERS}

    def answer(body: bytes) -> int:
        return client.post("/afmelden", content=body, headers=form).status_code

    assert answer(b"a=" + b"x" * 300_000) == 413
    assert answer(b"a=1&" * 500) == 400
    assert answer(b"\xff\xfe") == 400
    assert client.post("/afmelden", json={"formulier": token}, headers=HEADERS).status_code == 403


def test_a_hostile_address_is_refused_and_noted(client: TestClient, engine: Engine) -> None:
    enter(client, engine, add(engine, Role.LOBBYIST))

    for path in ("/beoordelen/%00", "/beoordelen/" + "x" * 3_000, "/beoordelen/%3Cscript%3E"):
        assert client.post(path, headers=HEADERS).status_code == 403

    assert len(refusals(engine)) == 3
    enter(client, engine, add(engine, Role.BEHEERDER))
    assert "<script>" not in client.get("/beheer/logboek").text


def test_the_token_may_come_as_a_header(client: TestClient, engine: Engine) -> None:
    token = enter(client, engine, add(engine, Role.LOBBYIST))

    answer = client.post("/afmelden", headers={**HEADERS, "X-Formulier": token})

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("origin", "public", "ours"),
    [("http://localhost:8000", "http://127.0.0.1:8000", True),
     ("http://[::1]:8000", "http://127.0.0.1:8000", True),
     ("https://hz.ipo.example", "https://hz.ipo.example/", True),
     ("https://hz.ipo.example", "https://hz.ipo.example:443", True),
     ("https://HZ.ipo.example", "https://hz.ipo.example", True),
     ("", "", False),
     ("http://hz.ipo.example", "https://hz.ipo.example", False),
     ("https://hz.ipo.example:8443", "https://hz.ipo.example", False),
     ("http://localhost:8000", "https://hz.ipo.example", False),
     ("http://localhost:99999", "http://127.0.0.1:8000", False)],
)  # fmt: skip
def test_the_workspace_knows_its_own_pages(origin: str, public: str, ours: bool) -> None:
    assert comes_from_us({"origin": origin}, public) is ours


def test_a_route_without_a_guard_stops_the_start() -> None:
    router = APIRouter()
    router.add_api_route("/open", lambda: "", methods=["POST"])

    with pytest.raises(RuntimeError, match="POST /open has no guard"):
        require_guards(router.routes)


def test_the_log_is_for_the_beheerder(client: TestClient, engine: Engine) -> None:
    assert client.get("/beheer/logboek").status_code == 401
    enter(client, engine, add(engine, Role.EINDREDACTEUR))
    assert client.get("/beheer/logboek").status_code == 403
    enter(client, engine, add(engine, Role.BEHEERDER))

    page = client.get("/beheer/logboek").text
    refused = client.get("/beheer/logboek?geweigerd=1&wie=EIND&van=2026-11-23&tot=2026-11-23").text
    none = client.get("/beheer/logboek", params={"wie": "<b>%", "van": "gisteren"}).text

    assert "Account gemaakt" in page
    assert "rol: beheerder" in page
    assert "Verzoek geweigerd" in refused
    assert "Account gemaakt" not in refused
    assert "Geen regels gevonden." in none
    assert "<b>" not in none
    for odd in ("van=9999-12-30&tot=0001-01-01", "wat=%00&wie=%00", "pagina=9999"):
        assert client.get(f"/beheer/logboek?{odd}").status_code == 200


def test_rights_are_as_agreed() -> None:
    judges = {role for role in Role if Right.JUDGE in RIGHTS[role]}

    assert judges == {Role.LOBBYIST, Role.REDACTEUR, Role.EINDREDACTEUR}
    assert {role for role in Role if Right.APPROVE in RIGHTS[role]} == {Role.EINDREDACTEUR}
    assert {role for role in Role if Right.ADMINISTER in RIGHTS[role]} == {Role.BEHEERDER}
    assert RIGHTS[Role.LEZER] == {Right.READ}
