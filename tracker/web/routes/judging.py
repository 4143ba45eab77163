"""What the buttons of judging do: give a judgement, confirm one, take one back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Path, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from tracker import audit, feedback, judged, labels, queries
from tracker.database import read_scope, session_scope
from tracker.errors import JudgementError
from tracker.judged import Judged
from tracker.overview import Scope
from tracker.records import Feedback, Right, StoredItem, Verdict
from tracker.web.guard import Form, Guard, Sent
from tracker.web.routes.judge import Place, names_of, queue_page
from tracker.web.signing import local_path
from tracker.web.site import Site
from tracker.web.view.judging import dossier_words
from tracker.web.view.lines import title_of

router = APIRouter()
Judging = Annotated[Sent, Depends(Guard(Right.JUDGE))]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
_LONGEST_KEY, _LONGEST_NOTE = 64, 1_000


@dataclass(frozen=True, slots=True)
class Ask:
    """What a form of judging says."""

    verdict: Verdict
    chosen: tuple[str, ...]
    seen: str
    event_key: str
    place: Place
    after: int
    onward: str
    note: str

    @property
    def intended(self) -> tuple[str, ...]:
        """Return the dossiers that the person had in mind."""
        return () if self.verdict is Verdict.REJECT else self.chosen


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _scope(site: Site, form: Form) -> Scope:
    scope = Scope(form.one("bac"), form.one("dossier"))
    return scope if site.names.knows(scope) else Scope()


def _ask(sent: Sent, item_id: int) -> Ask:
    form = sent.form
    try:
        verdict = Verdict(form.one("oordeel"))
    except ValueError:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Dit oordeel kennen wij niet.") from None
    key = form.one("kenmerk")[:_LONGEST_KEY]
    if not key:
        raise HTTPException(HTTPStatus.BAD_REQUEST, "Dit formulier is niet volledig.")
    page = min(max(_number(form.one("pagina")), 1), 500)
    return Ask(
        verdict=verdict,
        chosen=tuple(dict.fromkeys(form.all("keuze"))),
        seen=form.one("gezien"),
        event_key=f"web:{sent.account.id}:{item_id}:{key}",
        place=Place(_scope(sent.site, form), page, item_id),
        after=_number(form.one("volgende")),
        onward=local_path(form.one("terug")) if form.one("terug") else "",
        note=form.one("toelichting").strip()[:_LONGEST_NOTE],
    )


def _queue_path(place: Place, wanted: int) -> str:
    page = str(place.page) if place.page > 1 else ""
    values = {"bac": place.scope.bac, "dossier": place.scope.dossier, "pagina": page,
              "stuk": str(wanted) if wanted else ""}  # fmt: skip
    query = urlencode({name: value for name, value in values.items() if value})
    return f"/beoordelen?{query}" if query else "/beoordelen"


def _on(path: str) -> Response:
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _still_waits(site: Site, item_id: int) -> bool:
    with read_scope(site.engine) as session:
        stored = queries.stored_items(session, [item_id]).get(item_id)
    return bool(stored and stored.classification and not stored.classification.certain)


def _onward(sent: Sent, ask: Ask) -> Response:
    """Go on to the next item that still waits, or back to where the form stood."""
    if ask.onward:
        return _on(ask.onward)
    wanted = ask.after if ask.after and _still_waits(sent.site, ask.after) else 0
    return _on(_queue_path(ask.place, wanted))


def _what_changed(site: Site, session: Session, stored: StoredItem) -> str:
    said = stored.classification
    if said is None or not said.judged_by:
        return "Dit stuk is intussen veranderd."
    people = names_of(site, session)
    verdict = dossier_words([match.slug for match in said.dossiers], site.names)
    return f"{people.get(said.judged_by, said.judged_by)} beoordeelde dit intussen: {verdict}."


def _give(sent: Sent, session: Session, stored: StoredItem, ask: Ask) -> Feedback | None:
    given = feedback.give(
        session, item_id=stored.id, verdict=ask.verdict, dossiers=ask.intended, by=sent.by,
        via=audit.WEB, event_key=ask.event_key, now=sent.site.now(),
        taxonomy=sent.site.workshop.taxonomy, note=ask.note,
        limit=sent.site.workshop.settings.correction_reach,
    )  # fmt: skip
    if given is not None:
        _note(sent, session, f"judge.{ask.verdict.value}", given, stored)
    return given


def _note(sent: Sent, session: Session, what: str, given: Feedback, stored: StoredItem) -> None:
    detail = {"title": title_of(stored.item), "before": list(given.before),
              "dossiers": list(given.dossiers)}  # fmt: skip
    audit.write(session, sent.site.now(), by=sent.account.email, what=what,
                subject=f"stuk {stored.id}", detail=detail)  # fmt: skip


@router.post("/beoordelen/{item_id}")
def give(sent: Judging, item_id: Number) -> Response:
    """Store a judgement; when the item is no longer as it was shown, ask again.

    A form sent twice counts once, whatever its buttons.
    """
    ask, trouble = _ask(sent, item_id), ""
    try:
        with session_scope(sent.site.engine) as session:
            labels.lock(session, [item_id])
            if judged.by_event(session, ask.event_key) is not None:
                return _onward(sent, ask)
            stored = queries.stored_items(session, [item_id]).get(item_id)
            if stored is None:
                return sent.site.missing("Dit stuk staat niet in onze gegevens.")
            if ask.seen == judged.fingerprint(stored):
                _give(sent, session, stored, ask)
            else:
                trouble = _what_changed(sent.site, session, stored)
    except JudgementError as error:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return queue_page(sent.site, ask.place, note=str(error), chosen=ask.chosen, status=status)
    if not trouble:
        return _onward(sent, ask)
    mine = dossier_words(ask.intended, sent.site.names)
    note = f"{trouble} Uw oordeel is nog niet vastgelegd: {mine}. Kijk nog eens en kies opnieuw."
    return queue_page(
        sent.site, ask.place, note=note, chosen=ask.intended, status=HTTPStatus.CONFLICT
    )


def _is_done(sent: Sent, found: Judged, what: str) -> bool:
    """Tell whether this person did this before: a second click changes nothing."""
    if what == "judge.withdraw":
        return found.withdrawn_at is not None
    return found.feedback.seconded_by == sent.by


def _about(sent: Sent, feedback_id: int, what: str, work: Callable[[Session], None]) -> Response:
    """Do something with a stored judgement and go on; an error is said in words."""
    try:
        with session_scope(sent.site.engine) as session:
            found = judged.find(session, feedback_id)
            if found is None:
                return sent.site.missing("Dit oordeel kennen wij niet.")
            if not _is_done(sent, found, what):
                work(session)
                _note(sent, session, what, found.feedback, found.stored)
    except JudgementError as error:
        place = Place(wanted=found.stored.id if found else 0)
        status = HTTPStatus.CONFLICT
        return queue_page(sent.site, place, note=str(error), status=status)
    onward = sent.form.one("terug")
    return _on(local_path(onward) if onward else _queue_path(Place(), found.stored.id))


@router.post("/beoordelen/oordeel/{feedback_id}/bevestig")
def confirm(sent: Judging, feedback_id: Number) -> Response:
    """Agree, as a second person, with a judgement that touches many items."""

    def agree(session: Session) -> None:
        feedback.second(session, feedback_id, sent.by, sent.site.now())

    return _about(sent, feedback_id, "judge.second", agree)


@router.post("/beoordelen/oordeel/{feedback_id}/terug")
def take_back(sent: Judging, feedback_id: Number) -> Response:
    """Undo a judgement: what was said before it holds again."""

    def undo(session: Session) -> None:
        feedback.withdraw(session, feedback_id, sent.by, sent.site.now())

    return _about(sent, feedback_id, "judge.withdraw", undo)
