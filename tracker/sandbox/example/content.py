"""The authored content of the example: YAML files with a schema, read once per build."""

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

DATA = Path(__file__).parent / "data"
T = TypeVar("T")


class Entry(BaseModel):
    """Strict: an unknown field in a data file is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Party(Entry):
    """A fractie: code in votes, names and seats."""

    code: str
    short: str
    name: str
    seats: int


class Member(Entry):
    """An invented Kamerlid; ``name`` is first name, particle and surname."""

    key: str
    party: str
    name: str
    gender: str


class Minister(Entry):
    """An invented bewindspersoon."""

    key: str
    name: str
    gender: str
    function: str
    ministry: str
    committee: str


class Committee(Entry):
    """A committee: abbreviation and the name behind "vaste commissie voor"."""

    key: str
    name: str


class People(Entry):
    """Everyone and every room."""

    parties: list[Party]
    members: list[Member]
    ministers: list[Minister]
    committees: list[Committee]
    rooms: list[str]


class Activity(Entry):
    """One activiteit. ``at`` is ``11-24 14:00-18:00``, ``11-24 14:00``, ``W50`` or ``-``."""

    key: str
    at: str
    kind: str
    lead: str
    title: str
    ministers: str = ""
    agenda: list[str] = []
    ipo: str | None = None
    status: str | None = None
    note: str | None = None
    place: str | None = None
    room: str | None = None
    closed: bool | None = None
    follows: str | None = None
    replaces: str | None = None
    also: str = ""
    applicant: str | None = None


class Dossier(Entry):
    """A kamerstukdossier with the highest number used before the example starts."""

    number: str
    title: str
    last: int = 100


class Letter(Entry):
    """A Kamerbrief. ``annexes`` become documents of their own."""

    key: str
    day: str
    by: str
    dossier: str | None = None
    title: str
    annexes: list[str] = []
    ipo: str | None = None
    text: str | None = None
    kind: str = "Brief regering"


class Motion(Entry):
    """A motie: movers by surname key, what it is about, who voted for it (codes), appreciation.

    ``replaces`` is the key of the motie that this changed one takes the place of (``b-natuur:8``);
    that one is ``withdrawn``.
    """

    by: str
    about: str
    votes: str | None = None
    view: str = "Nog niet bekend"
    ipo: str | None = None
    text: str | None = None
    held: bool = False
    withdrawn: bool = False
    changed: bool = False
    replaces: str | None = None


class Ballot(Entry):
    """The moties of one debate and the voting session that decides them."""

    key: str
    debate: str
    dossier: str
    day: str
    session: str | None = None
    motions: list[Motion]


class Commitment(Entry):
    """A toezegging; ``due`` is a day in 2026 or with a year, or absent for "no date"."""

    key: str
    day: str
    by: str
    debate: str
    to: str
    text: str
    due: str | None = None
    status: str = "Openstaand"
    ipo: str | None = None


class Question(Entry):
    """Schriftelijke vragen; ``answered`` is a day, ``delayed`` the day of the uitstelbericht."""

    key: str
    day: str
    by: str
    to: str
    title: str
    answered: str | None = None
    delayed: str | None = None
    ipo: str | None = None


class Bill(Entry):
    """A wetsvoorstel with its papers and amendementen."""

    key: str
    day: str
    dossier: str
    by: str
    papers: list[str] = []
    amendments: list[Motion] = []
    ipo: str | None = None
    initiative: str | None = None


class Turn(Entry):
    """One turn in a verslag. ``motion`` is ``<ballot>:<place>`` of a motie that is moved in it.

    ``during`` makes it an interruption inside the turn before it.
    """

    who: str
    text: str
    motion: str | None = None
    during: bool = False


class Report(Entry):
    """A verslag: the meeting and what was said, per activiteit."""

    key: str
    kind: str
    title: str
    room: str
    number: int
    start: str
    close: str
    published: str
    status: str = "Ongecorrigeerd"
    chair: str
    parts: list["Part"]


class Part(Entry):
    """One activiteit in a verslag."""

    kind: str
    title: str
    activity: str | None = None
    start: str
    intro: str = ""
    turns: list[Turn] = []
    session: str | None = None


class News(Entry):
    """The news of the day that the step ``today`` brings, and single things for other steps."""

    letters: list[Letter]
    ballots: list[Ballot]
    commitments: list[Commitment]
    questions: list[Question]
    later: list[Commitment]


def read(name: str, kind: type[T]) -> T:
    """The content of ``data/<name>.yaml`` as that type. Raises pydantic.ValidationError."""
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    data: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return TypeAdapter(kind).validate_python(data)
