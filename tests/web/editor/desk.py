"""A letter to edit: a week with a debate, a motion and a promise, and forms as a browser sends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from newsletter.compose import compose
from newsletter.edition import Material
from tests.web.accounts import HEADERS, add, enter
from tests.web.world import COMMITMENT, MOTION, NOW, RICH, STIKSTOF, WONEN, Kamer
from tracker import editions, queries, remarks
from tracker.database import read_scope, session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Block, BlockVersion, Edition, Role

WEEK = "2026-W48"
PATH = f"/haagse-zaken/{WEEK}/redactie"
HTMX = {"HX-Request": "true"}


def fill(workshop: Workshop) -> None:
    """Store a week and its draft."""
    kamer = Kamer(workshop.engine)
    first = kamer.add(RICH, STIKSTOF, WONEN)
    ids = [first, kamer.add(MOTION, STIKSTOF), kamer.add(COMMITMENT, STIKSTOF)]
    with session_scope(workshop.engine) as session:
        items = tuple(queries.stored_items(session, ids).values())
        material = Material(items=items, changes=(), as_of=NOW, since=None)
        parts = (workshop.taxonomy, workshop.people, workshop.recess)
        editions.save(session, compose(material, WEEK, *parts, NOW))


def edition(engine: Engine) -> Edition:
    """Return the stored edition with its dropped blocks."""
    with read_scope(engine) as session:
        found = editions.load(session, WEEK, whole=True)
    assert found is not None
    return found


def block(engine: Engine, kind: str) -> Block:
    """Return the first block of a kind."""
    return next(one for one in edition(engine).blocks if one.kind == kind)


def history(engine: Engine, key: str) -> tuple[BlockVersion, ...]:
    """Return what was done to a block, the latest first."""
    with read_scope(engine) as session:
        return remarks.history(session, WEEK, key)


@dataclass
class Editor:
    """Somebody with a browser of their own who works on the letter."""

    client: TestClient
    engine: Engine
    token: str

    def get(self, path: str = "", **query: Any) -> Response:
        """Open a page of the editor."""
        return self.client.get(f"{PATH}{path}", params=query, follow_redirects=False)

    def post(self, path: str, htmx: bool = False, **fields: Any) -> Response:
        """Send a form; `veld_x` and `was_x` stand for `veld:x` and `was:x`."""
        data = {re.sub(r"^(veld|was|mijn)_", r"\1:", name): text for name, text in fields.items()}
        headers = {**HEADERS, **(HTMX if htmx else {})}
        return self.client.post(
            f"{PATH}{path}", data={"formulier": self.token, **data}, headers=headers,
            follow_redirects=False,
        )  # fmt: skip

    def write(self, one: Block, htmx: bool = False, **fields: Any) -> Response:
        """Save fields of a block as the form of that version of it would."""
        found = {"sleutel": one.key, "versie": str(one.version), **fields}
        return self.post("/bewaar", htmx, **found)


def editor(client: TestClient, engine: Engine, role: Role, name: str) -> Editor:
    """Return somebody who signed in with this client."""
    return Editor(client, engine, enter(client, engine, add(engine, role, name)))


def words(page: Response) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
