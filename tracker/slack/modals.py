"""Pure: the modals behind the buttons, and what people filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from slack_sdk.models.blocks import (
    Block,
    DateTimePickerElement,
    InputBlock,
    Option,
    OptionGroup,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    UrlInputElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from config.schema import People
from tracker import wording
from tracker.records import Desk, Json, StoredItem
from tracker.slack import moments, parts, state
from tracker.slack.parts import MAX_LABEL, MessageContext
from tracker.slack.text import escape

MAX_OPTIONS = 100
MAX_DOSSIERS = 5
MAX_POSITION, MAX_NOTE = 1_000, 1_000
MAX_URL = 2_000
TITLES = {
    state.REDIRECT: "Ander dossier",
    state.HAND: "Overdragen",
    state.LATER: "Later",
    state.POSITION: "Standpunt",
}


def _view(kind: str, blocks: Sequence[Block], meta: Mapping[str, Json], submit: str) -> View:
    return View(
        type="modal",
        callback_id=kind,
        title=parts.plain(TITLES[kind], 24),
        submit=parts.plain(submit, 24) if submit else None,
        close=parts.plain("Annuleren", 24),
        private_metadata=orjson.dumps(dict(meta)).decode(),
        blocks=list(blocks),
    )


def loading(kind: str, meta: Mapping[str, Json]) -> View:
    """Return what stands there until the item was read: Slack gives three seconds to open."""
    return _view(kind, parts.section("Een ogenblik, het stuk wordt opgehaald…"), meta, "")


def trouble(kind: str, text: str) -> View:
    """Return a modal that says why it cannot be filled in."""
    return _view(kind, parts.section(escape(text)), {}, "")


def _about(stored: StoredItem) -> list[Block]:
    name = f"{wording.name(stored.item)}, {wording.when(stored.item)}"
    return [*parts.context_line(escape(wording.shorten(name, 300)))]


def _input(
    block_id: str, label: str, element: InputInteractiveElement, *, optional: bool = False,
    hint: str = "",
) -> Block:  # fmt: skip
    return InputBlock(
        block_id=block_id,
        label=parts.plain(label, 2_000),
        element=element,
        optional=optional,
        hint=parts.plain(hint, 2_000) if hint else None,
    )


def _option(value: str, label: str) -> Option:
    return Option(value=value, text=parts.plain(label, MAX_LABEL))


def _dossier_groups(context: MessageContext) -> list[OptionGroup]:
    """Return the dossiers per BAC; Slack takes 100 in a group."""
    groups = []
    for bac in context.taxonomy.bacs:
        own = [one for one in context.taxonomy.dossiers if one.bac == bac.slug]
        options = [_option(one.slug, one.name) for one in own[:MAX_OPTIONS]]
        if options:
            groups.append(OptionGroup(label=parts.plain(bac.name, MAX_LABEL), options=options))
    return groups[:MAX_OPTIONS]


def redirect(stored: StoredItem, context: MessageContext, meta: Mapping[str, Json]) -> View:
    """Return the choice of the right dossiers; those it has now are chosen already."""
    said = stored.classification
    known = {one.slug for one in context.taxonomy.dossiers}
    slugs = [one.slug for one in said.dossiers if one.slug in known] if said else []
    now = [_option(slug, context.dossier(slug)) for slug in slugs[:MAX_DOSSIERS]]
    element = StaticMultiSelectElement(
        action_id="dossiers",
        placeholder=parts.plain("Zoek of kies een dossier", MAX_HOLDER),
        option_groups=_dossier_groups(context),
        initial_options=now or None,
        max_selected_items=MAX_DOSSIERS,
    )
    hint = "De lobbyist van dit dossier krijgt bericht. Het systeem leert van uw keuze."
    ask = _input("dossiers", "Bij welk dossier hoort dit?", element, hint=hint)
    return _view(state.REDIRECT, [*_about(stored), ask], meta, "Opslaan")


MAX_HOLDER = 150


def _people_options(people: People, person: str) -> list[Option]:
    others = sorted((one for one in people.people if one.slug != person), key=lambda one: one.name)
    return [_option(one.slug, one.name) for one in others]


def hand(stored: StoredItem, people: People, person: str, meta: Mapping[str, Json]) -> View:
    """Return the choice of who takes it from here."""
    options = _people_options(people, person)
    chunks = [options[at : at + MAX_OPTIONS] for at in range(0, len(options), MAX_OPTIONS)]
    groups = [
        OptionGroup(label=parts.plain(f"{one[0].value[:1]} en verder".upper(), 75), options=one)
        for one in chunks
    ]
    element = StaticSelectElement(
        action_id="person",
        placeholder=parts.plain("Kies een collega", MAX_HOLDER),
        options=options if len(chunks) == 1 else None,
        option_groups=groups if len(chunks) > 1 else None,
    )
    note = PlainTextInputElement(action_id="note", multiline=True, max_length=MAX_NOTE)
    blocks = [
        *_about(stored),
        _input("person", "Aan wie draagt u dit over?", element),
        _input("note", "Wat moet die collega weten?", note, optional=True),
    ]
    return _view(state.HAND, blocks, meta, "Overdragen")


def later(stored: StoredItem, now: datetime, meta: Mapping[str, Json]) -> View:
    """Return the choice of when it comes back."""
    found = [_option(one.key, one.label) for one in moments.choices(stored.item, now)]
    when = RadioButtonsElement(action_id="when", options=found, initial_option=found[0])
    own = DateTimePickerElement(action_id="own")
    blocks = [
        *_about(stored),
        _input("when", "Wanneer wilt u dit terugzien?", when, optional=True),
        _input("own", "Of kies zelf een moment", own, optional=True,
               hint="Vult u hier iets in, dan geldt dit."),
    ]  # fmt: skip
    return _view(state.LATER, blocks, meta, "Bewaren")


def position(stored: StoredItem, desk: Desk, meta: Mapping[str, Json]) -> View:
    """Return the form for the position, the inbreng and a note, with what stands there now."""
    lines = PlainTextInputElement(
        action_id="position", multiline=True, max_length=MAX_POSITION,
        initial_value=desk.position or None,
        placeholder=parts.plain("Bijvoorbeeld: steunen, mits het Rijk betaalt", MAX_HOLDER),
    )  # fmt: skip
    link = UrlInputElement(action_id="url", initial_value=desk.inbreng_url or None)
    note = PlainTextInputElement(
        action_id="note", multiline=True, max_length=MAX_NOTE, initial_value=desk.note or None
    )
    blocks = [
        *_about(stored),
        _input("position", "Standpunt van de provincies", lines, optional=True),
        _input("url", "Adres van de inbreng", link, optional=True,
               hint="Een webadres dat met https:// begint."),
        _input("note", "Notitie voor collega's", note, optional=True),
    ]  # fmt: skip
    return _view(state.POSITION, blocks, meta, "Opslaan")


def meta_of(view: Mapping[str, Any]) -> Mapping[str, Json]:
    """Return what the modal carries; empty when it carries nothing that we wrote."""
    try:
        found = orjson.loads(str(view.get("private_metadata") or "{}"))
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def _answer(view: Mapping[str, Any], block: str) -> Mapping[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    given = values.get(block) or {}
    found = next(iter(given.values()), None) if isinstance(given, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def text_of(view: Mapping[str, Any], block: str) -> str:
    """Return what was typed in a block, without blanks around it."""
    return str(_answer(view, block).get("value") or "").strip()


def chosen(view: Mapping[str, Any], block: str) -> tuple[str, ...]:
    """Return the values that were chosen in a block."""
    answer = _answer(view, block)
    one = answer.get("selected_option")
    several = answer.get("selected_options") or ([one] if one else [])
    return tuple(str(option["value"]) for option in several if isinstance(option, Mapping))


def own_moment(view: Mapping[str, Any]) -> datetime | None:
    """Return the moment that was picked by hand, or None."""
    stamp = _answer(view, "own").get("selected_date_time")
    try:
        return datetime.fromtimestamp(int(stamp), UTC) if stamp else None
    except (ValueError, OverflowError, OSError):
        return None


def is_web_address(text: str) -> bool:
    """Say whether a text is an address that may be shown as a link."""
    try:
        found = urlsplit(text)
    except ValueError:
        return False
    is_one = found.scheme in {"http", "https"} and bool(found.hostname)
    return is_one and len(text) <= MAX_URL and not set(text) & set(' "<>|\\')


def problems(view: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Return what is wrong with the answers, by block; Slack shows it in the modal."""
    kind = view.get("callback_id")
    if kind == state.REDIRECT and not chosen(view, "dossiers"):
        return {"dossiers": "Kies ten minste één dossier."}
    if kind == state.HAND and not chosen(view, "person"):
        return {"person": "Kies een collega."}
    if kind == state.LATER:
        return _when_problems(view, now)
    if kind == state.POSITION:
        url = text_of(view, "url")
        if url and not is_web_address(url):
            return {"url": "Dit is geen webadres. Begin met https://"}
    return {}


def _when_problems(view: Mapping[str, Any], now: datetime) -> dict[str, str]:
    own = own_moment(view)
    if own is None:
        return {} if chosen(view, "when") else {"when": "Kies een moment."}
    if own <= now:
        return {"own": "Dit moment is al voorbij."}
    return {} if own <= now + moments.LONGEST else {"own": "Kies een moment binnen een jaar."}
