"""An edition of items whose labels are older than the taxonomy."""

from __future__ import annotations

from newsletter import render
from newsletter.compose import compose
from tests.newsletter.week import NOW, PEOPLE, RECESS, TAXONOMY, busy


def test_a_dossier_that_left_the_taxonomy_does_not_stop_the_draft() -> None:
    used = {
        match.slug
        for stored in busy().items
        if stored.classification
        for match in stored.classification.dossiers
    }
    left = [dossier for dossier in TAXONOMY.dossiers if dossier.slug not in used]
    smaller = TAXONOMY.model_copy(update={"dossiers": left, "bacs": TAXONOMY.bacs[1:]})

    edition = compose(busy().material(), "2026-W48", smaller, PEOPLE, RECESS, NOW)

    assert used
    assert edition.blocks
    assert "Concept, ter redactie" in render.text(edition)
