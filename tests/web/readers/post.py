"""What readers got by mail, and the links in it."""

from __future__ import annotations

import email
import re
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from fastapi.testclient import TestClient

from tests.web.accounts import HEADERS, token_in
from tracker.jobs import telling
from tracker.jobs.transports import transport_for
from tracker.jobs.workshop import Workshop

ANNA = "anna@provincie.example"


def deliver(workshop: Workshop) -> None:
    """Send what waits in the outbox, as the job of each minute does."""
    workshop.settings.slack_pace_seconds = 0
    with transport_for(workshop) as transport:
        telling.deliver(workshop, transport)


def mails(folder: Path) -> list[EmailMessage]:
    """Return the mails that were sent, oldest first."""
    paths = sorted((folder / "mail").glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    found = [email.message_from_bytes(path.read_bytes(), policy=default) for path in paths]
    return [one for one in found if isinstance(one, EmailMessage)]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, path: str) -> str:
    """Return the path of the link of this sort in a mail."""
    found = re.search(rf"https?://[^/\s]+({re.escape(path)}/\S+)", text_of(mail))
    assert found, text_of(mail)
    return found[1]


def subscribe(client: TestClient, address: str = ANNA, **fields: object) -> str:
    """Fill in the form; return the page that comes."""
    token = token_in(client.get("/abonneren").text)
    data = {"formulier": token, "email": address, "naam": "Anna", **fields}
    return client.post("/abonneren", data=data, headers=HEADERS).text


def become_reader(
    client: TestClient, workshop: Workshop, address: str = ANNA, **fields: object
) -> EmailMessage:
    """Subscribe and confirm; return the mail of welcome."""
    subscribe(client, address, **fields)
    deliver(workshop)
    asked = mails(workshop.data_dir)[-1]
    client.post(link_in(asked, "/abonneren/bevestigen"))
    deliver(workshop)
    return mails(workshop.data_dir)[-1]
