"""The content of one debate report: facts and literal sentences, ready for JSON; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from newsletter.desk import Desk
from newsletter.report import choose, followup, motions, picked_up, promises, quotes
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
        "head": head(desk, stored, source),
        "inzet": {"points": picked_up.points_of(source.position), "url": source.position.url},
        "said": [],
        "answers": [],
        "motions": motions.rows(desk, stored, proceedings, spoken, spots),
        "promises": promises.rows(desk, stored, proceedings, spoken, spots),
        "picked_up": picked_up.rows(source.position, proceedings, spoken, spots),
        "next": {"asked": None, "meetings": followup.meetings(desk, stored)},
        "kern": "",
        "passages": {},
        "made_by": "",
    }
    if proceedings is not None and spots is not None:
        report |= _quoted(desk, proceedings, passages, spoken, own, spots)
        report["next"]["asked"] = followup.asked_debate(proceedings, spoken, spots)
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
) -> dict[str, Json]:
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

    shown = {key for quote in spots.made for key in quote["sentences"]}
    fresh = [quote for quote in found if not any(one.id in shown for one in quote.passages)]
    return {"said": themed(choose.said(found)), "answers": themed(choose.answers(fresh))}


def _why(quote: Quote) -> dict[str, Json]:
    """Return the words for which a sentence was chosen, for who edits the report."""
    words = [word for one in quote.passages for _, found in one.dossiers for word in found]
    words += [word for one in quote.passages for word in one.provinces]
    return {"words": list(dict.fromkeys(words)), "score": round(quote.score, 1)}


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
    named = Counter(name for one in passages for name in one.provinces)
    if named:
        most = [name for name, _ in named.most_common(3)]
        total = sum(named.values())
        times = "één keer" if total == 1 else f"{total} keer"
        lines.append(
            f"Provincies en hun gebieden werden {times} genoemd, het meest "
            f"{dutch.listing([f'“{name}”' for name in most])}."
        )
    listed = [row for row in report["promises"] if row["source"] != "kamer"]
    moved = len(proceedings.motions)
    lines.append(
        f"Er {'is' if moved == 1 else 'zijn'} {_count(moved, 'motie', 'moties')} ingediend en "
        f"{_count(len(listed), 'toezegging', 'toezeggingen')} genoteerd."
    )
    return " ".join(lines)


def _count(number: int, one: str, many: str) -> str:
    if number == 0:
        return f"geen {many}"
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {one if number == 1 else many}"
