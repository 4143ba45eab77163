"""Fracties, Kamerleden, bewindspersonen, commissies and rooms of the example."""

from dataclasses import dataclass
from datetime import date

from tracker.sandbox.example.content import Committee, Member, Minister, Party, People, read
from tracker.sandbox.example.desk import Desk, moment, pick
from tracker.sandbox.source.ids import guid_for, sid_for
from tracker.sandbox.source.rows import Value

LONG_AGO = "09-14 09:00"
Actor = tuple[dict[str, Value], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Name:
    """A name in its parts, and the forms in which the Kamer writes it."""

    first: str
    particle: str
    last: str

    @property
    def surname(self) -> str:
        """``Van der Meulen``: as in the title of a motie."""
        text = f"{self.particle} {self.last}".strip()
        return text[0].upper() + text[1:]

    @property
    def actor(self) -> str:
        """``R. van der Meulen``: as in ActorNaam."""
        return " ".join(filter(None, [f"{self.first[0]}.", self.particle, self.last]))

    @property
    def listed(self) -> str:
        """``Meulen, R. van der``: as in Toezegging.Naam."""
        return f"{self.last}, {self.first[0]}. {self.particle}".strip()


def split_name(text: str) -> Name:
    """``Roos van der Meulen`` in its parts: what is in lower case is the particle."""
    first, *rest = text.split()
    particles = [part for part in rest if part[0].islower()]
    return Name(first, " ".join(particles), " ".join(p for p in rest if p[0].isupper()))


class Cast:
    """Look-ups over everyone in the example. Unknown keys raise KeyError."""

    def __init__(self, people: People) -> None:
        self.parties: dict[str, Party] = {party.short: party for party in people.parties}
        self.members: dict[str, Member] = {member.key: member for member in people.members}
        self.ministers: dict[str, Minister] = {one.key: one for one in people.ministers}
        self.committees: dict[str, Committee] = {one.key: one for one in people.committees}
        self.rooms = people.rooms

    def member(self, key: str) -> Actor:
        """Values and references of an actor row for a Kamerlid."""
        member = self.members[key]
        return (
            {
                "actorNaam": split_name(member.name).actor,
                "actorFractie": member.party,
                "functie": "Tweede Kamerlid",
                "sidActor": sid_for(key),
            },
            (
                ("persoon", guid_for("Persoon", key)),
                ("fractie", guid_for("Fractie", member.party)),
            ),
        )

    def minister(self, key: str) -> Actor:
        """Values of an actor row for a bewindspersoon, who has no Persoon row."""
        one = self.ministers[key]
        name = split_name(one.name).actor
        values: dict[str, Value] = {"actorNaam": name, "actorFractie": None}
        return {**values, "functie": one.function, "sidActor": sid_for(key)}, ()

    def committee(self, key: str) -> Actor:
        """Values and references of an actor row for a committee."""
        name = f"vaste commissie voor {self.committees[key].name}"
        values: dict[str, Value] = {"actorNaam": name, "actorFractie": None, "functie": None}
        return {**values, "sidActor": sid_for(key)}, (("commissie", guid_for("Commissie", key)),)

    def surname(self, key: str) -> str:
        """``Van der Meulen``."""
        return split_name(self.members[key].name).surname

    def team(self, key: str, size: int) -> list[str]:
        """Members who take part in something: one per fractie at most, always the same ones."""
        chosen: dict[str, str] = {}
        for member in sorted(self.members, key=lambda name: pick(f"{key}:{name}", 10_000)):
            chosen.setdefault(self.members[member].party, member)
        order = list(self.parties)
        big = sorted(chosen, key=lambda party: order.index(party) + pick(f"{key}:{party}", 6))
        return [chosen[party] for party in big[:size]]


def lay_down(desk: Desk) -> Cast:
    """Put everyone on the desk and return the look-ups."""
    cast = Cast(read("people", People))
    for number, party in enumerate(cast.parties.values()):
        _party(desk, party, 50_320 + number)
    for number, member in enumerate(cast.members.values()):
        _member(desk, member, 9_100 + number)
    for number, committee in enumerate(cast.committees.values()):
        _committee(desk, committee, 26_600 + number)
    for number, room in enumerate(cast.rooms):
        desk.put("Zaal", room, moment(LONG_AGO), {"naam": room, "sysCode": 40 + number})
    desk.put("Persoon", "leeg", moment(LONG_AGO), {})
    return cast


def _party(desk: Desk, party: Party, number: int) -> None:
    votes = party.seats * 70_412 + pick(party.short, 9_000)
    values: dict[str, Value] = {
        "nummer": number,
        "afkorting": party.short,
        "naamNl": party.name,
        "naamEn": None,
        "aantalZetels": party.seats,
        "aantalStemmen": votes,
        "datumActief": date(2025, 11, 12),
        "datumInactief": None,
    }
    desk.put("Fractie", party.short, moment(LONG_AGO), values)


def _member(desk: Desk, member: Member, number: int) -> None:
    name = split_name(member.name)
    birth = date(1961 + pick(member.key, 36), 1 + pick(member.name, 12), 1 + number % 28)
    values: dict[str, Value] = {
        "nummer": number,
        "titels": None,
        "initialen": f"{name.first[0]}.",
        "tussenvoegsel": name.particle or None,
        "achternaam": name.last,
        "voornamen": name.first,
        "roepnaam": name.first,
        "geslacht": member.gender,
        "functie": "Tweede Kamerlid",
        "geboortedatum": birth,
        "land": "NL",
        "fractielabel": None,
    }
    desk.put("Persoon", member.key, moment(LONG_AGO), values)


def _committee(desk: Desk, committee: Committee, number: int) -> None:
    values: dict[str, Value] = {
        "nummer": number,
        "soort": "Dienst Commissieondersteuning",
        "afkorting": committee.key,
        "naamNl": f"Vaste commissie voor {committee.name}",
        "naamEn": None,
        "naamWebNl": committee.name,
        "naamWebEn": None,
        "inhoudsopgave": "Vaste commissies",
        "datumActief": date(2025, 12, 4),
        "datumInactief": None,
    }
    desk.put("Commissie", committee.key, moment(LONG_AGO), values)
