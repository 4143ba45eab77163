"""Pure: an item's present state as fields, and what changed, old and new."""

from __future__ import annotations

from slack_sdk.models.blocks import Block, SectionBlock

from tracker import dutch, wording
from tracker.changes import plain_title
from tracker.records import (
    ChangeKind,
    ItemKind,
    Notice,
    ScrapedItem,
    StoredChange,
    StoredItem,
)
from tracker.slack import parts
from tracker.slack.parts import MessageContext
from tracker.slack.text import fit

MAX_FACT = 400
"""What a reader takes in at a glance; the Kamer's page has the rest."""
_MAX_CHANGES = 10
_TAKES_PLACE = frozenset({ItemKind.ACTIVITEIT, ItemKind.STEMMING, ItemKind.VERSLAG})


def _dossiers(stored: StoredItem, context: MessageContext) -> list[str]:
    """Return "Stikstof, Natuur (BAC Landelijk Gebied)" for each BAC, best dossier first."""
    said = stored.classification
    names: dict[str, list[str]] = {}
    for one in said.dossiers if said else ():
        names.setdefault(one.bac, []).append(context.dossier(one.slug))
    return [f"{', '.join(found)} (BAC {context.bac(bac)})" for bac, found in names.items()]


def _where(item: ScrapedItem) -> str:
    if item.kind not in _TAKES_PLACE:
        return ""
    place = [part for part in (item.room, item.chamber) if part]
    return ", ".join([*place, "besloten"] if item.closed else place)


def _what(item: ScrapedItem) -> str:
    """Return "Commissiedebat Stikstof" or "Kamerbrief: Nota Ruimte"."""
    title, full = plain_title(item.title), wording.name(item)
    apart = item.kind is not ItemKind.ACTIVITEIT and full != title
    return f"{wording.kind_word(item)}: {title}" if apart else full


def facts(stored: StoredItem, context: MessageContext, headline: str = "") -> list[tuple[str, str]]:
    """Return (label, value) pairs of the item's present state; empty values are left out, and
    what it is when the first line says all of that.
    """
    item = stored.item
    dossiers = _dossiers(stored, context)
    count = len(stored.classification.dossiers) if stored.classification else 0
    found = [
        ("Wat", "" if plain_title(item.title) in headline else _what(item)),
        ("Wanneer", wording.when_now(stored)),
        ("Waar", _where(item)),
        ("Termijn", dutch.day_short(item.due_on) if item.due_on else ""),
        (
            "Commissie" if item.kind is not ItemKind.TOEZEGGING else "Ministerie",
            item.committee_name or item.committee,
        ),
        ("Bewindspersoon", ", ".join(wording.ministers(item))),
        (
            "Uitslag" if item.kind is not ItemKind.VERSLAG else "Stand",
            item.outcome.removeprefix("Stemmen - "),
        ),
        ("Oordeel kabinet", item.appreciation),
        ("Dossier" if count < 2 else "Dossiers", ", ".join(dossiers)),
        ("Nummer", item.number),
    ]
    return [(label, value) for label, value in found if value]


def fields(stored: StoredItem, context: MessageContext, headline: str) -> Block:
    """Return the facts in two columns, ten at most."""
    shown = facts(stored, context, headline)
    found = [parts.field_of(label, value, MAX_FACT) for label, value in shown]
    return SectionBlock(fields=found[: SectionBlock.fields_max_length])


def _is_said(line: str, change: StoredChange) -> bool:
    """Say whether the first line holds all of a change."""
    what, _, detail = wording.describe(change).rstrip(".").partition(": ")
    said = line.casefold()
    if not detail:
        return what.casefold() in said
    return all(part in said for part in detail.casefold().split(", "))


def changes(notice: Notice, headline: str) -> str:
    """Return each change as a line with old and new; empty when the first line said it all."""
    told = [change for change in notice.changes if change.kind is not ChangeKind.NEW]
    if len(told) == 1 and _is_said(headline, told[0]):
        return ""
    lines = [f"• {fit(wording.describe(change), 250)}" for change in told[:_MAX_CHANGES]]
    if len(told) > _MAX_CHANGES:
        lines.append(f"• En nog {len(told) - _MAX_CHANGES} wijzigingen.")
    return "\n".join(lines)
