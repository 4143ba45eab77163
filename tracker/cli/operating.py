"""Commands of the administrator: migrate, check, the tap, start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tracker.cli.output import AsJson, complain, print_json, say

if TYPE_CHECKING:
    from config.settings import Settings
    from tracker.jobs.checking import Finding
    from tracker.jobs.workshop import Workshop

tap_app = typer.Typer(
    help="De kraan: pas als die open staat, gaan er meldingen uit.", no_args_is_help=True
)


def migrate() -> None:
    """Breng de database naar de nieuwste versie."""
    from config.settings import read_settings
    from tracker.database import migrate as upgrade
    from tracker.database import open_engine, revisions

    engine = open_engine(read_settings().database_url)
    upgrade(engine)
    say(f"De database staat op versie {revisions(engine)[0]}.")


def check(
    subject: Annotated[
        str,
        typer.Argument(help="Alleen dit: slack, mail, of de naam van een bron.", metavar="[WAT]"),
    ] = "",
    live: Annotated[bool, typer.Option(help="Vraag de bronnen ook echt iets.")] = True,
    as_json: AsJson = False,
) -> None:
    """Kijk na of alles klaar staat: instellingen, database, bronnen."""
    from config.settings import read_settings
    from tracker.jobs.checking import check_all

    settings = read_settings()
    findings = _asked(settings, subject) if subject and live else check_all(settings, live=live)
    if as_json:
        print_json([finding.as_json() for finding in findings])
    else:
        for finding in findings:
            say(f"{'goed ' if finding.good else 'FOUT '} {finding.subject}: {finding.text}")
    if not all(finding.good for finding in findings):
        complain("Niet alles staat klaar; zie de regels met FOUT.")
        raise typer.Exit(1)


def _asked(settings: Settings, subject: str) -> list[Finding]:
    """Return what Slack, mail or one source answers; an error names what can be asked."""
    from config.loader import source_names
    from tracker.errors import HaagseZakenError
    from tracker.jobs.checking import check_mail, check_slack
    from tracker.jobs.trial import try_source

    if subject == "slack":
        return check_slack(settings)
    if subject == "mail":
        return check_mail(settings)
    names = source_names(settings.config_dir)
    if subject not in names:
        known = ", ".join(["slack", "mail", *names])
        raise HaagseZakenError(f"Het onderdeel {subject!r} ken ik niet; wel: {known}.")
    return try_source(settings, subject)


def _set_tap(is_open: bool) -> None:
    from config.settings import read_settings
    from tracker.database import session_scope
    from tracker.jobs.workshop import Workshop
    from tracker.recording import set_tap

    workshop = Workshop(read_settings())
    with session_scope(workshop.engine) as session:
        set_tap(session, is_open=is_open, by="opdrachtregel", now=workshop.clock())


@tap_app.command("open")
def tap_open() -> None:
    """Zet de kraan open: wat vanaf nu verandert, wordt gemeld."""
    _set_tap(is_open=True)
    say("De kraan is open. Wat eerder binnenkwam, wordt niet alsnog gemeld.")


@tap_app.command("close")
def tap_close() -> None:
    """Zet de kraan dicht: wijzigingen worden bewaard, maar niet gemeld."""
    _set_tap(is_open=False)
    say("De kraan is dicht. Wijzigingen worden bewaard, maar niet gemeld.")


@tap_app.command("status")
def tap_status() -> None:
    """Zeg of de kraan open staat."""
    from config.settings import read_settings
    from tracker.database import read_scope
    from tracker.jobs.workshop import Workshop
    from tracker.recording import tap_is_open

    with read_scope(Workshop(read_settings()).engine) as session:
        say("De kraan is open." if tap_is_open(session) else "De kraan is dicht.")


def _logging_workshop() -> Workshop:
    """Set up the logs of a process that keeps running, and its workshop."""
    from config.logs import configure
    from config.settings import read_settings
    from tracker.jobs.workshop import Workshop

    settings = read_settings()
    configure(settings.log_format, settings.log_level)
    return Workshop(settings)


def start() -> None:
    """Start planning en webpagina's in één proces, voor één machine."""
    from tracker.jobs.slack_desk import listening_if_asked
    from tracker.scheduler import start_in_background
    from tracker.web.app import serve

    workshop = _logging_workshop()
    settings = workshop.settings
    say(f"Werkplek: http://{settings.web_host}:{settings.web_port}/ (stoppen met Ctrl-C)")
    with start_in_background(workshop), listening_if_asked(workshop):
        serve(workshop)


def clock() -> None:
    """Draai alleen de planning (proces `clock` van de Procfile)."""
    from tracker.scheduler import run_forever

    run_forever(_logging_workshop())


def web() -> None:
    """Draai alleen de webpagina's (proces `web` van de Procfile)."""
    from tracker.web.app import serve

    serve(_logging_workshop())


def worker() -> None:
    """Verstuur wat in de uitbak staat, tot het proces stopt (proces `worker`)."""
    from tracker.worker import run_forever

    run_forever(_logging_workshop())


COMMANDS = {
    "migrate": migrate,
    "check": check,
    "start": start,
    "clock": clock,
    "web": web,
    "worker": worker,
}
