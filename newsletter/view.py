"""An edition as a reader goes through it: sections, days, rows; pure.

Decides what depends on reading order: an abbreviation is written out where it comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from urllib.parse import urlsplit

from newsletter import fields
from newsletter.edition import STATUS_LABEL, Section, Sources
from tracker import dutch
from tracker.records import Block, Edition, Json

_TITLES = {
    Section.BRIEF: "In het kort",
    Section.AGENDA: "Politieke agenda",
    Section.DEBATES: "Debatten",
    Section.VOTES: "Moties en stemmingen",
    Section.PROMISES: "Toezeggingen",
    Section.LETTERS: "Kamerbrieven en wetsvoorstellen",
    Section.QUESTIONS: "Kamervragen",
    Section.MEETINGS: "Bestuurlijk overleg",
    Section.EUROPE: "Brussel",
    Section.CONSULTATIONS: "Consultaties",
    Section.PUBLICATIONS: "Publicaties",
    Section.OUTLOOK: "Vooruitblik",
    Section.COLOPHON: "Colofon",
}
_FROM_THE_KAMER = (
    Section.DEBATES,
    Section.VOTES,
    Section.PROMISES,
    Section.LETTERS,
    Section.QUESTIONS,
)
_NOTICES = (
    Section.MEETINGS,
    Section.EUROPE,
    Section.CONSULTATIONS,
    Section.PUBLICATIONS,
)
_STATUS = {"concept": STATUS_LABEL, "approved": "", "sent": ""}
_TAGS_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One block as shown; `facts` is its content, with the lines of a person on top.

    `written` are the texts of a person, clean HTML by name of the field (`newsletter.fields`).
    """

    anchor: str
    kind: str
    facts: Mapping[str, Json]
    links: Sources
    committee: str = ""
    tags: str = ""
    written: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the agenda: the rows of its table, and what needs one line only."""

    anchor: str
    label: str
    rows: tuple[Entry, ...]
    also: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of the agenda."""

    anchor: str
    label: str
    note: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its entries."""

    anchor: str
    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class View:
    """The whole edition, ready for a template."""

    subject: str
    preheader: str
    week_label: str
    status_label: str
    notice: str
    audience: str
    intro: Entry | None
    brief: Part | None
    targets: frozenset[str]
    weeks: tuple[Week, ...]
    agenda_note: str
    kamer: tuple[Part, ...]
    notices: tuple[Part, ...]
    outlook: Part | None
    colophon: Part | None


def anchor_of(key: str) -> str:
    """Return the id of a block in the page: letters, digits and hyphens."""
    return "i-" + re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")


def safe_url(url: str) -> str:
    """Return the address when it is a web address, otherwise an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


class _Reading:
    """Walks the blocks in order and remembers what was written out already."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def _once(self, word: str) -> bool:
        is_first = word not in self._known
        self._known.add(word)
        return is_first

    def _committee(self, facts: Mapping[str, Json]) -> str:
        name, short = facts.get("committee", ""), facts.get("committee_short", "")
        if not short:
            return str(name)
        return f"{name} ({short})" if self._once(f"committee {short}") else f"commissie {short}"

    def _tags(self, facts: Mapping[str, Json]) -> str:
        shown = facts.get("tags", ())[:_TAGS_SHOWN]
        grouped = groupby(shown, key=lambda tag: (tag["bac"], tag["abbreviation"]))
        parts = []
        for (bac, short), tags in grouped:
            label = f"{bac}, {short}" if self._once(f"bac {short}") else short
            parts.append(f"{'; '.join(tag['dossier'] for tag in tags)} (BAC {label})")
        return "; ".join(parts)

    def entry(self, block: Block) -> Entry:
        """Return the block as shown at this place."""
        written = fields.written(block)
        lines = {name: value for name, value in (block.human or {}).items() if name not in written}
        facts = {**block.content, **lines}
        facts["url"] = safe_url(str(facts.get("url", "")))
        if "links" in facts:
            facts["links"] = [{**link, "url": safe_url(link["url"])} for link in facts["links"]]
        links = {url: label for label, url in block.sources if safe_url(url)}
        links.pop(facts["url"], None)
        return Entry(
            anchor=anchor_of(block.key),
            kind=block.kind,
            facts=facts,
            links=tuple((label, url) for url, label in links.items()),
            committee=self._committee(facts),
            tags=self._tags(facts),
            written=written,
        )


def _part(section: Section, entries: Iterable[Entry]) -> Part | None:
    found = tuple(entries)
    return Part(section.value, _TITLES[section], found) if found else None


def _day(anchor: str, label: str, entries: tuple[Entry, ...]) -> Day:
    rows = tuple(entry for entry in entries if not entry.facts["brief"])
    return Day(anchor, label, rows, tuple(entry for entry in entries if entry not in rows))


def _weeks(entries: Iterable[Entry]) -> tuple[Week, ...]:
    rows = [entry for entry in entries if entry.kind == "agenda-item"]
    weeks = []
    for head in (entry for entry in entries if entry.kind == "agenda-week"):
        own = [row for row in rows if row.facts["week"] == head.facts["week"]]
        by_day = groupby(own, key=lambda row: (row.facts["day"], row.facts["day_label"]))
        days = tuple(
            _day(f"{head.anchor}-{day or 'onbekend'}", label, tuple(found))
            for (day, label), found in by_day
        )
        weeks.append(Week(head.anchor, head.facts["label"], head.facts["note"], days))
    return tuple(weeks)


def build(edition: Edition) -> View:
    """Return the edition in reading order; an empty section is left out."""
    reading = _Reading()
    ordered = sorted(edition.blocks, key=lambda block: block.position)
    by_section: dict[str, list[Entry]] = {section.value: [] for section in Section}
    for block in ordered:
        by_section.setdefault(block.section, []).append(reading.entry(block))
    agenda = by_section[Section.AGENDA]
    intro = by_section[Section.INTRO]
    heads = by_section[Section.HEAD]
    stamps = [entry.facts["text"] for entry in agenda if entry.kind == "agenda-stand"]
    brief = by_section[Section.BRIEF]
    kamer = (_part(section, by_section[section]) for section in _FROM_THE_KAMER)
    notices = (_part(section, by_section[section]) for section in _NOTICES)
    return View(
        subject=edition.subject,
        preheader=edition.preheader,
        week_label=dutch.week_label(edition.week),
        status_label=_STATUS.get(edition.status, STATUS_LABEL),
        notice=edition.notice,
        audience=heads[0].facts["audience"] if heads else "",
        intro=intro[0] if intro else None,
        brief=_part(Section.BRIEF, brief),
        targets=frozenset(anchor_of(entry.facts["target"]) for entry in brief),
        weeks=_weeks(agenda),
        agenda_note=stamps[0] if stamps else "",
        kamer=tuple(part for part in kamer if part),
        notices=tuple(part for part in notices if part),
        outlook=_part(Section.OUTLOOK, by_section[Section.OUTLOOK]),
        colophon=_part(Section.COLOPHON, by_section[Section.COLOPHON]),
    )
