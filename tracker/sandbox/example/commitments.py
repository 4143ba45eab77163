"""Toezeggingen of bewindspersonen."""

from datetime import datetime, timedelta

from tracker.sandbox.example.actors import Cast, split_name
from tracker.sandbox.example.content import Commitment
from tracker.sandbox.example.desk import Desk, moment, pick
from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import NO_DATE, Value
from tracker.sandbox.source.serialise import AMSTERDAM


def put_commitment(desk: Desk, cast: Cast, item: Commitment) -> str:
    """A Toezegging to a member, made in a debate of the example; returns its id."""
    made = moment(item.day) + timedelta(hours=12, minutes=pick(item.key, 360))
    minister = cast.ministers[item.by]
    name = split_name(minister.name)
    debate = guid_for("Activiteit", item.debate)
    desk.counters["TZ"] += 1
    values: dict[str, Value] = {
        "aanmaakdatum": made,
        "nummer": f"TZ2026{item.day[:2]}-{140 + desk.counters['TZ']:03d}",
        "activiteitNummer": desk.row(debate).values["nummer"],
        "naam": name.listed,
        "achternaam": name.last,
        "initialen": f"{name.first[0]}.",
        "tussenvoegsel": name.particle or None,
        "voornaam": name.first,
        "achtervoegsel": None,
        "titulatuur": None,
        "functie": minister.function,
        "status": item.status,
        "datumNakoming": _due(item.due),
        "kamerbriefNakoming": None,
        "ministerie": minister.ministry,
        "tekst": item.text,
    }
    refs = (
        ("toegezegdAanFractie", guid_for("Fractie", cast.members[item.to].party)),
        ("toegezegdAanPersoon", guid_for("Persoon", item.to)),
        ("activiteit", debate),
    )
    guid = desk.put("Toezegging", item.key, made + timedelta(hours=20), values, refs)
    desk.label(guid, item.ipo)
    return guid


def _due(text: str | None) -> datetime:
    if text is None:
        return NO_DATE
    if len(text) == 5:
        return moment(text)
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM)
