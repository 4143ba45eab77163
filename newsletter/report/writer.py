"""A place for a language model that sums a debate up; off unless an operator puts one in.

Its sentences are held to the verslag as well: each names the sentences that it rests on, and
every name and number in it must stand in those. What fails is refused, with the reason. What
stays is marked as text of a machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from newsletter.report.sentences import split
from tracker.records import Json, Proceedings

MARK = "Samengevat door een taalmodel ({name}); kijk iedere zin na."
_LONGEST = 400
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")
_NAME = re.compile(r"(?<=[\w,;:)] )[A-ZÀ-Þ][\w’'-]+|\b[A-Z]{2,}\d*\b|\b[AN]\d{1,3}\b")


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence of a model and the ids of the sentences of the verslag that it rests on."""

    text: str
    rests_on: tuple[str, ...]


class Writer(Protocol):
    """A model that sums a report up; `name` is shown to who edits."""

    name: str

    def write(self, report: Mapping[str, Json]) -> Sequence[Written]:
        """Return sentences for the Kern of a report, from its quotes and their passages."""
        ...


def said(proceedings: Proceedings, key: str) -> str | None:
    """Return the sentence with an id such as "b8573879d.3.1", None when there is none."""
    name, _, rest = key.partition(".")
    places = rest.split(".")
    turn = next((one for one in proceedings.turns if one.id == name), None)
    if turn is None or len(places) != 2 or not all(place.isdigit() for place in places):
        return None
    paragraph, sentence = (int(place) - 1 for place in places)
    if not 0 <= paragraph < len(turn.paragraphs):
        return None
    found = split(turn.paragraphs[paragraph])
    return found[sentence] if 0 <= sentence < len(found) else None


def problem(text: str, rests_on: Sequence[str], proceedings: Proceedings) -> str:
    """Return, in Dutch, why a sentence may not stand; "" when it may."""
    shown = f"“{text[:80]}”"
    sources = [said(proceedings, key) for key in rests_on]
    if not sources or None in sources:
        return f"{shown} noemt geen vindplaats die in het verslag staat."
    if not text.strip() or len(text) > _LONGEST:
        return f"{shown} is leeg of te lang."
    whole = " ".join(one for one in sources if one)
    speakers = {turn.id: turn.speaker for turn in proceedings.turns}
    named = [speakers.get(key.partition(".")[0]) for key in rests_on]
    whole += " ".join(f" {one.name} {one.surname} {one.party}" for one in named if one)
    facts = {*_NUMBER.findall(text), *_NAME.findall(text)}
    missing = sorted(fact for fact in facts if fact.casefold() not in whole.casefold())
    if missing:
        return f"{shown} noemt {', '.join(missing)}, maar de vindplaats niet."
    return ""


def summed_up(
    report: Mapping[str, Json], proceedings: Proceedings, writer: Writer
) -> dict[str, Any]:
    """Return the report with the model's sentences in `summary`; `refused` says what fell out."""
    kept, refused = [], []
    for sentence in writer.write(report):
        reason = problem(sentence.text, sentence.rests_on, proceedings)
        if reason:
            refused.append(reason)
        else:
            kept.append({"text": sentence.text, "sentences": list(sentence.rests_on)})
    made_by = MARK.format(name=writer.name) if kept else ""
    return {**report, "summary": kept, "refused": refused, "made_by": made_by}
