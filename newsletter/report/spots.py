"""Where every sentence of a report stands: speaker, time and the paragraph around it; pure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker import dutch
from tracker.records import Json, Passage, Proceedings, ProposedMotion, Speaker, Turn

CHAIR = "voorzitter"


def speaker_label(speaker: Speaker | None) -> str:
    """Return "Hester Veltman (VVD)" or "minister Tieman"; "onbekend" without a name."""
    if speaker is None:
        return "onbekend"
    if speaker.party:
        return f"{speaker.name} ({speaker.party})"
    office = speaker.function.split(" ")[0].lower()
    return f"{office} {speaker.surname}" if office in _OFFICES else speaker.name


_OFFICES = frozenset({"minister", "staatssecretaris", "minister-president"})


def role_of(turn: Turn) -> str:
    """Return "voorzitter", "lid", "bewindspersoon" or what else the speaker is."""
    if turn.chair:
        return CHAIR
    return turn.speaker.kind.value if turn.speaker else "onbekend"


def time_of(turn: Turn) -> str:
    """Return "11.22", or "" when the verslag has no time."""
    return dutch.clock(turn.starts_at) if turn.starts_at else ""


class Spots:
    """Makes quotes of one debate and keeps the paragraphs that they stand in."""

    def __init__(self, proceedings: Proceedings, url: str) -> None:
        self._turns = {turn.id: turn for turn in proceedings.turns}
        self._url = url
        self.passages: dict[str, Json] = {}

    def turn(self, key: str) -> Turn:
        """Return the turn with this id."""
        return self._turns[key]

    def quote(self, passages: Sequence[Passage]) -> dict[str, Json]:
        """Return a stretch of sentences of one paragraph as JSON; its words are literal."""
        first = passages[0]
        turn = self._turns[first.turn]
        paragraph = turn.paragraphs[first.paragraph]
        spot = f"{turn.id}.{first.paragraph + 1}"
        self.passages.setdefault(spot, self._said(turn) | {"text": paragraph})
        return self._said(turn) | {
            "id": first.id,
            "sentences": [one.id for one in passages],
            "text": paragraph[first.start : passages[-1].end],
            "passage": spot,
            "url": self._url,
        }

    def _said(self, turn: Turn) -> dict[str, Json]:
        speaker = turn.speaker
        name = "voorzitter" if turn.chair else speaker_label(speaker)
        return {
            "speaker": name,
            "party": speaker.party if speaker and not turn.chair else "",
            "function": speaker.function if speaker else "",
            "role": role_of(turn),
            "time": time_of(turn),
        }

    def motion(self, motion: ProposedMotion) -> str:
        """Keep the text of a motie and return the name of that passage."""
        spot = f"motie-{motion.id}"
        turn = self._turns.get(motion.turn)
        said = self._said(turn) if turn else {}
        self.passages.setdefault(spot, said | {"text": "\n".join(motion.paragraphs)})
        return spot
