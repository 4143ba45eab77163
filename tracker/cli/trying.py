"""Commands for trying the product without any account."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.crawling import show_cycle
from tracker.cli.output import AsJson, print_json, progress, say


def demo(
    step: Annotated[str, typer.Option(help="Een stap uit de README, zoals debate-moves.")] = "",
    fresh: Annotated[bool, typer.Option(help="Begin opnieuw.")] = False,
    serve: Annotated[bool, typer.Option(help="Laat de pagina's zien tot u stopt.")] = False,
    as_json: AsJson = False,
) -> None:
    """Draai de hele keten op een verzonnen voorbeeldweek, zonder accounts."""
    from config.logs import configure
    from config.settings import read_settings
    from tracker.jobs import demo as example

    settings = read_settings()
    configure(level="WARNING")
    if fresh:
        example.forget(settings)
    if serve:
        _serve(settings.web_host, settings.web_port)
        return
    with progress(quiet=as_json) as advance:
        result = example.demo(settings, step, advance)
    places = {
        "nieuwsbrief": result.html,
        "platte tekst": result.text,
        "webversie": result.page,
        "Slack-berichten": result.slack_page,
        "Slack-journaal": result.slack_journal,
    }
    if as_json:
        print_json({**result.figures, "files": {name: str(at) for name, at in places.items()}})
    else:
        show_cycle(result.figures)
        _show_places(places, settings.web_host, settings.web_port)
    raise typer.Exit(1 if result.figures["outcome"] == "failed" else 0)


def _show_places(places: dict[str, Path], host: str, port: int) -> None:
    say("Voorbeeldgegevens, verzonnen. Bekijk wat er is gemaakt:")
    for name, path in places.items():
        say(f"  {name:<16} {path.resolve().as_uri()}")
    say(f"Werkplek: make pages, en dan http://{host}:{port}/")


def _serve(host: str, port: int) -> None:
    from config.settings import read_settings
    from tracker.jobs.demo import pages
    from tracker.jobs.slack_desk import listening_if_asked
    from tracker.web.app import serve
    from tracker.worker import in_background

    with pages(read_settings()) as (workshop, slack):
        say(f"Werkplek: http://{host}:{port}/  Slack-voorbeeld: {slack}/  (stoppen met Ctrl-C)")
        with listening_if_asked(workshop), in_background(workshop):
            serve(workshop, trial=True)


COMMANDS = {"demo": demo}
