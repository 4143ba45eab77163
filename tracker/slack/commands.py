"""`/haagsezaken …`: questions and small orders, answered to the caller only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from slack_sdk.models.blocks import Block

from config.schema import Dossier, SourceConfig
from tracker import desk, dutch, outbox, overview
from tracker.overview import Scope
from tracker.records import NoticeState
from tracker.search.finding import Audience, Hit, SearchQuery, find
from tracker.slack import command_people, listing, parts, words
from tracker.slack.actions import STRANGER, Case
from tracker.slack.answers import Answer, answer, dossier_named
from tracker.slack.effects import Handled, Place, Publish, Tell
from tracker.slack.text import escape, fit
from tracker.wording import shorten

HELP = """*Wat u kunt vragen*
• `/haagsezaken agenda`: debatten op uw dossiers, komende twee weken; `agenda alles` voor iedereen
• `/haagsezaken zoek stikstof natuur`: stukken met al deze woorden, of een nummer
• `/haagsezaken dossier wonen`: wie erover gaat, wat er komt en wat openstaat
• `/haagsezaken wie stikstof`: wie dit dossier doet en wie meekijkt; ook met een nummer
• `/haagsezaken volg stikstof`: kijk mee met een dossier of stuk; `ontvolg stikstof` stopt
• `/haagsezaken afwezig 24-11 27-11`: uw vervanger krijgt uw berichten; `afwezig terug` stopt
• `/haagsezaken lobbyist wonen ruimte-wonen`: een ander wordt lobbyist; ook `vervanger …`
• `/haagsezaken status`: bronnen, berichten en wat op een oordeel wacht
Alleen u ziet de antwoorden."""
_MOST = 15
_LONG = timedelta(days=84)


@dataclass(frozen=True, slots=True)
class Command:
    """What is asked, by whom, with what is known of the sources."""

    case: Case
    rest: str
    sources: Sequence[SourceConfig]


def _titled(title: str, lines: Sequence[str], nothing: str) -> Answer:
    shown = parts.lines(lines) or nothing
    blocks: list[Block] = [*parts.section(f"*{title}*"), *parts.section(shown)]
    return answer(f"{title}\n{shown}", blocks)


def _agenda(asked: Command) -> Answer:
    case, typed = asked.case, asked.rest
    session, now = case.session, case.now
    if words.plain(typed) in {"alles", "iedereen", "alle"}:
        title, dossiers = "Debatten voor de provincies, komende twee weken", None
    elif typed:
        found = dossier_named(typed, case.context)
        if not isinstance(found, Dossier):
            return found
        title, dossiers = f"Debatten over {escape(found.name)}, komende twee weken", {found.slug}
    else:
        title = "Debatten op uw dossiers, komende twee weken"
        dossiers = set(listing.own_dossiers(case.people, case.person.slug, now))
    debates = listing.coming_debates(session, now, dossiers)
    desks = desk.desks(session, [one.id for one in debates[:_MOST]])
    lines = listing.bullet_list(debates, case.context, _MOST, desks)
    return _titled(title, lines, "Er staat niets op de agenda.")


def _search(asked: Command) -> Answer:
    case, typed = asked.case, " ".join(asked.rest.split())
    if not typed:
        return answer("Typ achter *zoek* een of meer woorden: `/haagsezaken zoek stikstof`.")
    query = SearchQuery(typed, audience=Audience.MEMBER)
    found = find(case.session, query, dutch.day_of(case.now), size=_MOST)
    shown = fit(asked.rest, 100)
    lines = _hits(case, found.hits)
    page = case.context.page(f"/zoeken?{urlencode({'q': typed})}", "Zoek verder in de werkplek")
    more = [page or "Er is meer; zoek met meer woorden."] if found.more else []
    return _titled(f"Gevonden met “{shown}”", [*lines, *more], "Niets gevonden.")


def _hits(case: Case, hits: Sequence[Hit]) -> list[str]:
    """Return a line for each result: an item, or a piece of Haagse Zaken with its page."""
    items = overview.load(case.session, [hit.item_id for hit in hits])
    known = {one.id: listing.line(one, case.context) for one in items}
    lines = []
    for hit in hits:
        title = "".join(piece.text for piece in hit.title)
        own = case.context.page(hit.url, f"Haagse Zaken: {shorten(title, 120)}")
        lines.append(own if hit.item_id is None else known.get(hit.item_id, ""))
    return [line for line in lines if line]


def _dossier(asked: Command) -> Answer:
    case = asked.case
    found = dossier_named(asked.rest, case.context)
    if not isinstance(found, Dossier):
        return found
    session, now = case.session, case.now
    debates = listing.coming_debates(session, now, {found.slug}, _LONG)
    terms = overview.open_commitments(session, Scope(dossier=found.slug), 50)
    blocks = [
        parts.header(found.name),
        *parts.section(command_people.duty(case, found)),
        *parts.section(parts.lines(
            ["*Debatten, komende twaalf weken*",
             *(listing.bullet_list(debates, case.context, 8) or ["Geen."])])),
        *parts.section(parts.lines(
            ["*Open toezeggingen*", *(listing.bullet_list(terms, case.context, 8) or ["Geen."])])),
        *parts.section(case.context.page(f"/dossiers/{found.slug}", "Open in de werkplek")),
    ]  # fmt: skip
    return answer(f"{escape(found.name)}: {len(debates)} debatten, {len(terms)} toezeggingen open",
                  blocks)  # fmt: skip


def _status(asked: Command) -> Answer:
    session, now = asked.case.session, asked.case.now
    counts = outbox.counts(session)
    waiting = overview.count_waiting(session, Scope(), 1_000)
    names = {
        NoticeState.PLANNED: "wachten", NoticeState.SENT: "verstuurd",
        NoticeState.UNKNOWN: "worden nagekeken", NoticeState.FAILED: "mislukt",
    }  # fmt: skip
    messages = ", ".join(f"{counts.get(state, 0)} {name}" for state, name in names.items())
    lines = [
        "*Bronnen*",
        *(listing.source_lines(session, asked.sources, now) or ["Er zijn geen bronnen."]),
        "*Berichten*",
        f"• {messages}",
        "*Te beoordelen*",
        f"• {'meer dan 1.000' if waiting > 1_000 else waiting}",
    ]
    return _titled(f"Stand op {dutch.moment(now)}", lines, "")


def _help(_asked: Command) -> Answer:
    return answer(HELP, parts.section(HELP))


def _of_people(
    step: Callable[[Case, str], Answer],
) -> Callable[[Command], Answer]:
    return lambda asked: step(asked.case, asked.rest)


_COMMANDS: Mapping[str, Callable[[Command], Answer]] = {
    "agenda": _agenda,
    "zoek": _search,
    "dossier": _dossier,
    "status": _status,
    "afwezig": _of_people(command_people.away),
    "volg": _of_people(command_people.follow),
    "ontvolg": _of_people(command_people.unfollow),
    "wie": _of_people(command_people.who),
    "lobbyist": _of_people(command_people.lobbyist),
    "vervanger": _of_people(command_people.deputy),
    "hulp": _help,
}
_ALSO = {"help": "hulp", "?": "hulp", "zoeken": "zoek", "dossiers": "dossier", "stop": "ontvolg"}


def handle(case: Case, text: str, sources: Sequence[SourceConfig]) -> Handled:
    """Return the answer to what was typed after `/haagsezaken`."""
    verb, _, rest = text.strip().partition(" ")
    typed = _ALSO.get(words.plain(verb), words.plain(verb)) or "hulp"
    known = typed if typed in _COMMANDS else words.nearest(typed, list(_COMMANDS))
    if not known:
        said = answer(f"“{fit(verb, 60)}” ken ik niet.\n{HELP}")
    else:
        said = _COMMANDS[known](Command(case, rest.strip(), sources))
    note = f"Ik las “{fit(verb, 60)}” als *{known}*.\n" if known and known != typed else ""
    tell = Tell(case.place, note + said.text, (*_note(note), *said.blocks) if said.blocks else ())
    changed = (Publish(case.place.user),) if said.changed else ()
    return Handled(effects=(tell, *changed))


def _note(note: str) -> list[dict[str, object]]:
    return [block.to_dict() for block in parts.context_line(note.strip())]


def to_stranger(place: Place) -> Handled:
    """Return the answer to somebody who is not in people.yaml."""
    return Handled("refused", "not in people.yaml", (Tell(place, escape(STRANGER)),))
