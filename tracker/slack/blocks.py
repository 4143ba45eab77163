"""Pure: a notice as a Slack message. No table, no network, no source text unescaped.

The first line says what happened; under it what changed from what to what, the present
facts, why it is ours, where it stands with the lobbyists, and what one click can do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block

from tracker import wording
from tracker.letters import extra_lines
from tracker.records import Json, Notice, NoticeKind, ScrapedItem
from tracker.slack import evidence, facts, letters, parts, state
from tracker.slack.parts import MAX_TEXT, Message, MessageContext, mentions
from tracker.slack.text import escape, fit, link

__all__ = ["MAX_TEXT", "Message", "MessageContext", "message", "reply", "top"]

_OPENINGS = {
    NoticeKind.REMINDER: "Herinnering",
    NoticeKind.HANDOVER: "Overgedragen aan u",
    NoticeKind.ESCALATION: "Nog niet opgepakt",
}


def headline(notice: Notice) -> str:
    """Return what happened in one line of at most 150 characters; not escaped.

    A reminder or handover says what it is about; what changed last stands below.
    """
    opening = _OPENINGS.get(notice.kind)
    if opening is None:
        return wording.headline(notice.about, notice.changes)
    given = notice.content.get("headline") if isinstance(notice.content, dict) else None
    line = str(given or f"{opening}: {wording.headline(notice.about, ())}")
    return wording.shorten(line, parts.MAX_HEADER)


def _personal(notice: Notice, context: MessageContext) -> str:
    """Return why this reaches a person now: who handed it over, and with which words; safe."""
    given: Mapping[str, Json] = notice.content if isinstance(notice.content, dict) else {}
    by = escape(context.person(str(given.get("by") or "")))
    names = ", ".join(context.dossier(str(slug)) for slug in given.get("dossiers") or ())
    found = ""
    if notice.kind is NoticeKind.HANDOVER and names:
        found = f"{by} koos dossier {fit(names, 300)}. Dat is van u."
    elif notice.kind is NoticeKind.HANDOVER:
        found = f"{by} draagt dit aan u over."
    elif given.get("why") == "later":
        found = "U vroeg om dit nu terug te zien."
    words = [found, *(fit(str(given[key]), 1_200) for key in ("text", "note") if given.get(key))]
    return parts.lines([*words, *(fit(line, 1_000) for line in extra_lines(notice))])


def _opening(notice: Notice, context: MessageContext) -> list[Block]:
    return [
        parts.header(headline(notice)),
        *parts.section(_personal(notice, context)),
        *parts.section(facts.changes(notice, headline(notice))),
    ]


def _source(item: ScrapedItem) -> str:
    return link(item.url, f"Bekijk bij de {item.chamber or 'bron'}") if item.url else ""


def _for(notice: Notice) -> str:
    """Return whom it is for and who else has it: "Voor <@U1> · Heeft ook: Lobbyist wonen"."""
    told = f"Voor {mentions(notice.recipients)}" if notice.recipients else ""
    others = [fit(one.name, 100) for one in notice.others]
    rest = len(others) - 10
    more = [f"nog {rest}"] if rest > 0 else []
    also = f"Heeft ook: {', '.join([*others[:10], *more])}" if others else ""
    return " · ".join(part for part in (told, also) if part)


def _closing(notice: Notice, context: MessageContext) -> list[Block]:
    links = [context.item_page(notice.about.id), _source(notice.about.item)]
    return parts.section(parts.lines([_for(notice), " · ".join(one for one in links if one)]))


def _message(notice: Notice, said: str, blocks: Sequence[Block]) -> Message:
    """Return the message; its text is the first line, what `said` adds, and for whom."""
    told = f" Voor {mentions(notice.recipients)}." if notice.recipients else ""
    tail = f" {said}{told}" if said else told
    line = headline(notice).rstrip(".")
    return parts.as_message(fit(line, MAX_TEXT - len(tail) - 1) + "." + tail, blocks)


def top(notice: Notice, context: MessageContext) -> Message:
    """Return the top message of an item: its present state, and what happened last.

    Raises slack_sdk.errors.SlackObjectFormationError when a block breaks Slack's limits.
    """
    stored, desk = notice.about, state.of(notice)
    blocks = [
        *_opening(notice, context),
        facts.fields(stored, context, headline(notice)),
        *parts.context_line(evidence.why(stored)),
        *parts.section(state.lines(desk, context)),
        state.actions(stored.id, stored.item, desk),
        *_closing(notice, context),
        *state.history(desk, context),
    ]
    return _message(notice, state.sentence(desk, context) if desk.log else "", blocks)


def reply(notice: Notice, context: MessageContext) -> Message:
    """Return what happened as a reply in the thread of an item: old, new, for whom."""
    return _message(notice, "", [*_opening(notice, context), *_closing(notice, context)])


def message(notice: Notice, context: MessageContext) -> Message:
    """Return the message for a notice: a reply when it has a thread, else a top message."""
    if notice.stored is None:
        return letters.message(notice, context)
    return reply(notice, context) if notice.thread else top(notice, context)
