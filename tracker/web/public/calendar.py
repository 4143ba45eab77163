"""A calendar to subscribe to (RFC 5545), the same bytes for the same data; pure.

SEQUENCE grows with each change of time, place or status, the UID stays, so that a debate
moves in place of doubling. What does not go on stays in it, as CANCELLED.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event, Timezone, vDuration

from tracker import dutch
from tracker.records import DatePrecision
from tracker.web.public.debates import Debate, has_clock
from tracker.web.public.states import State
from tracker.web.view.labels import Names

MEDIA_TYPE = "text/calendar; charset=utf-8"
REFRESH = timedelta(hours=1)
_PRODUCT = "-//Interprovinciaal Overleg//Haagse Zaken//NL"
_WORKDAYS = 5
_POINTS = 12
_ZONE = """BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
X-LIC-LOCATION:Europe/Amsterdam
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
"""The rule of the EU since 1996; a list of all switches is longer and Outlook wants a rule."""


def _days(one: Debate) -> tuple[date, date]:
    """Return first day and the day after the last one, of what has no hour."""
    first = dutch.day_of(one.starts_at)
    if one.precision is DatePrecision.WEEK:
        monday = first - timedelta(days=first.weekday())
        return monday, monday + timedelta(days=_WORKDAYS)
    last = dutch.day_of(one.ends_at) if one.ends_at else first
    return first, max(first, last) + timedelta(days=1)


def _put_times(event: Event, one: Debate) -> None:
    if has_clock(one):
        event.add("dtstart", dutch.local(one.starts_at))
        if one.ends_at is not None:
            event.add("dtend", dutch.local(one.ends_at))
        return
    first, end = _days(one)
    event.add("dtstart", first)
    event.add("dtend", end)


def status_of(one: Debate) -> str:
    """Return CANCELLED, TENTATIVE while day or hour is not known, else CONFIRMED."""
    if not one.goes_on:
        return "CANCELLED"
    is_sure = one.firm and (has_clock(one) or one.precision is DatePrecision.DAYS)
    return "CONFIRMED" if is_sure else "TENTATIVE"


def _summary(one: Debate) -> str:
    """Return the name; Outlook does not strike out what is cancelled, so words say it."""
    if not one.goes_on:
        return f"{one.word[:1].upper()}{one.word[1:]}: {one.name}"
    return f"Vóór deze tijd: {one.name}" if one.written else one.name


def _description(one: Debate, names: Names) -> str:
    """Return what a reader wants to know, a line each; nothing that depends on the day of today."""
    sure = "" if status_of(one) != "TENTATIVE" else "Dag of tijd staat nog niet vast."
    status = "" if one.goes_on and one.state is not State.HELD else f"Status: {one.word}."
    said = one.said if not one.goes_on else (one.moved,)
    lines = [status, sure, *said]
    lines += [f"{one.chamber}, {one.committee}" if one.committee else one.chamber]
    lines += ["Besloten"] if one.closed else []
    lines += [f"Bewindspersoon: {minister}" for minister in one.ministers]
    lines += [f"Dossier: {names.dossier(slug)}" for slug in one.dossiers]
    lines += [f"BAC: {names.bac(slug)}" for slug in one.bacs]
    if one.agenda:
        lines += ["", "Agenda:", *(f"- {point}" for point in one.agenda[:_POINTS])]
        rest = len(one.agenda) - _POINTS
        lines += [f"- en nog {rest} agendapunten"] if rest > 0 else []
    lines += ["", one.url, "Wijzigingen voorbehouden: wat de Kamer zelf zegt, gaat voor."]
    while lines and not lines[0]:
        lines = lines[1:]
    return "\n".join(line for place, line in enumerate(lines) if line or lines[place - 1])


def _place(one: Debate) -> str:
    return ", ".join(part for part in (one.room, one.chamber) if part)


def event_of(one: Debate, names: Names, page: str) -> Event:
    """Return one debate as VEVENT; who follows the agenda is not busy because of it.

    `page` is our own address, for what has none at the Kamer.
    """
    event = Event()
    event.add("uid", one.uid)
    event.add("sequence", one.sequence)
    event.add("dtstamp", one.changed_at.astimezone(UTC))
    event.add("created", one.added_at.astimezone(UTC))
    event.add("last-modified", one.changed_at.astimezone(UTC))
    _put_times(event, one)
    event.add("status", status_of(one))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _summary(one))
    event.add("location", _place(one))
    event.add("description", _description(one, names))
    event.add("url", one.url or page)
    categories = (*map(names.dossier, one.dossiers), *map(names.abbreviation, one.bacs))
    if categories:
        event.add("categories", list(categories))
    return event


def _calendar(name: str, source: str) -> Calendar:
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Europe/Amsterdam")
    made.add("x-wr-caldesc", "Debatten die de provincies raken. Wijzigingen voorbehouden.")
    made.add("source", source, parameters={"VALUE": "URI"})
    made.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(REFRESH))
    made.add_component(Timezone.from_ical(_ZONE))
    return made


def calendar(debates: Iterable[Debate], names: Names, name: str, source: str, page: str) -> bytes:
    """Return the calendar called `name`, whose own address is `source`."""
    made = _calendar(name, source)
    for one in debates:
        made.add_component(event_of(one, names, page))
    return bytes(made.to_ical())


def changed_at(debates: Iterable[Debate]) -> datetime | None:
    """Return when something of these debates changed last."""
    return max((one.changed_at for one in debates), default=None)
