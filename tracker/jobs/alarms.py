"""Look whether anything is wrong, and tell operators what is new and what is over."""

from __future__ import annotations

from collections.abc import Iterator

from config.loader import ConfigFileError, load_schedule
from tracker import alarms, departures, people, runs, standing, troubles
from tracker.alarms import Watched
from tracker.database import Session, read_scope, session_scope
from tracker.jobs.sources import source_lines
from tracker.jobs.workshop import Workshop
from tracker.locks import only_one
from tracker.records import Outcome

_WAIT_SECONDS = 10
Cause = tuple[str, str]


def watch(workshop: Workshop) -> Watched:
    """Compare what is wrong now with what operators know; plan what they must hear.

    One process at a time, and one alarm per cause until it is over.
    """
    with only_one(workshop.engine, "alarms", wait=_WAIT_SECONDS) as mine:
        if not mine:
            return Watched()
        present = dict([*_configuration(workshop), *_sources(workshop), *_jobs(workshop)])
        with session_scope(workshop.engine) as session:
            present |= dict(_delivery(session, workshop))
            channel = workshop.settings.operators_channel
            return alarms.sync(session, present, workshop.clock(), channel)


def _configuration(workshop: Workshop) -> Iterator[Cause]:
    """Yield what is wrong in the YAML files, and changes of people that no longer fit."""
    try:
        base = workshop.people_file
        load_schedule(workshop.settings.config_dir)
        _ = workshop.telling, workshop.recess
    except ConfigFileError as error:
        yield "config:bestand", f"De configuratie klopt niet: {error}"
        return
    with read_scope(workshop.engine) as session:
        for change, reason in people.misfits(session, base):
            text = f"Een wijziging van {change.by} past niet meer bij people.yaml: {reason}."
            yield f"config:{change.kind}:{change.subject}", text


def _sources(workshop: Workshop) -> Iterator[Cause]:
    """Yield sources whose last run failed, gave too little or too much, or that are silent."""
    for line in source_lines(workshop):
        if not line.enabled:
            continue
        with read_scope(workshop.engine) as session:
            newest = standing.source_state(session, line.name).newest
        if newest is not None and newest.outcome is Outcome.FAILED:
            # a run that gave too few or too many rows is a failed run with that reason
            yield f"bron:mislukt:{line.name}", f"{line.title}: {newest.reason or 'mislukt'}."
        if line.fresh is False:
            text = f"{line.title} gaf al meer dan {line.freshness_hours} werkuren niets goeds."
            yield f"bron:stil:{line.name}", text


def _jobs(workshop: Workshop) -> Iterator[Cause]:
    """Yield jobs of the schedule whose last run failed."""
    for plan in load_schedule(workshop.settings.config_dir).jobs:
        with read_scope(workshop.engine) as session:
            last = runs.latest(session, plan.job)
        if last is not None and last.outcome is Outcome.FAILED and last.reason != runs.ABANDONED:
            yield f"taak:mislukt:{plan.job}", f"De taak “{plan.title}” is mislukt: {last.reason}."


def _delivery(session: Session, workshop: Workshop) -> Iterator[Cause]:
    settings, now = workshop.telling.alarms, workshop.clock()
    yield from troubles.refusals(session, settings, now).items()
    yield from troubles.standstill(session, settings, now).items()
    yield from troubles.failed_clicks(session, settings, now).items()
    yield from departures.troubles(session, now).items()
    if workshop.settings.slack_bot_token is not None and workshop.settings.smtp_url is None:
        yield from troubles.unsent_mail(session, settings, now).items()
