"""Commands of the newsletter: make the draft of a week, show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.output import AsJson, print_json, say, week_or_this

app = typer.Typer(help="Haagse Zaken: concept maken en bekijken.", no_args_is_help=True)
Week = Annotated[str, typer.Option(help="ISO-week, zoals 2026-W48; standaard deze week.")]


@app.command()
def draft(week: Week = "", as_json: AsJson = False) -> None:
    """Stel het concept van een week samen uit wat is opgeslagen."""
    from config.settings import read_settings
    from tracker.jobs.drafting import draft as compose
    from tracker.jobs.drafting import write
    from tracker.jobs.workshop import Workshop

    workshop = Workshop(read_settings())
    wanted = week_or_this(week, workshop.clock())
    edition = compose(workshop, wanted)
    folder = workshop.data_dir / "editions" / wanted
    files = write(edition, folder, workshop.settings.public_url)
    if as_json:
        print_json(
            {
                "week": edition.week,
                "subject": edition.subject,
                "preheader": edition.preheader,
                "status": edition.status,
                "blocks": len(edition.blocks),
                "html": str(files.html),
                "text": str(files.text),
                "page": str(files.page),
            }
        )
        return
    say(f"{edition.subject}\n{len(edition.blocks)} blokken, concept, ter redactie.")
    for path in (files.html, files.text, files.page):
        say(f"  {path}")


@app.command()
def preview(
    week: Week = "",
    form: Annotated[str, typer.Option("--form", help="text, html of page.")] = "text",
    out: Annotated[Path | None, typer.Option(help="Schrijf naar dit bestand.")] = None,
) -> None:
    """Toon het opgeslagen concept van een week als tekst, mail of webpagina."""
    from config.settings import read_settings
    from newsletter import render
    from tracker.errors import HaagseZakenError
    from tracker.jobs.drafting import stored_edition
    from tracker.jobs.workshop import Workshop

    makers: Mapping[str, Callable[..., str]] = {
        "text": render.text,
        "html": render.html,
        "page": render.page,
    }
    if form not in makers:
        raise HaagseZakenError(f"Vorm {form!r} bestaat niet; kies text, html of page.")
    workshop = Workshop(read_settings())
    edition = stored_edition(workshop, week_or_this(week, workshop.clock()))
    shown = makers[form](edition)
    if out is None:
        say(shown)
    else:
        out.write_text(shown, encoding="utf-8")
        say(str(out))
