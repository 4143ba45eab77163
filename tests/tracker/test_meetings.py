"""Bestuurlijke overleggen: read from files, kept as items; what is internal stays inside."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine

from tracker import contents, meetings, queries
from tracker.database import session_scope
from tracker.meeting_files import MAX_BYTES, MeetingFileError, read_meetings
from tracker.meetings import HIDDEN_TITLE, Meeting, Visibility
from tracker.records import ItemKind, Status

SECRET = "Geheime inzet van de provincies"
CSV = (
    "naam;datum;begin;eind;plaats;rijk;provincies;agenda;afspraken;eigenaar;zichtbaarheid;status\n"
    "Bestuurlijk Overleg MIRT;25-11-2026;9.30;12.00;Den Haag;Minister van IenW;"
    "Gelderland, Utrecht;Spoor;Twee afspraken;lobbyist infrastructuur;openbaar;gepland\n"
    f"{SECRET};26-11-2026;;;Utrecht;Minister van LVVN;Drenthe;Stikstof;Niets;stikstof;intern;\n"
)
ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Outlook//NL\r
BEGIN:VEVENT\r
UID:overleg-77@ipo.example\r
SUMMARY:Bestuurlijk overleg Landelijk gebied\r
DTSTART;TZID=Europe/Amsterdam:20261127T133000\r
DTEND;TZID=Europe/Amsterdam:20261127T150000\r
LOCATION:Provinciehuis Zwolle\r
CLASS:PUBLIC\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:overleg-78@ipo.example\r
SUMMARY:Heidag\r
DTSTART;VALUE=DATE:20261130\r
STATUS:CANCELLED\r
END:VEVENT\r
END:VCALENDAR\r
"""


def test_a_sheet_of_semicolons_gives_meetings() -> None:
    public, internal = read_meetings("overleggen.csv", CSV.encode("utf-8-sig"))

    assert public.naam == "Bestuurlijk Overleg MIRT"
    assert (public.datum, public.begin, public.eind) == (
        date(2026, 11, 25),
        time(9, 30),
        time(12, 0),
    )
    assert public.zichtbaarheid is Visibility.PUBLIC
    assert internal.begin is None


def test_a_calendar_of_outlook_gives_meetings_and_none_is_public_by_itself() -> None:
    first, second = read_meetings("agenda.ics", ICS)

    assert (first.id, first.begin) == ("overleg-77@ipo.example", time(13, 30))
    assert first.zichtbaarheid is Visibility.PUBLIC
    assert (second.begin, second.status.value) == (None, "geannuleerd")
    assert second.zichtbaarheid is Visibility.INTERNAL


def test_an_excel_file_gives_meetings() -> None:
    book, content = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.append(["Naam", "Datum", "Begin"])
    sheet.append(["BO Wonen", datetime(2026, 12, 1), time(10, 0)])
    book.save(content)

    (meeting,) = read_meetings("overleggen.xlsx", content.getvalue())

    assert (meeting.naam, meeting.datum, meeting.begin) == (
        "BO Wonen",
        date(2026, 12, 1),
        time(10, 0),
    )


def test_yaml_gives_meetings() -> None:
    (meeting,) = read_meetings("o.yaml", b"- {naam: BO Water, datum: 2026-12-02, rijk: [Minister]}")

    assert (meeting.naam, meeting.rijk) == ("BO Water", ("Minister",))


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.csv", b"naam;datum\nBO Wonen;32-13-2026\n", "regel 2, kolom datum: .* geen dag"),
        ("a.csv", b"naam;datum\nBO Wonen;\n", "regel 2, kolom datum"),
        ("a.csv", b"naam;wanneer\nBO;x\n", "kolom datum ontbreekt"),
        ("a.csv", b"naam;datum;telefoon\nBO;1-1-2027;06\n", "onbekende kolom telefoon"),
        (
            "a.csv",
            b"naam;datum;begin;eind\nBO Wonen;1-1-2027;12.00;9.00\n",
            "eindigt voor het begint",
        ),
        ("a.csv", b"naam;datum\n", "geen overleggen"),
        ("a.xlsx", b"PK\x03\x04 geen zip", "geen Excel-bestand"),
        ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n", "geen overleggen|geen geldige agenda"),
        ("a.yaml", b"naam: [", "geen geldige YAML"),
        ("a.yaml", b"naam: BO", "lijst van overleggen"),
        ("a.docx", b"", "lees ik niet"),
        ("a.csv", b"x" * (MAX_BYTES + 1), "groter dan"),
    ],
)
def test_a_wrong_file_says_where_and_what_to_do(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(MeetingFileError, match=reason):
        read_meetings(name, content)


def keep(engine: Engine, now: datetime, *found: Meeting) -> None:
    with session_scope(engine) as session:
        meetings.keep(session, found, "redactie", now, silent=False)


def test_an_internal_meeting_becomes_an_item_that_says_nothing(
    engine: Engine, now: datetime
) -> None:
    _, internal = read_meetings("overleggen.csv", CSV.encode())
    keep(engine, now, internal)

    item = meetings.public_item(internal)
    with session_scope(engine) as session:
        ids = queries.item_ids(session, meetings.SOURCE, [item.key])
    assert item.title == HIDDEN_TITLE
    text = contents.dump(item).decode()
    for word in ("Geheime", "LVVN", "Drenthe", "Stikstof", "Niets"):
        assert word not in text
    with session_scope(engine) as session:
        fields = {one.name: one.value for one in meetings.internal_of(session, ids[item.key])}
    assert fields["naam"] == SECRET
    assert fields["afspraken"] == ["Niets"]


def test_the_key_of_an_internal_meeting_does_not_name_it() -> None:
    _, internal = read_meetings("overleggen.csv", CSV.encode())

    assert "geheime" not in meetings.public_item(internal).key.lower()


def test_owner_and_afspraken_of_a_public_meeting_stay_internal_too() -> None:
    public, _ = read_meetings("overleggen.csv", CSV.encode())

    text = contents.dump(meetings.public_item(public)).decode()
    assert "Bestuurlijk Overleg MIRT" in text
    assert "Minister van IenW" in text
    assert "Twee afspraken" not in text
    assert "lobbyist infrastructuur" not in text


def test_importing_again_changes_nothing_and_a_moved_one_is_moved(
    engine: Engine, now: datetime
) -> None:
    (meeting, _) = read_meetings("agenda.ics", ICS)
    keep(engine, now, meeting)
    later = meeting.model_copy(update={"datum": date(2026, 12, 4)})
    with session_scope(engine) as session:
        same = meetings.keep(session, [meeting], "redactie", now, silent=False)
    with session_scope(engine) as session:
        moved = meetings.keep(session, [later], "redactie", now + timedelta(hours=1), silent=False)

    assert (same.new, same.changed, same.unchanged) == (0, 0, 1)
    assert (moved.new, moved.changed) == (0, 1)


def test_a_public_meeting_is_an_item_like_any(engine: Engine, now: datetime) -> None:
    public, _ = read_meetings("overleggen.csv", CSV.encode())
    keep(engine, now, public)

    with session_scope(engine) as session:
        ids = queries.item_ids(session, meetings.SOURCE, [meetings.public_item(public).key])
        (stored,) = queries.stored_items(session, ids.values()).values()
        waiting = queries.ids_to_classify(session)
    assert (stored.item.kind, stored.item.status) == (ItemKind.OVERLEG, Status.PLANNED)
    assert [actor.name for actor in stored.item.actors][:1] == ["Minister van IenW"]
    assert stored.id in waiting
