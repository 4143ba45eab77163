"""The activiteiten of the example with their actors, rooms, agendapunten and convocaties."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.sandbox.example.actors import Cast
from tracker.sandbox.example.content import Activity
from tracker.sandbox.example.desk import NOW, SITTING_YEAR, Desk, moment, pick
from tracker.sandbox.example.papers import Paper, put_document
from tracker.sandbox.source.ids import guid_for, sid_for
from tracker.sandbox.source.rows import Value

KINDS = {
    "CD": "Commissiedebat",
    "PV": "Procedurevergadering",
    "EM": "E-mailprocedure",
    "T2": "Plenair debat (tweeminutendebat)",
    "IFV": "Inbreng feitelijke vragen",
    "ISO": "Inbreng schriftelijk overleg",
    "TB": "Technische briefing",
    "WB": "Werkbezoek",
    "PET": "Petitie",
    "GES": "Gesprek",
    "VERG": "Vergadering",
    "PW": "Plenair debat (wetgeving)",
    "IV": "Inbreng verslag (wetsvoorstel)",
    "RT": "Rondetafelgesprek",
    "RVW": "Regeling van werkzaamheden",
    "STEM": "Stemmingen",
    "WGO": "Wetgevingsoverleg",
    "PD": "Plenair debat (debat)",
    "D30": "Plenair debat (dertigledendebat)",
    "DEL": "Delegatievergadering",
    "HS": "Hamerstukken",
    "NO": "Notaoverleg",
    "VU": "Vragenuur",
    "SPV": "Strategische procedurevergadering",
    "HZ": "Hoorzitting",
    "BEE": "Beëdiging",
}
CLOSED = frozenset({"EM", "IFV", "ISO", "IV", "WB", "DEL", "VERG"})
DEBATES = frozenset({"CD", "T2", "WGO", "PD", "D30", "PW", "NO"})
IN_A_ROOM = frozenset({"CD", "PV", "TB", "GES", "RT", "WGO", "NO", "HZ", "SPV", "VERG"})
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
CONVOCATION = "Convocatie commissieactiviteit"
INPUT = "Convocatie inbreng"
CONVOCATIONS = {
    "CD": (CONVOCATION, "Convocatie commissiedebat"),
    "WGO": (CONVOCATION, "Convocatie"),
    "NO": (CONVOCATION, "Convocatie notaoverleg"),
    "TB": (CONVOCATION, "Convocatie technische briefing"),
    "RT": (CONVOCATION, "Convocatie rondetafelgesprek"),
    "GES": (CONVOCATION, "Convocatie"),
    "ISO": (INPUT, "Convocatie inbreng schriftelijk overleg"),
    "IFV": (INPUT, "Convocatie inbreng feitelijke vragen"),
    "IV": (INPUT, "Convocatie inbreng verslag"),
    "PV": ("Agenda procedurevergadering", "Agenda"),
    "STEM": ("Stemmingslijst", "Stemmingslijst"),
}
OUTCOMES = (
    ("V.k.a. - voor kennisgeving aannemen (commissie)", "Voor kennisgeving aannemen."),
    ("Agenderen - commissiedebat", "Agenderen voor het eerstvolgende commissiedebat."),
    (
        "Inbreng - schriftelijk overleg (v.s.o.)",
        "Inbreng leveren op 10 december, 14.00 uur.",
    ),
)


@dataclass(frozen=True, slots=True)
class Slot:
    """When an activiteit is: kind of date and the three times of the row."""

    kind: str
    start: datetime | None
    begins: datetime | None
    ends: datetime | None


def dutch_day(day: datetime) -> str:
    """``26 november 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def slot(text: str) -> Slot:
    """``11-24 14:00-18:00``, ``11-27 10:00``, ``W50``, ``12-07..12-09`` or ``-``."""
    if text == "-":
        return Slot("Nog geen datum bekend", None, None, None)
    if text.startswith("W"):
        monday = datetime.strptime(f"2026-{text[1:]}-1", "%G-%V-%u")  # noqa: DTZ007
        start = moment(f"{monday:%m-%d}")
        return Slot("Weeknummer", start, None, None)
    if ".." in text:
        first, last = text.split("..")
        begins = moment(f"{first} 09:00")
        return Slot("Meerdaags", begins, begins, moment(f"{last} 17:00"))
    day, _, clock = text.partition(" ")
    opening, _, closing = clock.partition("-")
    begins = moment(f"{day} {opening}")
    ends = moment(f"{day} {closing}") if closing else begins
    return Slot("Dag", begins, begins, ends)


