"""Commands that send Haagse Zaken: now what is due, stop, go on, how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tracker.cli.output import AsJson, print_json, say, week_or_this

if TYPE_CHECKING:
    from tracker.database import Session
    from tracker.jobs.workshop import Workshop
    from tracker.records import Dispatch, Progress

Week = Annotated[str, typer.Option(help="ISO-week, zoals 2026-W48; standaard deze week.")]
_BY = "opdrachtregel"


def _workshop() -> Workshop:
    from config.settings import read_settings
    from tracker.jobs.workshop import Workshop

    return Workshop(read_settings())


def _words(progress: Progress) -> str:
    """Return the counts as one Dutch line."""
    parts = [
        f"{progress.sent} verzonden van {progress.total}",
        f"{progress.waiting} wachten" if progress.waiting else "",
        f"{progress.failed} mislukt" if progress.failed else "",
        f"{progress.suppressed} overgeslagen (afgemeld of onbereikbaar)"
        if progress.suppressed else "",
        f"{progress.unknown} onzeker" if progress.unknown else "",
        f"{progress.repeated} misschien dubbel" if progress.repeated else "",
    ]  # fmt: skip
    return ", ".join(part for part in parts if part)


def _as_json(week: str, state: str, progress: Progress, problem: str) -> dict[str, Any]:
    return {"week": week, "state": state, **asdict(progress), "problem": problem}


def send(as_json: AsJson = False) -> None:
    """Verstuur wat is ingepland en aan de beurt is, of ga daarmee verder."""
    from tracker.jobs.sending import send_due

    reports = send_due(_workshop())
    if as_json:
        print_json([_as_json(one.week, "", one.progress, one.problem) for one in reports])
        return
    for one in reports:
        say(f"Haagse Zaken {one.week}: {_words(one.progress)}.")
        if one.problem:
            say(f"  Gestopt: {one.problem}")
    if not reports:
        say("Er is nu niets te versturen.")


def _found(session: Session, week: str) -> Dispatch:
    from tracker import dispatches
    from tracker.dispatches import DispatchError

    found = dispatches.present(session, week)
    if found is None:
        raise DispatchError(f"Van week {week} is niets goedgekeurd, dus niets te versturen.")
    return found


def halt(week: Week = "", why: Annotated[str, typer.Option("--why", help="Reden.")] = "") -> None:
    """Zet een verzending stil; wat al weg is, blijft weg."""
    from tracker import dispatches
    from tracker.database import session_scope

    workshop = _workshop()
    wanted = week_or_this(week, workshop.clock())
    with session_scope(workshop.engine) as session:
        found = _found(session, wanted)
        dispatches.halt(session, found.id, _BY, workshop.clock(), why)
        done = dispatches.progress(session, found.id)
    say(f"De verzending van {wanted} staat stil: {_words(done)}.")


def resume(week: Week = "") -> None:
    """Ga verder met een verzending die stilstond, bij de eerste die nog niets kreeg."""
    from tracker import dispatches
    from tracker.database import session_scope

    workshop = _workshop()
    wanted = week_or_this(week, workshop.clock())
    with session_scope(workshop.engine) as session:
        found = _found(session, wanted)
        dispatches.resume(session, found.id, _BY, workshop.clock())
    say(f"De verzending van {wanted} gaat verder zodra de taak send draait.")


def progress(week: Week = "", as_json: AsJson = False) -> None:
    """Toon hoever de verzending van een week is, en wie geen mail kreeg."""
    from tracker import dispatches
    from tracker.database import read_scope
    from tracker.records import DeliveryState

    workshop = _workshop()
    wanted = week_or_this(week, workshop.clock())
    with read_scope(workshop.engine) as session:
        found = _found(session, wanted)
        done = dispatches.progress(session, found.id)
        missed = dispatches.deliveries(
            session, found.id, (DeliveryState.FAILED, DeliveryState.UNKNOWN)
        )
    if as_json:
        print_json(_as_json(wanted, found.state.value, done, found.note))
        return
    say(f"Haagse Zaken {wanted}: {_words(done)}.")
    if found.note:
        say(f"  Staat stil: {found.note}")
    for one in missed:
        say(f"  {one.email}: {one.error}")


def bounces() -> None:
    """Lees de mail die terugkwam, uit de postbus of de map van de instellingen."""
    from tracker.jobs.bounce_reading import read_bounces

    report = read_bounces(_workshop())
    say(
        f"{report.read} gelezen: {report.hard} adressen bestaan niet meer, {report.soft} "
        f"tijdelijk, {report.policy} om een andere reden geweigerd, {report.ignored} overig."
    )


COMMANDS: Mapping[str, Callable[..., None]] = {
    "send": send,
    "halt": halt,
    "resume": resume,
    "progress": progress,
    "bounces": bounces,
}
