"""Pure: where an item stands with the lobbyists, and the buttons that change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from slack_sdk.models.blocks import Block

from tracker import dutch, wording
from tracker.records import Action, ActionKind, Desk, Notice, ScrapedItem
from tracker.slack import parts
from tracker.slack.parts import Button, MessageContext
from tracker.slack.text import escape, fit, link

TAKE, RELEASE, DISMISS = "take", "release", "dismiss"
REDIRECT, HAND, LATER, POSITION = "redirect", "hand", "later", "position"
TO_NEWSLETTER, OUT_OF_NEWSLETTER = "newsletter_in", "newsletter_out"
BLOCK = "desk"
_SHOWN = 3


def _claim(desk: Desk, context: MessageContext) -> str:
    """Return one sentence: whose turn it is; safe."""
    if desk.dismissed_by:
        return f"Niet voor ons, zegt {escape(context.person(desk.dismissed_by))}"
    if desk.taken_by and desk.taken_at:
        who = escape(context.person(desk.taken_by))
        return f"Opgepakt door {who}, {dutch.moment(desk.taken_at)}"
    if desk.handed_to:
        to, by = (escape(context.person(one)) for one in (desk.handed_to, desk.handed_by))
        return f"Overgedragen aan {to} door {by}, nog niet opgepakt"
    return "Nog door niemand opgepakt"


def sentence(desk: Desk, context: MessageContext) -> str:
    """Return where an item stands, "Opgepakt door …. Komt terug op …."; safe."""
    said = [_claim(desk, context)]
    if desk.snoozed_until and (context.now is None or desk.snoozed_until > context.now):
        said.append(f"Komt terug op {dutch.moment(desk.snoozed_until)}")
    if desk.in_newsletter:
        said.append("Gaat mee in Haagse Zaken")
    return ". ".join(said) + "."


def lines(desk: Desk, context: MessageContext) -> str:
    """Return the state for in a message: the claim, the position, who follows; safe."""
    followers = dutch.listing([context.person(one) for one in desk.followers] or [""])
    return parts.lines(
        [
            f"*Stand* {sentence(desk, context)}",
            f"*Standpunt* {fit(desk.position, 600)}" if desk.position else "",
            f"*Inbreng* {link(desk.inbreng_url, 'Lees de inbreng')}" if desk.inbreng_url else "",
            f"*Notitie* {fit(desk.note, 600)}" if desk.note else "",
            f"*Kijkt mee* {fit(followers, 300)}" if followers else "",
        ]
    )


def _to(action: Action, context: MessageContext) -> str:
    return escape(context.person(str(action.value["to"])))


def _dossiers(action: Action, context: MessageContext) -> str:
    return fit(", ".join(context.dossier(one) for one in action.value["dossiers"]), 150)


_WORDS: Mapping[ActionKind, Callable[[Action, MessageContext], str]] = {
    ActionKind.TAKEN: lambda *_: "pakte dit op",
    ActionKind.RELEASED: lambda *_: "liet dit los",
    ActionKind.DISMISSED: lambda *_: "koos “niet voor ons”",
    ActionKind.REDIRECTED: lambda one, context: f"koos dossier {_dossiers(one, context)}",
    ActionKind.HANDED: lambda one, context: f"droeg dit over aan {_to(one, context)}",
    ActionKind.SNOOZED: lambda one, _: (
        f"zette dit weg tot {dutch.moment(datetime.fromisoformat(one.value['until']))}"
    ),
    ActionKind.NEWSLETTER: lambda one, _: (
        "zette dit in Haagse Zaken" if one.value["in"] else "haalde dit uit Haagse Zaken"
    ),
    ActionKind.POSITION: lambda *_: "schreef een standpunt",
}


def done(action: Action, context: MessageContext) -> str:
    """Return "Lobbyist natuur pakte dit op (wo 2 dec 10.00 uur)"; safe."""
    what = _WORDS[action.kind](action, context)
    return f"{escape(context.person(action.person))} {what} ({dutch.moment(action.at)})"


def history(desk: Desk, context: MessageContext) -> list[Block]:
    """Return who did what, the last three, newest first, as small print."""
    last = [done(action, context) for action in reversed(desk.log[-_SHOWN:])]
    rest = len(desk.log) - len(last)
    more = f" · en {rest} eerder" if rest else ""
    return parts.context_line(" · ".join(last) + more if last else "")


def _claim_buttons(desk: Desk) -> list[tuple[str, str, str | None]]:
    if desk.taken_by:
        return [("Laat los", RELEASE, None), ("Neem over", TAKE, None)]
    return [("Ik pak dit op", TAKE, "primary")]


def actions(item_id: int, item: ScrapedItem, desk: Desk) -> Block:
    """Return the buttons that make sense now; each carries the state that it was made for,
    so that a click on an old message is seen as one.
    """
    name = wording.name(item)
    found = _claim_buttons(desk)
    if not desk.dismissed_by:
        found.append(("Niet voor ons", DISMISS, None))
    found += [
        ("Ander dossier…", REDIRECT, None),
        ("Overdragen…", HAND, None),
        ("Later…", LATER, None),
        ("Uit Haagse Zaken", OUT_OF_NEWSLETTER, None)
        if desk.in_newsletter
        else ("In Haagse Zaken", TO_NEWSLETTER, None),
        ("Standpunt…", POSITION, None),
    ]
    values = {"item": item_id, "by": desk.taken_by}
    return parts.buttons(
        BLOCK,
        [
            Button(label, action, f"{label.rstrip('…')}: {name}", values, style)
            for label, action, style in found
        ],
    )


def of(notice: Notice) -> Desk:
    """Return where the item of a notice stands."""
    return notice.desk or Desk()
