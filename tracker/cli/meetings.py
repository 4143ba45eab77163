"""Commands for bestuurlijke overleggen."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.output import say

app = typer.Typer(help="Bestuurlijke overleggen van Rijk en provincies.", no_args_is_help=True)


@app.command("import")
def bring_in(
    path: Annotated[Path, typer.Argument(help="Een bestand .ics, .csv, .xlsx of .yaml.")],
    by: Annotated[str, typer.Option(help="Wie dit invoert.")] = "opdrachtregel",
) -> None:
    """Lees overleggen uit een bestand; wat al bekend is, wordt bijgewerkt."""
    from config.settings import read_settings
    from tracker.jobs.meetings import import_file
    from tracker.jobs.workshop import Workshop

    result = import_file(Workshop(read_settings()), path, by)
    say(f"{result.new} nieuw, {result.changed} gewijzigd, {result.unchanged} gelijk gebleven.")


@app.command("voorbeeld")
def example() -> None:
    """Schrijf een leeg CSV-bestand met alle kolommen."""
    from tracker.meetings import COLUMNS

    say(";".join(COLUMNS))
