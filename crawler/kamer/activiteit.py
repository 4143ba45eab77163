"""One activiteit and its parts → one item: agenda, actors, room and documents."""

from __future__ import annotations

from datetime import datetime, time

from config.schema import SourceConfig
from crawler.kamer.bundle import Bundle
from crawler.kamer.pages import activiteit_url
from crawler.kamer.parse import AMSTERDAM, ParsedRow
from crawler.kamer.parts import actors, documents, eu_files, item_key
from tracker.records import AgendaPoint, DatePrecision, DocumentRef, ItemKind, ScrapedItem, Status

_STATUS = {
    "Gepland": Status.PLANNED,
    "Uitgevoerd": Status.HELD,
    "Verplaatst": Status.MOVED,
    "Geannuleerd": Status.CANCELLED,
    "Vervallen": Status.LAPSED,
}
_PRECISION = {
    "Dag": DatePrecision.TIME,
    "Meerdaags": DatePrecision.DAYS,
    "Weeknummer": DatePrecision.WEEK,
    "Nog geen datum bekend": DatePrecision.NONE,
}
_PLENARY = "TK"
_NO_PLACE = 9_999


def _is_whole_day(row: ParsedRow) -> bool:
    """Tell whether only the day is known: no hour, and the day as local midnight."""
    day: datetime | None = row.values["datum"]
    no_hour = row.values["aanvangstijd"] is None
    return no_hour and day is not None and day.astimezone(AMSTERDAM).time() == time.min


def _precision(row: ParsedRow) -> DatePrecision:
    if row.values["datum"] is None and row.values["aanvangstijd"] is None:
        return DatePrecision.NONE
    precision = _PRECISION.get(row.values["datumSoort"], DatePrecision.TIME)
    if precision is DatePrecision.TIME and _is_whole_day(row):
        return DatePrecision.DAYS
    return precision


def _agenda(bundle: Bundle, row: ParsedRow) -> tuple[AgendaPoint, ...]:
    points = bundle.children("agendapunt", row.key, "activiteit")
    found = [
        AgendaPoint(
            key=point.key,
            title=point.values["onderwerp"],
            position=point.values["volgorde"] or 0,
            numbers=tuple(
                sorted(
                    zaak.values["nummer"]
                    for zaak in bundle.children("zaak", point.key, "agendapunt")
                )
            ),
        )
        for point in points
    ]
    return tuple(sorted(found, key=lambda point: (point.position or _NO_PLACE, point.key)))


def _documents(bundle: Bundle, row: ParsedRow) -> tuple[DocumentRef, ...]:
    """Return papers of the meeting: its own, and those of its agenda and their zaken."""
    rows = list(bundle.children("document", row.key, "activiteit"))
    for point in bundle.children("agendapunt", row.key, "activiteit"):
        rows += bundle.children("document", point.key, "agendapunt")
        for zaak in bundle.children("zaak", point.key, "agendapunt"):
            rows += bundle.children("document", zaak.key, "zaak")
    return documents(rows)


def _room(bundle: Bundle, row: ParsedRow) -> str:
    rooms = {
        zaal.values["naam"]
        for reservation in bundle.children("reservering", row.key, "activiteit")
        for zaal in bundle.referred(reservation, "zaal")
    }
    return " / ".join(sorted(rooms)) or row.values["locatie"] or ""


def activiteit(bundle: Bundle, row: ParsedRow, config: SourceConfig) -> ScrapedItem:
    """Return the item of an activiteit; a successor's date stands in `moved_to`."""
    values = row.values
    plenary = values["voortouwafkorting"] == _PLENARY
    successors = bundle.children("activiteit", row.key, "vervangenVanuit")
    later = bundle.children("activiteit", row.key, "voortgezetVanuit")
    dated = [one for one in successors if one.values["datum"]]
    target = min(dated, key=lambda one: one.values["datum"], default=None)
    precision = _precision(row)
    agenda = _agenda(bundle, row)
    return ScrapedItem(
        source=config.name,
        key=item_key("activiteit", row.key),
        kind=ItemKind.ACTIVITEIT,
        subtype=values["soort"],
        number=values["nummer"],
        title=values["onderwerp"],
        url=activiteit_url(values["nummer"], plenary=plenary),
        status=_STATUS.get(values["status"], Status.UNKNOWN),
        chamber=values["kamer"] or "Tweede Kamer",
        starts_at=values["aanvangstijd"] or values["datum"],
        ends_at=values["eindtijd"],
        precision=precision,
        committee=values["voortouwafkorting"] or "",
        committee_name="plenair" if plenary else values["voortouwnaam"] or "",
        room=_room(bundle, row),
        closed=bool(values["besloten"]),
        note=values["noot"] or "",
        replaced_by=tuple(sorted(item_key("activiteit", one.key) for one in successors)),
        moved_to=target.values["datum"] if target else None,
        moved_precision=_precision(target) if target else DatePrecision.TIME,
        replaces=tuple(
            sorted(item_key("activiteit", key) for key in row.refs.get("vervangenVanuit", ()))
        ),
        continued_in=tuple(sorted(item_key("activiteit", one.key) for one in later)),
        actors=actors(bundle.children("activiteitactor", row.key, "activiteit"), config.aliases),
        agenda=agenda,
        documents=_documents(bundle, row),
        identifiers=eu_files(values["onderwerp"], *(point.title for point in agenda)),
        updated_at=row.updated_at,
    )
