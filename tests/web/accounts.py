"""People who sign in: an account per role, and a browser that holds its session."""

from __future__ import annotations

import re
from datetime import datetime

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.world import NOW
from tracker import access, sessions
from tracker.credentials import form_token
from tracker.database import session_scope
from tracker.records import Account, Role

ORIGIN = "http://127.0.0.1:8000"
PASSWORD, SECRET = "vlinders boven de dijk", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
HEADERS = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin"}


def add(engine: Engine, role: Role, name: str = "", now: datetime = NOW, **values: str) -> Account:
    """Make an account with password and code."""
    given = {"password": PASSWORD, "code_secret": SECRET, **values}
    name = name or role.value.capitalize()
    with session_scope(engine) as session:
        return access.add(
            session, email=f"{name.lower()}@ipo.example", name=name, role=role, now=now,
            by="opdrachtregel", **given,
        )  # fmt: skip


def enter(client: TestClient, engine: Engine, account: Account, now: datetime = NOW) -> str:
    """Give this client the session of an account; return the token of its forms."""
    with session_scope(engine) as session:
        token = sessions.start(session, account.id, now)
    client.cookies.set("hz-sessie", token)
    return form_token(token)


def token_in(page: str) -> str:
    """Return the token in the forms of a page."""
    found = re.search(r'name="formulier" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]
