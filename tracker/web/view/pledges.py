"""Toezeggingen and aangenomen moties in words: their term, and what became of them; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker import dutch
from tracker.pledges import Stage, stage_of
from tracker.records import ItemKind, ScrapedItem, Status, StoredItem
from tracker.web.view.labels import Choice, Names
from tracker.web.view.lines import Line, line

STAGES: Mapping[Stage, str] = {
    Stage.OPEN: "Alle open",
    Stage.LATE: "Over de termijn",
    Stage.SOON: "Termijn binnen een maand",
    Stage.KEPT: "Nagekomen",
    Stage.ALL: "Alles",
}
_SHORT: Mapping[Stage, str] = {
    Stage.OPEN: "open",
    Stage.LATE: "over de termijn",
    Stage.SOON: "termijn binnen een maand",
    Stage.KEPT: "nagekomen",
}
_TONES: Mapping[Stage, str] = {Stage.LATE: "off", Stage.SOON: "wait", Stage.KEPT: "done"}
_WEEKS_FROM, _MONTHS_FROM = 21, 92
HEADER = (
    "Soort", "Titel", "Wie", "Gedaan in", "Datum", "Termijn", "Stand", "Dossiers", "BAC’s",
    "Nummer", "Bron",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PledgeView:
    """One toezegging or motie: `state` in words with its tone, `term` and what came of it."""

    line: Line
    state: str
    tone: str
    term: str
    made: str
    letters: tuple[Line, ...] = ()


def _length(days: int) -> str:
    """Return "1 dag", "20 dagen", "5 weken" or "7 maanden"."""
    if days < _WEEKS_FROM:
        return "1 dag" if days == 1 else f"{days} dagen"
    return f"{days // 7} weken" if days < _MONTHS_FROM else f"{round(days / 30.4)} maanden"


def term_words(item: ScrapedItem, today: date) -> str:
    """Return the term and how far it is: "uiterlijk 13 december 2026, nog 20 dagen"."""
    due = item.due_on
    if due is None:
        return item.note or "geen datum afgesproken"
    day = f"uiterlijk {dutch.day_short(due)}"
    if item.status is not Status.OPEN:
        return day
    if due == today:
        return f"{day}: vandaag"
    if due < today:
        return f"{day}: {_length((today - due).days)} over de termijn"
    return f"{day}: nog {_length((due - today).days)}"


def pledge_view(
    stored: StoredItem,
    names: Names,
    today: date,
    letters: Sequence[StoredItem] = (),
    skip: str = "",
) -> PledgeView:
    """Return one toezegging or adopted motie; `letters` came about the motie since."""
    item = stored.item
    motion = item.kind is ItemKind.MOTIE
    stage = None if motion else stage_of(stored, today)
    if motion:
        state, tone = _motion_state(letters)
    else:
        state = _SHORT[stage] if stage else _rest(item.status)
        tone = _TONES.get(stage, "plain") if stage else "done"
    made = dutch.day_short(item.published_on) if item.published_on else ""
    return PledgeView(
        line(stored, names, skip),
        state,
        tone,
        "" if motion else term_words(item, today),
        f"ingediend op {made}" if motion and made else made,
        tuple(line(one, names) for one in letters),
    )


def _motion_state(letters: Sequence[StoredItem]) -> tuple[str, str]:
    return ("brief ontvangen", "done") if letters else ("nog geen brief bekend", "plain")


def _rest(status: Status) -> str:
    return "vervallen" if status is Status.LAPSED else "stand niet bekend"


def stage_choices(chosen: Stage) -> tuple[Choice, ...]:
    """Return the stages to choose from."""
    return tuple(Choice(one.value, words, one is chosen) for one, words in STAGES.items())


def csv_rows(
    found: Iterable[tuple[StoredItem, PledgeView]], names: Names
) -> Iterable[tuple[str, ...]]:
    """Yield the rows below `HEADER`; texts as the source gave them."""
    for stored, view in found:
        item, said = stored.item, stored.classification
        day = item.due_on.isoformat() if item.due_on else ""
        yield (
            view.line.kind,
            item.title,
            view.line.ministers or ", ".join(one.name for one in item.actors[:3]),
            item.file_title,
            item.published_on.isoformat() if item.published_on else "",
            day or view.term,
            view.state,
            ", ".join(names.dossier(one.slug) for one in said.dossiers) if said else "",
            ", ".join(names.bac(one) for one in said.bacs) if said else "",
            item.number,
            item.url,
        )
