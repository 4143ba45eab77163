"""Send approved editions to their frozen lists, and try mails to the staff itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from tracker import (
    approvals,
    bounces,
    deliveries,
    departures,
    dispatches,
    edition_json,
    subscribers,
)
from tracker.approvals import ApprovalError
from tracker.database import read_scope, session_scope
from tracker.deliveries import Claim, Patience
from tracker.departures import Departure
from tracker.errors import HaagseZakenError, TransportError
from tracker.jobs.workshop import Workshop
from tracker.locks import margin, only_one
from tracker.mail import edition as mails
from tracker.mail import receipts, signing
from tracker.mail.courier import SmtpCourier
from tracker.mail.edition import Envelope, Press
from tracker.mail.lines import deliver
from tracker.mail.parcels import Courier, FileCourier, Parcel, nothing
from tracker.mail.shelf import Make, Task
from tracker.mail.transport import server_of
from tracker.records import Answer, Delivery, Dispatch, Json, MailKind, Progress, Reader

LOCK = "sending"
_FOLDER = "haagse-zaken"
_TEST = "[Proef] "


@dataclass(frozen=True, slots=True)
class SendReport:
    """What one round did for a sending; `problem` is why it stopped early, in Dutch."""

    dispatch_id: int
    week: str
    progress: Progress
    problem: str = ""


def send_due(workshop: Workshop) -> tuple[SendReport, ...]:
    """Send what is planned and due, and go on with what was begun; one process at a time."""
    with only_one(workshop.engine, LOCK) as mine:
        if not mine:
            return ()
        with read_scope(workshop.engine) as session:
            wanted = departures.due(session, workshop.clock())
        reports = (_send(workshop, one) for one in wanted)
        return tuple(one for one in reports if one is not None)


def _send(workshop: Workshop, dispatch_id: int) -> SendReport | None:
    """Do one round of a sending; None when it may not go."""
    try:
        approved = _approved(workshop, dispatch_id)
    except HaagseZakenError as error:
        _halt(workshop, dispatch_id, str(error))
        return _report(workshop, dispatch_id, str(error))
    try:
        note = receipts.writer(workshop.data_dir, dispatch_id)
        lines, sign = couriers(workshop, str(dispatch_id), note), sign_of(workshop)
    except TransportError as error:
        return _report(workshop, dispatch_id, str(error))
    departure = _begun(workshop, dispatch_id)
    if departure is None:
        return None
    make = _maker(workshop, departure.dispatch, approved, sign)
    tally = deliver(_task(workshop, departure, make), lines)
    if tally.halt:
        _halt(workshop, dispatch_id, tally.halt)
    with session_scope(workshop.engine) as session:
        is_over = departures.finish(session, dispatch_id, workshop.clock())
    if is_over:
        receipts.forget(workshop.data_dir, dispatch_id)
    return _report(workshop, dispatch_id, tally.halt or tally.problem)


def _begun(workshop: Workshop, dispatch_id: int) -> Departure | None:
    """Begin, or go on; mails that a process which died had in hand are looked after first."""
    engine, now = workshop.engine, workshop.clock()
    with session_scope(engine) as session:
        departure = departures.begin(session, dispatch_id, now)
        if departure is None:
            return None
        bounces.forget_old(session, dispatch_id)
        patience = patience_of(workshop)
        taken = receipts.taken(workshop.data_dir, dispatch_id)
        found = deliveries.recover(session, dispatch_id, now, margin(engine), patience, taken)
    if found:
        log = structlog.get_logger("tracker.sending")
        log.warning("mails_in_doubt", dispatch=dispatch_id, count=found)
    return departure


def _task(workshop: Workshop, departure: Departure, make: Make) -> Task:
    settings = workshop.settings
    return Task(
        engine=workshop.engine,
        departure=departure,
        make=make,
        message_id=lambda one: _message_id(workshop, departure.dispatch, one),
        clock=workshop.clock,
        patience=patience_of(workshop),
        per_minute=settings.mail_per_minute if settings.smtp_url is not None else 0,
    )


def _halt(workshop: Workshop, dispatch_id: int, why: str) -> None:
    with session_scope(workshop.engine) as session:
        found = dispatches.get(session, dispatch_id)
        if found is not None and found.state in {"planned", "sending"}:
            dispatches.halt(session, dispatch_id, departures.MACHINE, workshop.clock(), why)


def _report(workshop: Workshop, dispatch_id: int, problem: str) -> SendReport:
    with read_scope(workshop.engine) as session:
        found = dispatches.get(session, dispatch_id)
        assert found is not None
        return SendReport(
            dispatch_id, found.week, dispatches.progress(session, dispatch_id), problem
        )


def patience_of(workshop: Workshop) -> Patience:
    """Return how long, and how often, the settings want a mail to be tried."""
    settings = workshop.settings
    return Patience(timedelta(hours=settings.mail_patience_hours), settings.mail_repeats)


def couriers(
    workshop: Workshop, name: str, taken: Callable[[str], None] = nothing
) -> list[Courier]:
    """Return who brings the mails: connections with the server, or one writer of files.

    `name` is the folder for the files; `taken` hears each Message-ID that the server took.
    """
    settings = workshop.settings
    if settings.smtp_url is None:
        return [FileCourier(workshop.data_dir / "mail" / _FOLDER / name)]
    server = server_of(settings.smtp_url.get_secret_value())
    return [
        SmtpCourier(server, settings.mail_timeout_seconds, settings.mail_per_connection, taken)
        for _ in range(settings.mail_connections)
    ]


@dataclass(frozen=True, slots=True)
class Approved:
    """The texts that somebody approved, with the two places for a reader's own links.

    `edition` is the approved edition itself, for who gets a personal order of it.
    """

    html: str
    plain: str
    edition: bytes = b""


def _approved(workshop: Workshop, dispatch_id: int) -> Approved:
    """Return what was approved, byte for byte; an error of ours when it is not that any more."""
    with read_scope(workshop.engine) as session:
        dispatch = dispatches.get(session, dispatch_id)
        if dispatch is None:
            raise ApprovalError("Deze verzending bestaat niet.")
        if dispatch.approval_id is None:
            return _own_content(dispatch.content)
        files = approvals.files(session, dispatch.approval_id)
    return Approved(
        files["mail.html"].decode("utf-8"),
        files["mail.txt"].decode("utf-8"),
        files.get("edition.json", b""),
    )


def _own_content(content: Json) -> Approved:
    if not isinstance(content, dict) or not {"html", "text"} <= content.keys():
        raise ApprovalError("Van deze verzending is niets goedgekeurd. Er gaat niets weg.")
    return Approved(str(content["html"]), str(content["text"]))


def _message_id(workshop: Workshop, dispatch: Dispatch, delivery: Delivery) -> str:
    """Return the Message-ID of an edition, or of one correction, for a reader."""
    own = "" if dispatch.kind is MailKind.EDITION else f":{dispatch.id}"
    key = f"{dispatch.week}:{dispatch.kind}{own}:{delivery.email}"
    return mails.message_id(key, workshop.settings.mail_from)


def sign_of(workshop: Workshop) -> signing.Sign:
    """Return what signs our mails; nothing does when a relay signs."""
    settings = workshop.settings
    if settings.dkim_key_file is None:
        return signing.unsigned
    return signing.signer(settings.dkim_key_file, settings.dkim_selector, settings.mail_from)


def _maker(workshop: Workshop, dispatch: Dispatch, approved: Approved, sign: signing.Sign) -> Make:
    """Return what makes the mail of one reader: the approved bytes with the reader's links."""
    from newsletter import placeholders

    settings = workshop.settings
    text_for = _personal(workshop, dispatch, approved)
    page = f"{settings.public_url.rstrip('/')}/haagse-zaken/{dispatch.week}"
    press = Press(settings.mail_from, dispatch.subject, page)

    def make(claim: Claim, message_id: str) -> Parcel:
        delivery, reader = claim.delivery, claim.reader
        if reader is None:
            raise ValueError("deze lezer bestaat niet meer")
        links = subscribers.links(reader, settings.public_url, dispatch.kind)
        html, plain = (
            placeholders.fill(text, unsubscribe=links.unsubscribe, preferences=links.preferences)
            for text in text_for(delivery)
        )
        envelope = Envelope(
            delivery.email, delivery.name, _return_path(workshop, delivery.id, reader),
            message_id, links.one_click,
        )  # fmt: skip
        data = sign(press.mail(envelope, html, plain, workshop.clock()))
        return Parcel(envelope.return_path, delivery.email, data, message_id)

    return make


