"""Commands for the search index."""

from __future__ import annotations

from typing import Annotated

import typer

from tracker.cli.output import say

app = typer.Typer(help="Zoeken in stukken en edities.", no_args_is_help=True)


@app.callback()
def search() -> None:
    """Zoeken in stukken en edities."""


@app.command("refresh")
def refresh(
    everything: Annotated[
        bool, typer.Option("--all", help="Bouw de hele index opnieuw op.")
    ] = False,
) -> None:
    """Zet in de zoekindex wat nieuw is of veranderde."""
    from config.settings import read_settings
    from tracker.jobs.searching import refresh as work
    from tracker.jobs.workshop import Workshop

    done = work(Workshop(read_settings()), everything=everything)
    say(f"In de zoekindex gezet: {done.items} stukken, {done.editions} edities.")
