"""Stemmingen: every ballot on a motie, amendement or wetsvoorstel, with who voted what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from newsletter import titles
from newsletter.desk import Desk, is_shown
from newsletter.edition import Section, fact
from newsletter.sections.compact import Rest
from tracker import dutch, wording
from tracker.records import (
    Block,
    ChangeKind,
    ItemKind,
    Json,
    StoredItem,
    Vote,
)

_SEATS = 150
_PAPERS = (ItemKind.MOTIE, ItemKind.AMENDEMENT, ItemKind.WETSVOORSTEL)
_PREFIX = "stemmen - "
_NO_RESULT = "Ingediend, nog geen uitslag bekend"
_STATES = (
    "aangenomen", "zonder stemming aangenomen", "overgenomen", "verworpen", "aangehouden",
    "ingetrokken", "vervallen",
)  # fmt: skip
_ADOPTED = frozenset(_STATES[:3])


@dataclass(frozen=True, slots=True)
class Ballot:
    """One vote: the paper voted on (or the ballot itself), the ballot, when."""

    paper: StoredItem
    ballot: StoredItem
    voted_at: datetime

    @property
    def outcome(self) -> str:
        """Return "aangenomen", "verworpen" ... in the source's words."""
        words = (self.ballot.item.outcome or self.paper.item.outcome).strip().lower()
        words = words.removeprefix(_PREFIX).replace("aannemen", "aangenomen")
        return words.replace(" (al tijdens debat)", "")

    @property
    def votes(self) -> tuple[Vote, ...]:
        """Return the votes, from the ballot or else from the paper."""
        return self.ballot.item.votes or self.paper.item.votes

    @property
    def adopted(self) -> bool:
        """Tell whether the Kamer adopted it."""
        return self.outcome in _ADOPTED


def _paper_of(desk: Desk, ballot: StoredItem) -> StoredItem:
    papers = [paper for kind in _PAPERS for paper in desk.related(ballot, kind)]
    return papers[0] if papers else ballot


def _from_ballots(desk: Desk) -> Iterator[Ballot]:
    for ballot in desk.ballots:
        at = ballot.item.starts_at
        if at is not None and desk.took_place(at) and ballot.item.outcome:
            found = Ballot(_paper_of(desk, ballot), ballot, at)
            if is_shown(_labelled(found)):
                yield found


def _decided_at(desk: Desk, paper: StoredItem) -> datetime | None:
    """Return when a paper without a ballot of its own was decided, as far as known."""
    if paper.item.starts_at is not None:
        return paper.item.starts_at
    told = desk.told(paper, ChangeKind.OUTCOME)
    return told[-1].recorded_at if told else None


def _from_papers(desk: Desk, done: Iterable[int]) -> Iterator[Ballot]:
    known = frozenset(done)
    for paper in desk.of(*_PAPERS):
        at = _decided_at(desk, paper)
        if paper.id in known or not paper.item.outcome or at is None:
            continue
        if not desk.related(paper, ItemKind.STEMMING) and desk.took_place(at):
            yield Ballot(paper, paper, at)


def _rank(ballot: Ballot) -> int:
    return _STATES.index(ballot.outcome) if ballot.outcome in _STATES else len(_STATES)


def taken(desk: Desk) -> list[Ballot]:
    """Return the ballots of this edition: important first, then adopted, then the rest."""
    latest: dict[int, Ballot] = {}
    for ballot in sorted(_from_ballots(desk), key=lambda ballot: ballot.voted_at):
        latest[ballot.paper.id] = ballot
    found = [*latest.values(), *_from_papers(desk, latest)]
    return sorted(found, key=lambda ballot: (*desk.order(_labelled(ballot))[:2], _rank(ballot)))


def _labelled(ballot: Ballot) -> StoredItem:
    """Return the item that carries the dossier: the paper, or else its ballot."""
    return ballot.paper if is_shown(ballot.paper) else ballot.ballot


def _parties(votes: Iterable[Vote], choice: str) -> list[str]:
    chosen = sorted(
        (vote for vote in votes if vote.choice.lower() == choice),
        key=lambda vote: (-vote.seats, vote.party.casefold()),
    )
    return [f"{vote.party} (vergissing)" if vote.mistake else vote.party for vote in chosen]


def _seats(votes: Iterable[Vote]) -> dict[str, int]:
    """Return the seats by choice as the source has them, right or not."""
    counts: Counter[str] = Counter()
    for vote in votes:
        counts[vote.choice.lower()] += vote.seats
    return dict(counts)


