"""Corrections of a letter that went out: one person writes, another approves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import RedirectResponse
from markupsafe import Markup

from newsletter import rich
from newsletter.correction import Change, title_of
from newsletter.fields import FieldError, Form, accept, fields_of, shown
from tracker import access, blocks, corrections, dispatches, dutch, editions
from tracker.approvals import ApprovalError
from tracker.corrections import CorrectionError
from tracker.database import read_scope, session_scope
from tracker.dispatches import DispatchError
from tracker.jobs import approving, correcting
from tracker.records import Block, Edition, Right
from tracker.web.approval import view
from tracker.web.guard import Form as Given
from tracker.web.guard import Guard, Reader, Sent
from tracker.web.site import READ, Site

router = APIRouter()
Staff = Annotated[Site, Depends(Reader(Right.EDIT))]
Editing = Annotated[Sent, Depends(Guard(Right.EDIT))]
Approving = Annotated[Sent, Depends(Guard(Right.APPROVE))]
Key = Annotated[str, Query(max_length=200)]
ROOT = "/haagse-zaken/{week}/correctie"
NO_EDITION = "Van deze week is er nog geen Haagse Zaken."
_TROUBLE = (ApprovalError, CorrectionError, DispatchError, FieldError)
_DONE = {
    "voorgesteld": "Uw correctie staat klaar. Iemand anders keurt haar goed.",
    "goedgekeurd": "De correctie staat op de webversie en gaat per mail naar wie de brief kreeg.",
    "afgewezen": "De correctie is afgewezen. Er verandert niets.",
}
_CHOICE_LENGTH = 100
_NOTHING = "<p>(niets)</p>"


def _field_rows(block: Block, typed: Mapping[str, str]) -> list[dict[str, object]]:
    """Return the fields of a block for a form: texts as Markdown, so that no script is needed."""
    rows = []
    for field in fields_of(block.kind):
        value = shown(block, field)
        was = rich.light(value) if field.form is Form.RICH else value
        rows.append(
            {
                "name": field.name, "label": field.label, "rich": field.form is Form.RICH,
                "most": field.most, "was": was, "value": typed.get(field.name, was),
            }
        )  # fmt: skip
    return rows


def _shown_html(text: str) -> Markup:
    return Markup(rich.clean(text) or _NOTHING)  # noqa: S704 - clean lets through ten tags


def _compared(changes: Sequence[Change]) -> list[tuple[str, Markup, Markup]]:
    """Return what each field said and what it must be, as HTML that was cleaned."""
    return [(one.label, _shown_html(one.before), _shown_html(one.after)) for one in changes]


def _choices(edition: Edition) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the blocks that have a text to correct, by section."""
    found: dict[str, list[tuple[str, str]]] = {}
    for block in sorted(edition.blocks, key=lambda one: one.position):
        if fields_of(block.kind):
            title = title_of(block)
            short = title if len(title) <= _CHOICE_LENGTH else f"{title[:_CHOICE_LENGTH]}…"
            found.setdefault(view.section_title(block.section), []).append((block.key, short))
    return list(found.items())


