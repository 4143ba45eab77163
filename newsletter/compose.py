"""From a week's material to an edition; pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from config.schema import People, RecessCalendar, Taxonomy
from newsletter.desk import Desk, prepare
from newsletter.edition import Material, Section
from newsletter.sections import (
    agenda,
    colophon,
    debates,
    letters,
    notices,
    opening,
    outlook,
    promises,
    votes,
)
from tracker.records import Block, Edition

_BODY = (
    agenda.blocks,
    debates.blocks,
    votes.blocks,
    promises.blocks,
    letters.letter_blocks,
    letters.question_blocks,
    notices.meeting_blocks,
    notices.europe_blocks,
    notices.consultation_blocks,
    notices.publication_blocks,
    outlook.blocks,
)


def _in_order(desk: Desk) -> tuple[Block, ...]:
    body = [block for section in _BODY for block in section(desk)]
    ordered = [*opening.head(desk, body), *opening.brief(body), *body, *colophon.blocks(desk)]
    return tuple(replace(block, position=place) for place, block in enumerate(ordered))


def _named(blocks: tuple[Block, ...], subject: str, preheader: str) -> tuple[Block, ...]:
    """Put subject and preheader in the head too: there an editor rewrites them."""
    lines = {"subject": subject, "preheader": preheader}
    return tuple(
        replace(block, content={**block.content, **lines})
        if block.section == Section.HEAD
        else block
        for block in blocks
    )


def compose(
    material: Material,
    week: str,
    taxonomy: Taxonomy,
    people: People,
    recess: RecessCalendar,
    now: datetime,
) -> Edition:
    """Return the draft edition of an ISO week such as "2026-W48".

    Facts only: every block names its source. Raises ValueError for a week that does not
    exist and for a naive `now`.
    """
    desk = prepare(material, week, taxonomy, people, recess, now)
    blocks = _in_order(desk)
    line = opening.subject(desk, blocks)
    before = opening.preheader(blocks, line)
    return Edition(
        week=week,
        subject=line,
        preheader=before,
        made_at=now,
        blocks=_named(blocks, line, before),
    )
