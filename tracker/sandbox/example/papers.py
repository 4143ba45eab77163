"""Documents and the zaken they belong to: Kamerbrieven, annexes and loose papers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tracker.sandbox.example.actors import Actor, Cast
from tracker.sandbox.example.content import Dossier, Letter
from tracker.sandbox.example.desk import SITTING_YEAR, Desk, moment, pick
from tracker.sandbox.example.files import PDF, pdf
from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import Value

Refs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A zaak with its document, for agendas to refer to."""

    case: str
    document: str
    title: str
    sender: str | None


class Dossiers:
    """The kamerstukdossiers: rows, titles and the next number in each."""

    def __init__(self, desk: Desk, dossiers: list[Dossier]) -> None:
        self._desk = desk
        self.titles = {dossier.number: dossier.title for dossier in dossiers}
        self._last = {dossier.number: dossier.last for dossier in dossiers}
        for dossier in dossiers:
            number, _, suffix = dossier.number.partition("-")
            values: dict[str, Value] = {
                "titel": dossier.title,
                "citeertitel": None,
                "alias": None,
                "nummer": int(number),
                "toevoeging": suffix or None,
                "hoogsteVolgnummer": dossier.last,
                "afgesloten": False,
                "kamer": "Tweede Kamer",
            }
            desk.put("Kamerstukdossier", dossier.number, moment("09-15 10:00"), values)

    def guid(self, number: str) -> str:
        """The id of a dossier. Raises KeyError when the example does not have it."""
        self.titles[number]
        return guid_for("Kamerstukdossier", number)

    def next_number(self, number: str) -> int:
        """The next volgnummer; the dossier row follows."""
        self._last[number] += 1
        self._desk.change(self.guid(number), hoogsteVolgnummer=self._last[number])
        return self._last[number]


def put_document(
    desk: Desk,
    key: str,
    *,
    kind: str,
    subject: str,
    on: datetime,
    seen: datetime,
    refs: Refs = (),
    title: str | None = None,
    number: int = -1,
    dossier: str | None = None,
    text: list[str] | None = None,
    reply_number: str | None = None,
) -> str:
    """A Document with its first DocumentVersie and its file; returns the document's id."""
    version = guid_for("DocumentVersie", key)
    values: dict[str, Value] = {
        "soort": kind,
        "documentNummer": desk.number("D"),
        "titel": title,
        "onderwerp": subject,
        "datum": on,
        "volgnummer": number,
        "vergaderjaar": SITTING_YEAR,
        "kamer": 2,
        "citeertitel": None,
        "alias": None,
        "datumRegistratie": on,
        "datumOntvangst": on if kind.startswith("Brief regering") else None,
        "aanhangselnummer": reply_number,
        "kenmerkAfzender": None,
        "organisatie": "Tweede Kamer",
    }
    guid = desk.put("Document", key, seen, values, (("huidigeDocumentVersie", version), *refs))
    body = pdf(subject, text or [f"{kind}. Dit stuk hoort bij de voorbeeldweek 48 van 2026."])
    desk.files[guid] = (PDF, body)
    published = f"kst-{dossier}-{number}" if dossier and number > 0 else None
    version_values: dict[str, Value] = {
        "status": "Definitief",
        "versienummer": 1,
        "bestandsgrootte": len(body),
        "extensie": ".pdf",
        "datum": on,
        "externeidentifier": published,
    }
    desk.put("DocumentVersie", key, seen, version_values, (("document", guid),))
    return guid


def put_case(
    desk: Desk,
    key: str,
    *,
    kind: str,
    subject: str,
    on: datetime,
    seen: datetime,
    title: str | None = None,
    number: int | None = None,
    refs: Refs = (),
    view: str | None = None,
    done: bool = False,
    organisation: str = "Tweede Kamer",
) -> str:
    """A Zaak; returns its id."""
    values: dict[str, Value] = {
        "nummer": desk.number("Z"),
        "soort": kind,
        "onderwerp": subject,
        "gestartOp": on,
        "organisatie": organisation,
        "titel": title,
        "citeertitel": None,
        "alias": None,
        "grondslagvoorhang": None,
        "termijn": None,
        "vergaderjaar": SITTING_YEAR,
        "volgnummer": number,
        "status": "Vrijgegeven",
        "huidigeBehandelstatus": None,
        "afgedaan": done,
        "grootProject": False,
        "kabinetsappreciatie": view,
    }
    return desk.put("Zaak", key, seen, values, refs)


def put_actor(desk: Desk, zaak: str, key: str, role: str, actor: Actor, seen: datetime) -> None:
    """A ZaakActor: who moved it, whom it is for, which committee leads."""
    values, refs = actor
    row: dict[str, Value] = {**values, "relatie": role, "actorAfkorting": None}
    desk.put("ZaakActor", f"{key}:{role}", seen, row, (("zaak", zaak), *refs))


def put_signer(
    desk: Desk, document: str, key: str, actor: Actor, seen: datetime, *, first: bool = True
) -> None:
    """A DocumentActor: who signed it."""
    values, refs = actor
    role = "Eerste ondertekenaar" if first else "Mede ondertekenaar"
    row: dict[str, Value] = {**values, "relatie": role}
    desk.put("DocumentActor", key, seen, row, (("document", document), *refs))


def put_letter(desk: Desk, cast: Cast, dossiers: Dossiers, letter: Letter) -> Paper:
    """A Kamerbrief: zaak, document, sender, leading committee and annexes."""
    on = moment(letter.day)
    seen = on + timedelta(hours=9, minutes=pick(letter.key, 420))
    minister = cast.ministers[letter.by]
    number: int | None = None
    title: str | None = None
    refs: Refs = ()
    if letter.dossier:
        number = dossiers.next_number(letter.dossier)
        refs = (("kamerstukdossier", dossiers.guid(letter.dossier)),)
        title = dossiers.titles[letter.dossier]
    case = put_case(
        desk, letter.key, kind="Brief regering", subject=letter.title, on=on, seen=seen,
        title=title, number=number, refs=refs, organisation=minister.ministry,
    )  # fmt: skip
    document = put_document(
        desk, letter.key, kind=letter.kind, subject=letter.title, on=on,
        seen=seen + timedelta(minutes=2), refs=(*refs, ("zaak", case)), title=title,
        number=number or -1, dossier=letter.dossier, text=_letter_text(letter, minister.function),
    )  # fmt: skip
    put_actor(desk, case, f"{letter.key}:min", "Indiener", cast.minister(letter.by), seen)
    lead = cast.committee(minister.committee)
    put_actor(desk, case, f"{letter.key}:cie", "Voortouwcommissie", lead, seen)
    put_signer(desk, document, f"{letter.key}:min", cast.minister(letter.by), seen)
    for place, annex in enumerate(letter.annexes, start=1):
        bijlage = put_document(
            desk, f"{letter.key}:bijlage{place}", kind="Bijlage", subject=annex, on=on,
            seen=seen + timedelta(minutes=4 + place),
            refs=(("bronDocument", document), ("zaak", case)),
        )  # fmt: skip
        desk.label(bijlage, letter.ipo)
    desk.label(document, letter.ipo)
    desk.label(case, letter.ipo)
    return Paper(case, document, letter.title, minister.function)


def _letter_text(letter: Letter, function: str) -> list[str]:
    opening = "Geachte voorzitter,"
    body = letter.text or f"Met deze brief informeer ik uw Kamer over het volgende: {letter.title}."
    return [opening, body, f"De {function}"]