def _shown(
    site: Site, week: str, key: str = "", *, status: int = 200, note: str = "", said: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    with read_scope(site.engine) as session:
        edition = editions.load(session, week)
        names = {one.email.casefold(): one.name for one in access.accounts(session)}
        row = blocks.edition_row(session, week)
        readers = len(dispatches.received(session, blocks.number(row))) if row else 0
    if edition is None:
        return site.missing(NO_EDITION)
    found = correcting.proposals(site.workshop, week)
    block = next((one for one in edition.blocks if one.key == key), None)
    account = site.visit.account
    assert account is not None
    given = typed or {}
    return site.page(
        "approval/correct.html.j2", f"Correctie, {dutch.week_label(week)}", here="/haagse-zaken",
        status=status, note=note, said=said, week=week, path=f"/haagse-zaken/{week}",
        label=dutch.week_label(week), edition=edition, stage=view.stage_name(edition.status),
        out=edition.status in blocks.CLOSED, choices=_choices(edition), key=key, block=block,
        block_title=title_of(block) if block else "",
        fields=_field_rows(block, given) if block else (), reason=given.get("uitleg", ""),
        proposals=[(one, _compared(one.changes)) for one in reversed(found)],
        names=names, own=account.email, moment=view.moment,
        dated=corrections.dated, may_approve=site.visit.may(Right.APPROVE), readers=readers,
        now=site.now(), titles={one.key: title_of(one) for one in edition.blocks},
    )  # fmt: skip


@router.api_route(ROOT, methods=READ)
def page(site: Staff, week: str, blok: Key = "", gedaan: Key = "") -> Response:
    """Show what can be corrected, and the corrections there are."""
    return _shown(site, week, blok, said=_DONE.get(gedaan, ""))


def _do(
    sent: Sent, week: str, done: str, work: Callable[[], object], key: str = "",
    typed: Mapping[str, str] | None = None,
) -> Response:  # fmt: skip
    try:
        work()
    except _TROUBLE as error:
        status = HTTPStatus.CONFLICT
        return _shown(sent.site, week, key, status=status, note=str(error), typed=typed)
    path = f"/haagse-zaken/{week}/correctie?gedaan={done}#correcties"
    return RedirectResponse(path, HTTPStatus.SEE_OTHER)


def _written(form: Given, block: Block) -> dict[str, str]:
    """Return the fields that differ from what stood in the form, clean."""
    names = [field.name for field in fields_of(block.kind)]
    changed = {
        name: form.one(f"veld:{name}") for name in names
        if f"veld:{name}" in form.fields and _plain(form.one(f"veld:{name}"))
        != _plain(form.one(f"was:{name}"))
    }  # fmt: skip
    return accept(block.kind, changed, typed=True)


def _plain(text: str) -> str:
    """Return text with the line ends that a browser changes made one kind."""
    return text.replace("\r\n", "\n").strip()


@router.post(ROOT)
def propose(sent: Editing, week: str) -> Response:
    """Keep a correction until another person approves it."""
    form, now, key = sent.form, sent.site.now(), sent.form.one("blok")[:200]
    typed = {name.removeprefix("veld:"): form.one(name) for name in form.fields
             if name.startswith("veld:")}  # fmt: skip
    typed["uitleg"] = form.one("uitleg")

    def work() -> None:
        edition = approving.present(sent.site.workshop, week)
        block = next((one for one in edition.blocks if one.key == key), None)
        if block is None:
            raise CorrectionError("Kies eerst het blok waarin de fout staat.")
        fields = _written(form, block)
        with session_scope(sent.site.engine) as session:
            number = corrections.propose(
                session, week, key, fields, form.one("uitleg"), by=sent.account.email, now=now
            )
            approving.log(session, now, sent.account.email, "edition.propose", week,
                          {"correctie": number, "blok": key})  # fmt: skip

    return _do(sent, week, "voorgesteld", work, key, typed)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


@router.post(f"{ROOT}/goedkeuren")
def approve(sent: Approving, week: str) -> Response:
    """Put a correction on the web and send it to who got the letter."""
    number = _number(sent.form.one("correctie"))

    def work() -> None:
        correcting.approve(sent.site.workshop, week, number, sent.account.email)

    return _do(sent, week, "goedgekeurd", work)


@router.post(f"{ROOT}/afwijzen")
def reject(sent: Approving, week: str) -> Response:
    """Set a correction aside with a reason."""
    number, now, by = _number(sent.form.one("correctie")), sent.site.now(), sent.account.email

    def work() -> None:
        with session_scope(sent.site.engine) as session:
            corrections.reject(session, week, number, sent.form.one("reden"), by=by, now=now)
            approving.log(session, now, by, "edition.reject", week, {"correctie": number})

    return _do(sent, week, "afgewezen", work)
