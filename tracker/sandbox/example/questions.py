"""Schriftelijke vragen with answers, and wetsvoorstellen with papers and amendementen."""

from datetime import timedelta

from tracker.sandbox.example.actors import Cast
from tracker.sandbox.example.content import Bill, Question
from tracker.sandbox.example.desk import Desk, moment, pick
from tracker.sandbox.example.papers import (
    Dossiers,
    Paper,
    put_actor,
    put_case,
    put_document,
    put_signer,
)

READERS = {
    "Voorstel van wet": "Voorstel van wet",
    "Voorstel van wet (initiatiefvoorstel)": "Voorstel van wet",
}


def names(cast: Cast, keys: str) -> str:
    """``het lid A`` or ``de leden A, B en C`` as it stands in titles."""
    surnames = [cast.surname(key) for key in keys.split()]
    if len(surnames) == 1:
        return f"het lid {surnames[0]}"
    if len(surnames) > 3:
        return f"het lid {surnames[0]} c.s."
    return f"de leden {', '.join(surnames[:-1])} en {surnames[-1]}"


def put_question(desk: Desk, cast: Cast, question: Question) -> str:
    """The zaak, the questions, and the answer or the notice of delay; returns the zaak's id."""
    on = moment(question.day)
    seen = on + timedelta(hours=11, minutes=pick(question.key, 300))
    case = put_case(
        desk, question.key, kind="Schriftelijke vragen", subject=question.title, on=on, seen=seen,
        done=question.answered is not None,
    )  # fmt: skip
    first = put_document(
        desk, question.key, kind="Schriftelijke vragen", subject=question.title, on=on, seen=seen,
        refs=(("zaak", case),),
    )  # fmt: skip
    desk.label(first, question.ipo)
    desk.label(case, question.ipo)
    for place, key in enumerate(question.by.split()):
        role = "Medeindiener" if place else "Indiener"
        put_actor(desk, case, f"{question.key}:{key}", role, cast.member(key), seen)
        put_signer(desk, first, f"{question.key}:{key}", cast.member(key), seen, first=not place)
    for key in question.to.split():
        put_actor(desk, case, f"{question.key}:{key}", "Gericht aan", cast.minister(key), seen)
    asked = f"vragen van {names(cast, question.by)} over {_inside(question.title)}"
    if question.delayed:
        _reply(
            desk,
            question,
            case,
            "Mededeling (uitstel antwoord)",
            f"Uitstel beantwoording {asked}",
            question.delayed,
        )
    if question.answered:
        _reply(
            desk,
            question,
            case,
            "Antwoord schriftelijke vragen",
            f"Antwoord op {asked}",
            question.answered,
        )
    return case


def _inside(title: str) -> str:
    return title[0].lower() + title[1:]


def _reply(desk: Desk, question: Question, case: str, kind: str, subject: str, day: str) -> None:
    on = moment(day)
    guid = put_document(
        desk, f"{question.key}:{kind}", kind=kind, subject=subject, on=on,
        seen=on + timedelta(hours=14, minutes=pick(question.key, 180)), refs=(("zaak", case),),
        reply_number=f"26270{pick(question.key, 9000):04d}",
    )  # fmt: skip
    desk.label(guid, question.ipo)


def put_bill(desk: Desk, cast: Cast, dossiers: Dossiers, bill: Bill) -> Paper:
    """A wetsvoorstel: its zaak, its papers in order and the amendementen on it."""
    on = moment(bill.day)
    seen = on + timedelta(hours=10)
    title = dossiers.titles[bill.dossier]
    dossier = ("kamerstukdossier", dossiers.guid(bill.dossier))
    kind = "Initiatiefwetgeving" if bill.initiative else "Wetgeving"
    case = put_case(
        desk, bill.key, kind=kind, subject=title, on=on, seen=seen, title=title, refs=(dossier,)
    )
    desk.label(case, bill.ipo)
    mover = cast.member(bill.initiative) if bill.initiative else cast.minister(bill.by)
    put_actor(desk, case, f"{bill.key}:indiener", "Indiener", mover, seen)
    lead = cast.committee(cast.ministers[bill.by].committee)
    put_actor(desk, case, f"{bill.key}:cie", "Voortouwcommissie", lead, seen)
    first = ""
    for place, paper in enumerate(bill.papers):
        number = dossiers.next_number(bill.dossier)
        guid = put_document(
            desk, f"{bill.key}:{number}", kind=paper, subject=paper, title=title, on=on,
            seen=seen + timedelta(minutes=3 * place), number=number, dossier=bill.dossier,
            refs=(dossier, ("zaak", case)),
        )  # fmt: skip
        desk.label(guid, bill.ipo)
        first = first or guid
    _amendments(desk, cast, dossiers, bill)
    return Paper(case, first, title, None)


def _amendments(desk: Desk, cast: Cast, dossiers: Dossiers, bill: Bill) -> None:
    title = dossiers.titles[bill.dossier]
    dossier = ("kamerstukdossier", dossiers.guid(bill.dossier))
    for place, item in enumerate(bill.amendments):
        on = moment("11-23") if place % 2 else moment("11-19")
        seen = on + timedelta(hours=12, minutes=place)
        key = f"{bill.key}:am{place}"
        number = dossiers.next_number(bill.dossier)
        kind = "Amendement (gewijzigd/nader/vervangend)" if item.changed else "Amendement"
        word = "Gewijzigd amendement" if item.changed else "Amendement"
        subject = f"{word} van {names(cast, item.by)} over {item.about}"
        case = put_case(
            desk, key, kind="Amendement", subject=subject, on=on, seen=seen, title=title,
            number=number, refs=(dossier,), view=item.view,
        )  # fmt: skip
        guid = put_document(
            desk, key, kind=kind, subject=subject, title=title, on=on, seen=seen, number=number,
            dossier=bill.dossier, refs=(dossier, ("zaak", case)),
        )  # fmt: skip
        put_actor(desk, case, key, "Indiener", cast.member(item.by.split()[0]), seen)
        desk.label(guid, item.ipo or bill.ipo)
        desk.label(case, item.ipo or bill.ipo)
