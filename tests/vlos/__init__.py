"""Writes a verslag in the form of the Kamer (VLOS), for tests: names and words are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import count
from xml.sax.saxutils import escape

NAMESPACE = "http://www.tweedekamer.nl/ggm/vergaderverslag/v1.0"
DAY = "2026-11-25"


@dataclass
class Person:
    """A speaker as VLOS has one."""

    first: str
    last: str
    party: str = ""
    kind: str = "Tweede Kamerlid"
    function: str = "lid Tweede Kamer"
    shown: str = ""

    @property
    def name(self) -> str:
        return self.shown or self.last

    def xml(self) -> str:
        party = f"<fractie>{escape(self.party)}</fractie>" if self.party else ""
        return (
            f'<spreker soort="{self.kind}" objectid="{ident(self.first + self.last)}">{party}'
            f"<aanhef>Mevrouw</aanhef><verslagnaam>{escape(self.name)}</verslagnaam>"
            f"<weergavenaam>{escape(self.last)}</weergavenaam>"
            f"<voornaam>{escape(self.first)}</voornaam>"
            f"<achternaam>{escape(self.last)}</achternaam>"
            f"<functie>{escape(self.function)}</functie></spreker>"
        )


def ident(key: str) -> str:
    """Return an id that is always the same for a key."""
    found = blake2b(key.encode(), digest_size=16).hexdigest()
    return f"{found[:8]}-{found[8:12]}-4{found[13:16]}-8{found[17:20]}-{found[20:]}"


KAZEM = Person("Sara", "Kazem", "GroenLinks-PvdA")
DIJKEN = Person("Jan", "Dijken van", "NSC", shown="Van Dijken")
WOLDA = Person("Bea", "Wolda", "BBB")
CHAIR = Person("Piet", "Haas de", "VVD", shown="De Haas")
MINISTER = Person("Ella", "Vos", kind="Minister", function="minister van LVVN")


@dataclass
class Motion:
    """A motie moved at the end of a turn."""

    title: str
    lines: list[str]
    by: list[Person]
    dossier: str = "36900-XIV"
    number: int = 12

    def xml(self) -> str:
        text = "".join(_alinea([line]) for line in self.lines)
        return (
            f'<draadboekfragment soort="Motie indiening" objectid="{ident(self.title)}">'
            "<isdraad>true</isdraad><tekst>"
            f'<alineagroep type="Motietekst">{text}</alineagroep>'
            '<alineagroep type="Motieinfo"><alinea><alineaitem>Zij krijgt nr. <stuknummer>'
            f"{self.number}</stuknummer> (<dossiernummer>{self.dossier}</dossiernummer>)."
            "</alineaitem></alinea></alineagroep></tekst>"
            f'<zaken><zaak soort="Motie" objectid="{ident(self.title + "z")}">'
            f"<titel>de motie-{self.by[0].name} over {escape(self.title)} ({self.dossier}, nr. "
            f"{self.number})</titel><onderwerp>{escape(self.title)}</onderwerp>"
            f"<dossiernummer>{self.dossier}</dossiernummer><stuknummer>{self.number}</stuknummer>"
            "<sequeel/><parlisid/><isgewijzigd>false</isgewijzigd><sprekers>"
            f"{''.join(one.xml() for one in self.by)}</sprekers></zaak></zaken>"
            "</draadboekfragment>"
        )


@dataclass
class Turn:
    """What somebody says; `inside` are interruptions of it."""

    who: Person | None
    paragraphs: list[str]
    chair: bool = False
    routine: bool = False
    motions: list[Motion] = field(default_factory=list)
    inside: list[Turn] = field(default_factory=list)


def say(who: Person | None, *paragraphs: str, **rest: object) -> Turn:
    """Return a turn."""
    return Turn(who, list(paragraphs), **rest)  # type: ignore[arg-type]


def chair(*paragraphs: str) -> Turn:
    """Return a turn of the chair."""
    return Turn(CHAIR, list(paragraphs), chair=True)


@dataclass
class Activity:
    """One activity: a debate, an opening."""

    turns: list[Turn]
    number: str = "2026A00001"
    title: str = "Stikstof en natuur"
    kind: str = "Commissiedebat"
    start: str = "10:00:00"


def _alinea(items: list[str]) -> str:
    return f"<alinea>{''.join(f'<alineaitem>{item}</alineaitem>' for item in items)}</alinea>"


class _Writer:
    def __init__(self) -> None:
        self._minute = count(1)
        self._turn = count(1)

    def turn(self, turn: Turn, tag: str = "woordvoerder") -> str:
        minute, number = next(self._minute), next(self._turn)
        label = "De voorzitter" if turn.chair else f"Mevrouw {turn.who.name if turn.who else ''}"
        party = f" ({turn.who.party})" if turn.who and turn.who.party and not turn.chair else ""
        texts = [escape(one) for one in turn.paragraphs]
        lines = [_alinea([f'{label.split()[0]} <nadruk type="Vet">{label.split()[-1]}</nadruk>'
                          f"{party}:", texts[0]])] if texts else []  # fmt: skip
        lines += [_alinea([text]) for text in texts[1:]]
        at = f"{DAY}T{10 + minute // 60:02d}:{minute % 60:02d}:00"
        inside = "".join(self.turn(one, "interrumpant") for one in turn.inside)
        return (
            f'<{tag} objectid="{ident(f"turn {number}")}">{turn.who.xml() if turn.who else ""}'
            f"<markeertijdbegin>{at}</markeertijdbegin><markeertijdeind>{at}</markeertijdeind>"
            f"<isvoorzitter>{str(turn.chair).lower()}</isvoorzitter>"
            f"<isdraad>{str(turn.routine).lower()}</isdraad>"
            f"<tekst>{''.join(lines)}</tekst>{''.join(one.xml() for one in turn.motions)}{inside}"
            f"</{tag}>"
        )

    def activity(self, activity: Activity) -> str:
        title = f"<titel>{escape(activity.title)}</titel>"
        subject = f"<onderwerp>{escape(activity.title)}</onderwerp>"
        parts = "".join(
            '<activiteitdeel soort="Spreekbeurt"><titel>Spreekbeurt</titel>'
            f'<activiteititem soort="Woordvoerder">{self.turn(one)}</activiteititem>'
            "</activiteitdeel>"
            for one in activity.turns
        )
        return (
            f'<activiteit soort="{activity.kind}" objectid="{ident(activity.title)}">'
            f"{title}{subject}<parlisid>{activity.number}</parlisid>"
            f"<aanvangstijd>{DAY}T{activity.start}</aanvangstijd>"
            f"<eindtijd>0001-01-01T00:00:00</eindtijd><voortzetting>false</voortzetting>"
            f'<activiteithoofd soort="Algemeen">{title}{subject}{parts}</activiteithoofd>'
            "</activiteit>"
        )


def verslag(
    *activities: Activity,
    status: str = "Ongecorrigeerd",
    kind: str = "Commissie",
    published: str = "2026-11-26T09:00:00+01:00",
    number: int = 0,
) -> bytes:
    """Return a whole verslag as the service sends it: UTF-8 with a byte order mark."""
    writer = _Writer()
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>'
        f'<vlosCoreDocument soort="Tussenpublicatie" status="{status}" Timestamp="{published}" '
        f'xmlns="{NAMESPACE}"><vergadering soort="{kind}" objectid="{ident("sitting")}" '
        'kamer="Tweede Kamer"><titel>Stikstof en natuur</titel><zaal>Thorbeckezaal</zaal>'
        f"<vergaderjaar>2026-2027</vergaderjaar><vergaderingnummer>{number}</vergaderingnummer>"
        f"<datum>{DAY}T00:00:00</datum><aanvangstijd>{DAY}T10:00:00</aanvangstijd>"
        f"<sluiting>{DAY}T13:00:00</sluiting>{''.join(map(writer.activity, activities))}"
        "</vergadering></vlosCoreDocument>"
    )
    return b"\xef\xbb\xbf" + text.encode()
