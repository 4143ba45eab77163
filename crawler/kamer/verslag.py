"""One vergadering with its verslagen → one item; each newer version is a document."""

from __future__ import annotations

from config.schema import SourceConfig
from crawler.kamer.bundle import Bundle
from crawler.kamer.pages import plenary_report_url, resource_url
from crawler.kamer.parse import ParsedRow
from crawler.kamer.parts import item_key
from tracker.records import DatePrecision, DocumentRef, ItemKind, ScrapedItem, Status

_EMPTY_FRAME = "Casco"
_ORDER = ("Ongecorrigeerd", "Gecorrigeerd", "Gerectificeerd")


def _rank(row: ParsedRow) -> int:
    status = row.values["status"]
    return _ORDER.index(status) if status in _ORDER else -1


def _version(row: ParsedRow) -> DocumentRef:
    status = row.values["status"].lower()
    return DocumentRef(
        key=row.key,
        number="",
        kind="Verslag",
        title=f"{status.capitalize()} verslag",
        url=resource_url(row.enclosure),
    )


def verslag(bundle: Bundle, row: ParsedRow, config: SourceConfig) -> ScrapedItem | None:
    """Return the item of a report, or None while there is only an empty frame."""
    reports = [
        one
        for one in bundle.children("verslag", row.key, "vergadering")
        if one.values["status"] != _EMPTY_FRAME
    ]
    if not reports:
        return None
    reports.sort(key=lambda one: (_rank(one), one.key))
    values = row.values
    number = values["vergaderingNummer"]
    plenary = values["soort"] == "Plenair" and values["vergaderjaar"] and number
    starts_at = values["aanvangstijd"]
    return ScrapedItem(
        source=config.name,
        key=item_key("vergadering", row.key),
        kind=ItemKind.VERSLAG,
        subtype=values["soort"],
        title=values["titel"] or values["soort"],
        url=plenary_report_url(values["vergaderjaar"], number) if plenary else config.homepage,
        status=Status.DONE,
        starts_at=starts_at,
        ends_at=values["sluiting"],
        precision=DatePrecision.TIME if starts_at else DatePrecision.NONE,
        published_on=values["datum"],
        committee="TK" if values["soort"] == "Plenair" else "",
        room=values["zaal"] or "",
        outcome=reports[-1].values["status"].lower(),
        documents=tuple(_version(one) for one in reports),
        updated_at=row.updated_at,
    )
