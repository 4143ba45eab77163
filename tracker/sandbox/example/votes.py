"""Moties, the besluiten on them and the vote of each fractie."""

from datetime import datetime, timedelta

from tracker.sandbox.example.actors import Cast
from tracker.sandbox.example.content import Ballot, Motion
from tracker.sandbox.example.desk import NOW, Desk, moment
from tracker.sandbox.example.papers import (
    Dossiers,
    put_actor,
    put_case,
    put_document,
    put_signer,
)
from tracker.sandbox.example.questions import names
from tracker.sandbox.source.ids import guid_for, sid_for
from tracker.sandbox.source.rows import Value


class BallotDesk:
    """Lays down the moties of debates, their agendapunt in the voting session and the votes."""

    def __init__(self, desk: Desk, cast: Cast, dossiers: Dossiers) -> None:
        self._desk = desk
        self._cast = cast
        self._dossiers = dossiers
        self._places: dict[str, int] = {}

    def lay_down(self, ballot: Ballot) -> None:
        """All moties of one debate; voted on when the ballot has a session."""
        point = self._point(ballot) if ballot.session else None
        for place, motion in enumerate(ballot.motions, start=1):
            self._motion(ballot, motion, place, point)

    def _point(self, ballot: Ballot) -> str:
        session = guid_for("Activiteit", str(ballot.session))
        debate = self._desk.row(guid_for("Activiteit", ballot.debate))
        subject = str(debate.values["onderwerp"]).strip()
        subject = subject[0].lower() + subject[1:]
        article = "de" if subject.startswith("begroting") else "het"
        place = self._places[str(ballot.session)] = self._places.get(str(ballot.session), 0) + 1
        values: dict[str, Value] = {
            "nummer": self._desk.number("P"),
            "onderwerp": f"Stemmingen over: moties ingediend bij {article} {subject}",
            "aanvangstijd": None,
            "eindtijd": None,
            "volgorde": place,
            "rubriek": None,
            "noot": None,
            "status": "Vrijgegeven",
        }
        at = moment(ballot.day) + timedelta(hours=18)
        refs = (("activiteit", session),)
        return self._desk.put("Agendapunt", f"{ballot.session}:{ballot.key}", at, values, refs)

    def _motion(self, ballot: Ballot, motion: Motion, place: int, point: str | None) -> None:
        key = f"{ballot.key}:{place}"
        on = moment(ballot.day)
        seen = self._start(ballot.debate) + timedelta(minutes=5 + 4 * place)
        number = self._dossiers.next_number(ballot.dossier)
        dossier = ("kamerstukdossier", self._dossiers.guid(ballot.dossier))
        word = "Gewijzigde motie" if motion.changed else "Motie"
        subject = f"{word} van {names(self._cast, motion.by)} over {motion.about}"
        title = self._dossiers.titles[ballot.dossier]
        debate = ("activiteit", guid_for("Activiteit", ballot.debate))
        refs = (dossier, debate, *((("agendapunt", point),) if point else ()))
        if motion.replaces:
            replaced = self._desk.row(guid_for("Zaak", motion.replaces))
            refs = (*refs, ("vervangenVanuit", replaced.guid))
            subject += f" (t.v.v. {ballot.dossier}-{replaced.values['volgnummer']})"
        case = put_case(
            self._desk, key, kind="Motie", subject=subject, on=on, seen=seen, title=title,
            number=number, refs=refs, view=motion.view, done=self._held(ballot),
        )  # fmt: skip
        document = put_document(
            self._desk, key, kind="Motie (gewijzigd/nader)" if motion.changed else "Motie",
            subject=subject, on=on, seen=seen + timedelta(minutes=3), title=title, number=number,
            dossier=ballot.dossier, refs=(dossier, ("zaak", case)), text=motion_lines(motion),
        )  # fmt: skip
        for order, who in enumerate(motion.by.split()):
            role = "Medeindiener" if order else "Indiener"
            actor = self._cast.member(who)
            put_actor(self._desk, case, f"{key}:{who}", role, actor, seen)
            put_signer(self._desk, document, f"{key}:{who}", actor, seen, first=not order)
        for guid in (case, document):
            self._desk.label(guid, motion.ipo)
        self._decision(key, case, debate[1], "Ingediend", "Ingediend.", None, seen)
        if point and (motion.held or motion.withdrawn):
            word = "aangehouden" if motion.held else "ingetrokken"
            text = f"{word.capitalize()}."
            self._decision(key, case, point, f"Stemmen - {word}", text, None, seen)
        elif point and self._held(ballot):
            self.vote(ballot, place, case, point)

    def _held(self, ballot: Ballot) -> bool:
        """Whether the voting session of the ballot lies in the past."""
        return ballot.session is not None and self._start(ballot.session) < NOW

    def _start(self, key: str) -> datetime:
        start = self._desk.row(guid_for("Activiteit", key)).values["aanvangstijd"]
        if not isinstance(start, datetime):
            raise TypeError(f"{key} has no time")
        return start

    def _decision(
        self, key: str, case: str, point: str, kind: str, text: str, how: str | None, at: datetime,
        place: int = 1,
    ) -> str:  # fmt: skip
        values: dict[str, Value] = {
            "stemmingsSoort": how,
            "besluitSoort": kind,
            "besluitTekst": text,
            "opmerking": None,
            "status": "Besluit",
            "agendapuntZaakBesluitVolgorde": place,
        }
        refs: tuple[tuple[str, str], ...] = (("zaak", case),)
        if kind != "Ingediend":
            refs = (("agendapunt", point), *refs)
        return self._desk.put("Besluit", f"{key}:{kind}", at, values, refs)

    def vote(self, ballot: Ballot, place: int, case: str, point: str) -> str:
        """The besluit on the motie at that place and a Stemming per fractie; returns its id."""
        key = f"{ballot.key}:{place}"
        at = self._start(str(ballot.session)) + timedelta(minutes=3 + place)
        votes = ballot.motions[place - 1].votes or ""
        parties = self._cast.parties.values()
        carried = sum(party.seats for party in parties if party.code in votes) > 75
        word = "aangenomen" if carried else "verworpen"
        decision = self._decision(
            key, case, point, f"Stemmen - {word}", f"{word.capitalize()}.", "Met handopsteken",
            at, place,
        )  # fmt: skip
        for party in parties:
            values: dict[str, Value] = {
                "soort": "Voor" if party.code in votes else "Tegen",
                "fractieGrootte": party.seats,
                "actorNaam": party.short,
                "actorFractie": party.short,
                "vergissing": False,
                "sidActorLid": None,
                "sidActorFractie": sid_for(party.short),
            }
            refs = (("besluit", decision), ("fractie", guid_for("Fractie", party.short)))
            self._desk.put("Stemming", f"{key}:{party.short}", at, values, refs)
        return decision


def motion_lines(motion: Motion) -> list[str]:
    """The text of a motie, one line per paragraph; in the data ``|`` divides the considerations."""
    asked = motion.text or f"verzoekt de regering werk te maken van {motion.about}"
    considered = [part.strip() for part in asked.split("|")]
    return [
        "De Kamer,",
        "gehoord de beraadslaging,",
        *considered[:-1],
        f"{considered[-1]},",
        "en gaat over tot de orde van de dag.",
    ]
