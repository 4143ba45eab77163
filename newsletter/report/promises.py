"""Toezeggingen: what the chair reads out at the end, what was answered to it, the term; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from newsletter.desk import Desk
from newsletter.report import cues
from newsletter.report.quotes import is_minister
from newsletter.report.spots import Spots
from tracker import dutch
from tracker.records import ItemKind, Json, Passage, Proceedings, Speaker, StoredItem, Turn

_LIST = re.compile(r"\btoezegging(?:en)?\b", re.IGNORECASE)
_LAST_PART = 0.55
_SHORTEST = 7
_REPLY_WORDS = 40
_OWN = 6
_ALIKE = 0.6
"""Share of the long words of the shorter one that two versions of a promise have in common."""

_LONG_WORD = re.compile(r"\b(?:\w{7,}|[AN]\d{1,3})\b")
_COMMON = frozenset(
    {"staatssecretaris", "minister", "toezegging", "toezeggingen", "informeren", "informeert",
     "geïnformeerd", "ontvangt", "uitkomsten", "mogelijk", "mogelijkheden", "mogelijkheid"}
)  # fmt: skip
_TO = re.compile(
    r"(?:gericht aan|toezegging aan|aan) (?:de heer|mevrouw|het lid) "
    r"((?:(?:[Vv]an|[Dd]er?|[Dd]en) )*[A-ZÀ-Þ][\w’'-]+(?: (?:van|de|der|den) [A-ZÀ-Þ][\w’'-]+)?)"
)
_WHO = re.compile(r"\b(minister|staatssecretaris)\b", re.IGNORECASE)

Spoken = Mapping[str, Sequence[Passage]]


def rows(
    desk: Desk,
    stored: StoredItem,
    proceedings: Proceedings | None,
    spoken: Spoken,
    spots: Spots | None,
) -> list[dict[str, Json]]:
    """Return the promises that were read out, or made in so many words; then the recorded ones."""
    found: list[dict[str, Json]] = []
    if proceedings is not None and spots is not None:
        listed = list(_listed(proceedings, spoken))
        found = [_row(proceedings, entry, spots) for entry in listed]
        found = found or [_own(entry, spots) for entry in _in_own_words(proceedings, spoken)]
    for one in map(_recorded, desk.related(stored, ItemKind.TOEZEGGING)):
        same = next((row for row in found if row["quote"] and _is_same(row, one)), None)
        if same is None:
            found.append(one)
        else:
            same |= {"number": one["number"], "url": one["url"]}
            same["term"] = same["term"] or one["term"]
    return found


def _is_same(row: dict[str, Json], recorded: dict[str, Json]) -> bool:
    """Tell whether the Kamer recorded the promise that was read out."""
    one, other = _marks(row["quote"]["text"]), _marks(recorded["text"])
    return len(one & other) >= _ALIKE * min(len(one), len(other)) and len(one & other) > 1


class _Entry:
    """One promise of the list, with what was said until the next."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.after: list[tuple[Turn, list[Passage]]] = []

    def add(self, turn: Turn, passage: Passage) -> None:
        """Keep what is said after it; of a bewindspersoon two sentences go as one."""
        said = self.after[-1][1] if self.after else []
        same = bool(said) and (said[0].turn, said[0].paragraph) == (turn.id, passage.paragraph)
        if same and is_minister(turn) and len(said) == 1:
            said.append(passage)
        else:
            self.after.append((turn, [passage]))


def _listed(proceedings: Proceedings, spoken: Spoken) -> Iterator[_Entry]:
    """Yield the promises in the order in which the chair reads them out."""
    entry: _Entry | None = None
    for turn in _closing(proceedings, spoken):
        said = list(spoken.get(turn.id, ()))
        for passage in said:
            if _is_listed(passage.text) if turn.chair else _is_given(passage.text):
                if entry is not None:
                    yield entry
                entry = _Entry(passage)
            elif entry is not None:
                entry.add(turn, passage)
    if entry is not None:
        yield entry


def _closing(proceedings: Proceedings, spoken: Spoken) -> list[Turn]:
    """Return the turns from where the chair begins to read promises out; none if nobody does."""
    turns = proceedings.turns
    first = int(len(turns) * _LAST_PART)
    for place in range(first, len(turns)):
        said = spoken.get(turns[place].id, ())
        if turns[place].chair and _opens_list(said):
            return list(turns[place:])
    return []


