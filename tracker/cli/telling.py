"""Commands for what is told besides changes: each is also a job of the schedule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.output import AsJson, figures, print_json, say, week_or_this

if TYPE_CHECKING:
    from tracker.accounting import Account
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


@app.command()
def alarms() -> None:
    """Kijk of er iets mis is; beheer hoort wat nieuw is en wat voorbij is."""
    from tracker.jobs.alarms import watch

    found = watch(_workshop())
    for cause in found.opened:
        say(f"Nieuw: {cause}")
    for cause in found.resolved:
        say(f"Opgelost: {cause}")
    if not found.opened and not found.resolved:
        say("Niets nieuws.")


@app.command()
def ignored() -> None:
    """Stuur iedereen de lijst van meldingen waar niets mee is gedaan."""
    from tracker.jobs.weekly import ignored as plan

    workshop = _workshop()
    _say_planned(plan(workshop, workshop.clock()), "lijst", "lijsten")


@app.command()
def account(
    week: Annotated[str, typer.Option(help="ISO-week, zoals 2026-W47; zonder: deze week.")] = "",
    as_json: AsJson = False,
) -> None:
    """Verantwoord een week: van bron tot melding, met cijfers die optellen."""
    from tracker.jobs.weekly import account_of

    workshop = _workshop()
    found = account_of(workshop, week_or_this(week, workshop.clock()))
    if as_json:
        print_json({**_counts(found), "outcomes": dict(found.outcomes), "adds_up": found.adds_up})
    else:
        names = ("van de bronnen", "zelf gemaakt", "vastgelegd", "geclassificeerd")
        steps = dict(zip(names, _counts(found).values(), strict=True))
        figures("Verantwoording", {**steps, **found.outcomes})
        say("De cijfers kloppen." if found.adds_up else "De cijfers kloppen niet.")
    raise typer.Exit(0 if found.adds_up else 1)


def _counts(found: Account) -> dict[str, int]:
    return {
        "from_sources": found.from_sources,
        "own": found.own,
        "stored": found.stored,
        "classified": found.classified,
    }
