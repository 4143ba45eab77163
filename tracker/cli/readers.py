"""Commands for the readers of the newsletter: lists, and what a reader may ask of us."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.output import say
from tracker.reader_lists import Differences
from tracker.records import Ground, ReaderState

app = typer.Typer(help="Lezers van Haagse Zaken.", no_args_is_help=True)
_BY = "opdrachtregel"
_SHOWN = 50


@app.command("import")
def bring_in(
    path: Annotated[Path, typer.Argument(help="Een lijst als .xlsx of .csv.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Toon alleen de verschillen.")] = False,
    ground: Annotated[
        Ground, typer.Option("--as", help="Wie er op de lijst staat: bestuur of medewerker.")
    ] = Ground.OFFICE,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="Verwijder zonder vragen wie niet meer op de lijst staat."),
    ] = False,
    welcome: Annotated[
        bool, typer.Option("--welcome", help="Mail wie nieuw is waarom hij Haagse Zaken krijgt.")
    ] = False,
) -> None:
    """Vergelijk een lijst met de lezers, en voer de verschillen door."""
    from config.settings import read_settings
    from tracker.jobs import readers
    from tracker.jobs.workshop import Workshop
    from tracker.reader_lists import Order

    workshop = Workshop(read_settings())
    found = readers.read_file(workshop, path)
    differences = readers.compare(workshop, found, ground)
    for remark in found.remarks:
        say(f"Let op, {remark}")
    _show(differences)
    if dry_run:
        say("Er is niets veranderd.")
        return
    gone = bool(differences.left) and (remove or _agreed(differences))
    order = Order(path.name, _BY, via=_BY, remove=gone, welcome=welcome)
    done = readers.bring_in(workshop, found, ground, order)
    say(f"{len(done.new)} nieuw, {len(done.changed)} gewijzigd, {len(done.left)} verwijderd, "
        f"{done.same} gelijk gebleven.")  # fmt: skip


def _agreed(differences: Differences) -> bool:
    if differences.loses_many:
        say("Er zou meer dan de helft verdwijnen. Is dit wel de goede, volledige lijst?")
    count = len(differences.left)
    return typer.confirm(f"{count} staan niet meer op de lijst. Naam en adres verwijderen?")


def _show(differences: Differences) -> None:
    lines = [f"+ {one.name} <{one.email}>" for one in differences.new]
    for one in differences.changed:
        told = ", ".join(
            f"{what} {old or '(leeg)'} → {new or '(leeg)'}" for what, old, new in one.fields
        )
        lines.append(f"~ {one.reader.email}: {told}")
    lines += [f"- {one.name} <{one.email}>" for one in differences.left]
    lines += [f"= {one.email}: meldde zich zelf aan, blijft zo" for one in differences.own]
    lines += [f"! {one.email}: heeft zich afgemeld, blijft zo" for one in differences.stopped]
    lines += [f"! {one}: liet zich wissen, komt er niet bij" for one in differences.objected]
    for line in lines[:_SHOWN]:
        say(line)
    if len(lines) > _SHOWN:
        say(f"… en nog {len(lines) - _SHOWN}")
    say(f"{len(differences.new)} nieuw, {len(differences.changed)} gewijzigd, "
        f"{len(differences.left)} niet meer op de lijst, {differences.same} gelijk.")  # fmt: skip


@app.command("list")
def show(
    state: Annotated[ReaderState | None, typer.Option(help="Alleen in deze toestand.")] = None,
    ground: Annotated[Ground | None, typer.Option(help="Alleen met deze grondslag.")] = None,
) -> None:
    """Toon de lezers."""
    from config.settings import read_settings
    from tracker import reader_lists
    from tracker.database import read_scope
    from tracker.jobs.workshop import Workshop

    with read_scope(Workshop(read_settings()).engine) as session:
        wanted = reader_lists.Filter(state=state, ground=ground)
        for one in reader_lists.listed(session, wanted, limit=100_000):
            why = one.suppressed_why or one.stop_reason
            say(f"{one.email}\t{one.name}\t{one.state}\t{one.ground}\t{one.province}\t{why}")


@app.command("export")
def export(email: str) -> None:
    """Schrijf alles wat van een lezer bekend is, als JSON."""
    import orjson

    from config.settings import read_settings
    from tracker.jobs import readers
    from tracker.jobs.workshop import Workshop

    found = readers.export(Workshop(read_settings()), email)
    say(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode())


@app.command("erase")
def erase(
    email: str,
    yes: Annotated[bool, typer.Option("--yes", help="Niet vragen.")] = False,
) -> None:
    """Wis alles wat van een lezer bekend is; dat kan niet ongedaan worden gemaakt."""
    from config.settings import read_settings
    from tracker.jobs import readers
    from tracker.jobs.workshop import Workshop

    if not yes and not typer.confirm(f"Alles van {email} wissen?"):
        say("Er is niets veranderd.")
        return
    readers.erase(Workshop(read_settings()), email, _BY, _BY)
    say("Gewist.")
