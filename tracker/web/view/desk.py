"""What we do with an item ourselves, for members: position, inbreng, who, the log; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker import desk, dutch
from tracker.records import Action, ActionKind, Desk
from tracker.web.view.item import web_url
from tracker.web.view.labels import Names

_MESSAGE = re.compile(r"([CDG][A-Z0-9]{2,20})/(\d{4,12})\.(\d{1,9})")
_VIA: Mapping[str, str] = {"slack": "Slack", "web": "de werkplek", "mail": "mail"}


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the log: when, who, what and through what."""

    at: str
    who: str
    what: str
    via: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """Where an item stands with us."""

    facts: tuple[tuple[str, str], ...]
    position: str
    note: str
    inbreng_url: str
    followers: tuple[str, ...]
    threads: tuple[tuple[str, str], ...]
    log: tuple[Deed, ...]

    @property
    def is_empty(self) -> bool:
        """Tell whether nobody did anything with it."""
        return not (self.facts or self.position or self.followers or self.threads or self.log)


def thread_url(message_id: str) -> str:
    """Return the web address of a message in Slack, "" for what went elsewhere."""
    found = _MESSAGE.fullmatch(message_id)
    return f"https://slack.com/archives/{found[1]}/p{found[2]}{found[3]}" if found else ""


def desk_view(
    now_at: Desk,
    threads: Mapping[str, str],
    people: Mapping[str, str],
    names: Names,
    now: datetime,
) -> DeskView:
    """Return the desk of an item; `threads` are message ids by channel."""

    def called(person: str) -> str:
        return people.get(person, person)

    links = ((channel, thread_url(message)) for channel, message in sorted(threads.items()))
    return DeskView(
        facts=_facts(now_at, called, now),
        position=now_at.position,
        note=now_at.note,
        inbreng_url=web_url(now_at.inbreng_url),
        followers=tuple(map(called, now_at.followers)),
        threads=tuple((channel, url) for channel, url in links if url),
        log=tuple(_deed(one, called, names) for one in reversed(now_at.log)),
    )


def _facts(
    now_at: Desk, called: Callable[[str], str], now: datetime
) -> tuple[tuple[str, str], ...]:
    taken = f" op {dutch.moment(now_at.taken_at)}" if now_at.taken_at else ""
    waits = now_at.snoozed_until is not None and now_at.snoozed_until > now
    holder = desk.holder(now_at)
    facts = (
        ("Opgepakt door", f"{called(now_at.taken_by)}{taken}" if now_at.taken_by else ""),
        ("Overgedragen aan", called(holder) if holder and not now_at.taken_by else ""),
        ("Terzijde gelegd door", called(now_at.dismissed_by) if now_at.dismissed_by else ""),
        ("Herinnering", dutch.moment(now_at.snoozed_until)
         if waits and now_at.snoozed_until else ""),
        ("Haagse Zaken", "komt in de brief" if now_at.in_newsletter else ""),
    )  # fmt: skip
    return tuple((name, value) for name, value in facts if value)


def _deed(action: Action, called: Callable[[str], str], names: Names) -> Deed:
    via = _VIA.get(action.via, action.via)
    return Deed(dutch.moment(action.at), called(action.person), _what(action, called, names), via)


def _what(action: Action, called: Callable[[str], str], names: Names) -> str:
    given = action.value or {}
    match action.kind:
        case ActionKind.TAKEN:
            return "pakte dit op"
        case ActionKind.RELEASED:
            return "liet dit los"
        case ActionKind.DISMISSED:
            return "legde dit terzijde"
        case ActionKind.REDIRECTED:
            slugs = given.get("dossiers", [])
            return f"zette dit bij {dutch.listing([names.dossier(one) for one in slugs])}"
        case ActionKind.HANDED:
            return f"droeg dit over aan {called(str(given.get('to', '')))}"
        case ActionKind.SNOOZED:
            return f"wil een herinnering op {dutch.moment(datetime.fromisoformat(given['until']))}"
        case ActionKind.NEWSLETTER:
            return "zette dit in Haagse Zaken" if given.get("in") else "haalde dit uit Haagse Zaken"
        case ActionKind.POSITION:
            return "gaf inbreng en standpunt" if given.get("inbreng_url") else "gaf het standpunt"
