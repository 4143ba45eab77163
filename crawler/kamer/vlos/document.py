"""One verslag from XML to `Proceedings`; pure.

The words are taken over as they stand; only runs of blanks become one. Where the source
stutters (no speaker, no time, no text) the rest is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count

from crawler.kamer.vlos.speech import Cast, grouped, paragraphs
from crawler.kamer.vlos.xml import (
    MAX_BYTES,
    Element,
    child,
    children,
    is_true,
    moment,
    name,
    read_moment,
    root_of,
    text,
)
from tracker.errors import MalformedPageError
from tracker.records import (
    DebatedPaper,
    Proceedings,
    ProposedMotion,
    SittingPart,
    Speaker,
    SpokenBallot,
    Turn,
)

__all__ = ["MAX_BYTES", "read_proceedings"]

_SPOKEN = ("woordvoerder", "interrumpant")
_MOTION = "Motie indiening"
_ID_LENGTH = 8


class _Reader:
    """Walks one verslag in document order and collects what it meets."""

    def __init__(self) -> None:
        self.cast = Cast()
        self.present: tuple[Speaker, ...] = ()
        self.activities: list[SittingPart] = []
        self.turns: list[Turn] = []
        self.motions: list[ProposedMotion] = []
        self.ballots: list[SpokenBallot] = []
        self._names: set[str] = set()
        self._numbers = count(1)

    def activity(self, element: Element) -> None:
        """Read one activity with everything below it."""
        heads = list(children(element, "activiteithoofd"))
        if not self.present:
            found = [one for part in (element, *heads) for one in self.cast.all_of(part)]
            self.present = tuple(dict.fromkeys(found))
        intro = [line for part in (element, *heads) for line in paragraphs(part)]
        self.activities.append(_part(element, heads, tuple(intro)))
        for head in heads:
            self._below(head)

    def _below(self, element: Element) -> None:
        """Read turns, moties and votes below an element, in document order."""
        for inner in element:
            tag = name(inner)
            if tag in _SPOKEN:
                self._turn(inner, interruption=tag == "interrumpant")
            elif tag == "activiteitdeel" and inner.get("soort") == "Stemming item":
                self._ballots_of(inner)
                self._below(inner)
            elif tag in {"activiteitdeel", "activiteititem"}:
                self._below(inner)

    def _turn(self, element: Element, *, interruption: bool) -> None:
        turn = Turn(
            id=self._id(element),
            activity=len(self.activities) - 1,
            speaker=self.cast.speaker(element),
            paragraphs=paragraphs(element),
            starts_at=moment(element, "markeertijdbegin"),
            ends_at=moment(element, "markeertijdeind"),
            chair=is_true(element, "isvoorzitter"),
            interruption=interruption,
            routine=is_true(element, "isdraad"),
        )
        self.turns.append(turn)
        for fragment in children(element, "draadboekfragment"):
            if fragment.get("soort") == _MOTION:
                self._motion(fragment, turn)
        for inner in children(element, *_SPOKEN):
            self._turn(inner, interruption=True)

    def _motion(self, element: Element, turn: Turn) -> None:
        lines = grouped(element, "Motietekst")
        cases = child(element, "zaken")
        case = None if cases is None else child(cases, "zaak")
        if case is None or not lines:
            return
        self.motions.append(
            ProposedMotion(
                id=self._id(element),
                activity=turn.activity,
                turn=turn.id,
                title=text(case, "titel"),
                subject=text(case, "onderwerp"),
                dossier=text(case, "dossiernummer"),
                number=text(case, "stuknummer"),
                submitters=self.cast.all_of(case) or self.cast.all_of(element),
                paragraphs=lines,
                changed=is_true(case, "isgewijzigd") or is_true(case, "isnadergewijzigd"),
            )
        )

    def _ballots_of(self, element: Element) -> None:
        for item in children(element, "activiteititem"):
            cast = child(item, "stemmingen")
            if cast is None:
                continue
            votes = [
                (text(one, "fractie"), text(one, "stem").lower())
                for one in children(cast, "stemming")
            ]
            self.ballots.append(
                SpokenBallot(
                    id=self._id(item),
                    activity=len(self.activities) - 1,
                    title=text(element, "titel"),
                    outcome=text(item, "uitslag").lower(),
                    votes=tuple(vote for vote in votes if all(vote)),
                )
            )

    def _id(self, element: Element) -> str:
        """Return a short name that stays the same as long as the source's own does."""
        number = next(self._numbers)
        found = (element.get("objectid") or "")[:_ID_LENGTH].lower()
        wanted = f"b{found}" if found.isalnum() and found not in self._names else f"n{number}"
        self._names.add(found)
        return wanted


def _part(element: Element, heads: list[Element], intro: tuple[str, ...]) -> SittingPart:
    return SittingPart(
        key=element.get("objectid") or "",
        kind=element.get("soort") or "",
        title=text(element, "titel"),
        subject=text(element, "onderwerp"),
        number=text(element, "parlisid"),
        starts_at=moment(element, "aanvangstijd"),
        ends_at=moment(element, "eindtijd"),
        continued=is_true(element, "voortzetting"),
        intro=intro,
        papers=tuple(paper for part in (element, *heads) for paper in _papers(part)),
    )


def _papers(element: Element) -> Iterator[DebatedPaper]:
    cases = child(element, "zaken")
    for case in () if cases is None else children(cases, "zaak"):
        yield DebatedPaper(
            kind=case.get("soort") or "",
            title=text(case, "titel") or text(case, "onderwerp"),
            number=text(case, "parlisid"),
            dossier=text(case, "dossiernummer"),
            place=text(case, "stuknummer"),
        )


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _committees(meeting: Element) -> tuple[str, ...]:
    group = child(meeting, "commissies")
    found = () if group is None else children(group, "commissie")
    return tuple(said for one in found if (said := text(one, "verslagnaam")))


def read_proceedings(body: bytes) -> Proceedings:
    """Return the verslag in these bytes (UTF-8, with or without a byte order mark).

    Raises MalformedPageError, in Dutch, when it is broken, hostile or no verslag.
    """
    root = root_of(body)
    meeting = child(root, "vergadering")
    if meeting is None:
        raise MalformedPageError("het verslag noemt geen vergadering")
    reader = _Reader()
    for activity in children(meeting, "activiteit"):
        reader.activity(activity)
    return Proceedings(
        key=meeting.get("objectid") or "",
        kind=meeting.get("soort") or "",
        title=text(meeting, "titel"),
        room=text(meeting, "zaal"),
        session_year=text(meeting, "vergaderjaar"),
        number=text(meeting, "vergaderingnummer"),
        day=_day(text(meeting, "datum")),
        starts_at=moment(meeting, "aanvangstijd"),
        ends_at=moment(meeting, "sluiting"),
        status=root.get("status") or "",
        published_at=read_moment(root.get("Timestamp") or ""),
        committees=_committees(meeting),
        present=reader.present,
        activities=tuple(reader.activities),
        turns=tuple(reader.turns),
        motions=tuple(reader.motions),
        ballots=tuple(reader.ballots),
    )
