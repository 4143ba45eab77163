"""EU files in words: a list of files, and the timeline of one; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from tracker import dutch
from tracker.timeline import Step, Timeline
from tracker.web.view.item import web_url

_NAMES: Mapping[str, str] = {
    "procedure": "Procedure",
    "com": "COM",
    "join": "JOIN",
    "celex": "CELEX",
    "hys": "Have Your Say",
    "cor": "Comité van de Regio’s",
}


@dataclass(frozen=True, slots=True)
class StepView:
    """One moment: its day in words, what happens, what one can do, and where it is found."""

    day: str
    stage: str
    title: str
    href: str
    influence: str
    computed: str
    when: str


@dataclass(frozen=True, slots=True)
class FileView:
    """One EU file: numbers as people write them, the next moment, and all steps."""

    href: str
    title: str
    numbers: tuple[str, ...]
    upcoming: StepView | None
    coming: tuple[StepView, ...]
    past: tuple[StepView, ...]
    undated: tuple[StepView, ...]


def number_words(identifier: str) -> str:
    """Return "COM(2026) 512" for "com:2026:512", "2026/0211(COD)" for a procedure."""
    prefix, _, rest = identifier.partition(":")
    if prefix in {"com", "join"}:
        year, _, number = rest.partition(":")
        return f"{prefix.upper()}({year}) {number}"
    if prefix == "procedure":
        return rest
    return f"{_NAMES.get(prefix, prefix)} {rest.replace(':', '/')}"


def file_href(identifiers: Sequence[str]) -> str:
    """Return the address of the page of the file that these identifiers name."""
    return f"/eu/{quote(identifiers[0], safe=':()')}"


def _step(step: Step, today: date) -> StepView:
    days = (step.day - today).days
    soon = {0: "vandaag", 1: "morgen"}.get(days, f"over {days} dagen" if 0 < days <= 60 else "")
    return StepView(
        day="" if step.day == date.min else dutch.day_short(step.day),
        stage=step.stage,
        title=step.title,
        href=f"/items/{step.item_id}" if step.item_id else web_url(step.url),
        influence=step.influence if days >= 0 else "",
        computed=step.computed,
        when=soon,
    )


def file_view(file: Timeline, today: date) -> FileView:
    """Return one file as its page shows it: what comes first, then what was, newest first."""
    following = file.next_influence(today)
    return FileView(
        href=file_href(file.identifiers) if file.identifiers else "",
        title=file.title,
        numbers=tuple(
            number_words(name) for name in file.identifiers if not name.startswith("plan:")
        ),
        upcoming=_step(following, today) if following else None,
        coming=tuple(_step(step, today) for step in file.coming(today)),
        past=tuple(_step(step, today) for step in reversed(file.past(today))),
        undated=tuple(_step(step, today) for step in file.undated),
    )


def by_urgency(files: Sequence[Timeline], today: date) -> list[FileView]:
    """Return the files, those with the nearest moment of influence first."""
    far = date.max

    def nearest(file: Timeline) -> tuple[date, str]:
        step = file.next_influence(today)
        return (step.day if step else far, file.title)

    return [file_view(file, today) for file in sorted(files, key=nearest)]
