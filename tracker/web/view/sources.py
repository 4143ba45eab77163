"""How the sources, runs and messages stand, in plain Dutch; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from config.schema import Schedule, SourceConfig
from tracker import dutch
from tracker.freshness import working_time
from tracker.jobs.sources import SourceLine
from tracker.records import Json, NoticeState, Outcome
from tracker.runs import Run
from tracker.standing import OutboxState, ProblemCount, SourceState

_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.RUNNING: "bezig",
    Outcome.COMPLETE: "gelukt",
    Outcome.PARTIAL: "deels gelukt",
    Outcome.FAILED: "mislukt",
}
_JOBS: Mapping[str, str] = {
    "crawl": "Ophalen",
    "reconcile": "Alles nalopen",
    "replay": "Bewaarde pagina’s inlezen",
    "draft": "Concept Haagse Zaken maken",
    "run": "Eén hele ronde",
}
_STATES: Mapping[NoticeState, str] = {
    NoticeState.PLANNED: "Gepland",
    NoticeState.SENDING: "Wordt nu verzonden",
    NoticeState.SENT: "Verzonden",
    NoticeState.FAILED: "Mislukt",
    NoticeState.UNKNOWN: "Wordt nagevraagd bij Slack",
}
_ALWAYS_SHOWN = frozenset({NoticeState.PLANNED, NoticeState.SENT, NoticeState.FAILED})
_FIGURES = (
    ("fetched", "regels opgehaald"),
    ("stored", "regels nieuw of gewijzigd"),
    ("items_new", "stukken nieuw"),
    ("items_changed", "stukken gewijzigd"),
    ("changes", "wijzigingen"),
    ("set_aside", "regels apart gezet"),
    ("new", "nieuw"),
    ("changed", "gewijzigd"),
)


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """How one source stands in one sentence; `tone` is "good", "late" or "bad"."""

    title: str
    text: str
    tone: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source on the status page."""

    sentence: SourceSentence
    publisher: str
    figures: str
    homepage: str
    items: str
    next: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """One run in the list of runs."""

    job: str
    started: str
    lasted: str
    outcome: str
    tone: str
    details: str


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Rows set aside for one reason, and what to do about it."""

    subject: str
    reason: str
    advice: str
    count: str
    example: str
    last: str
    fatal: bool


@dataclass(frozen=True, slots=True)
class FailureView:
    """A message that was not delivered."""

    href: str
    title: str
    channel: str
    reason: str
    since: str


@dataclass(frozen=True, slots=True)
class OutboxView:
    """The messages: (state, count) in words, what waits, what failed."""

    states: tuple[tuple[str, str], ...]
    waiting: str
    last: str
    failed: tuple[FailureView, ...]


def short_title(config: SourceConfig) -> str:
    """Return "Tweede Kamer" of "Tweede Kamer, open data"."""
    return config.title.split(",")[0]


def _at(moment: datetime, now: datetime) -> str:
    """Return "om 9.10 uur" for today, else "op ma 23 nov 9.10 uur"."""
    if dutch.day_of(moment) == dutch.day_of(now):
        return f"om {_clock(moment)}"
    return f"op {dutch.day_table(moment)} om {_clock(moment)}"


def _clock(moment: datetime) -> str:
    return f"{dutch.clock(moment).removeprefix('0')} uur"


def _updated_at(state: SourceState) -> datetime | None:
    run = state.last_good
    return (run.finished_at or run.started_at) if run else None


def _trouble(state: SourceState, now: datetime) -> str:
    """Return a sentence on the newest run when it did not go well."""
    newest = state.newest
    if newest is None or newest.outcome is Outcome.COMPLETE:
        return ""
    moment = _at(newest.finished_at or newest.started_at, now)
    if newest.outcome is Outcome.PARTIAL:
        return f"De ronde {moment} is deels gelukt: {newest.reason or 'zie Bronnen'}."
    return f"De laatste poging ({moment.removeprefix('om ')}) is mislukt: {newest.reason}."


def sentence(state: SourceState, config: SourceConfig, now: datetime) -> SourceSentence:
    """Return how a source stands: "bijgewerkt om 9.10 uur" or that it takes too long."""
    title, updated = short_title(config), _updated_at(state)
    trouble = _trouble(state, now)
    if updated is None:
        text = "nog niet volledig opgehaald." if state.newest else "nog niet opgehaald."
        return SourceSentence(title, f"{text} {trouble}".strip(), "bad")
    if working_time(updated, now) > timedelta(hours=config.expect.freshness_hours):
        text = f"geen nieuws sinds {dutch.moment(updated)}; dat is te lang."
        return SourceSentence(title, f"{text} {trouble}".strip(), "bad")
    text = f"bijgewerkt {_at(updated, now)}."
    tone = "late" if trouble else "good"
    return SourceSentence(title, f"{text} {trouble}".strip(), tone)


def _numbers(stats: Mapping[str, Json]) -> str:
    found = ((stats.get(name), words) for name, words in _FIGURES)
    return ", ".join(
        f"{words}: {dutch.number(value)}"
        for value, words in found
        if isinstance(value, int) and value
    )


def source_view(
    state: SourceState, config: SourceConfig, now: datetime, line: SourceLine
) -> SourceView:
    """Return one source for the status page."""
    due_at = line.next_run_at
    said = sentence(state, config, now)
    if not config.enabled:
        said = SourceSentence(said.title, "staat uit.", "")
    return SourceView(
        said,
        publisher=config.publisher,
        figures=_numbers(state.last_good.stats) if state.last_good else "",
        homepage=config.homepage,
        items=dutch.number(line.items),
        next=dutch.moment(due_at) if due_at else "geen",
        confirmed=config.confirmed,
    )


def _job_words(job: str, titles: Mapping[str, str], names: Mapping[str, str]) -> str:
    if job in titles:
        return titles[job]
    stem, _, source = job.partition("-")
    words = _JOBS.get(stem, job)
    return f"{words}: {names.get(source, source)}" if source and stem in _JOBS else words


def _tone(outcome: Outcome) -> str:
    tones = {Outcome.COMPLETE: "good", Outcome.PARTIAL: "late", Outcome.FAILED: "bad"}
    return tones.get(outcome, "")


def run_views(
    found: Sequence[Run], schedule: Schedule, sources: Sequence[SourceConfig]
) -> tuple[RunView, ...]:
    """Return runs for the status page, in their order."""
    titles = {plan.job: plan.title for plan in schedule.jobs}
    names = {one.name: short_title(one) for one in sources}
    return tuple(
        RunView(
            job=_job_words(run.job, titles, names),
            started=dutch.moment(run.started_at),
            lasted=_lasted(run),
            outcome=_OUTCOMES[run.outcome] + (", te laat begonnen" if run.late else ""),
            tone=_tone(run.outcome),
            details=_details(run),
        )
        for run in found
    )


def _details(run: Run) -> str:
    details = "; ".join(part for part in (run.reason, _numbers(run.stats)) if part)
    fetches = run.job.partition("-")[0] in {"crawl", "reconcile"}
    return details or ("niets nieuws" if fetches and run.outcome is Outcome.COMPLETE else "")


def _lasted(run: Run) -> str:
    if run.finished_at is None:
        return ""
    seconds = round((run.finished_at - run.started_at).total_seconds())
    if seconds < 60:
        return f"{max(seconds, 0)} s"
    return dutch.duration(timedelta(seconds=seconds))


def problem_views(found: Sequence[ProblemCount]) -> tuple[ProblemView, ...]:
    """Return what was set aside or signalled, for the status page."""
    return tuple(
        ProblemView(
            subject=f"{one.source}, {one.category}",
            reason=one.reason,
            advice=one.advice or "Laat een beheerder naar de bron kijken.",
            count=dutch.number(one.count),
            example=one.example,
            last=dutch.moment(one.last_at),
            fatal=one.fatal,
        )
        for one in found
    )


def outbox_view(state: OutboxState) -> OutboxView:
    """Return the messages for the status page."""
    oldest, last = state.oldest_waiting_at, state.last_sent_at
    return OutboxView(
        states=tuple(
            (words, dutch.number(state.counts.get(name, 0)))
            for name, words in _STATES.items()
            if state.counts.get(name) or name in _ALWAYS_SHOWN
        ),
        waiting=f"Het oudste bericht wacht sinds {dutch.moment(oldest)}." if oldest else "",
        last=f"Het laatste bericht ging weg op {dutch.moment(last)}." if last else "",
        failed=tuple(
            FailureView(
                href=f"/items/{one.item_id}",
                title=one.title,
                channel=one.channel,
                reason=one.error or "Slack gaf geen reden",
                since=dutch.moment(one.created_at),
            )
            for one in state.failed
        ),
    )
