"""Captured verslagen through the chain: kept as a crawl keeps them, with their rows.

The name of a file says whose verslag it is when it holds two ids (sitting, verslag); else the
ids follow from what is in it. A row that the Kamer's own pages gave later wins.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from crawler.archive import MAX_MEMBER_BYTES
from crawler.kamer.vlos import read_proceedings
from tracker import runs
from tracker.database import session_scope
from tracker.errors import MalformedPageError, SourceError
from tracker.files import FILE
from tracker.intake import PageResult, store_page
from tracker.jobs.assembling import KAMER, assemble
from tracker.jobs.replay_pages import SourceCount
from tracker.jobs.workshop import Workshop
from tracker.records import Json, Outcome, Problem, Proceedings, SourceRow

JOB = "replay-verslagen"
_GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_NAMED = re.compile(rf"({_GUID})_({_GUID})\.xml$")
_HEAD = 2_048
_ADVICE = "Dit verslag is overgeslagen; de rest is gelezen."


def is_report(path: Path) -> bool:
    """Tell whether a file begins as a verslag does."""
    try:
        with path.open("rb") as file:
            return b"<vlosCoreDocument" in file.read(_HEAD)
    except OSError:
        return False


def rows_of(name: str, body: bytes, found: Proceedings) -> list[SourceRow]:
    """Return the rows of a sitting, of its verslag and of the file, as the feed gives them."""
    named = _NAMED.search(name)
    digest = hashlib.sha256(body).hexdigest()
    sitting = named[1] if named else str(uuid5(NAMESPACE_URL, f"vergadering:{found.key}"))
    report = named[2] if named else str(uuid5(NAMESPACE_URL, f"verslag:{digest}"))
    at = found.published_at
    fields = {"soort": "Tussenpublicatie", "status": found.status}
    size: dict[str, Json] = {"sha256": digest, "contentType": "text/xml", "size": len(body)}
    return [
        SourceRow(KAMER, "vergadering", sitting, updated_at=at, fields=_sitting(found)),
        SourceRow(
            KAMER, "verslag", report, updated_at=at, fields=fields,
            refs={"vergadering": (sitting,)},
        ),
        SourceRow(KAMER, FILE, report, updated_at=at, fields=size, refs={"verslag": (report,)}),
    ]  # fmt: skip


def _sitting(found: Proceedings) -> dict[str, Json]:
    values: dict[str, Json] = {
        "soort": found.kind,
        "titel": found.title,
        "zaal": found.room,
        "vergaderjaar": found.session_year,
        "vergaderingNummer": int(found.number) if found.number.isdigit() else None,
        "datum": _stamp(found.day),
        "aanvangstijd": _stamp(found.starts_at),
        "sluiting": _stamp(found.ends_at),
        "kamer": "Tweede Kamer",
    }
    return {name: value for name, value in values.items() if value not in {None, ""}}


def _stamp(at: date | None) -> str | None:
    if at is None:
        return None
    return at.isoformat() if isinstance(at, datetime) else f"{at.isoformat()}T00:00:00"


def _keep(folder: Path, body: bytes) -> None:
    path = folder / hashlib.sha256(body).hexdigest()
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)


def _read(path: Path) -> tuple[bytes, Proceedings]:
    if path.stat().st_size > MAX_MEMBER_BYTES:
        raise MalformedPageError("het verslag is te groot")
    body = path.read_bytes()
    return body, read_proceedings(body)


def replay_reports(
    workshop: Workshop, paths: Sequence[Path], started_at: datetime
) -> tuple[SourceCount, list[Problem]]:
    """Keep verslagen from disk and put their sittings together; a broken one is set aside."""
    with session_scope(workshop.engine) as session:
        run = runs.begin(session, JOB, started_at, started_at)
    if run is None:
        raise SourceError("Er loopt al een replay met deze starttijd; probeer het opnieuw.")
    count, problems = SourceCount(), []
    for path in paths:
        try:
            body, found = _read(path)
        except (OSError, MalformedPageError) as error:
            problems.append(Problem(KAMER, "verslag", path.name, str(error), _ADVICE))
            continue
        _keep(workshop.data_dir / "resources", body)
        rows = rows_of(path.name, body, found)
        with session_scope(workshop.engine) as session:
            stored = store_page(session, run.id, KAMER, rows, (), None, workshop.clock())
        count.pages += 1
        count.rows += len(rows)
        count.stored += stored
    count.stored += _set_aside(workshop, run.id, problems)
    count.recorded = assemble(workshop, KAMER, run.id)
    count.items = count.recorded.new + count.recorded.changed + count.recorded.unchanged
    outcome = Outcome.PARTIAL if problems else Outcome.COMPLETE
    with session_scope(workshop.engine) as session:
        runs.finish(session, run.id, outcome, workshop.clock(), count.as_json())
    return count, problems


def _set_aside(workshop: Workshop, run_id: int, problems: Sequence[Problem]) -> PageResult:
    with session_scope(workshop.engine) as session:
        return store_page(session, run_id, KAMER, (), problems, None, workshop.clock())
