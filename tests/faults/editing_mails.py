"""Hold the mails that a server took against the files that were approved, byte for byte."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from newsletter import placeholders
from tests.mail.sending_world import Server
from tracker import approvals, subscribers
from tracker.database import read_scope
from tracker.jobs.workshop import Workshop

_FORMS = (("html", "mail.html"), ("plain", "mail.txt"))


def _body(mail: EmailMessage, form: str) -> bytes:
    part = mail.get_body((form,))
    assert part is not None
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.replace(b"\r\n", b"\n")


def differing(
    workshop: Workshop, approval_id: int, sink: Server, lines: Sequence[dict[str, Any]],
    readers: Sequence[str],
) -> Iterator[str]:  # fmt: skip
    """Yield what is wrong: a reader without or with two mails, bytes that nobody approved."""
    got = [reader for line in lines for reader in line["to"]]
    if sorted(got) != sorted(readers):
        yield f"mails went to {got}"
    with read_scope(workshop.engine) as session:
        files = approvals.files(session, approval_id)
        people = {one: subscribers.find_by_email(session, one) for one in readers}
    for line in lines:
        mail = message_from_bytes((sink.state / line["file"]).read_bytes(), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        person = people[line["to"][0]]
        assert person is not None
        links = subscribers.links(person, workshop.settings.public_url)
        for form, name in _FORMS:
            expected = placeholders.fill(
                files[name].decode(), unsubscribe=links.unsubscribe, preferences=links.preferences
            )
            if _body(mail, form) != expected.encode():
                yield f"{name} for {person.email} is not what was approved"
