"""Answers to commands, and finding the dossier or person that somebody means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import Block

from config.schema import Dossier, Member, People
from tracker.slack import words
from tracker.slack.parts import MessageContext
from tracker.slack.text import escape, fit


@dataclass(frozen=True, slots=True)
class Answer:
    """What the caller reads; `text` is safe. `changed`: something is different now."""

    text: str
    blocks: tuple[dict[str, Any], ...] = ()
    changed: bool = False


def answer(text: str, blocks: Sequence[Block] = (), *, changed: bool = False) -> Answer:
    """Return an answer; `text` alone is shown when there are no blocks."""
    return Answer(text[:3_900], tuple(block.to_dict() for block in blocks), changed)


def dossier_named(typed: str, context: MessageContext) -> Dossier | Answer:
    """Return the dossier that is meant, or an answer with what it may have been."""
    if not typed.strip():
        return answer("Typ er de naam van een dossier achter, bijvoorbeeld *stikstof*.")
    names = {one.slug: (one.name, one.slug.replace("-", " ")) for one in context.taxonomy.dossiers}
    found = words.matches(typed, names)
    if len(found) == 1:
        return context.taxonomy.dossier(found[0])
    shown = fit(typed, 60)
    if not found:
        return answer(
            f"Ik ken geen dossier dat op “{shown}” lijkt. In de werkplek staan ze alle: "
            f"{context.page('/dossiers', 'dossiers') or 'zie het menu Dossiers'}."
        )
    listed = "\n".join(f"• {escape(context.dossier(slug))}" for slug in found[:5])
    return answer(f"“{shown}” kan meer dan één dossier zijn. Bedoelt u:\n{listed}")


def person_named(typed: str, people: People) -> Member | Answer:
    """Return the person that is meant, or an answer with who it may have been."""
    names = {one.slug: (one.name, one.slug, one.slug.replace("-", " ")) for one in people.people}
    mentioned = next((one for one in people.people if one.slack_id and one.slack_id in typed), None)
    found = [mentioned.slug] if mentioned else words.matches(typed, names)
    known = {one.slug: one for one in people.people}
    if len(found) == 1:
        return known[found[0]]
    listed = "\n".join(f"• {escape(known[slug].name)} (`{slug}`)" for slug in found[:5])
    hint = f" Bedoelt u:\n{listed}" if listed else ""
    return answer(f"Ik weet niet wie u bedoelt met “{fit(typed, 60)}”.{hint}")
