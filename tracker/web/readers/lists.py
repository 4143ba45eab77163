"""Bringing in a list in the browser: a file, its differences, and then the deed.

Between the two pages the people of the file wait on disk, under the hash of their own
content, for a day at most; the file itself is not kept.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from http import HTTPStatus
from pathlib import Path
from typing import Annotated

import orjson
from fastapi import APIRouter, Depends, Response
from fastapi.responses import RedirectResponse

from tracker import reader_lists
from tracker.database import read_scope, session_scope
from tracker.jobs.readers import bac_spellings, waiting_lists
from tracker.reader_files import MAX_BYTES, Listed, ReaderFileError, read_readers
from tracker.reader_lists import Filter, Order
from tracker.records import Ground, Right
from tracker.web.guard import Guard, Sent
from tracker.web.readers import shown
from tracker.web.readers.manage import HERE
from tracker.web.site import Site
from tracker.web.uploads import SentFile, Upload

router = APIRouter()
Uploading = Annotated[SentFile, Depends(Upload(Right.ADMINISTER, MAX_BYTES))]
Administering = Annotated[Sent, Depends(Guard(Right.ADMINISTER))]
_GROUNDS = (Ground.OFFICE, Ground.STAFF)
_HASH = 64


def _ground(given: str) -> Ground:
    return next((one for one in _GROUNDS if one.value == given), Ground.OFFICE)


def _refused(site: Site, problems: tuple[str, ...]) -> Response:
    """Return the list with what is wrong with the file on top."""
    with read_scope(site.engine) as session:
        found = reader_lists.listed(session, Filter(), 100)
        counts = reader_lists.counts(session)
    return site.page(
        "readers/manage.html.j2", "Fout: Lezers van Haagse Zaken", here=HERE,
        status=HTTPStatus.UNPROCESSABLE_ENTITY, lines=[shown.line(one) for one in found],
        more=False, number=1, tally=shown.tally(counts), form=shown.form(Filter()), query="",
        said="", problems=problems, trouble="",
    )  # fmt: skip


@router.post("/beheer/lezers/lijst/verschillen")
def differences(uploaded: Uploading) -> Response:
    """Show what a list would change; nothing is changed yet."""
    sent, file = uploaded.sent, uploaded.file
    site, ground = sent.site, _ground(sent.form.one("grond"))
    if file is None:
        return _refused(site, ("Kies eerst een bestand.",))
    try:
        found = read_readers(_plain(file.name), file.content, bac_spellings(site.workshop))
    except ReaderFileError as error:
        return _refused(site, error.problems)
    key = _keep(waiting_lists(site.workshop), found.people)
    return _show(site, key, found.people, ground, _plain(file.name), found.remarks)


def _plain(name: str) -> str:
    """Return the name of a file as a text; it is never used as a path."""
    flat = "".join(one for one in name if one.isprintable())
    return flat.replace("\\", "/").rpartition("/")[2][-120:]


def _keep(folder: Path, people: tuple[Listed, ...]) -> str:
    """Keep the people of a file until the list is carried out; return their key."""
    content = orjson.dumps([asdict(one) for one in people])
    key = hashlib.sha256(content).hexdigest()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{key}.json"
    draft = path.with_suffix(".new")
    draft.write_bytes(content)
    draft.chmod(0o600)
    draft.replace(path)
    return key


def _kept(folder: Path, key: str) -> tuple[Listed, ...] | None:
    """Return the people under a key, None when they are gone."""
    if len(key) != _HASH or not set(key) <= set("0123456789abcdef"):
        return None
    try:
        rows = orjson.loads((folder / f"{key}.json").read_bytes())
    except OSError:
        return None
    return tuple(Listed(**{**row, "bacs": tuple(row["bacs"])}) for row in rows)


def _show(
    site: Site,
    key: str,
    people: tuple[Listed, ...],
    ground: Ground,
    name: str,
    remarks: tuple[str, ...] = (),
    trouble: str = "",
) -> Response:
    with read_scope(site.engine) as session:
        found = reader_lists.compare(session, people, ground)
    return site.page(
        "readers/differences.html.j2", "Wat deze lijst verandert", here=HERE,
        status=HTTPStatus.CONFLICT if trouble else HTTPStatus.OK,
        key=key, name=name, ground=ground.value, ground_text=shown.GROUNDS[ground],
        groups=shown.parts(found), found=found, remarks=remarks, trouble=trouble,
        fingerprint=found.fingerprint, total=len(people),
    )  # fmt: skip


@router.post("/beheer/lezers/lijst/doorvoeren")
def carry_out(sent: Administering) -> Response:
    """Carry a list out, when nothing changed since its differences were shown."""
    site, form = sent.site, sent.form
    folder, key = waiting_lists(site.workshop), form.one("lijst")
    people = _kept(folder, key)
    if people is None:
        return _refused(site, ("Deze lijst is er niet meer. Kies het bestand opnieuw.",))
    ground, name = _ground(form.one("grond")), _plain(form.one("naam"))
    order = Order(name, sent.account.email, remove=form.one("verwijderen") == "ja",
                  welcome=form.one("welkom") == "ja")  # fmt: skip
    with session_scope(site.engine) as session:
        now = reader_lists.compare(session, people, ground)
        same = now.fingerprint == form.one("gezien")
        if same:
            reader_lists.carry_out(session, people, ground, order, site.now())
    if not same:
        text = "Intussen is er iets veranderd. Kijk de verschillen opnieuw na."
        return _show(site, key, people, ground, name, trouble=text)
    (folder / f"{key}.json").unlink(missing_ok=True)
    return RedirectResponse(f"{HERE}?gedaan=doorgevoerd", HTTPStatus.SEE_OTHER)