class AgendaDesk:
    """Lays down activiteiten; ``papers`` are the letters that an agenda may refer to by key."""

    def __init__(self, desk: Desk, cast: Cast, papers: dict[str, Paper]) -> None:
        self._desk = desk
        self._cast = cast
        self._papers = papers

    def lay_down(self, activity: Activity) -> str:
        """The activiteit and everything that hangs on it; returns its id."""
        when = slot(activity.at)
        seen = self._seen(activity, when)
        guid = self._desk.put(
            "Activiteit", activity.key, seen, self._values(activity, when), self._refs(activity)
        )
        self._desk.label(guid, activity.ipo)
        self._actors(activity, guid, seen)
        booked = activity.room or pick(activity.key + "zaal", 9)
        if activity.kind in IN_A_ROOM and when.begins and booked:
            self._room(activity, guid, seen)
        for place, item in enumerate(activity.agenda, start=1):
            self.item(activity, guid, item, place, seen)
        if activity.kind in CONVOCATIONS:
            self._convocation(activity, guid, seen)
        return guid

    def _seen(self, activity: Activity, when: Slot) -> datetime:
        if when.ends and when.ends < NOW and activity.status is None:
            return when.ends + timedelta(minutes=25)
        day = moment("11-02 09:00") + timedelta(days=pick(activity.key, 24))
        return day + timedelta(hours=pick(activity.key + "uur", 9))

    def _values(self, activity: Activity, when: Slot) -> dict[str, Value]:
        plenary = activity.lead == "TK"
        name = None if plenary else self._cast.committees[activity.lead].name
        status = "Uitgevoerd" if when.ends and when.ends < NOW else "Gepland"
        closed = activity.kind in CLOSED if activity.closed is None else activity.closed
        return {
            "soort": KINDS[activity.kind],
            "nummer": self._desk.number("A"),
            "onderwerp": activity.title + (" " if pick(activity.key, 6) == 0 else ""),
            "datumSoort": when.kind,
            "datum": when.start,
            "aanvangstijd": when.begins,
            "eindtijd": when.ends,
            "locatie": activity.place,
            "besloten": closed,
            "status": activity.status or status,
            "vergaderjaar": SITTING_YEAR,
            "kamer": "Tweede Kamer",
            "noot": activity.note,
            "vrsNummer": f"16{pick(activity.key, 900_000) + 100_000}",
            "sidVoortouw": sid_for(activity.lead),
            "voortouwnaam": f"vaste commissie voor {name}" if name else "TK",
            "voortouwafkorting": activity.lead,
            "voortouwkortenaam": activity.lead,
            "aanvraagdatum": moment("10-13") if activity.applicant else None,
            "vervaldatum": moment("11-20") if activity.status == "Vervallen" else None,
        }

    def _refs(self, activity: Activity) -> tuple[tuple[str, str], ...]:
        refs = []
        if activity.lead != "TK":
            refs.append(("voortouwcommissie", guid_for("Commissie", activity.lead)))
        if activity.follows:
            refs.append(("voortgezetVanuit", guid_for("Activiteit", activity.follows)))
        if activity.replaces:
            refs.append(("vervangenVanuit", guid_for("Activiteit", activity.replaces)))
        return tuple(refs)

    def _actors(self, activity: Activity, guid: str, seen: datetime) -> None:
        team: list[str] = []
        if activity.kind in DEBATES and activity.status in {None, "Uitgevoerd"}:
            team = self._cast.team(activity.key, 6 + pick(activity.key, 4))
        roles = [("Bewindspersoon c.a.", key) for key in activity.ministers.split()]
        roles += [("Volgcommissie", key) for key in activity.also.split()]
        roles += [("Aanvrager", key) for key in (activity.applicant or "").split()]
        roles += [("Deelnemer", key) for key in team]
        for place, (role, key) in enumerate(roles, start=1):
            values, refs = {
                "Bewindspersoon c.a.": self._cast.minister,
                "Volgcommissie": self._cast.committee,
            }.get(role, self._cast.member)(key)
            row: dict[str, Value] = {**values, "relatie": role, "volgorde": place}
            row["spreektijd"] = None
            name = f"{activity.key}:{role}:{key}"
            self._desk.put("ActiviteitActor", name, seen, row, (("activiteit", guid), *refs))

    def _room(self, activity: Activity, guid: str, seen: datetime) -> None:
        rooms = self._cast.rooms[:-1]
        room = activity.room or rooms[pick(activity.key + "room", len(rooms))]
        made = pick(activity.key, 2)
        values: dict[str, Value] = {
            "nummer": f"{16_500_000 + pick(activity.key, 90_000)}",
            "statusCode": "R2" if made else "R3",
            "statusNaam": "UsrMade" if made else "UsrAdministrativelyCompleted",
            "activiteitNummer": self._desk.row(guid).values["nummer"],
        }
        refs = (("activiteit", guid), ("zaal", guid_for("Zaal", room)))
        self._desk.put("Reservering", activity.key, seen, values, refs)

    def item(self, activity: Activity, guid: str, item: str, place: int, seen: datetime) -> str:
        """One agendapunt: the paper with that key, or the text itself."""
        paper = self._papers.get(item)
        procedural = activity.kind in {"PV", "SPV"}
        section = None
        if procedural:
            section = f"Brieven van de {paper.sender}" if paper and paper.sender else "Overig"
        values: dict[str, Value] = {
            "nummer": self._desk.number("P"),
            "onderwerp": paper.title if paper else item,
            "aanvangstijd": None,
            "eindtijd": None,
            "volgorde": place,
            "rubriek": section,
            "noot": None,
            "status": "Vrijgegeven",
        }
        point = self._desk.put(
            "Agendapunt", f"{activity.key}:{item}", seen, values, (("activiteit", guid),)
        )
        if paper:
            self._desk.link(paper.case, "agendapunt", point)
            self._desk.link(paper.case, "activiteit", guid)
            if pick(item, 3) == 0:
                self._desk.link(paper.document, "agendapunt", point)
            if procedural and self._desk.row(guid).values["status"] == "Uitgevoerd":
                self._outcome(f"{activity.key}:{item}", paper, point, seen)
        return point

    def _outcome(self, key: str, paper: Paper, point: str, seen: datetime) -> None:
        """What a procedurevergadering decided about a letter: a besluit without a vote."""
        kind, text = OUTCOMES[pick(key, len(OUTCOMES))]
        values: dict[str, Value] = {
            "stemmingsSoort": None,
            "besluitSoort": kind,
            "besluitTekst": text,
            "opmerking": None,
            "status": "Besluit",
            "agendapuntZaakBesluitVolgorde": 1,
        }
        refs = (("agendapunt", point), ("zaak", paper.case))
        self._desk.put("Besluit", key, seen + timedelta(hours=2), values, refs)

    def _convocation(self, activity: Activity, guid: str, seen: datetime) -> None:
        kind, opening = CONVOCATIONS[activity.kind]
        title = activity.title
        if activity.kind in {"GES", "WGO", "PV"}:
            title = title[0].lower() + title[1:]
        if activity.kind == "STEM":
            title = dutch_day(moment(activity.at[:5]))
        put_document(
            self._desk,
            f"convocatie:{activity.key}",
            kind=kind,
            subject=f"{opening} {title}".strip(),
            on=seen.replace(hour=0, minute=0),
            seen=seen + timedelta(minutes=30),
            refs=(("activiteit", guid),),
        )
