"""Commands for what is told besides changes: each is also a job of the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from tracker.cli.output import say

if TYPE_CHECKING:
    from tracker.jobs.workshop import Workshop

app = typer.Typer(
    help="Overzichten, herinneringen en alarmen: zet ze klaar; `outbox` verstuurt ze.",
    no_args_is_help=True,
)


def _workshop() -> Workshop:
    from config.settings import read_settings
    from tracker.jobs.workshop import Workshop

    return Workshop(read_settings())


def _say_planned(count: int, one: str, more: str) -> None:
    say(f"Klaargezet: {count} {one if count == 1 else more}." if count else f"Geen {more}.")


@app.command()
def digest() -> None:
    """Maak voor iedereen een overzicht van wat kon wachten."""
    from tracker.jobs.digests import digest as plan

    workshop = _workshop()
    _say_planned(plan(workshop, workshop.clock()), "overzicht", "overzichten")


@app.command()
def remind() -> None:
    """Herinner aan wat eraan komt; wat niemand oppakt, gaat naar de vervanger."""
    from tracker.jobs.reminding import remind as plan

    _say_planned(plan(_workshop()), "herinnering", "herinneringen")
