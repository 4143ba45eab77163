"""Pure: a notice as a Slack message. No table, no network, no source text unescaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    HeaderBlock,
    MarkdownTextObject,
    PlainTextObject,
    SectionBlock,
)

from config.schema import Taxonomy
from tracker import dutch, wording
from tracker.changes import plain_title
from tracker.records import (
    ChangeKind,
    DossierMatch,
    ItemKind,
    Notice,
    Person,
    ScrapedItem,
    Status,
    StoredChange,
)
from tracker.slack.text import escape, fit, link

MAX_SECTION = 3_000
MAX_FIELD = 2_000
MAX_FACT = 400
"""What a reader takes in at a glance; the Kamer's page has the rest."""
MAX_HEADER = 150
MAX_TEXT = 3_900
"""Longer messages cannot be updated."""
_MAX_CHANGES = 10
_MAX_WORDS = 8
_FIELD_WORDS = {
    "title": "titel",
    "text": "tekst",
    "committee": "commissie",
    "file_title": "naam van het Kamerstukdossier",
}
_TAKES_PLACE = frozenset({ItemKind.ACTIVITEIT, ItemKind.STEMMING, ItemKind.VERSLAG})
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})


class Message(TypedDict):
    """What `chat.postMessage` and `chat.update` take; `text` is what screen readers read."""

    text: str
    blocks: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class MessageContext:
    """What a message needs besides its notice: the names of dossiers and BACs."""

    taxonomy: Taxonomy


def _markdown(text: str, width: int = MAX_SECTION) -> MarkdownTextObject:
    """Return text that is safe already; `verbatim` keeps Slack from adding links itself."""
    assert len(text) <= width, f"{len(text)} characters"
    return MarkdownTextObject(text=text, verbatim=True)


def _mentions(persons: Iterable[Person]) -> str:
    """Return "<@U1>, <@U2> en Lobbyist wonen": by name when there is no Slack id."""
    found = [f"<@{one.slack_id}>" if one.slack_id else escape(one.name) for one in persons]
    return f"{', '.join(found[:-1])} en {found[-1]}" if len(found) > 1 else "".join(found)


def _dossiers(notice: Notice, context: MessageContext) -> list[str]:
    """Return "Stikstof (Landelijk Gebied)" for each dossier, best first."""
    labels = notice.about.classification
    names = {one.slug: one.name for one in context.taxonomy.dossiers}
    bacs = {one.slug: one.name for one in context.taxonomy.bacs}
    matches = labels.dossiers if labels else ()
    return [
        f"{names.get(one.slug, one.slug)} (BAC {bacs.get(one.bac, one.bac)})" for one in matches
    ]


def _where(item: ScrapedItem) -> str:
    if item.kind not in _TAKES_PLACE:
        return ""
    place = [part for part in (item.room, item.chamber) if part]
    return ", ".join([*place, "besloten"] if item.closed else place)


def _when(item: ScrapedItem) -> str:
    status = wording.STATUS_WORDS[item.status]
    return f"{wording.when(item)} ({status})" if item.status in _OFF else wording.when(item)


def _what(item: ScrapedItem) -> str:
    """Return "Commissiedebat Stikstof" or "Kamerbrief: Nota Ruimte"."""
    title, full = plain_title(item.title), wording.name(item)
    apart = item.kind is not ItemKind.ACTIVITEIT and full != title
    return f"{wording.kind_word(item)}: {title}" if apart else full


def _facts(notice: Notice, context: MessageContext) -> list[tuple[str, str]]:
    """Return (label, value) pairs of the item's present state; empty values are left out."""
    item = notice.about.item
    dossiers = _dossiers(notice, context)
    facts = [
        ("Wat", _what(item)),
        ("Wanneer", _when(item)),
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
        ("Dossier" if len(dossiers) < 2 else "Dossiers", ", ".join(dossiers)),
        ("Nummer", item.number),
    ]
    return [(label, value) for label, value in facts if value]


