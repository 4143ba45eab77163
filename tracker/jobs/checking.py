"""Look whether everything is ready, and say it in plain Dutch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from http.client import HTTPException
from socket import gaierror
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from sqlalchemy.exc import SQLAlchemyError

from config.loader import ConfigFileError, load_schedule, source_names
from config.settings import Settings
from tracker.database import open_engine, revisions
from tracker.errors import HaagseZakenError
from tracker.jobs.workshop import Workshop
from tracker.records import Json

_TIMEOUT = 10
_REACHED = "bereikbaar"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    subject: str
    good: bool
    text: str

    def as_json(self) -> dict[str, Json]:
        """Return it for a program."""
        return asdict(self)


def _configuration(workshop: Workshop) -> Iterator[Finding]:
    try:
        taxonomy, people = workshop.taxonomy, workshop.people_file
        schedule = load_schedule(workshop.settings.config_dir)
        names = source_names(workshop.settings.config_dir)
        for name in names:
            workshop.source(name)
        recesses = len(workshop.recess.recesses)
        _ = workshop.telling
    except ConfigFileError as error:
        yield Finding("configuratie", False, str(error))
        return
    yield Finding(
        "configuratie",
        True,
        f"{len(taxonomy.dossiers)} dossiers, {len(taxonomy.bacs)} BAC's, "
        f"{len(people.people)} personen, bronnen: {len(names)}, {len(schedule.jobs)} taken, "
        f"{recesses} recessen",
    )


def _database(settings: Settings) -> Finding:
    try:
        engine = open_engine(settings.database_url)
        current, newest = revisions(engine)
    except (SQLAlchemyError, HaagseZakenError) as error:
        reason = str(error).splitlines()[0]
        return Finding("database", False, f"niet bereikbaar: {reason}. Klopt DATABASE_URL?")
    if current is None and engine.dialect.name == "sqlite":
        return Finding("database", True, "nog leeg; wordt bij het eerste gebruik gemaakt")
    if current != newest:
        return Finding(
            "database",
            False,
            f"staat op versie {current or 'leeg'}, nodig is {newest}; doe: haagsezaken migrate",
        )
    return Finding("database", True, f"{_REACHED}, versie {current}")


def _reach(subject: str, url: str, contact: str) -> Finding:
    if urlsplit(url).scheme not in {"http", "https"}:
        return Finding(subject, False, f"{url} is geen webadres")
    request = Request(url, headers={"User-Agent": f"haagsezaken (+{contact})"})  # noqa: S310
    try:
        with urlopen(request, timeout=_TIMEOUT) as answer:  # noqa: S310
            kind = answer.headers.get("Content-Type", "onbekend")
            return Finding(subject, True, f"antwoordt ({answer.status}, {kind})")
    except HTTPError as error:
        gone = " Deze versie lijkt te zijn gestopt." if error.code in {404, 410} else ""
        return Finding(subject, False, f"antwoordt met HTTP {error.code}.{gone}")
    except (URLError, HTTPException, TimeoutError, OSError) as error:
        return Finding(subject, False, f"niet bereikbaar: {_in_dutch(error)}")


def _in_dutch(error: Exception) -> str:
    """Return why an address gave no answer."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, gaierror):
        return "die naam bestaat niet, of er is geen internet"
    if isinstance(cause, ConnectionRefusedError):
        return "de server neemt de verbinding niet aan"
    if isinstance(cause, TimeoutError):
        return f"geen antwoord binnen {_TIMEOUT} seconden"
    return str(cause)


def _channels(settings: Settings) -> Finding:
    if settings.slack_bot_token is None:
        folder = settings.data_dir / "slack"
        return Finding("Slack", True, f"geen SLACK_BOT_TOKEN: berichten gaan naar {folder}")
    return Finding("Slack", True, "SLACK_BOT_TOKEN is gezet")


def _mail(settings: Settings) -> Finding:
    """Say where mail goes; a wrong address is found before the first mail is needed."""
    from tracker.mail.transport import server_of

    if settings.smtp_url is None:
        text = f"geen SMTP_URL: mails gaan naar {settings.data_dir / 'mail'}"
        return Finding("mail", True, text)
    try:
        server = server_of(settings.smtp_url.get_secret_value())
    except HaagseZakenError as error:
        return Finding("mail", False, str(error))
    return Finding("mail", True, f"via {server.host}, van {settings.mail_from}")


def check_slack(settings: Settings) -> list[Finding]:
    """Ask Slack what is missing: token, rights, channels, people, and whether clicks arrive."""
    from tracker.slack.doctor import examine
    from tracker.slack.transport import web_client

    token = settings.slack_bot_token
    if token is None:
        text = "zet SLACK_BOT_TOKEN (xoxb-…); docs/slack.md zegt stap voor stap hoe"
        return [Finding("Slack", False, text)]
    try:
        people = Workshop(settings).people_file
    except ConfigFileError as error:
        return [Finding("configuratie", False, str(error))]
    app_token = settings.slack_app_token
    signs = examine(
        web_client(token.get_secret_value(), settings.slack_api_url),
        people,
        [*(desk.channel for desk in people.bacs.values()), settings.operators_channel],
        app_token.get_secret_value() if app_token else "",
        settings.slack_signing_secret is not None,
    )
    return [Finding(one.subject, one.good, one.text) for one in signs]


def check_mail(settings: Settings) -> list[Finding]:
    """Ask DNS, the mail server and our own page whether mail of ours can arrive."""
    from tracker.jobs import mail_check

    return [Finding(one.subject, one.good, one.text) for one in mail_check.check_mail(settings)]


def _model(workshop: Workshop) -> Finding:
    """Say which model gives dossiers, and why when it is not the one that was chosen."""
    from tracker.jobs import models

    problem = models.trouble(workshop)
    used = models.load_in_use(workshop).model if problem else models.in_use(workshop).version
    if problem:
        return Finding("model", False, f"{problem.rstrip('.')}. In gebruik is nu {used}.")
    return Finding("model", True, f"{used} is in gebruik")


def check_all(settings: Settings, *, live: bool) -> list[Finding]:
    """Return what was found: configuration, database, channels and, when live, sources."""
    workshop = Workshop(settings)
    database = _database(settings)
    findings = [*_configuration(workshop), database, _channels(settings), _mail(settings)]
    if database.good and findings[0].good and database.text.startswith(_REACHED):
        findings.append(_model(workshop))
    if live:
        findings += [
            _reach("SyncFeed", f"{settings.syncfeed_url}/Feed?category=Zaal", settings.contact),
            _reach("OData", f"{settings.odata_url}/$metadata", settings.contact),
        ]
    return findings