def tally(votes: tuple[Vote, ...]) -> tuple[int, int] | None:
    """Return (seats for, seats against); None without votes or when they cannot be right."""
    counts = {
        choice: sum(vote.seats for vote in votes if vote.choice.lower() == choice)
        for choice in ("voor", "tegen")
    }
    total = counts["voor"] + counts["tegen"]
    return (counts["voor"], counts["tegen"]) if 0 < total <= _SEATS else None


def _result(ballot: Ballot) -> dict[str, Json]:
    votes, counted = ballot.votes, tally(ballot.votes)
    by_name = any(vote.member for vote in votes)
    return {
        "outcome": ballot.outcome,
        "adopted": ballot.adopted,
        "tally": f"{counted[0]}-{counted[1]}" if counted else "",
        "by_name": by_name,
        "in_favour": [] if by_name else _parties(votes, "voor"),
        "against": [] if by_name else _parties(votes, "tegen"),
        "seats": _seats(votes),
    }


def _reference(stored: StoredItem) -> str:
    """Return "36 600 VII, nr. 12" as far as the source gives it."""
    number = titles.kamerstuk(stored.item.file_number)
    return number or stored.item.number


def _news(desk: Desk, ballot: Ballot, label: str) -> dict[str, Json]:
    counted = tally(ballot.votes)
    numbers = f" ({counted[0]}-{counted[1]})" if counted else ""
    topic = desk.topic(_labelled(ballot))
    word = "aangenomen" if ballot.adopted else ballot.outcome
    form = label.split("-")[0].split()[-1].lower() if "-" in label else "stemming"
    return {
        "headline": f"{label}: {ballot.outcome}{numbers}.",
        "headline_link": label,
        "news": f"{form} over {topic} {word}" if topic else "",
        "points": desk.weight(_labelled(ballot)).points + (1 if ballot.adopted else 0),
    }


def _block(desk: Desk, ballot: Ballot) -> Block:
    item = ballot.paper.item
    label = titles.fitting(titles.paper_label(item.title))
    content: dict[str, Json] = {
        "title": label,
        "url": item.url or ballot.ballot.item.url,
        "number": _reference(ballot.paper),
        "file_title": titles.clean(item.file_title),
        "chamber": item.chamber,
        "day": dutch.day_heading(ballot.voted_at),
        "appreciation": titles.lower_first(item.appreciation),
        "on": dutch.day_of(ballot.voted_at).isoformat(),
    }
    content |= desk.marks(_labelled(ballot)) | _result(ballot) | _news(desk, ballot, label)
    pairs = (("Motie of stuk", item.url), ("Stemming", ballot.ballot.item.url))
    sources = tuple(
        (f"{name} (tweedekamer.nl)", url)
        for url, name in {url: name for name, url in reversed(pairs) if url}.items()
    )
    part = f"{item.source}:{item.key}"
    return fact(Section.VOTES, "stemming", part, content, sources, ballot.paper.id)


def _line(ballot: Ballot) -> tuple[str, str]:
    label, counted = titles.paper_label(ballot.paper.item.title), tally(ballot.votes)
    numbers = f", {counted[0]}-{counted[1]}" if counted else ""
    text = wording.shorten(label, 120)
    return f"{text}: {ballot.outcome}{numbers}", ballot.paper.item.url


def _ids(ballot: Ballot) -> list[int]:
    return [ballot.paper.id, ballot.ballot.id]


def _waiting(desk: Desk) -> list[StoredItem]:
    found = [
        paper
        for paper in desk.of(ItemKind.MOTIE, ItemKind.AMENDEMENT)
        if not paper.item.outcome
        and not desk.related(paper, ItemKind.STEMMING)
        and desk.is_new_since(paper.item.published_on, paper)
    ]
    return sorted((paper for paper in found if desk.takes(paper.id)), key=desk.order)


def _waiting_line(paper: StoredItem) -> tuple[str, str]:
    return titles.paper_label(paper.item.title), paper.item.url


def blocks(desk: Desk) -> list[Block]:
    """Return the ballots, adopted first among equals; then what still waits for a vote."""
    ballots = [ballot for ballot in taken(desk) if desk.takes(*_ids(ballot))]
    most = desk.room.of(Section.VOTES)
    cut = most if len(ballots) > most + 1 else len(ballots)
    ordered, rest = sorted(ballots[:cut], key=_rank), Rest(ballots[cut:], desk.room.links)
    return [
        *(_block(desk, ballot) for ballot in ordered),
        *rest.block(Section.VOTES, "Ook deze week", _line, _ids),
        *Rest(_waiting(desk), desk.room.links).block(
            Section.VOTES, "Ingediend, nog geen uitslag bekend", _waiting_line
        ),
    ]
