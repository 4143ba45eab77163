"""How far the verslag of a debate is, in words for a reader; pure."""

from __future__ import annotations

from tracker import dutch
from tracker.records import DebateSource, Proceedings, SourceState

_MESSAGES = {
    SourceState.MISSING: "Van dit debat is nog geen verslag.",
    SourceState.CASCO: (
        "Van dit debat is alleen de tijdlijn gepubliceerd, nog geen tekst. "
        "Het verslag volgt meestal binnen tien dagen."
    ),
    SourceState.UNREADABLE: "Het verslag van dit debat kan niet worden gelezen",
    SourceState.ELSEWHERE: (
        "Dit debat staat nog niet in het verslag van die vergadering; "
        "een verslag groeit in de loop van de dag."
    ),
    SourceState.SILENT: "In het verslag van dit debat staat niet wie er sprak.",
}


def message(source: DebateSource) -> str:
    """Return why there are no quotes, "" when the verslag was read."""
    if source.state is SourceState.READ:
        return ""
    text = _MESSAGES[source.state]
    if source.state is SourceState.UNREADABLE:
        return f"{text}: {source.reason}." if source.reason else f"{text}."
    return text


def basis(proceedings: Proceedings | None) -> str:
    """Return "Op basis van het ongecorrigeerde verslag van 11 juli 2025."."""
    if proceedings is None or not proceedings.status:
        return ""
    day = f" van {dutch.day_short(proceedings.published_at)}" if proceedings.published_at else ""
    return f"Op basis van het {proceedings.status.lower()}e verslag{day}."


def state_of(proceedings: Proceedings) -> SourceState:
    """Return whether anybody with a name says anything in it."""
    if proceedings.status == "Casco":
        return SourceState.CASCO
    said = (turn for turn in proceedings.turns if turn.paragraphs and not turn.routine)
    return SourceState.READ if any(turn.speaker for turn in said) else SourceState.SILENT