def _field(label: str, value: str) -> MarkdownTextObject:
    opening = f"*{label}*\n"
    return _markdown(opening + fit(value, MAX_FACT), MAX_FIELD)


def _matched(match: DossierMatch) -> Iterable[str]:
    for evidence in match.evidence:
        place = _FIELD_WORDS.get(evidence.field, evidence.field)
        yield f"“{evidence.text}” ({place})"


def _why(notice: Notice) -> str:
    """Return the words that matched, each once; an empty text when none were kept."""
    labels = notice.about.classification
    matches = labels.dossiers if labels else ()
    words = list(dict.fromkeys(one for match in matches for one in _matched(match)))
    if not words:
        return ""
    more = f" en nog {len(words) - _MAX_WORDS}" if len(words) > _MAX_WORDS else ""
    return f"Waarom: {', '.join(words[:_MAX_WORDS])}{more}"


def _is_said(notice: Notice, change: StoredChange) -> bool:
    """Say whether the first line holds all of a change."""
    _, _, detail = wording.describe(change).rstrip(".").partition(": ")
    line = wording.headline(notice.about, notice.changes).casefold()
    return all(part in line for part in detail.casefold().split(", "))


def _changes(notice: Notice) -> str:
    """Return each change as a line with old and new; empty when the first line said it all."""
    told = [change for change in notice.changes if change.kind is not ChangeKind.NEW]
    if len(told) == 1 and _is_said(notice, told[0]):
        return ""
    lines = [f"• {fit(wording.describe(change), 250)}" for change in told[:_MAX_CHANGES]]
    if len(told) > _MAX_CHANGES:
        lines.append(f"• En nog {len(told) - _MAX_CHANGES} wijzigingen.")
    return "\n".join(lines)


def _source(item: ScrapedItem) -> str:
    return link(item.url, f"Bekijk bij de {item.chamber or 'bron'}") if item.url else ""


def _opening(notice: Notice) -> list[Block]:
    line = wording.headline(notice.about, notice.changes)
    header = HeaderBlock(text=PlainTextObject(text=wording.shorten(line, MAX_HEADER), emoji=False))
    changes = _changes(notice)
    return [header, SectionBlock(text=_markdown(changes))] if changes else [header]


def _closing(notice: Notice) -> list[Block]:
    parts = [
        f"Voor {_mentions(notice.recipients)}" if notice.recipients else "",
        _source(notice.about.item),
    ]
    text = " · ".join(part for part in parts if part)
    return [SectionBlock(text=_markdown(text))] if text else []


def _reason(notice: Notice) -> list[Block]:
    why = _why(notice)
    return [ContextBlock(elements=[_markdown(fit(why, MAX_FIELD), MAX_FIELD)])] if why else []


def _message(notice: Notice, blocks: Sequence[Block]) -> Message:
    line = wording.headline(notice.about, notice.changes)
    mentions = f" Voor {_mentions(notice.recipients)}." if notice.recipients else ""
    text = fit(line.rstrip("."), MAX_TEXT - len(mentions) - 1) + "." + mentions
    return {"text": text, "blocks": [block.to_dict() for block in blocks]}


def top(notice: Notice, context: MessageContext) -> Message:
    """Return the top message of an item: its present state, and what happened last.

    Raises slack_sdk.errors.SlackObjectFormationError when a block breaks Slack's limits.
    """
    fields = [_field(label, value) for label, value in _facts(notice, context)]
    facts = SectionBlock(fields=fields[: SectionBlock.fields_max_length])
    return _message(notice, [*_opening(notice), facts, *_reason(notice), *_closing(notice)])


def reply(notice: Notice, context: MessageContext) -> Message:
    """Return what happened as a reply in the thread of an item: old, new, for whom."""
    del context
    return _message(notice, [*_opening(notice), *_closing(notice)])


def message(notice: Notice, context: MessageContext) -> Message:
    """Return the message for a notice: a reply when it has a thread, else a top message."""
    return reply(notice, context) if notice.thread else top(notice, context)
