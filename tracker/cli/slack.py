"""Commands around Slack: the manifest of the app, and listening to clicks."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Annotated

import typer

from tracker.cli.output import say

app = typer.Typer(help="Slack: de app aanmaken en naar klikken luisteren.", no_args_is_help=True)


@app.command()
def manifest(
    http: Annotated[
        str,
        typer.Option(help="Het https-adres van de werkplek; zonder dit: Socket Mode."),
    ] = "",
    as_json: Annotated[
        bool, typer.Option("--json", help="Schrijf JSON in plaats van YAML.")
    ] = False,
) -> None:
    """Schrijf het manifest waarmee een beheerder de Slack-app aanmaakt."""
    import json

    import yaml

    from tracker.errors import HaagseZakenError
    from tracker.slack.manifest import manifest as made

    if http and not http.startswith("https://"):
        raise HaagseZakenError("Slack roept alleen een adres aan dat met https:// begint.")
    content = made(http)
    if as_json:
        say(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        say(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=96).rstrip())


@app.command()
def listen() -> None:
    """Luister naar klikken en opdrachten in Slack (proces `slack` van de Procfile)."""
    from config.logs import configure
    from config.settings import read_settings
    from tracker.jobs.slack_desk import listening
    from tracker.jobs.workshop import Workshop

    settings = read_settings()
    configure(settings.log_format, settings.log_level)
    stopped = threading.Event()

    def ask_to_stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    with listening(Workshop(settings)) as connected:
        if connected:
            say("Verbonden met Slack (stoppen met Ctrl-C).")
        else:
            say("Geen SLACK_APP_TOKEN: Slack komt via HTTP. Hier wordt alleen afgemaakt wat bleef.")
        stopped.wait()
