"""The content of one debate report: facts and literal sentences, ready for JSON; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from newsletter.desk import Desk
from newsletter.report import choose, followup, motions, picked_up, promises, quotes
from newsletter.report.anchoring import quotes_of
from newsletter.report.head import head
from newsletter.report.passages import bare, by_turn
from newsletter.report.quotes import Quote
from newsletter.report.spots import Spots
from newsletter.report.state import message
from tracker import dutch
from tracker.records import DebateSource, Json, Passage, Proceedings, SpeakerKind, StoredItem

_NUMBERS = (
    "nul", "één", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien",
    "elf", "twaalf",
)  # fmt: skip
_OTHER = "Overig"
_SAID_SHORT, _ANSWERS_SHORT = 2, 1
_PLACES = 3


def content(desk: Desk, stored: StoredItem, source: DebateSource) -> dict[str, Json]:
    """Return the report of a debate as JSON; with no verslag its head and a message.

    Every quote has `text`, `speaker`, `party`, `role`, `time`, `sentences` (ids) and
    `passage`, the name of the paragraph in `passages` that it stands in, literally.
    """
    proceedings = source.proceedings if not message(source) else None
    own = _own(stored)
    passages = source.passages or (bare(proceedings) if proceedings else ())
    spoken = by_turn(passages)
    spots = Spots(proceedings, source.url or stored.item.url) if proceedings else None
    report: dict[str, Json] = {
        "state": source.state.value,
        "message": message(source),
        "status": proceedings.status if proceedings else "",
        "file": source.file,
        "head": head(desk, stored, source),
        "inzet": {"points": picked_up.points_of(source.position), "url": source.position.url},
        "said": [],
        "answers": [],
        "short": [],
        "motions": motions.rows(desk, stored, proceedings, spoken, spots),
        "promises": promises.rows(desk, stored, proceedings, spoken, spots),
        "picked_up": picked_up.without_verslag(source.position),
        "next": {"asked": None, "meetings": followup.meetings(desk, stored)},
        "kern": "",
        "passages": {},
        "summary": [],
        "refused": [],
        "made_by": "",
    }
    if proceedings is not None and spots is not None:
        promised = quotes_of({"promises": report["promises"]})
        shown = frozenset(key for quote in promised for key in quote["sentences"])
        listed = frozenset(row["quote"]["id"] for row in report["promises"] if row["quote"])
        report["picked_up"] = picked_up.rows(source.position, proceedings, spoken, spots, listed)
        report |= _quoted(desk, proceedings, passages, spoken, own, spots, shown)
        report["next"]["asked"] = followup.asked_debate(proceedings, spoken, spots)
        report["short"] = _short(report)
        report["kern"] = _kern(proceedings, passages, report)
        report["passages"] = spots.passages
    return report


def _own(stored: StoredItem) -> tuple[str, ...]:
    matches = stored.classification.dossiers if stored.classification else ()
    return tuple(match.slug for match in matches)


def _quoted(
    desk: Desk,
    proceedings: Proceedings,
    passages: Sequence[Passage],
    spoken: Mapping[str, Sequence[Passage]],
    own: tuple[str, ...],
    spots: Spots,
    shown: frozenset[str],
) -> dict[str, Json]:
    """Return what was said and answered; sentences in `shown` stand elsewhere already."""
    found = quotes.quotes(proceedings, spoken, quotes.setting(passages, own, proceedings.title))
    names = {dossier.slug: dossier.name for dossier in desk.taxonomy.dossiers}

    def themed(chosen: Sequence[Quote]) -> list[dict[str, Json]]:
        return [
            {
                "slug": slug,
                "theme": names.get(slug, _OTHER),
                "quotes": [spots.quote(quote.passages) | _why(quote) for quote in group],
            }
            for slug, group in choose.by_theme(chosen, own)
        ]

    fresh = [quote for quote in found if not any(one.id in shown for one in quote.passages)]
    return {"said": themed(choose.said(found)), "answers": themed(choose.answers(fresh))}


def _short(report: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return what the letter itself shows: the best of two fracties and of a bewindspersoon."""

    def best(part: str) -> list[dict[str, Json]]:
        found = [quote for group in report[part] for quote in group["quotes"]]
        return sorted(found, key=lambda quote: -quote["score"])

    said = list({quote["speaker"]: quote for quote in reversed(best("said"))}.values())
    return [*reversed(said[-_SAID_SHORT:]), *best("answers")[:_ANSWERS_SHORT]]


def _why(quote: Quote) -> dict[str, Json]:
    """Return the words for which a sentence was chosen, for who edits the report."""
    words = [word for one in quote.passages for _, found in one.dossiers for word in found]
    words += [word for one in quote.passages for word in one.provinces]
    return {
        "words": list(dict.fromkeys(words)),
        "score": round(quote.score, 1),
        "about": quote.about.text if quote.about else "",
    }


def _kern(proceedings: Proceedings, passages: Sequence[Passage], report: Mapping[str, Json]) -> str:
    """Return the numbers of a debate in a few sentences; what they mean a person writes."""
    heard = {
        kind: {
            turn.speaker
            for turn in proceedings.turns
            if turn.speaker and turn.speaker.kind is kind and not turn.chair
        }
        for kind in (SpeakerKind.MEMBER, SpeakerKind.MINISTER)
    }
    parties = {one.party for one in heard[SpeakerKind.MEMBER] if one.party}
    lines = [
        f"Aan het woord kwamen {_count(len(parties), 'fractie', 'fracties')} en "
        f"{_count(len(heard[SpeakerKind.MINISTER]), 'bewindspersoon', 'bewindspersonen')}."
    ]
    naming = [one for one in passages if one.provinces]
    if naming:
        lines.append(_naming(naming))
    listed = [row for row in report["promises"] if row["source"] != "kamer"]
    moved = len(proceedings.motions)
    lines.append(
        f"Er {'is' if moved == 1 else 'zijn'} {_count(moved, 'motie', 'moties')} ingediend en "
        f"{_count(len(listed), 'toezegging', 'toezeggingen')} genoteerd."
    )
    return " ".join(lines)


def _naming(naming: Sequence[Passage]) -> str:
    """Return in how many sentences provinces are named, and which most."""
    places = Counter(name for one in naming for name in one.provinces if name[:1].isupper())
    most = dutch.listing([name for name, _ in places.most_common(_PLACES)])
    said = f"Zij noemen provincies of hun gebieden in {_count(len(naming), 'zin', 'zinnen')}"
    return f"{said}, het vaakst {most}." if most else f"{said}."


def _count(number: int, one: str, many: str) -> str:
    if number == 0:
        return f"geen {many}"
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many}"
