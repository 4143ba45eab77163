"""Read records of the European Parliament's open data (JSON-LD of API v2) into rows; pure.

Values can be a string, a list, an object or a map of languages; a part can be a bare id.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from crawler.text import plain
from tracker import eu_numbers
from tracker.errors import MalformedPageError
from tracker.records import Json, SourceRow

SOURCE = "epprocedures"
COMMITTEE_DOCUMENT = re.compile(r"([A-Z]{4})-([A-Z]{2})-\d+")
DOCUMENTS = {"PR": "Ontwerpverslag", "PA": "Ontwerpadvies", "AD": "Advies", "AG": "Akkoord"}
PLENARY = {
    "A": "Verslag",
    "B": "Ontwerpresolutie",
    "RC": "Gezamenlijke ontwerpresolutie",
    "TA": "Aangenomen tekst",
}
_PLENARY_DOCUMENT = re.compile(r"([A-Z]{1,2})-\d{1,2}-\d{4}-\d{4}")
_SITTING = re.compile(r"MTG-PL-(\d{4}-\d\d-\d\d)")


def parse_data(answer: Any) -> list[Any]:
    """Return what an answer holds; MalformedPageError when it is no answer of the API."""
    data = answer.get("data") if isinstance(answer, dict) else None
    if isinstance(data, dict):
        return [data]
    if not isinstance(data, list):
        raise MalformedPageError("geen antwoord van de open data van het Europees Parlement")
    return data


def as_list(value: Any) -> list[Any]:
    """Return a value that may be absent, single or a list as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def tail(value: Any) -> str:
    """Return the end of an id or of an object's id: "def/ep-activities/REFERRAL" is REFERRAL."""
    if isinstance(value, dict):
        value = value.get("id")
    return str(value or "").rstrip("/").rpartition("/")[2]


def language_of(value: Any) -> tuple[str, str]:
    """Return (text, language) of a text or a map of languages: Dutch, else English."""
    if isinstance(value, str):
        return plain(value), "en"
    if isinstance(value, dict):
        for language in ("nl", "en"):
            if text := "; ".join(plain(str(one)) for one in as_list(value.get(language))):
                return text, language
    return "", "nl"


def _objects(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in as_list(value) if isinstance(entry, dict)]


def parse_file(entry: Any, events: Mapping[str, str], committees: Mapping[str, str]) -> SourceRow:
    """Return the row of a file; MalformedPageError without a number."""
    entry = entry if isinstance(entry, dict) else {}
    kind = tail(entry.get("process_type"))
    found = eu_numbers.procedure(str(entry.get("label") or entry.get("process_id") or ""), kind)
    if found is None or not found.type:
        raise MalformedPageError("een dossier zonder procedurenummer")
    title, language = language_of(entry.get("process_title"))
    roles: dict[str, list[str]] = {}
    for part in _objects(entry.get("had_participation")):
        bodies = [tail(body) for body in as_list(part.get("had_participant_organization"))]
        roles.setdefault(tail(part.get("participation_role")), []).extend(bodies)
    lead = sorted(set(roles.get("COMMITTEE_LEAD", ())))
    fields: dict[str, Json] = {
        "label": found.reference,
        "title": title,
        "language": language,
        "lead": lead,
        "lead_names": [committees.get(code, code) for code in lead],
        "opinions": sorted(set(roles.get("COMMITTEE_OPINION", ()))),
        "rapporteur": "RAPPORTEUR" in roles,
        "documents": sorted(
            filter(None, map(tail, as_list(entry.get("created_a_realization_of"))))
        ),
        "events": _steps(entry.get("consists_of"), events),
        "planned": _steps(entry.get("was_scheduled_in"), events),
    }
    return SourceRow(SOURCE, "dossier", found.reference, fields=fields)


def _steps(value: Any, events: Mapping[str, str]) -> list[dict[str, str]]:
    """Return dated steps in order; a bare id or a step without date says nothing yet."""
    steps = [
        {
            "id": str(step.get("activity_id") or tail(step)),
            "date": str(step["activity_date"])[:10],
            "type": tail(step.get("had_activity_type")),
            "name": events.get(tail(step.get("had_activity_type")), "Stap in de procedure"),
        }
        for step in _objects(value)
        if step.get("activity_date")
    ]
    return sorted(steps, key=lambda step: (step["date"], step["id"]))


def parse_sittings(entries: Sequence[Any]) -> list[str]:
    """Return the ids of plenary sittings, "MTG-PL-2026-12-14"."""
    named = (str(one.get("activity_id") or tail(one)) for one in _objects(entries))
    return sorted({name for name in named if _SITTING.fullmatch(name)})


