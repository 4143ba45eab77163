"""What the web shows of an edition: the concept to members, what was approved to everybody."""

from __future__ import annotations

from dataclasses import dataclass, replace

from newsletter import render, sealing, view
from tracker import approvals, blocks, edition_json, editions
from tracker.database import Session
from tracker.records import Edition, Stage


@dataclass(frozen=True, slots=True)
class Published:
    """An edition as one visitor reads it: its data, its page, its plain text.

    A page that was approved is shown byte for byte; the latest correction gives its own.
    """

    edition: Edition
    page: str
    is_concept: bool

    @property
    def text(self) -> str:
        """Return it as plain text, without the links of one reader."""
        return render.text(self.edition)


def is_out(status: str) -> bool:
    """Tell whether everybody may read an edition with this status."""
    return status in blocks.CLOSED


def read(session: Session, week: str, *, member: bool) -> Published | None:
    """Return an edition for a member or for anybody else, None when it is not for them (yet)."""
    stored = editions.load(session, week)
    if stored is None or not (member or is_out(stored.status)):
        return None
    approval = approvals.current(session, week)
    if stored.status == Stage.CONCEPT.value or approval is None:
        return _drawn(stored, member)
    name = sealing.PAGE if member else sealing.PUBLIC
    page = approvals.file(session, approval.id, name).decode()
    sent = edition_json.load(approvals.file(session, approval.id, sealing.DATA))
    data = sealing.on_the_web(replace(sent, status=Stage.APPROVED.value))
    return Published(data if member else view.public(data), page, is_concept=False)


def _drawn(stored: Edition, member: bool) -> Published:
    """Return what nobody approved, as it is now: a concept, or an edition of long ago."""
    edition = stored if member else view.public(stored)
    page = render.page(edition, report_base=sealing.report_base(stored.week))
    return Published(edition, page, is_concept=stored.status == Stage.CONCEPT.value)
