"""The invented week in the workspace, with an editor, two eindredacteuren and readers."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from fastapi.testclient import TestClient
from httpx import Response

from tests.newsletter.week import WEEK, busy
from tests.web.accounts import HEADERS, add, enter
from tests.web.world import NOW
from tracker import blocks, editing, editions, remarks
from tracker.database import read_scope, session_scope
from tracker.jobs import reviewing
from tracker.jobs.workshop import Workshop
from tracker.models import SubscriberTable
from tracker.records import Choices, Edition, Role, Stage

ROOT = f"/haagse-zaken/{WEEK}"
ANNA, EVA, FRED = "anna@ipo.example", "eva@ipo.example", "fred@ipo.example"
READERS = (("jan", "bestuur", "Utrecht", ("ruimte-leefomgeving",)),
           ("piet", "bestuur", "Zeeland", ()), ("klaas", "toestemming", "", ()))  # fmt: skip


@cache
def drafted() -> Edition:
    """Return the invented week; composing it takes longer than storing it."""
    return busy().edition()


class Office:
    """One workspace; each person has a browser of their own."""

    def __init__(self, workshop: Workshop, client: TestClient) -> None:
        self.workshop, self.engine, self.client = workshop, workshop.engine, client
        with session_scope(self.engine) as session:
            editions.save(session, drafted())
            for name, ground, province, bacs in READERS:
                session.add(
                    SubscriberTable(
                        email=f"{name}@provincie.example", name=name.title(), state="active",
                        ground=ground, province=province, function="gedeputeerde",
                        choices=Choices(bacs=bacs).to_json(), secret=name * 8, created_at=NOW,
                    )
                )  # fmt: skip
        roles = {"Anna": Role.REDACTEUR, "Eva": Role.EINDREDACTEUR, "Fred": Role.EINDREDACTEUR,
                 "Leo": Role.LEZER}  # fmt: skip
        self.accounts = {name: add(self.engine, role, name) for name, role in roles.items()}

    def as_(self, name: str) -> str:
        """Sign in as somebody; return the token of their forms."""
        return enter(self.client, self.engine, self.accounts[name], self.workshop.clock())

    def leave(self) -> None:
        """Be nobody."""
        self.client.cookies.clear()

    def get(self, path: str = "/controle") -> Response:
        return self.client.get(ROOT + path)

    def post(self, name: str, path: str, **fields: str) -> Response:
        """Send a form as somebody, and follow where it leads."""
        data = {"formulier": self.as_(name), **fields}
        return self.client.post(ROOT + path, data=data, headers=HEADERS)

    def edition(self) -> Edition:
        with read_scope(self.engine) as session:
            found = editions.load(session, WEEK)
        assert found is not None
        return found

    def write(self, text: str, by: str = ANNA, kind: str = "kamerbrief") -> str:
        block = next(one for one in self.edition().blocks if one.kind == kind)
        with session_scope(self.engine) as session:
            editing.write(
                session, WEEK, block.key, {"title": text}, seen=block.version, by=by, now=NOW
            )
        return block.key

    def set_aside(self) -> None:
        """Set aside whatever the checks find in the invented week."""
        with session_scope(self.engine) as session:
            for one in reviewing.findings(self.workshop, session, self.edition()):
                remarks.overrule(session, WEEK, one.key, "Dit is een proef.", by=ANNA, now=NOW)

    def approve(self, name: str = "Eva", **fields: str) -> Response:
        """Approve as the page offers it."""
        from newsletter import sealing

        edition = self.edition()
        given = {
            "versie": str(edition.revision), "kenmerk": sealing.fingerprint(edition),
            "gelezen": "1", **fields,
        }  # fmt: skip
        return self.post(name, "/controle/goedkeuren", **given)

    def status(self, stage: Stage) -> None:
        with session_scope(self.engine) as session:
            row = blocks.edition_row(session, WEEK, locked=True)
            assert row is not None
            row.status = stage.value
            session.add(row)

    @property
    def now(self) -> datetime:
        return self.workshop.clock()
