"""What an editor asks of the machine: one block anew, an item of the week put in."""

from __future__ import annotations

from datetime import datetime
from html import escape

from config.schema import People, RecessCalendar, Taxonomy
from newsletter import fields
from newsletter.compose import block_for, compose
from newsletter.edition import Section, block_key
from tracker import queries
from tracker.database import read_scope
from tracker.errors import HaagseZakenError
from tracker.jobs.drafting import material
from tracker.jobs.workshop import Workshop
from tracker.records import Block, StoredItem


class NothingToMakeError(HaagseZakenError):
    """The machine has no such block: its source no longer gives it."""


def _parts(workshop: Workshop) -> tuple[Taxonomy, People, RecessCalendar, datetime]:
    return workshop.taxonomy, workshop.people, workshop.recess, workshop.clock()


def made_anew(workshop: Workshop, week: str, block: Block) -> Block:
    """Return the machine's block with the key of `block` as a new draft would make it.

    Raises NothingToMakeError when a new draft would not.
    """
    found = None
    if block.item_id is not None:
        given = material(workshop, week, block.item_id)
        found = block_for(given, week, *_parts(workshop), block.item_id, block.section)
    if found is None or found.key != block.key:
        made = compose(material(workshop, week), week, *_parts(workshop)).blocks
        found = next((one for one in made if one.key == block.key), None)
    if found is None:
        raise NothingToMakeError(
            "De bron geeft dit blok niet meer. Het blok blijft staan zoals het is."
        )
    return found


def of_item(workshop: Workshop, week: str, item_id: int) -> Block:
    """Return a block for an item that the letter does not have.

    For an item that no section takes it is a free block under Publicaties, with the title
    and a link.
    """
    given = material(workshop, week, item_id)
    found = block_for(given, week, *_parts(workshop), item_id)
    if found is not None:
        return found
    with read_scope(workshop.engine) as session:
        stored = queries.stored_items(session, [item_id]).get(item_id)
    if stored is None or stored.deleted_at is not None:
        raise NothingToMakeError("Dit stuk staat niet (meer) in onze gegevens.")
    return _line(stored)


def _line(stored: StoredItem) -> Block:
    item = stored.item
    link = f'<a href="{escape(item.url)}">Bron</a>' if item.url else ""
    return Block(
        key=block_key(Section.PUBLICATIONS, f"{item.source}:{item.key}"),
        section=Section.PUBLICATIONS.value,
        kind=fields.FREE,
        position=0,
        content={},
        sources=(("Bron", item.url),) if item.url else (),
        item_id=stored.id,
        human=fields.accept(fields.FREE, {"title": item.title[:400], "tekst": link}),
    )
