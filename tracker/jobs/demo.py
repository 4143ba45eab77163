"""The main job on the invented example week, against stand-ins on this machine.

The first time: a silent first import, the tap opens, a day of news comes in and is told, then
the pages of the other sources. Later: only what changed at the Kamer since, or one step of the
scenario.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from config.settings import Settings
from tracker import access, desk, queries
from tracker.database import read_scope, session_scope
from tracker.errors import HaagseZakenError
from tracker.intake import saved_token
from tracker.jobs.cycle import CycleReport, cycle
from tracker.jobs.digests import digest
from tracker.jobs.drafting import draft, window, write
from tracker.jobs.telling import deliver
from tracker.jobs.transports import transport_for
from tracker.jobs.workshop import Workshop, system_clock
from tracker.recording import set_tap
from tracker.records import ActionKind, Json
from tracker.sandbox.processes import stand_in

SOURCE = "tweedekamer"
WEEK = "2026-W48"
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
"""Thursday 26 November 2026, 16.00 in Amsterdam: when Haagse Zaken is drafted."""
FIRST_DAY = "today"
EXAMPLES = Path(__file__).parents[2] / "tests" / "fixtures"
"""Example pages of the other sources; an installed package comes without them."""
_WORST = ("complete", "partial", "failed")
NOTICE = "Voorbeeldweek: alles in deze brief is verzonnen."
_DEBATE = "Meerjarenprogramma Infrastructuur"
INBRENG = """\
De N35 tussen Nijverdal en Wierden moet worden hervat
Een planning voor de Nedersaksenlijn begin 2027
Lagere tarieven in het regionaal openbaar vervoer
Lijnen overdragen aan provincies die daarom vragen, met het geld
Een rijksbijdrage voor laadpalen in havens"""
"""Invented points of the provinces for one debate of the example."""
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class DemoResult:
    """Figures of this run, and where to look."""

    figures: dict[str, Json]
    html: Path
    text: Path
    page: Path
    slack_page: Path
    slack_journal: Path


def folder(settings: Settings) -> Path:
    """Return where the demo keeps its files."""
    return settings.data_dir / "demo"


@contextmanager
def _world(settings: Settings) -> Iterator[tuple[Workshop, str, str]]:
    """Start the stand-ins; yields a workshop on them and both addresses."""
    home = folder(settings)
    home.mkdir(parents=True, exist_ok=True)
    with (
        stand_in("source", home / "source") as source,
        stand_in("slack", home / "slack") as slack,
        stand_in("pages", home / "pages", 0, "--folder", str(EXAMPLES)) as others,
    ):
        values = {
            "sources_url": others,
            "database_url": f"sqlite:///{home / 'haagsezaken.db'}",
            "data_dir": home,
            "syncfeed_url": f"{source}/SyncFeed/2.0",
            "odata_url": f"{source}/OData/v4/2.0",
            "slack_bot_token": "xoxb-sandbox",
            "slack_app_token": "xapp-sandbox",
            "slack_api_url": f"{slack}/api/",
            "slack_pace_seconds": 0.0,
            "public_url": f"http://127.0.0.1:{settings.web_port}",
            "oidc_issuer": "",
        }
        yield Workshop(settings.model_copy(update=_typed(values)), lambda: NOW), source, slack


def _typed(values: dict[str, Json]) -> dict[str, Json]:
    return {name: getattr(Settings.model_validate(values), name) for name in values}


def _step(source: str, name: str) -> None:
    """Let the scenario of the source server step forward; an error names the steps."""
    request = Request(f"{source}/_scenario/{name}", method="POST")  # noqa: S310  loopback
    try:
        with urlopen(request, timeout=30):  # noqa: S310
            return
    except HTTPError as error:
        reason = error.read().decode(errors="replace")
        raise HaagseZakenError(f"Stap {name!r} kan niet: {reason}") from error


def _is_first_time(workshop: Workshop) -> bool:
    with read_scope(workshop.engine) as session:
        return saved_token(session, SOURCE, "all") is None


def _others(workshop: Workshop) -> list[list[str]]:
    """Return the other sources that have example pages, those that follow files last."""
    names = sorted(path.parent.name for path in EXAMPLES.glob("*/serve.yaml"))
    follows = [name for name in names if workshop.source(name).options.get("follows")]
    return [[name for name in names if name not in follows], follows]


def _rounds(workshop: Workshop, source: str, step: str, progress: Progress) -> list[CycleReport]:
    reports, first = [], _is_first_time(workshop)
    if first:
        reports.append(_round(workshop, [SOURCE], progress))
        with session_scope(workshop.engine) as session:
            set_tap(session, is_open=True, by="voorbeeld", now=workshop.clock())
        _step(source, FIRST_DAY)
    if step:
        _step(source, step)
    reports.append(_round(workshop, [SOURCE], progress))
    if first:
        reports += [_round(workshop, names, progress) for names in _others(workshop) if names]
    return reports


def _digests(workshop: Workshop) -> int:
    """Send everyone the overview of what could wait; returns how many messages that are."""
    digest(workshop, workshop.clock())
    with transport_for(workshop) as transport:
        return deliver(workshop, transport).sent


def _put_inbreng(workshop: Workshop) -> None:
    """Let a lobbyist have brought something to one debate, so that its report can answer it."""
    start, end = window(WEEK)
    with session_scope(workshop.engine) as session:
        found = queries.items_between(session, start, end)
        debate = next((one for one in found if one.item.title.startswith(_DEBATE)), None)
        if debate is not None:
            desk.log(
                session,
                item_id=debate.id,
                kind=ActionKind.POSITION,
                person=workshop.people.people[0].slug,
                value={"position": INBRENG, "inbreng_url": "", "note": ""},
                via="web",
                event_key=f"voorbeeld:inbreng:{debate.id}",
                now=workshop.clock(),
            )


def _round(workshop: Workshop, names: Sequence[str], progress: Progress) -> CycleReport:
    with transport_for(workshop) as transport:
        return cycle(workshop, names, system_clock(), transport, progress=progress)


def _sum(reports: list[CycleReport]) -> dict[str, Json]:
    names = ("fetched", "stored", "changed", "tagged", "pinged", "failed")
    figures = [report.as_json() for report in reports]
    return {name: sum(entry[name] for entry in figures) for name in names} | {
        "outcome": max((entry["outcome"] for entry in figures), key=_WORST.index)
    }


def demo(settings: Settings, step: str, progress: Progress) -> DemoResult:
    """Run the main job on the example week; `step` is a step of the scenario, or "".

    Raises HaagseZakenError when a stand-in refuses the step.
    """
    with _world(settings) as (workshop, source, slack):
        reports = _rounds(workshop, source, step, progress)
        figures = _sum(reports) | {"digests": _digests(workshop)}
        _put_inbreng(workshop)
        files = write(draft(workshop, WEEK, notice=NOTICE), workshop.data_dir, settings.public_url)
        slack_page = workshop.data_dir / "slack.html"
        with urlopen(slack, timeout=30) as answer:  # noqa: S310  loopback
            slack_page.write_bytes(answer.read())
        return DemoResult(
            figures=figures,
            html=files.html,
            text=files.text,
            page=files.page,
            slack_page=slack_page,
            slack_journal=workshop.data_dir / "slack" / "journal.jsonl",
        )


@contextmanager
def pages(settings: Settings) -> Iterator[tuple[Workshop, str]]:
    """Keep the stand-ins up for looking around; yields the workshop and Slack's address.

    There is an example user without a password: on this machine anybody may try judging.
    """
    with _world(settings) as (workshop, _, slack):
        with session_scope(workshop.engine) as session:
            access.ensure_trial(session, workshop.clock())
        yield workshop, slack


def forget(settings: Settings) -> None:
    """Remove all that earlier runs of the demo left."""
    shutil.rmtree(folder(settings), ignore_errors=True)
