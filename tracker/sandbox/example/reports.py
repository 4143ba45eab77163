"""Verslagen: the VLOS XML of a meeting, its Vergadering and its Verslag row."""

from datetime import datetime, timedelta

from tracker.sandbox.example.actors import Cast
from tracker.sandbox.example.content import Ballot, Report
from tracker.sandbox.example.desk import SITTING_YEAR, Desk, moment
from tracker.sandbox.example.vlos import VlosWriter
from tracker.sandbox.source.rows import Value


def put_report(desk: Desk, cast: Cast, report: Report, ballots: list[Ballot]) -> str:
    """The Vergadering and its Verslag with the XML as file; returns the id of the Verslag."""
    start, close = moment(report.start), moment(report.close)
    published = moment(report.published)
    values: dict[str, Value] = {
        "soort": report.kind,
        "titel": report.title,
        "zaal": report.room,
        "vergaderjaar": SITTING_YEAR,
        "vergaderingNummer": report.number,
        "datum": start.replace(hour=0, minute=0),
        "aanvangstijd": start,
        "sluiting": close,
        "kamer": "Tweede Kamer",
    }
    meeting = desk.put("Vergadering", report.key, close + timedelta(minutes=5), values)
    if report.kind == "Plenair":
        _casco(desk, report.key, meeting, start)
    status: dict[str, Value] = {"soort": "Tussenpublicatie", "status": report.status}
    refs = (("vergadering", meeting),)
    guid = desk.put("Verslag", report.key, published, status, refs)
    desk.files[guid] = ("text/xml", VlosWriter(desk, cast, ballots).document(report))
    return guid


def _casco(desk: Desk, key: str, meeting: str, start: datetime) -> None:
    """The timeline without text that comes before the real thing; it has no file here."""
    values: dict[str, Value] = {"soort": "Voorpublicatie", "status": "Casco"}
    desk.put(
        "Verslag", f"{key}:casco", start + timedelta(hours=1), values, (("vergadering", meeting),)
    )
