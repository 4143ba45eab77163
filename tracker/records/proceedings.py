"""What was said at a meeting, in source-neutral words: turns, moties, votes; and its labels.

`Proceedings` is one verslag as published. A debate is the part of it whose activity number is
the item's; `DebateSource` is what a report of one debate is made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class SpeakerKind(StrEnum):
    """In what quality somebody speaks."""

    MEMBER = "lid"
    MINISTER = "bewindspersoon"
    GUEST = "gast"
    UNKNOWN = "onbekend"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody in a verslag. `surname` is as the verslag says it: "Van Dijk"."""

    key: str
    name: str
    surname: str
    kind: SpeakerKind = SpeakerKind.UNKNOWN
    party: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said without being relieved; `paragraphs` are literal, without the name.

    `activity` is the place of its activity in `Proceedings.activities`. `chair` is True for the
    chair of the meeting, `routine` for a standard phrase, `interruption` for a question during
    somebody else's turn.
    """

    id: str
    activity: int
    speaker: Speaker | None
    paragraphs: tuple[str, ...]
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    chair: bool = False
    interruption: bool = False
    routine: bool = False


@dataclass(frozen=True, slots=True)
class ProposedMotion:
    """A motie as it was moved: its text literally, and where in the debate."""

    id: str
    activity: int
    turn: str
    title: str
    subject: str
    dossier: str
    number: str
    submitters: tuple[Speaker, ...]
    paragraphs: tuple[str, ...]
    changed: bool = False


@dataclass(frozen=True, slots=True)
class SpokenBallot:
    """A vote as the verslag has it: `votes` are (party, "voor" or "tegen")."""

    id: str
    activity: int
    title: str
    outcome: str
    votes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DebatedPaper:
    """A paper on the agenda; `number` is the zaak's, `dossier` and `place` its Kamerstuk."""

    kind: str
    title: str
    number: str = ""
    dossier: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SittingPart:
    """One activity of a meeting; `number` is the Activiteit's, "" when the verslag has none."""

    key: str
    kind: str
    title: str
    subject: str
    number: str
    starts_at: datetime | None
    ends_at: datetime | None
    continued: bool = False
    intro: tuple[str, ...] = ()
    papers: tuple[DebatedPaper, ...] = ()


@dataclass(frozen=True, slots=True)
class Proceedings:
    """One verslag. `kind` is "Plenair" or "Commissie", `status` "Ongecorrigeerd" or so."""

    key: str
    kind: str
    title: str
    room: str
    session_year: str
    number: str
    day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    status: str
    published_at: datetime | None
    committees: tuple[str, ...] = ()
    present: tuple[Speaker, ...] = ()
    activities: tuple[SittingPart, ...] = ()
    turns: tuple[Turn, ...] = ()
    motions: tuple[ProposedMotion, ...] = ()
    ballots: tuple[SpokenBallot, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence of a turn: `paragraphs[paragraph][start:end] == text`.

    `dossiers` are (slug, words that say so), strongest first; `provinces` the words that name
    provinces, their bodies or regions.
    """

    turn: str
    paragraph: int
    sentence: int
    start: int
    end: int
    text: str
    dossiers: tuple[tuple[str, tuple[str, ...]], ...] = ()
    provinces: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Return the name of the passage: turn, paragraph and sentence, from 1."""
        return f"{self.turn}.{self.paragraph + 1}.{self.sentence + 1}"


class SourceState(StrEnum):
    """How far the verslag of a debate is."""

    MISSING = "missing"
    CASCO = "casco"
    UNREADABLE = "unreadable"
    ELSEWHERE = "elsewhere"
    SILENT = "silent"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Position:
    """What the association brought to a debate: points, one a line, and where it stands."""

    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DebateSource:
    """What the report of one debate is made from.

    `proceedings` is the verslag cut to this debate, None unless `state` is READ or SILENT.
    `url` is the public page of the verslag, "" when there is none; `file` is the hash under
    which the verslag is kept. `reason` says, in Dutch, why it could not be read.
    """

    state: SourceState = SourceState.MISSING
    proceedings: Proceedings | None = None
    passages: tuple[Passage, ...] = ()
    url: str = ""
    position: Position = Position()
    reason: str = ""
    file: str = ""


DebateSources = Mapping[str, DebateSource]
"""Per key of an activiteit what its report is made from."""
