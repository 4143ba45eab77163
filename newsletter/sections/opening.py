"""Kop, intro and in het kort: written last, from the blocks that follow them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from newsletter import titles
from newsletter.desk import Desk
from newsletter.edition import AUDIENCE, Section, fact
from newsletter.sections import votes
from tracker import dutch, wording
from tracker.records import Block

_BRIEF_MOST = 5
_BRIEF_PER_SECTION = 2
_TASK = (
    "Schrijf hier zelf in 40 tot 80 woorden wat deze week telt voor provincies "
    "en wat u van de lezer vraagt. Onderteken met uw naam."
)
_COUNTED = (
    (Section.LETTERS, "brief of wetsvoorstel", "brieven en wetsvoorstellen"),
    (Section.QUESTIONS, "Kamervragen", ""),
    (Section.PROMISES, "toezegging", "toezeggingen"),
)


def newsworthy(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that carry a headline, the most important first."""
    found = [block for block in blocks if block.content.get("headline")]
    return sorted(found, key=lambda block: -int(block.content["points"]))


def _spread(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the top blocks, no more than two per section and one per item."""
    used: Counter[str] = Counter()
    items: set[int | None] = set()
    for block in blocks:
        if used[block.section] < _BRIEF_PER_SECTION and block.item_id not in items:
            used[block.section] += 1
            items.add(block.item_id)
            yield block


def brief(blocks: Sequence[Block]) -> list[Block]:
    """Return in het kort: at most five sentences, each linked to its item below."""
    chosen = list(_spread(newsworthy(blocks)))[:_BRIEF_MOST]
    return [
        fact(
            Section.BRIEF,
            "kort",
            block.key,
            {
                "text": block.content["headline"],
                "link": block.content["headline_link"],
                "target": block.key,
            },
            block.sources,
            block.item_id,
        )
        for block in chosen
    ]


def count(section: Section, blocks: Sequence[Block]) -> int:
    """Return how many items a section tells of, those listed as links included."""
    own = [block for block in blocks if block.section == section]
    links = sum(len(block.content["links"]) for block in own if block.kind == "ook")
    return links + sum(block.kind not in {"ook", "agenda-week", "agenda-stand"} for block in own)


def _some(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _about(what: str, number: int) -> str:
    return f"{what} over {number} {'onderwerp' if number == 1 else 'onderwerpen'}"


def _agenda_sentence(desk: Desk, blocks: Sequence[Block]) -> str:
    rows = [block for block in blocks if block.kind == "agenda-item"]
    own = sum(block.content["week"] == 0 for block in rows)
    following = sum(block.content["week"] == 1 for block in rows)
    this = dutch.week_number(desk.week)
    if not own and not following:
        return ""
    many = _some(own, "activiteit", "activiteiten")
    return (
        f"Op de agenda van de Tweede Kamer voor week {this} "
        f"{'staat' if own == 1 else 'staan'} {many} over onderwerpen van de provincies, "
        f"voor de week daarna {following}."
    )


def _votes_sentence(desk: Desk) -> str:
    ballots = votes.taken(desk)
    if not ballots:
        return ""
    adopted = sum(ballot.adopted for ballot in ballots)
    motions = sum("motie" in ballot.paper.item.title.lower()[:24] for ballot in ballots)
    others = len(ballots) - motions
    stated = [_some(motions, "motie", "moties")] if motions else []
    if others:
        word = "ander " if motions else ""
        words = (f"{word}voorstel", f"{word.replace('ander', 'andere')}voorstellen")
        stated.append(_some(others, *words))
    return (
        f"De Kamer besliste over {dutch.listing(stated)}; "
        f"{adopted} {'is' if adopted == 1 else 'zijn'} aangenomen."
    )


def _papers_sentence(blocks: Sequence[Block]) -> str:
    counts = [
        f"{number} {one if number == 1 else many}" if many else _about(one, number)
        for section, one, many in _COUNTED
        if (number := count(section, blocks))
    ]
    return f"Verder in deze brief: {dutch.listing(counts)}." if counts else ""


def _topics_sentence(blocks: Sequence[Block]) -> str:
    topics = Counter(
        tag["dossier"] for block in blocks for tag in block.content.get("tags", ())[:1]
    )
    named = [f"{name} ({number})" for name, number in topics.most_common(3) if number > 1]
    return f"De meeste berichten gaan over {dutch.listing(named)}." if len(named) > 1 else ""


def head(desk: Desk, blocks: Sequence[Block]) -> list[Block]:
    """Return kop and intro; the intro holds facts only, for the editor to rewrite."""
    recess = desk.recess_in(desk.monday)
    sentences = [
        f"De Tweede Kamer is met reces tot en met {dutch.day_long(recess.until_on)}."
        if recess
        else "",
        _agenda_sentence(desk, blocks),
        _votes_sentence(desk),
        _papers_sentence(blocks),
        _topics_sentence(blocks),
    ]
    intro = {"paragraphs": [" ".join(filter(None, sentences))], "task": _TASK}
    return [
        fact(Section.HEAD, "kop", "kop", {"audience": AUDIENCE}),
        fact(Section.INTRO, "intro", "intro", intro),
    ]


def _fits(text: str, limit: int, words: int = 6) -> bool:
    return bool(text) and len(text) <= limit and len(text.split()) <= words


def subject(desk: Desk, blocks: Sequence[Block], limit: int = 60) -> str:
    """Return "Haagse Zaken week 48: <main news>", at most 60 characters."""
    start = f"Haagse Zaken week {dutch.week_number(desk.week)}: "
    news = [str(block.content["news"]) for block in newsworthy(blocks)]
    if desk.recess_in(desk.monday):
        news.insert(0, "Tweede Kamer met reces")
    room = limit - len(start)
    return start + next((text for text in news if _fits(text, room)), "politieke agenda")


def preheader(blocks: Sequence[Block], subject_line: str, limit: int = 90) -> str:
    """Return two other items in at most 90 characters, of two sections if there are two;
    empty when there are none.
    """
    told = {
        str(block.content["news"]): block.section
        for block in reversed(newsworthy(blocks))
        if block.content["news"] and str(block.content["news"]) not in subject_line
    }
    news = list(reversed(told))
    other = [text for text in news[1:] if told[text] != told[news[0]]]
    line = titles.upper_first("; ".join([*news[:1], *(other or news[1:])[:1]]))
    return wording.shorten(line, limit)
