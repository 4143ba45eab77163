"""The files of an edition that a person approves, and how they look in a preview; pure.

The approved letter says in its colofon who read it, and holds two placeholders for each
reader's own addresses (`newsletter.placeholders`). The same edition gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from markupsafe import escape

from newsletter import notes, render, view
from newsletter.edition import Section, block_key
from newsletter.fields import FREE
from newsletter.placeholders import PREFERENCES, UNSUBSCRIBE
from tracker import dutch, edition_json
from tracker.records import Block, Edition, Stage

MAIL, TEXT, PAGE, PUBLIC, DATA = (
    "mail.html", "mail.txt", "page.html", "openbaar.html", "edition.json",
)  # fmt: skip
"""Names of approved files: the mail in two forms, the page of members, that of everybody
else, and what all four were made from."""
REVIEW, READER = "goedkeuring", "uw-abonnement"
_COLLEAGUE = "Kent u een collega die deze brief graag krijgt? Stuur hem gerust door."
_DARK = "@media (prefers-color-scheme: dark)"


class Form(StrEnum):
    """In which form somebody looks at a letter before it goes."""

    MAIL = "mail"
    NARROW = "mobiel"
    DARK = "donker"
    TEXT = "tekst"
    WEB = "web"
    PERSONAL = "persoonlijk"


def review_sentence(name: str, at: datetime, what: str = "deze brief") -> str:
    """Return who read the letter and on which day: the proof of human review."""
    return (
        f"{name} heeft {what} op {dutch.day_long(at)} nagelezen en goedgekeurd. De redactie van "
        "het IPO is verantwoordelijk voor de inhoud."
    )


def _free(part: str, title: str, html: str, position: int) -> Block:
    key = block_key(Section.COLOPHON, part)
    return Block(key, Section.COLOPHON.value, FREE, position, {"title": title}, human={
        "tekst": html})  # fmt: skip


def _own(edition: Edition, *added: Block) -> Edition:
    last = max((block.position for block in edition.blocks), default=0)
    placed = [replace(one, position=last + place) for place, one in enumerate(added, start=1)]
    return replace(edition, blocks=(*edition.blocks, *placed))


def _reader() -> Block:
    links = (
        f'<p><a href="{PREFERENCES}">Kies wat u ontvangt</a> of '
        f'<a href="{UNSUBSCRIBE}">meld u af voor Haagse Zaken</a>.</p>'
    )
    return _free(READER, "Uw abonnement", links, 0)


def _ways_on(block: Block) -> Block:
    """Return a block; the colofon need not say whom to mail for signing off, there are links."""
    if not block.content.get("sign_up"):
        return block
    return replace(block, content={**block.content, "sign_up": _COLLEAGUE})


def sealed(edition: Edition, reviewed: str) -> Edition:
    """Return the edition as it is mailed: no concept, who reviewed it, a reader's own links."""
    kept = tuple(_ways_on(block) for block in edition.blocks if not block.dropped)
    proof = _free(REVIEW, "Nagelezen en goedgekeurd", f"<p>{escape(reviewed)}</p>", 0)
    added = (proof, _reader()) if reviewed else (_reader(),)
    status = Stage.APPROVED.value if reviewed else edition.status
    return _own(replace(edition, blocks=kept, status=status), *added)


def on_the_web(edition: Edition) -> Edition:
    """Return a sealed edition without what is only for who got the mail."""
    own = block_key(Section.COLOPHON, READER)
    return replace(edition, blocks=tuple(one for one in edition.blocks if one.key != own))


def report_base(week: str) -> str:
    """Return where the reports of the debates of an edition are on the web."""
    return f"/haagse-zaken/{week}/debat"


def pages(edition: Edition, changes: Sequence[notes.Note] = ()) -> dict[str, bytes]:
    """Return both web pages of a sealed edition, with dated notes where it was corrected."""
    web, base = on_the_web(edition), report_base(edition.week)
    whole = notes.put(render.page(web, report_base=base), changes)
    shown = view.public(web)
    keys = {block.key for block in shown.blocks}
    own = [one for one in changes if one.key in keys]
    public = notes.put(render.page(shown, report_base=base), own)
    return {PAGE: whole.encode(), PUBLIC: public.encode()}


def files(edition: Edition, web_url: str) -> dict[str, bytes]:
    """Return all files of a sealed edition; the mail links to the page at `web_url`."""
    return {
        MAIL: render.html(edition, web_url=web_url).encode(),
        TEXT: render.text(edition, web_url=web_url).encode(),
        DATA: edition_json.dump(edition),
        **pages(edition),
    }


def preview(edition: Edition, form: Form, web_url: str) -> str:
    """Return what is looked at: HTML, or words for `Form.TEXT`."""
    if form is Form.TEXT:
        return render.text(edition, web_url=web_url)
    if form is Form.WEB:
        return render.page(on_the_web(edition), report_base=report_base(edition.week))
    return render.html(edition, web_url=web_url)


def as_seen(html: str, form: Form) -> str:
    """Return a page of which the colours do not depend on who looks: dark, or light."""
    return html.replace(_DARK, "@media all" if form is Form.DARK else "@media not all")


def fingerprint(edition: Edition) -> str:
    """Return what tells one version of the content from another, as 64 hexadecimal digits.

    Stage and locks do not count: readers do not see them.
    """
    free = tuple(replace(one, version=0, locked_by="", based_on=None) for one in edition.blocks)
    plain = replace(edition, status=Stage.APPROVED.value, blocks=free)
    return sha256(edition_json.dump(plain)).hexdigest()


def untouched(edition: Edition) -> Mapping[str, int]:
    """Return how many blocks readers get, and of how many no person wrote a word."""
    shown = [block for block in edition.blocks if not block.dropped]
    machine = sum(not block.human and not block.added_by for block in shown)
    return {"blocks": len(shown), "machine": machine}
