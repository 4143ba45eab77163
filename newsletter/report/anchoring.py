"""Prove that every sentence of a report stands literally in its verslag; pure.

Asked in tests and before an edition is approved. Text of a model is held to the same rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from newsletter.report import writer
from newsletter.report.spots import role_of, speaker_label
from tracker.records import Json, Proceedings, Turn


def quotes_of(report: Mapping[str, Json]) -> Iterator[Mapping[str, Any]]:
    """Yield every quote in a report, wherever it stands."""
    for part in ("said", "answers"):
        for theme in report.get(part) or ():
            yield from theme["quotes"]
    yield from report.get("short") or ()
    for row in report.get("motions") or ():
        if row.get("verdict_quote"):
            yield row["verdict_quote"]
    for row in report.get("promises") or ():
        yield from (one for one in (row["quote"], row["term_quote"], *row["replies"]) if one)
    for row in report.get("picked_up") or ():
        if row.get("proof"):
            yield row["proof"]
    asked = (report.get("next") or {}).get("asked")
    if asked:
        yield asked


def unanchored(report: Mapping[str, Json], proceedings: Proceedings) -> tuple[str, ...]:
    """Return, in Dutch, what does not stand in the verslag as the report has it."""
    turns = {turn.id: turn for turn in proceedings.turns}
    found = [problem for quote in quotes_of(report) if (problem := _quote(quote, turns))]
    written = report.get("summary") or ()
    found += [
        reason
        for one in written
        if (reason := writer.problem(one["text"], one["sentences"], proceedings))
    ]
    return tuple(dict.fromkeys([*found, *_motions(report, proceedings)]))


def anchored(report: Mapping[str, Json], proceedings: Proceedings) -> bool:
    """Tell whether every sentence stands literally in its passage, said by whom it says."""
    return not unanchored(report, proceedings)


def _quote(quote: Mapping[str, Any], turns: Mapping[str, Turn]) -> str:
    key, _, place = str(quote.get("passage", "")).rpartition(".")
    turn = turns.get(key)
    shown = f"“{str(quote['text'])[:80]}”"
    if turn is None or not place.isdigit() or not 0 < int(place) <= len(turn.paragraphs):
        return f"{shown} heeft geen vindplaats in het verslag."
    if not quote["text"] or quote["text"] not in turn.paragraphs[int(place) - 1]:
        return f"{shown} staat niet letterlijk in het verslag."
    if str(quote.get("about") or "") not in turn.paragraphs[int(place) - 1]:
        return f"{shown}: het onderwerp ervoor staat niet letterlijk in het verslag."
    said_by = "voorzitter" if turn.chair else speaker_label(turn.speaker)
    if quote["speaker"] != said_by or quote["role"] != role_of(turn):
        return f"{shown} is gezegd door {said_by}, niet door {quote['speaker']}."
    return ""


def _motions(report: Mapping[str, Json], proceedings: Proceedings) -> Iterator[str]:
    texts = {f"motie-{motion.id}": motion.paragraphs for motion in proceedings.motions}
    for row in report.get("motions") or ():
        asked = str(row.get("request") or "").removesuffix("…")
        lines = texts.get(row.get("passage") or "", ())
        if asked and not any(asked in line for line in lines):
            yield f"“{asked[:80]}” staat niet letterlijk in de motie."
