"""The memo for a BAC: what the last weeks brought for its dossiers, for its next meeting; pure.

Made of the same blocks as Haagse Zaken, with what editors wrote in earlier editions in the
place of the machine's words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from markupsafe import escape

from config.schema import Bac, People, RecessCalendar, Taxonomy
from newsletter import compose, render
from newsletter.desk import Desk, prepare
from newsletter.edition import STATUS_LABEL, Material, Section
from newsletter.export.paper import Paper, inside, main_of
from newsletter.room import Room
from newsletter.sections import opening
from tracker import dutch
from tracker.records import Block, Edition, ItemKind, Json, StoredItem

_PARTS = frozenset({ItemKind.STEMMING, ItemKind.VERSLAG})
"""Kinds that belong to another item, which says whether they count."""
_MADE = (
    "Een computer stelde dit memo samen uit openbare bronnen en uit wat lobbyisten vastlegden. "
    "Wat de redactie in Haagse Zaken schreef, staat er zo in. Controleer het voordat u het deelt."
)


class _Wide(Room):
    """Room for more than a letter of one week; what does not fit is listed with its link."""

    def of(self, section: str) -> int:
        return 2 * super().of(section)


@dataclass(frozen=True, slots=True)
class Meeting:
    """For which BAC the memo is, over which weeks (`since` until `now`), and who looks after it."""

    bac: Bac
    weeks: int
    since: datetime
    now: datetime

    @property
    def week(self) -> str:
        """Return the ISO week in which the memo is made."""
        return dutch.week_of(dutch.day_of(self.now))

    @property
    def period(self) -> str:
        """Return the days that the memo is about."""
        return dutch.period(dutch.day_of(self.since), dutch.day_of(self.now))


def _labelled(stored: StoredItem, bac: Bac) -> bool:
    return stored.classification is not None and bac.slug in stored.classification.bacs


def own_material(material: Material, meeting: Meeting) -> Material:
    """Return what concerns the BAC since the memo's first day, with the votes and reports of it."""
    own = [one for one in material.items if _labelled(one, meeting.bac)]
    keys = {one.item.key for one in own}
    pointed = {key for one in own for key in one.item.related}
    parts = [
        one
        for one in material.items
        if one.item.kind in _PARTS
        and one not in own
        and (one.item.key in pointed or not keys.isdisjoint(one.item.related))
    ]
    return replace(material, items=(*own, *parts), since=meeting.since)


def _blocks(desk: Desk, written: Mapping[str, Mapping[str, Json]]) -> tuple[Block, ...]:
    found = [
        replace(block, human=written.get(block.key)) if block.key in written else block
        for block in compose.body(desk)
    ]
    ordered = [*opening.brief(found), *found]
    return tuple(replace(block, position=place) for place, block in enumerate(ordered))


def _counted(desk: Desk, bac: Bac, taxonomy: Taxonomy) -> str:
    """Return the dossiers of the BAC with how many items each has, the most first."""
    names = {one.slug: one.name for one in taxonomy.dossiers if one.bac == bac.slug}
    counts = Counter(
        match.slug
        for kind, items in desk.items.items()
        if kind not in _PARTS
        for stored in items
        for match in (stored.classification.dossiers if stored.classification else ())
        if match.slug in names
    )
    return dutch.listing([f"{names[slug]} ({count})" for slug, count in counts.most_common()])


def _lead(desk: Desk, meeting: Meeting, taxonomy: Taxonomy) -> str:
    counted = _counted(desk, meeting.bac, taxonomy)
    if not counted:
        words = "In deze periode was er geen nieuws over de dossiers van deze BAC."
    else:
        words = f"Berichten per dossier, met wat er op de agenda staat: {counted}."
    return f'<p class="hz-lead">{escape(words)}</p><p class="hz-note">{_MADE}</p>'


def memo(
    material: Material,
    meeting: Meeting,
    taxonomy: Taxonomy,
    people: People,
    recess: RecessCalendar,
    written: Mapping[str, Mapping[str, Json]],
) -> Paper:
    """Return the memo of a BAC; `written` is what editors wrote, by key of the block."""
    own = own_material(material, meeting)
    desk = prepare(own, meeting.week, taxonomy, people, recess, meeting.now)
    desk = replace(desk, room=_Wide(0))
    blocks = _blocks(desk, written)
    edition = Edition(meeting.week, f"Memo BAC {meeting.bac.name}", "", meeting.now, blocks=blocks)
    body = inside(main_of(render.page(edition)))
    coordinator = desk.coordinator(meeting.bac.slug)
    day = dutch.day_long(meeting.now)
    as_of = dutch.moment_long(own.as_of)
    return Paper(
        title=f"Memo BAC {meeting.bac.name}",
        lines=("Nieuws uit Den Haag en Brussel voor de vergadering van de BAC",),
        status=STATUS_LABEL,
        foot=f"Memo BAC {meeting.bac.name}, {day}",
        body=_lead(desk, meeting, taxonomy) + body,
        made_at=meeting.now,
        subject=f"Memo BAC {meeting.bac.name}, {meeting.period}",
        facts=(
            ("Aan", f"Leden van BAC {meeting.bac.name} ({meeting.bac.abbreviation})"),
            ("Van", f"{coordinator.name}, {coordinator.email}"),
            ("Datum", day),
            ("Periode", f"{meeting.period} ({_weeks(meeting.weeks)})"),
            (
                "Stand",
                f"gegevens tot en met {as_of}",
            ),
        ),
    )


def _weeks(count: int) -> str:
    return "1 week" if count == 1 else f"{count} weken"


HUMAN_SECTIONS = frozenset(Section) - {Section.HEAD, Section.INTRO, Section.BRIEF}
"""Where what an editor wrote is about an item, and not about one week."""
