"""An edition as somebody works on it: its blocks, who is who, and what is allowed now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from newsletter.fields import fields_of
from tracker import access, blocks, dutch, editions, remarks
from tracker.blocks import CLOSED
from tracker.records import Account, Block, Comment, Edition, Stage
from tracker.web.editor.words import MACHINE, ago, stage_name

APPROVED = frozenset({Stage.APPROVED.value, Stage.SCHEDULED.value})


@dataclass(frozen=True, slots=True)
class Letter:
    """An edition with all its blocks, dropped ones too, for one editor.

    `names` are those of accounts by mail address. `agreed` says that this editor knows that
    a change ends the approval.
    """

    edition: Edition
    names: Mapping[str, str]
    comments: Mapping[str, tuple[Comment, ...]]
    account: Account
    now: datetime
    agreed: bool = False

    @property
    def week(self) -> str:
        """Return the ISO week."""
        return self.edition.week

    @property
    def path(self) -> str:
        """Return the address of this editor."""
        return path_of(self.week)

    @property
    def label(self) -> str:
        """Return "Week 48, 23 tot en met 29 november 2026"."""
        return dutch.week_label(self.week)

    @property
    def stage(self) -> str:
        """Return where the edition stands, in a word."""
        return stage_name(self.edition.status)

    @property
    def last_change(self) -> str:
        """Return who changed the letter last, and how long ago."""
        at, who = self.edition.edited_at, self.edition.edited_by
        if at is None or not who:
            return f"Gemaakt door {MACHINE} op {dutch.moment(self.edition.made_at)}."
        name = "uzelf" if who == self.account.email else self.name(who)
        return f"Voor het laatst gewijzigd door {name}, {ago((self.now - at).total_seconds())}."

    @property
    def closed(self) -> bool:
        """Tell whether it is being sent or was: only a correction changes it."""
        return self.edition.status in CLOSED

    @property
    def approved(self) -> bool:
        """Tell whether somebody approved it; a change ends that."""
        return self.edition.status in APPROVED

    @property
    def writable(self) -> bool:
        """Tell whether to offer the buttons that change something."""
        return not self.closed and (self.agreed or not self.approved)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return the blocks that readers get, in reading order."""
        return tuple(block for block in self.edition.blocks if not block.dropped)

    @property
    def left_out(self) -> tuple[Block, ...]:
        """Return the blocks that readers do not get."""
        return tuple(block for block in self.edition.blocks if block.dropped)

    def block(self, key: str) -> Block | None:
        """Return a block by key, a dropped one too."""
        return next((block for block in self.edition.blocks if block.key == key), None)

    def name(self, email: str) -> str:
        """Return what somebody is called."""
        return self.names.get(email, email)

    def may_write(self, block: Block) -> bool:
        """Tell whether this editor may change the block now."""
        free = not block.locked_by or block.locked_by == self.account.email
        return self.writable and free and bool(fields_of(block.kind))


def path_of(week: str) -> str:
    """Return the address of the editor of a week."""
    return f"/haagse-zaken/{week}/redactie"


def head(session: Session, week: str, account: Account, now: datetime) -> Letter | None:
    """Return an edition without its blocks and remarks: who changed it last, and when."""
    row = blocks.edition_row(session, week)
    if row is None:
        return None
    edition = Edition(
        row.week, row.subject, row.preheader, row.made_at, row.status, revision=row.revision,
        edited_by=row.edited_by, edited_at=row.edited_at,
    )  # fmt: skip
    names = {one.email: one.name for one in access.accounts(session)}
    return Letter(edition, names, {}, account, now)


def load(
    session: Session, week: str, account: Account, now: datetime, *, agreed: bool = False
) -> Letter | None:
    """Return the edition of a week for an editor, or None when there is none."""
    edition = editions.load(session, week, whole=True)
    if edition is None:
        return None
    found: dict[str, list[Comment]] = defaultdict(list)
    for one in remarks.comments(session, week):
        found[one.key].append(one)
    return Letter(
        edition=edition,
        names={one.email: one.name for one in access.accounts(session)},
        comments={key: tuple(entries) for key, entries in found.items()},
        account=account,
        now=now,
        agreed=agreed,
    )
