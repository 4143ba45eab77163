"""Moties of a debate: who, what is asked, what the bewindspersoon says of it, the vote; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from newsletter import titles
from newsletter.desk import Desk
from newsletter.report import cues
from newsletter.report.quotes import is_minister
from newsletter.report.spots import Spots, speaker_label
from tracker import dutch
from tracker.records import (
    ItemKind,
    Json,
    Passage,
    Proceedings,
    ProposedMotion,
    StoredItem,
    Vote,
)

_REQUEST = re.compile(
    r"^(?:verzoekt|roept|spreekt|draagt|dringt|vraagt|nodigt)\b.{0,40}"
    r"\b(?:de regering|het kabinet|het Presidium|uit|op|de minister)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"^en gaat over tot de orde van de dag", re.IGNORECASE)
_LONGEST = 320
_NUMBERS = re.compile(r"\b(?:nrs?\.|nummers?)\s*((?:\d{1,4}(?:,\s*|\s+en\s+)?)+)", re.IGNORECASE)
_PREFIX = "stemmen - "
_SHORT = 5
_BACK = re.compile(
    r"\b(?:moties?|die|deze|dit|hem|haar|daarom|reden|dus|toch)\b|['’]m\b", re.IGNORECASE
)


def request_of(motion: ProposedMotion) -> tuple[str, int]:
    """Return what a motie asks, literally, and how many more things it asks.

    Of a request that goes on in a list the first point is returned.
    """
    lines = [line for line in motion.paragraphs if not _CLOSING.match(line)]
    place = next((i for i, line in enumerate(lines) if _REQUEST.match(line)), None)
    if place is None:
        return "", 0
    rest = lines[place + 1 :]
    if lines[place].rstrip().endswith((":", "om")) and rest:
        return rest[0].rstrip(";,. "), len(rest) - 1
    return lines[place].rstrip(";,. "), len(rest)


def _cut(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0].rstrip(",;: ") + "…"


Judged = tuple[str, Passage]
"""(judgement, the sentence that says so)."""


def verdicts(
    proceedings: Proceedings, spoken: Mapping[str, Sequence[Passage]]
) -> dict[str, Judged]:
    """Return per motie what the bewindspersoon said last of it.

    A sentence names a motie by its number, by whose it is, or by what it is about; what
    follows is about the same one until another is named.
    """
    found: dict[str, Judged] = {}
    named: list[ProposedMotion] = []
    for turn in proceedings.turns:
        if not (turn.chair or is_minister(turn)):
            continue
        for passage in spoken.get(turn.id, ()):
            said = cues.verdicts(passage.text) if is_minister(turn) else []
            now = _named(passage.text, proceedings.motions)
            if said and not now:
                now = _about(passage.text.lower(), proceedings.motions)
            named = now or named
            if len(said) == 1 and named and (now or _refers_back(passage.text)):
                found |= {motion.id: (said[0], passage) for motion in named}
    return found


def _refers_back(text: str) -> bool:
    """Tell whether a judgement is about the motie that was named before it."""
    return cues.words(text) <= _SHORT or bool(_BACK.search(text))


def _about(text: str, motions: Sequence[ProposedMotion]) -> list[ProposedMotion]:
    found = [motion for motion in motions if _shares_subject(text, motion)]
    return found if len(found) == 1 else []


def _named(text: str, motions: Sequence[ProposedMotion]) -> list[ProposedMotion]:
    lowered = text.lower()
    if "moti" not in lowered and "stuk nr" not in lowered:
        return []
    numbers = {n for match in _NUMBERS.finditer(text) for n in re.findall(r"\d+", match[1])}
    found = [motion for motion in motions if motion.number in numbers]
    if found or numbers:
        return found
    by_name = [one for one in motions if any(s.surname in text for s in one.submitters[:1])]
    if len(by_name) == 1:
        return by_name
    return _about(lowered, by_name or motions)


def _shares_subject(text: str, motion: ProposedMotion) -> bool:
    words = set(re.findall(r"\w{7,}", motion.subject.lower()))
    return any(word[:9] in text for word in words)


def rows(
    desk: Desk,
    stored: StoredItem,
    proceedings: Proceedings | None,
    spoken: Mapping[str, Sequence[Passage]],
    spots: Spots | None,
) -> list[dict[str, Json]]:
    """Return the moties and amendementen of a debate, those of the verslag first."""
    papers = _by_number(desk)
    moved = proceedings.motions if proceedings else ()
    judged = verdicts(proceedings, spoken) if proceedings and moved else {}
    found = []
    for motion in moved:
        assert spots is not None
        paper = papers.get(f"{motion.dossier}, nr. {motion.number}")
        found.append(_moved(desk, motion, judged.get(motion.id), paper, spots))
    known = {row["number"] for row in found}
    related = [
        one for kind in (ItemKind.MOTIE, ItemKind.AMENDEMENT) for one in desk.related(stored, kind)
    ]
    others = [_paper(desk, one) for one in related]
    return found + [row for row in others if not row["number"] or row["number"] not in known]


def _by_number(desk: Desk) -> dict[str, StoredItem]:
    papers = (ItemKind.MOTIE, ItemKind.AMENDEMENT)
    return {
        stored.item.file_number: stored
        for stored in desk.lookup.values()
        if stored.item.kind in papers and stored.item.file_number
    }


def _moved(
    desk: Desk,
    motion: ProposedMotion,
    judged: Judged | None,
    paper: StoredItem | None,
    spots: Spots,
) -> dict[str, Json]:
    request, more = request_of(motion)
    row = _paper(desk, paper) if paper else _no_paper(motion)
    row |= {
        "by": [speaker_label(one) for one in motion.submitters],
        "subject": motion.subject,
        "request": _cut(request),
        "more": more,
        "passage": spots.motion(motion),
    }
    if judged:
        row |= {"verdict": judged[0], "verdict_quote": spots.quote([judged[1]])}
    return row


def _no_paper(motion: ProposedMotion) -> dict[str, Json]:
    number = f"{motion.dossier}, nr. {motion.number}" if motion.dossier and motion.number else ""
    return _row(number=titles.kamerstuk(number), title=titles.upper_first(motion.title))


def _row(**fields: Json) -> dict[str, Json]:
    empty: dict[str, Json] = {
        "number": "", "title": "", "by": [], "subject": "", "request": "", "more": 0,
        "passage": "", "verdict": "", "verdict_quote": None, "outcome": "", "tally": "",
        "in_favour": [], "against": [], "voted_on": "", "url": "",
    }  # fmt: skip
    return empty | fields


def _paper(desk: Desk, paper: StoredItem) -> dict[str, Json]:
    item = paper.item
    ballots = [one for one in desk.related(paper, ItemKind.STEMMING) if one.item.outcome]
    ballots.sort(key=lambda one: one.item.starts_at or desk.now)
    decided = ballots[-1].item if ballots else item
    votes = decided.votes or item.votes
    outcome = (decided.outcome or item.outcome).strip().lower().removeprefix(_PREFIX)
    at = decided.starts_at
    return _row(
        number=titles.kamerstuk(item.file_number) or item.number,
        title=titles.paper_label(item.title),
        by=[f"{one.name} ({one.party})" if one.party else one.name for one in item.actors[:4]],
        subject=titles.clean(item.title),
        verdict=titles.lower_first(item.appreciation),
        outcome=outcome.replace("aannemen", "aangenomen"),
        tally=_tally(votes),
        in_favour=_parties(votes, "voor"),
        against=_parties(votes, "tegen"),
        voted_on=dutch.day_table(at) if at and outcome else "",
        url=item.url,
    )


def _tally(votes: Iterable[Vote]) -> str:
    counts = {"voor": 0, "tegen": 0}
    for vote in votes:
        choice = vote.choice.lower()
        counts[choice] = counts.get(choice, 0) + vote.seats
    return f"{counts['voor']}-{counts['tegen']}" if counts["voor"] + counts["tegen"] else ""


def _parties(votes: Iterable[Vote], choice: str) -> list[str]:
    chosen = [vote for vote in votes if vote.choice.lower() == choice and not vote.member]
    return [vote.party for vote in sorted(chosen, key=lambda vote: (-vote.seats, vote.party))]
