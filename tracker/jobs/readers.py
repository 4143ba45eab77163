"""Readers: lists brought in, data given and taken away, and the mails about a subscription."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from tracker import (
    alert_letters,
    bounces,
    reader_alerts,
    reader_erasure,
    reader_letters,
    reader_lists,
    reader_tokens,
    subscribers,
)
from tracker.database import read_scope, session_scope
from tracker.errors import ReaderError, TransportError
from tracker.jobs.workshop import Workshop
from tracker.lookups import Transport
from tracker.mail import compose
from tracker.reader_files import ReaderFile, ReaderFileError, read_readers
from tracker.reader_letters import About
from tracker.reader_lists import Differences, Order
from tracker.reader_post import ReaderMail
from tracker.records import Ground, Json, MailKind, Notice, Person, ReaderState

_LIST_WAITS = timedelta(days=1)
_NOBODY = "lezer:weg"
_REFUSED_ADDRESS = ("smtp_550", "smtp_551", "smtp_553")
_TOKENS = {ReaderMail.CONFIRM: reader_tokens.CONFIRM, ReaderMail.ERASE: reader_tokens.ERASE}


def bac_spellings(workshop: Workshop) -> dict[str, str]:
    """Return the slug for every way to write a BAC."""
    return reader_lists.bac_spellings(
        [(one.slug, one.name, one.abbreviation) for one in workshop.taxonomy.bacs]
    )


def read_file(workshop: Workshop, path: Path) -> ReaderFile:
    """Return the people in a file; ReaderFileError with each line and its reason."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ReaderFileError([f"{path}: niet te lezen ({error.strerror})"]) from error
    return read_readers(path.name, content, bac_spellings(workshop))


def compare(workshop: Workshop, found: ReaderFile, ground: Ground) -> Differences:
    """Return what a list would change; nothing is written."""
    with read_scope(workshop.engine) as session:
        return reader_lists.compare(session, found.people, ground)


def bring_in(workshop: Workshop, found: ReaderFile, ground: Ground, order: Order) -> Differences:
    """Apply a list in one transaction; return what it changed."""
    with session_scope(workshop.engine) as session:
        return reader_lists.carry_out(session, found.people, ground, order, workshop.clock())


def export(workshop: Workshop, email: str) -> dict[str, Json]:
    """Return all that is kept of an address; ReaderError when it is unknown."""
    with read_scope(workshop.engine) as session:
        found = subscribers.find_by_email(session, email)
        if found is None:
            raise ReaderError(f"Geen lezer met dit adres: {email}")
        return reader_erasure.export(session, found.id)


def erase(workshop: Workshop, email: str, by: str, via: str) -> None:
    """Take everything of an address away; ReaderError when it is unknown."""
    with session_scope(workshop.engine) as session:
        found = subscribers.find_by_email(session, email)
        if found is None:
            raise ReaderError(f"Geen lezer met dit adres: {email}")
        reader_erasure.erase(session, found.id, workshop.clock(), by=by, via=via)


def waiting_lists(workshop: Workshop) -> Path:
    """Return where lists wait between their differences and their being carried out."""
    return workshop.data_dir / "lists"


