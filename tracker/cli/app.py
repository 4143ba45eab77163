"""All commands in one place; each imports what it needs when it runs."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from config.loader import ConfigFileError
from tracker.cli import (
    accounts,
    classifying,
    crawling,
    exporting,
    meetings,
    models,
    newsletter,
    notices,
    operating,
    readers,
    searching,
    sending,
    slack,
    sources,
    telling,
    trying,
)
from tracker.errors import HaagseZakenError

app = typer.Typer(
    name="haagsezaken",
    help="Volgt de Tweede Kamer voor de twaalf provincies: van agenda tot nieuwsbrief.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(newsletter.app, name="newsletter")
app.add_typer(operating.tap_app, name="tap")
app.add_typer(notices.app, name="outbox")
app.add_typer(meetings.app, name="overleg")
app.add_typer(telling.app, name="tell")
app.add_typer(models.app, name="model")
app.add_typer(accounts.app, name="account")
app.add_typer(slack.app, name="slack")
app.add_typer(readers.app, name="readers")
app.add_typer(searching.app, name="search")
for module in (operating, crawling, sources, classifying, models, trying):
    for name, command in module.COMMANDS.items():
        app.command(name)(command)
for module in (exporting, sending):
    for name, command in module.COMMANDS.items():
        newsletter.app.command(name)(command)


def main() -> None:
    """Run a command; an error of ours becomes one readable text and exit code 1."""
    try:
        app()
    except (HaagseZakenError, ConfigFileError) as error:
        _stop(str(error))
    except Exception as error:
        from sqlalchemy.exc import OperationalError

        if not isinstance(error, OperationalError):
            raise
        _stop(f"De database werkt niet mee: {error.orig}\nKlopt DATABASE_URL?")


def _stop(reason: str) -> NoReturn:
    sys.stderr.write(f"Fout: {reason}\n")
    raise SystemExit(1) from None
