"""The facts above a report: what, when, who was there, what was on the agenda; pure."""

from __future__ import annotations

import re

from newsletter import titles
from newsletter.desk import Desk, office, people_of
from newsletter.report import scope
from newsletter.report.spots import speaker_label
from newsletter.report.state import basis
from tracker import dutch, wording
from tracker.records import (
    ROLE_MEMBER,
    ROLE_MINISTER,
    DebatedPaper,
    DebateSource,
    Json,
    Proceedings,
    Speaker,
    SpeakerKind,
    StoredItem,
)

_PAPERS = 12
_TITLE = 200
_ABOUT = re.compile(r"\binzake\s+(.+)$")


def head(desk: Desk, stored: StoredItem, source: DebateSource) -> dict[str, Json]:
    """Return the facts of a debate; who was there comes from the verslag when there is one."""
    item, proceedings = stored.item, source.proceedings
    papers = _papers(desk, stored, proceedings)
    return {
        "title": titles.clean(item.title),
        "kind": titles.kind_of(item),
        "when": _when(stored, proceedings),
        "where": _where(stored, proceedings),
        "ministers": _ministers(stored, proceedings),
        "members": _members(stored, proceedings),
        "papers": papers[:_PAPERS],
        "papers_more": max(0, len(papers) - _PAPERS),
        "basis": basis(proceedings),
        "links": _links(stored, source),
        "contact": _contact(desk, stored),
    }


def _when(stored: StoredItem, proceedings: Proceedings | None) -> str:
    start, end = stored.item.starts_at, stored.item.ends_at
    parts = scope.parts(proceedings) if proceedings else []
    if parts:
        start = min((one.starts_at for one in parts if one.starts_at), default=start)
        end = max((one.ends_at for one in parts if one.ends_at), default=end)
    if start is None:
        return ""
    times = f"{dutch.clock(start)}–{dutch.clock(end)}" if end else dutch.clock(start)
    return f"{dutch.day_long(dutch.day_of(start))}, {times} uur"


def _where(stored: StoredItem, proceedings: Proceedings | None) -> str:
    if proceedings and proceedings.kind == scope.PLENARY:
        return "Plenaire vergadering"
    name = stored.item.committee_name or stored.item.committee
    if proceedings and proceedings.committees:
        name = proceedings.committees[0]
    return titles.upper_first(name)


def _ministers(stored: StoredItem, proceedings: Proceedings | None) -> list[str]:
    if proceedings:
        found = _of_kind(proceedings, SpeakerKind.MINISTER)
        if found:
            return [f"{one.name} ({one.function})" if one.function else one.name for one in found]
    return [office(actor) for actor in people_of(stored.item, ROLE_MINISTER)]


def _members(stored: StoredItem, proceedings: Proceedings | None) -> list[str]:
    if proceedings:
        found = _of_kind(proceedings, SpeakerKind.MEMBER)
        if found:
            return [speaker_label(one) for one in found]
    actors = people_of(stored.item, ROLE_MEMBER)
    return [f"{one.name} ({one.party})" if one.party else one.name for one in actors]


def _of_kind(proceedings: Proceedings, kind: SpeakerKind) -> list[Speaker]:
    spoke = [turn.speaker for turn in proceedings.turns if turn.speaker]
    known = spoke if proceedings.kind == scope.PLENARY else [*proceedings.present, *spoke]
    return list(dict.fromkeys(one for one in known if one.kind is kind))


def _papers(
    desk: Desk, stored: StoredItem, proceedings: Proceedings | None
) -> list[dict[str, Json]]:
    parts = scope.parts(proceedings) if proceedings else []
    found = [_paper(desk, paper) for part in parts for paper in part.papers]
    if not found:
        points = sorted(stored.item.agenda, key=lambda point: point.position)
        found = [_line(titles.clean(point.title), "") for point in points if point.title]
    return list({one["text"]: one for one in found}.values())


def _paper(desk: Desk, paper: DebatedPaper) -> dict[str, Json]:
    about = _ABOUT.search(paper.title.split(" (")[0])
    number = titles.kamerstuk(f"{paper.dossier}, nr. {paper.place}") if paper.place else ""
    kind = paper.kind or "Stuk"
    subject = about[1] if about else titles.clean(paper.title.split(" (")[0])
    known = desk.lookup.get(paper.number)
    text = f"{kind}: {wording.shorten(subject, _TITLE)}"
    return _line(f"{text} ({number})" if number else text, known.item.url if known else "")


def _line(text: str, url: str) -> dict[str, Json]:
    return {"text": text, "url": url}


def _links(stored: StoredItem, source: DebateSource) -> list[dict[str, Json]]:
    found = []
    if stored.item.url:
        found.append(_line("Pagina van het debat (tweedekamer.nl)", stored.item.url))
    if source.url:
        found.append(_line("Verslag van de vergadering (tweedekamer.nl)", source.url))
    return found


def _contact(desk: Desk, stored: StoredItem) -> dict[str, Json]:
    bacs = stored.classification.bacs if stored.classification else ()
    bac = next((one for one in bacs if one in desk.people.bacs), "")
    if not bac:
        return {}
    member = desk.coordinator(bac)
    names = {one.slug: one.name for one in desk.taxonomy.bacs}
    return {"name": member.name, "email": member.email, "bac": names.get(bac, bac)}
