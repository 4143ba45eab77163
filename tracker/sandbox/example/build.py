"""The example week, laid out from its data files: the same bytes in every build."""

from dataclasses import dataclass

from tracker.sandbox.example import actors, commitments, questions, reports
from tracker.sandbox.example.agenda import AgendaDesk
from tracker.sandbox.example.content import (
    Activity,
    Ballot,
    Bill,
    Commitment,
    Dossier,
    Letter,
    Question,
    Report,
    read,
)
from tracker.sandbox.example.desk import Desk, moment
from tracker.sandbox.example.papers import Dossiers, Paper, put_letter
from tracker.sandbox.example.votes import BallotDesk
from tracker.sandbox.source.store import Store


@dataclass(slots=True)
class Example:
    """The laid-out desk with what later news needs to add to it."""

    desk: Desk
    cast: actors.Cast
    dossiers: Dossiers
    papers: dict[str, Paper]
    agenda: AgendaDesk
    ballots: dict[str, Ballot]
    ballot_desk: BallotDesk
    activities: dict[str, Activity]


def lay_out() -> Example:
    """Everything on the desk, in the order in which one thing refers to another."""
    desk = Desk()
    cast = actors.lay_down(desk)
    dossiers = Dossiers(desk, read("dossiers", list[Dossier]))
    letters = sorted(read("letters", list[Letter]), key=lambda letter: letter.day)
    papers = {one.key: put_letter(desk, cast, dossiers, one) for one in letters}
    for bill in read("bills", list[Bill]):
        papers[bill.key] = questions.put_bill(desk, cast, dossiers, bill)
    agenda = AgendaDesk(desk, cast, papers)
    activities = read("agenda", list[Activity])
    for activity in activities:
        agenda.lay_down(_with_agenda(activity, letters, cast))
    ballots = BallotDesk(desk, cast, dossiers)
    every_ballot = read("motions", list[Ballot])
    for ballot in every_ballot:
        ballots.lay_down(ballot)
    for commitment in read("commitments", list[Commitment]):
        commitments.put_commitment(desk, cast, commitment)
    for question in read("questions", list[Question]):
        questions.put_question(desk, cast, question)
    for report in read("reports", list[Report]):
        reports.put_report(desk, cast, report, every_ballot)
    for category in ("Activiteit", "Agendapunt", "Document", "Reservering", "Stemming"):
        desk.put_deleted(category, f"eerder verwijderd: {category}", moment("11-20 16:00"))
    return Example(
        desk, cast, dossiers, papers, agenda, {one.key: one for one in every_ballot}, ballots,
        {one.key: one for one in activities},
    )  # fmt: skip


def _with_agenda(activity: Activity, letters: list[Letter], cast: actors.Cast) -> Activity:
    """A procedurevergadering without agenda gets the letters that came in for its committee."""
    if activity.kind != "PV" or activity.agenda or activity.at.startswith(("W", "-")):
        return activity
    day = moment(activity.at[:5])
    recent = [
        letter.key
        for letter in letters
        if cast.ministers[letter.by].committee == activity.lead
        and 0 <= (day - moment(letter.day)).days <= 12
    ]
    items = ["Commissie-regeling van werkzaamheden", *recent[:8], "Rondvraag"]
    return activity.model_copy(update={"agenda": items})


def build() -> Store:
    """The store as the source has it on Thursday 26 November 2026, 08.00."""
    return lay_out().desk.store()


def labels() -> dict[str, tuple[str, ...]]:
    """Per id of an item the slugs of the IPO dossiers it is about; an empty tuple for none."""
    return lay_out().desk.labels