def parse_activity(entry: Any, linked: Mapping[str, str]) -> SourceRow | None:
    """Return the row of a planned debate or vote, None for another point of the agenda.

    Raises MalformedPageError without an id or a date.
    """
    entry = entry if isinstance(entry, dict) else {}
    kind = tail(entry.get("had_activity_type"))
    if kind not in {"PLENARY_DEBATE", "PLENARY_VOTE", "DEBATE_byEP", "VOTE_byEP"}:
        return None
    key, day = str(entry.get("activity_id") or tail(entry)), str(entry.get("activity_date") or "")
    if not _SITTING.match(key) or not re.fullmatch(r"\d{4}-\d\d-\d\d", day[:10]):
        raise MalformedPageError("een agendapunt zonder nummer of datum")
    title, language = language_of(entry.get("activity_label"))
    fields: dict[str, Json] = {
        "title": title,
        "language": language,
        "vote": "VOTE" in kind,
        "date": day[:10],
        "starts": str(entry.get("activity_start_date") or ""),
        "ends": str(entry.get("activity_end_date") or ""),
        "point": str(entry.get("notation_agendaPoint") or ""),
        "procedure": linked.get(key, ""),
    }
    return SourceRow(SOURCE, "agendapunt", key, fields=fields)


def parse_document(
    entry: Any, committee: str, name: str, linked: Mapping[str, str]
) -> SourceRow | None:
    """Return the row of a document of this committee, None for one of another."""
    entry = entry if isinstance(entry, dict) else {}
    key = str(entry.get("identifier") or tail(entry))
    found = COMMITTEE_DOCUMENT.fullmatch(key)
    if not found or found[1] != committee:
        return None
    title, language = language_of(entry.get("title_dcterms"))
    text, _ = language_of(entry.get("title_alternative"))
    fields: dict[str, Json] = {
        "id": key,
        "kind": DOCUMENTS.get(found[2], "Commissiedocument"),
        "title": title,
        "language": language,
        "committee": committee,
        "committee_name": name,
        "date": str(entry.get("document_date") or "")[:10],
        "number": str(entry.get("epNumber") or ""),
        "procedure": linked.get(key, ""),
        "named": [one.identifier for one in eu_numbers.procedures(f"{title} {text}")],
    }
    return SourceRow(SOURCE, "document", key, fields=fields)


def parse_plenary_document(entry: Any, committees: Mapping[str, str]) -> SourceRow | None:
    """Return the row of a document of the plenary, None for another kind of document."""
    entry = entry if isinstance(entry, dict) else {}
    key = str(entry.get("identifier") or tail(entry))
    found = _PLENARY_DOCUMENT.fullmatch(key)
    if not found or found[1] not in PLENARY:
        return None
    title, language = language_of(entry.get("title_dcterms"))
    bodies = [str(one) for one in as_list(entry.get("creator")) if "org/" in str(one)]
    committee = tail(bodies[0]) if bodies else ""
    fields: dict[str, Json] = {
        "id": key,
        "kind": PLENARY[found[1]],
        "title": title,
        "language": language,
        "committee": committee,
        "committee_name": committees.get(committee, committee),
        "date": str(entry.get("document_date") or "")[:10],
        "number": f"{entry.get('label') or key} {entry.get('epNumber') or ''}".strip(),
        "procedure": "",
        "named": [one.identifier for one in eu_numbers.procedures(title)],
    }
    return SourceRow(SOURCE, "document", key, fields=fields)


def is_record(entry: Any) -> bool:
    """Tell whether an entry is a record of this API, by its id."""
    return isinstance(entry, dict) and "eli/dl/" in str(entry.get("id"))


def parse_record(
    entry: Any, *, events: Mapping[str, str], committees: Mapping[str, str]
) -> SourceRow | None:
    """Return the row of a record of any kind, None for one that nobody follows.

    Raises MalformedPageError as the function of its kind does.
    """
    if not is_record(entry):
        return None
    kind = str(entry["id"]).partition("eli/dl/")[2].partition("/")[0]
    if kind == "proc":
        return parse_file(entry, events, committees)
    if kind == "event":
        return parse_activity(entry, {})
    found = COMMITTEE_DOCUMENT.fullmatch(str(entry.get("identifier") or tail(entry)))
    if found and kind == "doc":
        return parse_document(entry, found[1], committees.get(found[1], found[1]), {})
    return parse_plenary_document(entry, committees) if kind == "doc" else None