def _opens_list(said: Sequence[Passage]) -> bool:
    named = [place for place, passage in enumerate(said) if _LIST.search(passage.text)]
    return bool(named) and any(_is_listed(passage.text) for passage in said[named[0] :])


def _is_given(text: str) -> bool:
    return bool(cues.GIVEN_PROMISE.search(text)) and cues.words(text) >= _SHORTEST


def _is_listed(text: str) -> bool:
    if cues.words(text) < _SHORTEST or text.endswith("?") or cues.COURTESY.search(text):
        return False
    return bool(cues.LISTED_PROMISE.match(text)) and not cues.ASKED_DEBATE.search(text)


def _row(proceedings: Proceedings, entry: _Entry, spots: Spots) -> dict[str, Json]:
    text = entry.passage.text
    replies = list(_replies(entry))
    term, source = cues.term_of(text), None
    for said in [*replies, *_of_chair(entry)]:
        if not term and (term := cues.term_of(" ".join(one.text for one in said))):
            source = spots.quote(said)
    to = next((m[1] for _, said in entry.after for one in said if (m := _TO.search(one.text))), "")
    return {
        "quote": spots.quote([entry.passage]),
        "who": _who(text, proceedings),
        "to": to,
        "term": term,
        "term_quote": source,
        "replies": [spots.quote(reply) for reply in replies if _says_more(reply)],
        "source": "voorzitter",
        "number": "",
        "url": "",
    }


def _replies(entry: _Entry) -> Iterator[list[Passage]]:
    """Yield what a bewindspersoon answered, and what else names the same things.

    A correction belongs beside a promise: "Of ik afspraken ga maken, moet blijken."
    """
    about = _marks(entry.passage.text)
    for turn, said in entry.after:
        text = " ".join(one.text for one in said)
        if cues.words(text) > _REPLY_WORDS or text.endswith("?"):
            continue
        if about & _marks(text) or (is_minister(turn) and _answers(text)):
            yield said


def _answers(text: str) -> bool:
    return bool(cues.term_of(text) or cues.COMMIT.search(text))


def _of_chair(entry: _Entry) -> Iterator[list[Passage]]:
    """Yield what the chair adds to a promise, such as when it will come."""
    for turn, said in entry.after:
        if turn.chair and not said[-1].text.endswith("?") and "“" not in said[0].text:
            yield said


def _marks(text: str) -> set[str]:
    return {word.lower() for word in _LONG_WORD.findall(text)} - _COMMON


def _says_more(reply: Sequence[Passage]) -> bool:
    return cues.words(" ".join(one.text for one in reply)) >= _SHORTEST


def _who(text: str, proceedings: Proceedings) -> str:
    """Return the bewindspersoon that a promise names, when there is one of that kind."""
    named = _WHO.search(text)
    if named is None:
        return ""
    kind = named[1].lower()
    present = {turn.speaker for turn in proceedings.turns if turn.speaker and is_minister(turn)}
    same = [one for one in present if one.function.lower().startswith(kind)]
    return f"{kind} {same[0].surname}" if len(same) == 1 else kind


def _in_own_words(proceedings: Proceedings, spoken: Spoken) -> list[tuple[Turn, Passage]]:
    found = [
        (turn, passage)
        for turn in proceedings.turns
        if is_minister(turn) and not turn.chair
        for passage in spoken.get(turn.id, ())
        if cues.OWN_PROMISE.search(passage.text) and cues.words(passage.text) >= _SHORTEST
        and not passage.text.endswith("?")
    ]  # fmt: skip
    return found[:_OWN]


def _own(entry: tuple[Turn, Passage], spots: Spots) -> dict[str, Json]:
    turn, passage = entry
    quote = spots.quote([passage])
    return {
        "quote": quote,
        "who": quote["speaker"] if isinstance(turn.speaker, Speaker) else "",
        "to": "",
        "term": cues.term_of(passage.text),
        "term_quote": None,
        "replies": [],
        "source": "bewindspersoon",
        "number": "",
        "url": "",
    }


def _recorded(stored: StoredItem) -> dict[str, Json]:
    item = stored.item
    who = next((f"{one.name} ({one.function})" if one.function else one.name
                for one in item.actors), "")  # fmt: skip
    due = dutch.day_short(item.due_on) if item.due_on else ""
    return {
        "quote": None,
        "text": item.text or item.title,
        "who": who,
        "to": "",
        "term": item.note or due,
        "term_quote": None,
        "replies": [],
        "source": "kamer",
        "number": item.number,
        "url": item.url,
    }
