"""Somebody who judges in the workspace, and what the database says afterwards."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import HEADERS, add, enter
from tests.web.world import STIKSTOF, Kamer, debate
from tracker import judged, queries
from tracker.database import read_scope, session_scope
from tracker.models import FeedbackTable
from tracker.records import Classification, Feedback, Role


@dataclass
class Desk:
    """Somebody who judges in the workspace."""

    client: TestClient
    engine: Engine
    token: str
    fields: dict[str, str] = field(default_factory=dict)

    def form(self, item_id: int) -> dict[str, str]:
        """Return the hidden fields of the forms of one item."""
        page = self.client.get(f"/beoordelen?stuk={item_id}").text
        found = dict(re.findall(r'name="(kenmerk|gezien|volgende)" value="([^"]*)"', page))
        return {"formulier": self.token, **found}

    def send(self, item_id: int, verdict: str, *chosen: str, **changed: str):  # type: ignore[no-untyped-def]
        fields: dict[str, object] = {**(self.fields or self.form(item_id)), "oordeel": verdict,
                                     "keuze": list(chosen), **changed}  # fmt: skip
        return self.client.post(
            f"/beoordelen/{item_id}", data=fields, headers=HEADERS, follow_redirects=False
        )

    def about(self, feedback_id: int, deed: str):  # type: ignore[no-untyped-def]
        return self.client.post(
            f"/beoordelen/oordeel/{feedback_id}/{deed}", data={"formulier": self.token},
            headers=HEADERS, follow_redirects=False,
        )  # fmt: skip

    def as_somebody_else(self, name: str) -> Desk:
        token = enter(self.client, self.engine, add(self.engine, Role.REDACTEUR, name))
        return Desk(self.client, self.engine, token)


def said(engine: Engine, item_id: int) -> Classification:
    with read_scope(engine) as session:
        found = queries.stored_items(session, [item_id])[item_id].classification
    assert found is not None
    return found


def given(engine: Engine) -> list[Feedback]:
    with read_scope(engine) as session:
        return [one.feedback for one in reversed(judged.history(session))]


def slugs(engine: Engine, item_id: int) -> list[str]:
    return [match.slug for match in said(engine, item_id).dossiers]


def doubt(kamer: Kamer, number: int = 1, *matches: object) -> int:
    labels = matches or (STIKSTOF,)
    item = debate(f"Stikstof {number}", f"activiteit:{number}")
    return kamer.add(item, *labels, certain=False)  # type: ignore[arg-type]


def far(engine: Engine, reach: int = 120) -> int:
    """Make the last judgement one that touches many items."""
    with session_scope(engine) as session:
        row = session.get_one(FeedbackTable, given(engine)[-1].id)
        row.reach = reach
        session.add(row)
    return int(row.id or 0)