def _personal(
    workshop: Workshop, dispatch: Dispatch, approved: Approved
) -> Callable[[Delivery], tuple[str, str]]:
    """Return which (HTML, text) a reader gets: all of it, their own subjects first if chosen.

    A personal letter holds the same approved blocks (`newsletter.personal`); a correction is
    the same for everybody.
    """
    if dispatch.kind is not MailKind.EDITION or not approved.edition:
        return lambda _: (approved.html, approved.plain)
    from newsletter.personal import Assembler
    from tracker.jobs.approving import web_url

    page = web_url(workshop, dispatch.week)
    edition = edition_json.load(approved.edition)
    letters = Assembler(edition, workshop.taxonomy, approved.html, approved.plain, web_url=page)
    return lambda delivery: letters.mail(delivery.choices)


def _return_path(workshop: Workshop, delivery_id: int, reader: Reader) -> str:
    address = workshop.settings.bounce_address
    if not address:
        return workshop.settings.mail_from
    return bounces.return_path(address, delivery_id, reader.secret)


def send_test(workshop: Workshop, week: str, to: str) -> None:
    """Mail an edition as it is now to staff; TransportError, in Dutch, when it did not go.

    The reader's links lead to the page of the preferences; nothing is kept of it.
    """
    from newsletter import placeholders, sealing
    from tracker.jobs import approving

    edition, now = approving.present(workshop, week), workshop.clock()
    base, sender = workshop.settings.public_url.rstrip("/"), workshop.settings.mail_from
    own, page = f"{base}/voorkeuren", approving.web_url(workshop, week)
    files = sealing.files(approving.as_concept(edition), page)
    html, plain = (
        placeholders.fill(files[name].decode("utf-8"), unsubscribe=own, preferences=own)
        for name in ("mail.html", "mail.txt")
    )
    identity = mails.message_id(f"proef:{week}:{to}:{now.isoformat()}", sender)
    press = Press(sender, f"{_TEST}{edition.subject}", page)
    data = press.mail(Envelope(to, "", sender, identity, own), html, plain, now)
    parcel = Parcel(sender, to, sign_of(workshop)(data), identity)
    _give_one(couriers(workshop, f"proef-{week}")[0], parcel)


def _give_one(courier: Courier, parcel: Parcel) -> None:
    try:
        courier.open()
        result = courier.give(parcel)
    finally:
        courier.close()
    if result.answer is not Answer.TAKEN:
        raise TransportError(f"de proefmail ging niet weg: {result.reason}")
