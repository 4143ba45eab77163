"""Commands that write Haagse Zaken to files to take along: Word, PDF, HTML, a memo for a BAC."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.output import say, week_or_this

if TYPE_CHECKING:
    from tracker.jobs.exporting import Export

Folder = Annotated[Path, typer.Option("--to", help="Map voor het bestand.", file_okay=False)]


def _write(made: Export, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / made.name
    target.write_bytes(made.data)
    say(str(target))


def export(
    week: Annotated[str, typer.Option(help="ISO-week, zoals 2026-W48; standaard deze week.")] = "",
    form: Annotated[str, typer.Option("--as", help="word, pdf of html.")] = "word",
    folder: Folder = Path(),
) -> None:
    """Schrijf de Haagse Zaken van een week als Word, PDF of HTML."""
    from config.settings import read_settings
    from tracker.jobs import exporting
    from tracker.jobs.workshop import Workshop

    workshop = Workshop(read_settings())
    _write(exporting.edition(workshop, week_or_this(week, workshop.clock()), form), folder)


def memo(
    bac: Annotated[str, typer.Argument(help="De BAC, zoals landelijk-gebied of LG.")],
    weeks: Annotated[int, typer.Option(help="Over hoeveel weken, tot vandaag.")] = 4,
    folder: Folder = Path(),
) -> None:
    """Schrijf een memo voor de vergadering van een BAC als Word-document."""
    from config.settings import read_settings
    from tracker.jobs import exporting
    from tracker.jobs.workshop import Workshop

    _write(exporting.memo(Workshop(read_settings()), bac, weeks), folder)


def links(
    week: Annotated[str, typer.Option(help="ISO-week, zoals 2026-W48; standaard deze week.")] = "",
) -> None:
    """Kijk of de links in de Haagse Zaken van een week werken."""
    from config.settings import read_settings
    from tracker.jobs.drafting import stored_edition
    from tracker.jobs.link_check import check
    from tracker.jobs.workshop import Workshop

    workshop = Workshop(read_settings())
    edition = stored_edition(workshop, week_or_this(week, workshop.clock()))
    found = check(workshop, edition)
    for one in found:
        say(f"- {one.text} {one.todo}")
    say("Alle links werken." if not found else f"{len(found)} met een probleem.")


COMMANDS: Mapping[str, Callable[..., None]] = {"export": export, "memo": memo, "links": links}
