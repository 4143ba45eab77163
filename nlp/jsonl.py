"""Items as JSON lines in, classifications as JSON lines out, as a stream.

Input: the fields `id, source, kind, committee, title, text, language` and the lists
`concepts` (EuroVoc) and `actors`; any other field is ignored, so a labelled file can
be classified as it is. Evidence in a list points into its texts joined by "; ".
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from nlp.classifier import BATCH, Classifier
from nlp.text import FILE_PREFIX
from tracker.records import Classification, ClassifierInput, DossierMatch, Evidence

Report = Callable[[str], None]
TEXT_FIELDS = ("source", "kind", "committee", "title", "text", "language")
LIST_FIELDS = ("concepts", "actors")


class LineError(ValueError):
    """A line that is not an item; the text says why, in Dutch."""


def _string(data: dict[str, Any], name: str) -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LineError(f"veld '{name}' is geen tekst")
    return value


def parse_item(line: str) -> ClassifierInput:
    """Return the item on one line.

    A text that starts with "Dossier: " is the title of the Kamerstukdossier. Raises
    LineError when the line is no JSON object, or has no id or a field of a wrong type.
    """
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LineError(f"geen geldige JSON ({error})") from error
    if not isinstance(data, dict):
        raise LineError("geen JSON-object")
    identity = data.get("id")
    if not isinstance(identity, str | int) or isinstance(identity, bool) or identity == "":
        raise LineError("veld 'id' ontbreekt of is geen tekst")
    texts = {name: _string(data, name) for name in TEXT_FIELDS}
    return as_input(str(identity), texts, {name: _strings(data, name) for name in LIST_FIELDS})


def _strings(data: dict[str, Any], name: str) -> tuple[str, ...]:
    value = data.get(name)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise LineError(f"veld '{name}' is geen lijst van teksten")
    return tuple(value)


def as_input(
    identity: str, fields: dict[str, str], lists: dict[str, tuple[str, ...]]
) -> ClassifierInput:
    """Return the classifier's input from the fields of a line."""
    text, file_title = fields["text"], ""
    if text.startswith(FILE_PREFIX):
        text, file_title = "", text[len(FILE_PREFIX) :]
    return ClassifierInput(
        id=identity,
        title=fields["title"],
        kind=fields["kind"],
        committee=fields["committee"],
        text=text,
        source=fields["source"],
        file_title=file_title,
        language=fields["language"] or "nl",
        concepts=lists["concepts"],
        actors=lists["actors"],
    )


def _evidence(evidence: Evidence) -> dict[str, Any]:
    """Return evidence with offsets into the fields that the line had."""
    field, shift = evidence.field, 0
    if field == "file_title":
        field, shift = "text", len(FILE_PREFIX)
    return {
        "text": evidence.text,
        "start": evidence.start + shift,
        "end": evidence.end + shift,
        "field": field,
    }


def _dossier(match: DossierMatch) -> dict[str, Any]:
    evidence = [_evidence(entry) for entry in match.evidence]
    return {"slug": match.slug, "score": match.score, "evidence": evidence}


def as_line(identity: str, classification: Classification) -> str:
    """Return a classification as one JSON line, without line end."""
    line = json.dumps(
        {
            "id": identity,
            "relevant": classification.relevant,
            "relevance": classification.relevance,
            "dossiers": [_dossier(match) for match in classification.dossiers],
            "bacs": list(classification.bacs),
        },
        ensure_ascii=False,
    )
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def read_items(lines: Iterable[str], report: Report) -> Iterator[ClassifierInput]:
    """Yield the items; a broken line is reported with its number (from 1) and skipped."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield parse_item(line)
        except LineError as error:
            report(f"regel {number}: {error}")


def classify_lines(
    lines: Iterable[str], classifier: Classifier, report: Report, processes: int = 1
) -> Iterator[str]:
    """Yield one JSON line per item, in the order of the input.

    Blank lines are skipped. Broken lines go to `report` and do not stop the rest.
    """
    if processes > 1:
        identities: list[str] = []
        kept = _remember(read_items(lines, report), identities)
        results = classifier.classify_many(kept, processes)
        for position, classification in enumerate(results):
            yield as_line(identities[position], classification)
        return
    items = read_items(lines, report)
    while batch := list(islice(items, BATCH)):
        for item, classification in zip(batch, classifier.classify_many(batch), strict=True):
            yield as_line(item.id, classification)


def _remember(items: Iterable[ClassifierInput], identities: list[str]) -> Iterator[ClassifierInput]:
    for item in items:
        identities.append(item.id)
        yield item