def _drop_lists(workshop: Workshop) -> None:
    """Take away lists that nobody carried out within a day."""
    before = (workshop.clock() - _LIST_WAITS).timestamp()
    for path in waiting_lists(workshop).glob("*.*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def purge(workshop: Workshop) -> tuple[int, int]:
    """End what has lasted long enough; return (sign-ups forgotten, readers erased)."""
    days = workshop.settings.reader_kept_days
    with session_scope(workshop.engine) as session:
        done = reader_erasure.purge(session, workshop.clock(), days)
    _drop_lists(workshop)
    structlog.get_logger("tracker.readers").info(
        "readers_purged", forgotten=done[0], erased=done[1]
    )
    return done


@dataclass(frozen=True, slots=True)
class ReaderPost:
    """A transport that writes a reader's mail when it goes, and gives it to the mail server.

    A token is made for every attempt; who opens an earlier mail finds its link works too.
    """

    workshop: Workshop
    mail: Transport

    def send(self, notice: Notice) -> str:
        """Mail the notice; see `tracker.outbox.Transport`."""
        written = self._written(notice)
        if written is None:
            return _NOBODY
        try:
            return self.mail.send(written)
        except TransportError as error:
            if error.permanent and error.code in _REFUSED_ADDRESS:
                self._note(notice, error)
            raise

    def update(self, notice: Notice) -> None:
        """Mail cannot be changed afterwards."""
        self.mail.update(notice)

    def find(self, key: str, channel: str, thread: str, since: datetime) -> str | None:
        """Look where the mail would have gone."""
        return self.mail.find(key, channel, thread, since)

    def _written(self, notice: Notice) -> Notice | None:
        """Return the notice with its letter, None when nobody is left to get it."""
        assert isinstance(notice.content, dict), notice.key
        what, number = ReaderMail(str(notice.content["what"])), notice.content["reader"]
        about_id, now = notice.content["about"], self.workshop.clock()
        assert isinstance(number, int)
        assert isinstance(about_id, int)
        if what is ReaderMail.URGENT:
            return self._alert(notice, number, notice.content)
        url = self.workshop.settings.public_url
        with session_scope(self.workshop.engine) as session:
            reader = subscribers.find(session, number)
            if reader is None or reader.state is ReaderState.REMOVED:
                return None
            purpose = _TOKENS.get(what)
            token = reader_tokens.mint(session, number, purpose, now, about_id) if purpose else ""
            data = reader_erasure.export(session, number) if what is ReaderMail.EXPORT else None
        about = About(reader, subscribers.links(reader, url), url, self._names(), token, data)
        # no name before the address was confirmed: it is what a stranger typed
        name = reader.name if reader.state is ReaderState.ACTIVE else ""
        person = Person(f"lezer-{number}", name, reader.email)
        content = reader_letters.letter(what, about).to_json()
        return replace(notice, recipients=(person,), content=content)

    def _names(self) -> dict[str, str]:
        """Return the names of all BACs and dossiers by slug."""
        taxonomy = self.workshop.taxonomy
        names = {one.slug: one.name for one in taxonomy.bacs}
        return names | {one.slug: one.name for one in taxonomy.dossiers}

    def _alert(self, notice: Notice, number: int, content: Mapping[str, Json]) -> Notice | None:
        """Return the mail about what cannot wait; None when nothing of it may be told now."""
        settings = self.workshop.settings
        with read_scope(self.workshop.engine) as session:
            reader = subscribers.find(session, number)
            if reader is None or not subscribers.is_wanted(session, number, MailKind.URGENT):
                return None
            found = reader_alerts.alerts(session, content, reader.choices, self.workshop.clock())
        if not found:
            return None
        links = subscribers.links(reader, settings.public_url, MailKind.URGENT)
        about = About(reader, links, settings.public_url, self._names())
        written = alert_letters.letter(found, about, is_last=content["last"] is True)
        extra: dict[str, Json] = {compose.ONE_CLICK: links.one_click}
        if settings.bounce_address:
            extra[compose.RETURN_PATH] = bounces.return_path_of_notice(
                settings.bounce_address, notice.id, reader.secret
            )
        person = Person(f"lezer-{number}", reader.name, reader.email)
        return replace(notice, recipients=(person,), content=written.to_json() | extra)

    def _note(self, notice: Notice, error: TransportError) -> None:
        """Keep that the mail server knows no such address: nobody mails it again."""
        assert isinstance(notice.content, dict)
        number = notice.content["reader"]
        assert isinstance(number, int)
        with session_scope(self.workshop.engine) as session:
            subscribers.note_bounce(
                session, number, key=f"melding:{notice.id}", kind="hard",
                now=self.workshop.clock(), code=error.code, text=str(error),
            )  # fmt: skip
