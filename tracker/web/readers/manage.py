"""Readers for who administers them: the list, one reader, and what can be done for them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Response
from fastapi.responses import RedirectResponse

from tracker import audit, consent, reader_erasure, reader_lists, subscribers
from tracker.database import read_scope, session_scope
from tracker.reader_files import write_csv
from tracker.reader_lists import Filter
from tracker.reader_post import ReaderMail, plan
from tracker.records import Ground, ReaderState, Right, Subscriber
from tracker.web.guard import Guard, Reader, Sent
from tracker.web.readers import shown
from tracker.web.readers.subscribe import names_of
from tracker.web.site import READ, Site

router = APIRouter()
Administering = Annotated[Sent, Depends(Guard(Right.ADMINISTER))]
AdminSite = Annotated[Site, Depends(Reader(Right.ADMINISTER))]
Short = Annotated[str, Query(max_length=200)]
HERE = "/beheer/lezers"
_ON_PAGE = 100
_MOST_EXPORTED = 100_000
Number = Annotated[int, Path(ge=1, le=2**53)]


def _wanted(zoek: Short = "", toestand: Short = "", grond: Short = "") -> Filter:
    """Return what the list is filtered by; what does not exist is no filter."""
    state = next((one for one in ReaderState if one.value == toestand), None)
    ground = next((one for one in Ground if one.value == grond), None)
    return Filter(
        zoek.strip().replace("\x00", ""), state, ground, bounced=toestand == shown.BOUNCED
    )


Wanted = Annotated[Filter, Depends(_wanted)]


def _query(chosen: Filter) -> str:
    state = shown.BOUNCED if chosen.bounced else chosen.state
    given = {"zoek": chosen.text, "toestand": state, "grond": chosen.ground}
    return urlencode({name: str(value) for name, value in given.items() if value})


@router.api_route("/beheer/lezers", methods=READ)
def readers(
    site: AdminSite,
    chosen: Wanted,
    pagina: Annotated[int, Query(ge=1, le=10_000)] = 1,
    gedaan: Short = "",
) -> Response:
    """Show the readers, a hundred on a page."""
    with read_scope(site.engine) as session:
        found = reader_lists.listed(session, chosen, _ON_PAGE + 1, (pagina - 1) * _ON_PAGE)
        counts = reader_lists.counts(session)
    return site.page(
        "readers/manage.html.j2", "Lezers van Haagse Zaken", here=HERE,
        lines=[shown.line(one) for one in found[:_ON_PAGE]], more=len(found) > _ON_PAGE,
        number=pagina, tally=shown.tally(counts), form=shown.form(chosen),
        query=_query(chosen), said=shown.SAID.get(gedaan, ""), problems=(), trouble="",
    )  # fmt: skip


@router.api_route("/beheer/lezers.csv", methods=READ)
def as_csv(site: AdminSite, chosen: Wanted) -> Response:
    """Give the list as a CSV that no spreadsheet computes."""
    with read_scope(site.engine) as session:
        found = reader_lists.listed(session, chosen, _MOST_EXPORTED)
    rows = [shown.row(one, names_of(site)) for one in found]
    headers = {"Content-Disposition": 'attachment; filename="lezers.csv"',
               "Cache-Control": "no-store"}  # fmt: skip
    return Response(write_csv(shown.HEADER, rows), media_type="text/csv", headers=headers)


def _known(site: Site, number: int) -> Subscriber:
    with read_scope(site.engine) as session:
        found = subscribers.find(session, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "Deze lezer bestaat niet, of niet meer.")
    return found


@router.api_route("/beheer/lezers/{number:int}", methods=READ)
def reader(site: AdminSite, number: Number, gedaan: Short = "") -> Response:
    """Show one reader: choices, proof of consent, what came back."""
    found = _known(site, number)
    with read_scope(site.engine) as session:
        proofs = consent.proofs(session, number)
        bounces = subscribers.bounces(session, number)
    return site.page(
        "readers/reader.html.j2", found.name or found.email, here=HERE, reader=found,
        line=shown.line(found), facts=shown.facts(found, names_of(site)),
        proofs=[shown.proof(one) for one in proofs],
        bounces=[shown.bounce(one) for one in bounces], said=shown.SAID.get(gedaan, ""),
        removed=found.state is ReaderState.REMOVED,
    )  # fmt: skip


@router.api_route("/beheer/lezers/{number:int}/gegevens.json", methods=READ)
def data(site: AdminSite, number: Number) -> Response:
    """Give all that is kept of a reader."""
    _known(site, number)
    with read_scope(site.engine) as session:
        found = reader_erasure.export(session, number)
    headers = {"Content-Disposition": f'attachment; filename="lezer-{number}.json"',
               "Cache-Control": "no-store"}  # fmt: skip
    return Response(orjson.dumps(found, option=orjson.OPT_INDENT_2),
                    media_type="application/json", headers=headers)  # fmt: skip


@router.post("/beheer/lezers/{number:int}/{deed}")
def act(sent: Administering, number: Number, deed: str) -> Response:
    """Do something for a reader: stop, admit, links or erase."""
    site, by = sent.site, sent.account.email
    _known(site, number)
    now = site.now()
    with session_scope(site.engine) as session:
        if deed == "stoppen":
            subscribers.stop(session, number, None, now, text="door beheer", via=audit.WEB, by=by)
        elif deed == "toelaten":
            subscribers.admit(session, number, now, by=by)
        elif deed == "links":
            plan(session, number, ReaderMail.LINKS, now)
        elif deed == "wissen" and sent.form.one("zeker") == "ja":
            reader_erasure.erase(session, number, now, by=by)
            return RedirectResponse(f"{HERE}?gedaan=gewist", HTTPStatus.SEE_OTHER)
        else:
            deed = "niet"
    return RedirectResponse(f"{HERE}/{number}?gedaan={deed}", HTTPStatus.SEE_OTHER)
