"""An edition as a reader goes through it: sections, days, rows; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from newsletter import fields
from newsletter.audience import public as public
from newsletter.edition import STATUS_LABEL, Section
from newsletter.reading import Entry, Reading
from newsletter.reading import anchor_of as anchor_of
from newsletter.reading import safe_url as safe_url
from tracker import dutch
from tracker.records import Block, Edition, Json

_TITLES = {
    Section.BRIEF: "In het kort",
    Section.ACTIONS: "Actie gevraagd",
    Section.AGENDA: "Politieke agenda",
    Section.DEBATES: "Debatten",
    Section.VOTES: "Moties en stemmingen",
    Section.PROMISES: "Toezeggingen",
    Section.LETTERS: "Kamerbrieven en wetsvoorstellen",
    Section.QUESTIONS: "Kamervragen",
    Section.SENATE: "Eerste Kamer",
    Section.CABINET: "Kabinet",
    Section.MEETINGS: "Bestuurlijk overleg",
    Section.EUROPE: "Brussel",
    Section.CONSULTATIONS: "Consultaties",
    Section.PUBLICATIONS: "Publicaties",
    Section.INPUT: "Onze inbreng",
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
    Section.SENATE,
    Section.CABINET,
    Section.MEETINGS,
    Section.EUROPE,
    Section.CONSULTATIONS,
    Section.PUBLICATIONS,
    Section.INPUT,
)
_STATUS = {"concept": STATUS_LABEL, "approved": "", "sent": ""}


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

    def of(self, kind: str) -> tuple[Entry, ...]:
        """Return the entries of one kind, in reading order."""
        return tuple(entry for entry in self.entries if entry.kind == kind)


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
    actions: Part | None
    weeks: tuple[Week, ...]
    agenda_note: str
    kamer: tuple[Part, ...]
    notices: tuple[Part, ...]
    outlook: Part | None
    colophon: Part | None
    contacts: tuple[tuple[str, Mapping[str, Json]], ...]
    free: Mapping[str, tuple[Entry, ...]]


def entries(blocks: Iterable[Block]) -> dict[str, Entry]:
    """Return blocks as a reader sees them in this order, by key."""
    reading = Reading()
    return {block.key: reading.entry(block) for block in blocks}


def _part(section: Section, entries: Iterable[Entry]) -> Part | None:
    found = tuple(entries)
    return Part(section.value, _TITLES[section], found) if found else None


def _day(anchor: str, label: str, entries: tuple[Entry, ...]) -> Day:
    rows = tuple(entry for entry in entries if not entry.facts["brief"])
    return Day(anchor, label, rows, tuple(entry for entry in entries if entry not in rows))


def _weeks(entries: Iterable[Entry]) -> tuple[Week, ...]:
    found = tuple(entries)
    rows = [entry for entry in found if entry.kind == "agenda-item"]
    weeks = []
    for head in (entry for entry in found if entry.kind == "agenda-week"):
        own = [row for row in rows if row.facts["week"] == head.facts["week"]]
        by_day = groupby(own, key=lambda row: (row.facts["day"], row.facts["day_label"]))
        days = tuple(
            _day(f"{head.anchor}-{day or 'onbekend'}", label, tuple(found))
            for (day, label), found in by_day
        )
        weeks.append(Week(head.anchor, head.facts["label"], head.facts["note"], days))
    return tuple(weeks)


def _of_people(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the blocks that somebody added, for sections with a form of their own."""
    return tuple(entry for entry in entries if entry.kind == fields.FREE)


def _contacts(entries: Iterable[Entry]) -> tuple[tuple[str, Mapping[str, Json]], ...]:
    """Return each contact once, after the names of the BACs that somebody answers for."""
    found: dict[tuple[str, ...], tuple[list[str], Mapping[str, Json]]] = {}
    for entry in entries:
        if entry.kind == "contact":
            facts = entry.facts
            person = tuple(str(facts[name]) for name in ("name", "function", "email", "phone"))
            found.setdefault(person, ([], facts))[0].append(str(facts["bac"]))
    return tuple(("; ".join(bacs), facts) for bacs, facts in found.values())


def title(section: str) -> str:
    """Return what a section is called; its own name when it has no heading."""
    return _TITLES.get(Section(section), section) if section in list(Section) else section


def _shown(edition: Edition) -> list[Block]:
    """Return the blocks that readers get, without lines that point to a block they do not get."""
    dropped = {block.key for block in edition.blocks if block.dropped}
    return sorted(
        (
            block
            for block in edition.blocks
            if not block.dropped and block.content.get("target") not in dropped
        ),
        key=lambda block: block.position,
    )


def build(edition: Edition) -> View:
    """Return the edition in reading order; an empty section and what was dropped are left out."""
    reading = Reading()
    ordered = _shown(edition)
    by_section: dict[str, list[Entry]] = {section.value: [] for section in Section}
    for block in ordered:
        by_section.setdefault(block.section, []).append(reading.entry(block))
    agenda = by_section[Section.AGENDA]
    intro = [entry for entry in by_section[Section.INTRO] if entry.kind == "intro"]
    heads = by_section[Section.HEAD]
    stamps = [entry.facts["text"] for entry in agenda if entry.kind == "agenda-stand"]
    brief = [entry for entry in by_section[Section.BRIEF] if entry.kind == "kort"]
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
        actions=_part(Section.ACTIONS, by_section[Section.ACTIONS]),
        targets=frozenset(anchor_of(entry.facts["target"]) for entry in brief),
        weeks=_weeks(agenda),
        agenda_note=stamps[0] if stamps else "",
        kamer=tuple(part for part in kamer if part),
        notices=tuple(part for part in notices if part),
        outlook=_part(Section.OUTLOOK, by_section[Section.OUTLOOK]),
        colophon=_part(Section.COLOPHON, by_section[Section.COLOPHON]),
        contacts=_contacts(by_section[Section.COLOPHON]),
        free={name: _of_people(found) for name, found in by_section.items()},
    )
