"""An invented week 48 of 2026, small enough to read, with one of everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from config.loader import load_people, load_recess, load_taxonomy
from newsletter.compose import compose
from newsletter.edition import Material
from tracker.records import (
    ROLE_ADDRESSEE,
    ROLE_MINISTER,
    ROLE_SUBMITTER,
    Action,
    ActionKind,
    Actor,
    AgendaPoint,
    ChangeKind,
    Classification,
    DatePrecision,
    Desk,
    DocumentRef,
    DossierMatch,
    Edition,
    ItemKind,
    ScrapedItem,
    Status,
    StoredChange,
    StoredItem,
    Vote,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
WEEK = "2026-W48"
NOW = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
SINCE = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
TAXONOMY = load_taxonomy()
PEOPLE = load_people(TAXONOMY)
RECESS = load_recess()

LVVN = {
    "committee": "LVVN",
    "committee_name": "vaste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur",
}
MINISTER = Actor("J. van Essen", ROLE_MINISTER, "minister van LVVN")


def at(day: int, hour: int = 10, minute: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """Return a moment in Amsterdam, in UTC as stored."""
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM).astimezone(UTC)


def labelled(*slugs: str, certain: bool = True) -> Classification:
    """Return what the classifier says for these dossiers."""
    matches = tuple(DossierMatch(slug, TAXONOMY.dossier(slug).bac, 0.9) for slug in slugs)
    bacs = tuple(dict.fromkeys(match.bac for match in matches))
    return Classification(bool(slugs), 0.9, certain, matches, bacs)


class Shelf:
    """Collects items and changes and hands them over as material."""

    def __init__(self) -> None:
        self.items: list[StoredItem] = []
        self.changes: list[StoredChange] = []
        self.standing: dict[int, Desk] = {}
        self.internal: dict[int, dict[str, Any]] = {}

    def put(
        self,
        kind: ItemKind,
        title: str,
        *slugs: str,
        seen_at: datetime = SINCE + timedelta(hours=1),
        certain: bool = True,
        **fields: Any,
    ) -> StoredItem:
        """Add one item; its key and url follow from its place."""
        number = len(self.items) + 1
        values: dict[str, Any] = {
            "key": f"{kind}:{number:08d}-0000-4000-8000-000000000000",
            "number": f"2026A{number:05d}",
            "url": f"https://www.tweedekamer.nl/kamerstukken/detail?id=2026A{number:05d}",
        }
        item = ScrapedItem(source="tweedekamer", kind=kind, title=title, **(values | fields))
        stored = StoredItem(number, item, 1, seen_at, seen_at,
                            classification=labelled(*slugs, certain=certain))  # fmt: skip
        self.items.append(stored)
        return stored

    def debate(
        self, title: str, starts_at: datetime | None, *slugs: str, hours: float = 3, **fields: Any
    ) -> StoredItem:
        """Add an activiteit that lasts some hours."""
        values: dict[str, Any] = {
            "subtype": "Commissiedebat",
            "status": Status.PLANNED,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=hours) if starts_at else None,
            "precision": DatePrecision.TIME if starts_at else DatePrecision.NONE,
            "room": "Thorbeckezaal",
            "actors": (MINISTER,),
        }
        return self.put(ItemKind.ACTIVITEIT, title, *slugs, **(values | LVVN | fields))

    def stand(self, stored: StoredItem, position: str = "", url: str = "") -> None:
        """Let a lobbyist say what the provinces want of an item, and where the inbreng is."""
        value = {"position": position, "inbreng_url": url, "note": ""}
        action = Action(1, stored.id, ActionKind.POSITION, "energie", value, "slack", at(24, 9))
        self.standing[stored.id] = Desk(position=position, inbreng_url=url, log=(action,))

    def change(
        self, stored: StoredItem, kind: ChangeKind, field: str, old: Any = None, new: Any = None
    ) -> None:
        """Add a change recorded after the previous edition."""
        number = len(self.changes) + 1
        self.changes.append(
            StoredChange(number, stored.id, kind, field, old, new, 2, SINCE + timedelta(days=1))
        )

    def material(self, since: datetime | None = SINCE) -> Material:
        """Return all of it, read one hour before `NOW`."""
        as_of = NOW - timedelta(hours=1)
        return Material(
            tuple(self.items), tuple(self.changes), as_of, since, self.standing, self.internal
        )

    def edition(self, week: str = WEEK, now: datetime = NOW) -> Edition:
        """Return the edition of this material."""
        return compose(self.material(), week, TAXONOMY, PEOPLE, RECESS, now)


def votes(*choices: tuple[str, int, str]) -> tuple[Vote, ...]:
    """Return votes from (party, seats, choice)."""
    return tuple(Vote(party, choice, seats) for party, seats, choice in choices)


SPLIT = votes(
    ("D66", 26, "voor"), ("PVV", 26, "tegen"), ("VVD", 22, "voor"),
    ("GroenLinks-PvdA", 20, "voor"), ("CDA", 18, "voor"), ("JA21", 9, "tegen"),
    ("FVD", 7, "tegen"), ("BBB", 4, "tegen"), ("DENK", 3, "voor"), ("SGP", 3, "tegen"),
    ("PvdD", 3, "voor"), ("ChristenUnie", 3, "voor"), ("SP", 3, "voor"), ("50PLUS", 2, "tegen"),
    ("Volt", 1, "voor"),
)  # fmt: skip


def _agenda(shelf: Shelf) -> None:
    held = shelf.debate(
        "Stikstof, NPLG en natuur", at(24, 16, 30), "stikstof", "natuur", status=Status.HELD,
        agenda=(
            AgendaPoint("p1", "Voortgang aanpak piekbelasting in de provincies", 1),
            AgendaPoint("p2", "Reactie op het advies van de Raad van State over de rekenkundige "
                              "ondergrens", 2, ("2026Z50001",)),
            AgendaPoint("p3", "Stand van zaken PAS-melders", 3),
            AgendaPoint("p4", "Planning vergunningverlening Natura 2000", 4),
        ),
    )  # fmt: skip
    shelf.put(
        ItemKind.TOEZEGGING,
        "De minister stuurt de Kamer voor het kerstreces een brief over de verdeling van de "
        "middelen voor het landelijk gebied over de provincies.",
        "stikstof", number="TZ202611-101", published_on=date(2026, 11, 24),
        due_on=date(2026, 12, 17), status=Status.OPEN, related=(held.item.key,),
        actors=(MINISTER,),
    )  # fmt: skip
    moved = shelf.debate(
        "Netcongestie (verplaatst naar 1 december 2026)", at(25, 10), "netcongestie",
        status=Status.MOVED, committee="KGG", moved_to=at(1, 10, month=12),
        committee_name="vaste commissie voor Klimaat en Groene Groei",
    )  # fmt: skip
    shelf.change(moved, ChangeKind.REPLACED, "replaced_by", {"starts_at": at(25, 10).isoformat(),
                 "precision": "time"}, {"keys": [], "starts_at": at(1, 10, month=12).isoformat(),
                 "reason": ""})  # fmt: skip
    later = shelf.debate("Netcongestie", at(1, 10, month=12), "netcongestie", committee="KGG",
                         committee_name="vaste commissie voor Klimaat en Groene Groei",
                         replaces=(moved.item.key,))  # fmt: skip
    shelf.change(later, ChangeKind.NEW, "item")
    shelf.stand(later, "- Provincies krijgen een regierol\n- Wacht niet op een nieuwe wet",
                "https://www.ipo.nl/inbreng-netcongestie.pdf")  # fmt: skip
    room = shelf.debate("Wolf en faunabeheer", at(26, 13), "faunabeleid", room="Groen van "
                        "Prinstererzaal")  # fmt: skip
    shelf.change(room, ChangeKind.ROOM, "room", "Thorbeckezaal", "Groen van Prinstererzaal")
    shelf.debate(
        "Tweeminutendebat Openbaar vervoer en taxi (CD 5/11)", at(26, 18, 45), "openbaar-vervoer",
        subtype="Plenair debat (tweeminutendebat)", committee="TK", committee_name="plenair",
        hours=0.75, actors=(), room="Plenaire zaal",
    )  # fmt: skip
    shelf.debate("Werkbezoek Groningen", at(27, 9), "water-bodem", subtype="Werkbezoek",
                 closed=True, actors=(), room="")  # fmt: skip
    shelf.debate("VTH-stelsel - omgezet in een schriftelijk overleg", at(26, 10),
                 "leefomgeving-vth", status=Status.CANCELLED)  # fmt: skip
    shelf.debate("Ontwerpbegroting provinciefonds 2027", at(3, 14, month=12), "provinciefonds",
                 subtype="Inbreng feitelijke vragen", hours=0, actors=(), room="")  # fmt: skip
    shelf.debate("Begroting Landbouw, Visserij, Voedselzekerheid en Natuur", at(7, 10, month=12),
                 "landbouw", "stikstof", subtype="Wetgevingsoverleg", hours=8)  # fmt: skip
    shelf.debate("Regionale bereikbaarheid", at(14, 0, month=12), "openbaar-vervoer",
                 precision=DatePrecision.WEEK, ends_at=None)  # fmt: skip
    shelf.debate("Nota Ruimte", at(22, 10, month=12), "ruimtelijke-ordening",
                 subtype="Notaoverleg")  # fmt: skip
    shelf.debate("Woningbouw in het midden van het land", None, "wonen")
    shelf.debate("Onderwijshuisvesting", at(24, 10))


def _votes(shelf: Shelf) -> None:
    adopted = shelf.put(
        ItemKind.MOTIE, "Motie van het lid Podt c.s. over provincies eerder betrekken bij de "
        "verdeling van stikstofruimte ", "stikstof", number="2026Z50001",
        file_number="35334, nr. 412", file_title="Problematiek rondom stikstof en PFAS",
        outcome="aangenomen", appreciation="Oordeel Kamer", published_on=date(2026, 11, 19),
    )  # fmt: skip
    shelf.put(ItemKind.STEMMING, adopted.item.title, "stikstof", starts_at=at(24, 15),
              precision=DatePrecision.TIME, outcome="aangenomen", votes=SPLIT,
              related=(adopted.item.key,), status=Status.DONE)  # fmt: skip
    rejected = shelf.put(
        ItemKind.MOTIE, "Gewijzigde motie van de leden Flach en Vermeer over het uitstellen van de "
        "afschotregels voor de wolf (t.v.v. 36800-XIV-20)", "faunabeleid", number="2026Z50002",
        file_number="36800-XIV, nr. 31", outcome="verworpen", appreciation="Ontraden",
        published_on=date(2026, 11, 18),
    )  # fmt: skip
    shelf.put(ItemKind.STEMMING, rejected.item.title, "faunabeleid", starts_at=at(24, 15),
              precision=DatePrecision.TIME, outcome="verworpen", related=(rejected.item.key,),
              votes=votes(("PVV", 26, "voor"), ("BBB", 4, "voor"), ("D66", 26, "tegen"),
                          ("VVD", 22, "tegen")))  # fmt: skip
    shelf.put(ItemKind.MOTIE, "Motie van het lid Grinwis over een vast bedrag voor openbaar "
              "vervoer op het platteland", "openbaar-vervoer", published_on=date(2026, 11, 26),
              file_number="23645, nr. 900")  # fmt: skip


def _papers(shelf: Shelf) -> None:
    shelf.put(ItemKind.KAMERBRIEF, "Verdeling van de middelen voor het landelijk gebied",
              "gebiedsprocessen", published_on=date(2026, 11, 23), file_number="34682, nr. 240",
              file_title="Nationale Omgevingsvisie",
              text="Met de provincies zijn afspraken gemaakt.",
              actors=(replace(MINISTER, role=ROLE_SUBMITTER),))  # fmt: skip
    shelf.put(ItemKind.KAMERBRIEF, "Voortgang landelijk actieprogramma netcongestie",
              "netcongestie", published_on=date(2026, 11, 25), file_number="29023, nr. 610",
              actors=(Actor("S. de Wit", ROLE_SUBMITTER, "minister van KGG"),))  # fmt: skip
    shelf.put(
        ItemKind.KAMERVRAGEN, "Het bericht ‘Provincie wil buslijn schrappen’ ", "openbaar-vervoer",
        published_on=date(2026, 10, 20), due_on=date(2026, 11, 10), status=Status.OPEN,
        actors=(Actor("H. Grinwis", ROLE_SUBMITTER, "Tweede Kamerlid", "ChristenUnie"),
                Actor("A. Bikker", ROLE_ADDRESSEE, "staatssecretaris van IenW")),
        documents=(DocumentRef("d1", "2026D40001", "Antwoord schriftelijke vragen", "Antwoord",
                               date(2026, 11, 25), "https://www.tweedekamer.nl/kamervragen/a"),),
    )  # fmt: skip
    shelf.put(ItemKind.KAMERVRAGEN, "Woningbouw langs het spoor", "wonen", "openbaar-vervoer",
              published_on=date(2026, 11, 24), due_on=date(2026, 12, 15), status=Status.OPEN,
              actors=(Actor("P. de Groot", ROLE_SUBMITTER, "Tweede Kamerlid", "VVD"),))  # fmt: skip
    shelf.put(ItemKind.TOEZEGGING, "De minister informeert de Kamer over de bodemdaling in het "
              "veenweidegebied.", "water-bodem", number="TZ202605-033",
              published_on=date(2026, 5, 12), due_on=date(2026, 10, 1), status=Status.OPEN,
              seen_at=SINCE - timedelta(days=90),
              actors=(Actor("R. Smit", ROLE_MINISTER, "minister van IenW"),))  # fmt: skip


def _elsewhere(shelf: Shelf) -> None:
    shelf.put(ItemKind.OVERLEG, "Bestuurlijk Overleg MIRT", "infrastructuur",
              starts_at=at(25), precision=DatePrecision.TIME,
              chamber="Rijk en provincies")  # fmt: skip
    shelf.put(ItemKind.EU_DOCUMENT, "Voorstel richtlijn waterweerbaarheid", "water-bodem",
              published_on=date(2026, 11, 24), chamber="Europese Commissie")  # fmt: skip
    shelf.put(ItemKind.CONSULTATIE, "Wet collectieve warmte", "warmtetransitie",
              status=Status.OPEN, due_on=date(2026, 12, 14), subtype="Wet",
              chamber="Ministerie van KGG")  # fmt: skip
    bill = shelf.put(ItemKind.WETSVOORSTEL, "Wet regie op de volkshuisvesting", "wonen",
                     number="36512", file_number="36512", chamber="Eerste Kamer",
                     outcome="Plenaire behandeling", status=Status.OPEN)  # fmt: skip
    shelf.change(
        bill,
        ChangeKind.OUTCOME,
        "outcome",
        {"outcome": "Voorbereidend onderzoek"},
        {"outcome": bill.item.outcome},
    )
    shelf.put(ItemKind.BESLUITENLIJST, "Besluitenlijst ministerraad 20 november", "stikstof",
              published_on=date(2026, 11, 23), chamber="Ministerie van Algemene Zaken",
              text="Onderwijs. De ministerraad stemt in met geld voor de provincies.")  # fmt: skip
    shelf.put(ItemKind.ADVIES, "Advies over het provinciefonds", "provinciefonds",
              published_on=date(2026, 11, 24), chamber="ROB")  # fmt: skip


def busy() -> Shelf:
    """Return the whole invented week."""
    shelf = Shelf()
    _agenda(shelf)
    _votes(shelf)
    _papers(shelf)
    _elsewhere(shelf)
    return shelf
