"""Bring bestuurlijke overleggen in, then label and route them like any item."""

from __future__ import annotations

from pathlib import Path

from tracker import meetings, queries
from tracker.database import session_scope
from tracker.jobs.labelling import label_ids
from tracker.jobs.telling import route
from tracker.jobs.workshop import Workshop
from tracker.meeting_files import MeetingFileError, read_meetings
from tracker.recording import RecordResult, tap_is_open


def import_file(workshop: Workshop, path: Path, by: str) -> RecordResult:
    """Record the overleggen of a file; all of them or, with a wrong line, none.

    Raises MeetingFileError with the line and the reason.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise MeetingFileError(f"{path}: niet te lezen ({error.strerror})") from error
    return bring_in(workshop, read_meetings(path.name, content), by)


def bring_in(workshop: Workshop, found: tuple[meetings.Meeting, ...], by: str) -> RecordResult:
    """Record overleggen, label them and plan who is told."""
    with session_scope(workshop.engine) as session:
        silent = not tap_is_open(session)
        result = meetings.keep(session, found, by, workshop.clock(), silent=silent)
        keys = [meetings.public_item(one).key for one in found]
        ids = list(queries.item_ids(session, meetings.SOURCE, keys).values())
    label_ids(workshop, ids)
    route(workshop)
    return result
