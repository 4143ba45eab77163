"""Read bestuurlijke overleggen from a calendar, a sheet or YAML: bytes in, meetings out; pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from zipfile import BadZipFile, ZipFile

import yaml
from icalendar import Calendar
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from pydantic import ValidationError

from tracker import dutch
from tracker.errors import HaagseZakenError
from tracker.meetings import COLUMNS, Meeting, MeetingStatus

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000
MAX_ROWS = 5_000
_WHOLE_DAY = time(0, 0)


class MeetingFileError(HaagseZakenError):
    """The file cannot be used; the text names the line and what to do."""


def read_meetings(name: str, content: bytes) -> tuple[Meeting, ...]:
    """Return the meetings in a file; its kind is the end of its name.

    Raises MeetingFileError for a file that is too large, of another kind, or has a wrong
    line: then nothing of it is used.
    """
    if len(content) > MAX_BYTES:
        raise MeetingFileError(f"{name}: groter dan {MAX_BYTES // 1_000_000} MB")
    readers = {
        ".ics": _from_calendar, ".csv": _from_csv, ".xlsx": _from_sheet, ".yaml": _from_yaml,
        ".yml": _from_yaml,
    }  # fmt: skip
    ending = next((end for end in readers if name.lower().endswith(end)), None)
    if ending is None:
        raise MeetingFileError(f"{name}: lees ik niet; gebruik {', '.join(sorted(readers))}")
    try:
        found = tuple(readers[ending](content))
    except MeetingFileError as error:
        raise MeetingFileError(f"{name}: {error}") from error
    if not found:
        raise MeetingFileError(f"{name}: er staan geen overleggen in")
    return found


def _from_rows(rows: Iterable[Mapping[str, object]], first_line: int) -> Iterator[Meeting]:
    for line, row in enumerate(rows, start=first_line):
        values = {name: value for name, value in row.items() if value not in (None, "")}
        if not values:
            continue
        if line - first_line >= MAX_ROWS:
            raise MeetingFileError(f"meer dan {MAX_ROWS} regels")
        try:
            yield Meeting.model_validate(values)
        except ValidationError as error:
            problem = error.errors()[0]
            where = ".".join(str(part) for part in problem["loc"])
            reason = problem["msg"].removeprefix("Value error, ")
            raise MeetingFileError(f"regel {line}, kolom {where}: {reason}") from error


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _from_csv(content: bytes) -> Iterator[Meeting]:
    text = _text(content)
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter)
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    _check_columns(names)
    reader.fieldnames = names
    yield from _from_rows(reader, 2)


def _check_columns(names: Iterable[str]) -> None:
    found = set(names)
    if missing := {"naam", "datum"} - found:
        raise MeetingFileError(f"kolom {', '.join(sorted(missing))} ontbreekt")
    if unknown := found - set(COLUMNS) - {""}:
        known = ", ".join(COLUMNS)
        raise MeetingFileError(f"onbekende kolom {', '.join(sorted(unknown))}; bekend: {known}")


def _from_sheet(content: bytes) -> Iterator[Meeting]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise MeetingFileError("uitgepakt te groot")
        sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[0]
        rows = sheet.iter_rows(values_only=True)
        names = [str(cell or "").strip().lower() for cell in next(rows, ())]
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError) as error:
        raise MeetingFileError("dit is geen Excel-bestand") from error
    _check_columns(names)
    yield from _from_rows((dict(zip(names, row, strict=False)) for row in rows), 2)


def _from_yaml(content: bytes) -> Iterator[Meeting]:
    try:
        data = yaml.safe_load(_text(content))
    except yaml.YAMLError as error:
        raise MeetingFileError(f"geen geldige YAML: {error}") from error
    entries = data.get("overleggen") if isinstance(data, dict) else data
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise MeetingFileError("verwacht een lijst van overleggen")
    yield from _from_rows(entries, 1)


def _from_calendar(content: bytes) -> Iterator[Meeting]:
    try:
        calendar = Calendar.from_ical(content)
        events = list(calendar.walk("VEVENT"))
    except (ValueError, IndexError) as error:
        raise MeetingFileError(f"geen geldige agenda: {error}") from error
    yield from _from_rows((_event_row(event) for event in events), 1)


def _event_row(event: object) -> dict[str, object]:
    """Return the row of a VEVENT; times become Amsterdam time."""
    get = getattr(event, "get")  # noqa: B009  icalendar has no types for its components
    start, end = (_moment(get(name)) for name in ("DTSTART", "DTEND"))
    attendees = get("ATTENDEE") or []
    people = attendees if isinstance(attendees, list) else [attendees]
    names = [str(one.params.get("CN", "")) for one in people if hasattr(one, "params")]
    whole_day = start is not None and start.time() == _WHOLE_DAY and (end is None or start != end)
    return {
        "id": str(get("UID") or ""),
        "naam": str(get("SUMMARY") or ""),
        "datum": start.date() if start else None,
        "begin": None if start is None or whole_day else start.time(),
        "eind": None if end is None or whole_day else end.time(),
        "plaats": str(get("LOCATION") or ""),
        "agenda": str(get("DESCRIPTION") or ""),
        "deelnemers": "; ".join(name for name in names if name),
        "status": "geannuleerd" if str(get("STATUS") or "").upper() == "CANCELLED" else "gepland",
        "zichtbaarheid": "intern" if str(get("CLASS") or "").upper() != "PUBLIC" else "openbaar",
    }


def _moment(value: object) -> datetime | None:
    found = getattr(value, "dt", None)
    if isinstance(found, datetime):
        return found.astimezone(dutch.AMSTERDAM) if found.tzinfo else found
    return datetime.combine(found, _WHOLE_DAY) if isinstance(found, date) else None


__all__ = ["MAX_BYTES", "MeetingFileError", "MeetingStatus", "read_meetings"]
