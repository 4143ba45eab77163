"""Words and figures of the pages about sendings."""

from __future__ import annotations

from dataclasses import dataclass

from tracker import dutch
from tracker.records import Delivery, DeliveryState, Dispatch, DispatchState, MailKind, Progress

STATES = {
    DispatchState.FROZEN: ("goedgekeurd, niet ingepland", "plain"),
    DispatchState.PLANNED: ("ingepland", "wait"),
    DispatchState.SENDING: ("wordt verzonden", "wait"),
    DispatchState.SENT: ("verzonden", "done"),
    DispatchState.HALTED: ("staat stil", "off"),
    DispatchState.CANCELLED: ("geannuleerd", "plain"),
}
KINDS = {MailKind.EDITION: "Haagse Zaken", MailKind.CORRECTION: "Correctie bij Haagse Zaken"}
MAIL_STATES = {
    DeliveryState.PLANNED: "wacht",
    DeliveryState.SENDING: "is onderweg naar de mailserver",
    DeliveryState.SENT: "verzonden",
    DeliveryState.FAILED: "mislukt",
    DeliveryState.SUPPRESSED: "overgeslagen",
    DeliveryState.UNKNOWN: "onzeker",
}
SAID = {
    "stil": "De verzending staat stil. Wat al weg was, blijft weg.",
    "verder": "De verzending gaat verder, bij de eerste lezer die nog niets kreeg.",
    "opnieuw": "Deze mail gaat nog eens, met dezelfde Message-ID.",
}


@dataclass(frozen=True, slots=True)
class SendingLine:
    """One sending as a row: a title, its state with a tone, a moment, and how far it is."""

    href: str
    title: str
    state: str
    tone: str
    moment: str
    done: str


@dataclass(frozen=True, slots=True)
class MailLine:
    """One mail that needs a person's eye; `again` when it may be sent once more."""

    id: int
    email: str
    name: str
    state: str
    reason: str
    again: bool


def line(dispatch: Dispatch, progress: Progress) -> SendingLine:
    """Return the row of a sending."""
    state, tone = STATES[dispatch.state]
    week = dutch.week_label(dispatch.week)
    title = f"{KINDS.get(dispatch.kind, 'Mail')}, {week[0].lower()}{week[1:]}"
    return SendingLine(
        f"/beheer/verzendingen/{dispatch.id}", title, state, tone, when(dispatch), done(progress)
    )


def when(dispatch: Dispatch) -> str:
    """Return when it went, or goes: "vrijdag 27 november 2026, 16.00 uur"."""
    if dispatch.state is DispatchState.FROZEN:
        return ""
    at = dispatch.finished_at or dispatch.started_at or dispatch.due_at
    return dutch.moment_long(at)


def done(progress: Progress) -> str:
    """Return how far it is, in one line."""
    return f"{progress.sent} van {progress.total} verzonden"


def tally(progress: Progress) -> tuple[tuple[int, str], ...]:
    """Return each count with its words; those of nobody are left out."""
    found = (
        (progress.sent, "verzonden"),
        (progress.waiting, "wachten nog"),
        (progress.failed, "mislukt"),
        (progress.suppressed, "overgeslagen: afgemeld of onbereikbaar"),
        (progress.unknown, "onzeker: de mailserver gaf geen antwoord"),
        (progress.repeated, "misschien dubbel, met dezelfde Message-ID"),
    )
    return tuple((count, text) for count, text in found if count)


def mail(delivery: Delivery) -> MailLine:
    """Return the row of a mail."""
    again = delivery.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}
    return MailLine(
        delivery.id, delivery.email, delivery.name, MAIL_STATES[delivery.state],
        delivery.error, again,
    )  # fmt: skip
