"""The card tells what the running system knows, also of what people judged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import read_settings
from nlp.card import fields
from nlp.card_page import as_json, as_markdown
from tracker import feedback
from tracker.database import session_scope
from tracker.jobs.describing import describe
from tracker.jobs.labelling import label_pending
from tracker.jobs.workshop import Workshop
from tracker.recording import Recorder
from tracker.records import ItemKind, ScrapedItem, Verdict

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
WOLF = ScrapedItem(
    "tweedekamer", "zaak:0", ItemKind.KAMERBRIEF, "Landelijke aanpak wolven", number="Z0"
)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Workshop]:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    made = Workshop(read_settings(database_url=url, data_dir=tmp_path / "var"), lambda: NOW)
    yield made
    made.engine.dispose()


def judge(workshop: Workshop, item_id: int, verdict: Verdict, slug: str, at: datetime) -> None:
    with session_scope(workshop.engine) as session:
        feedback.give(
            session, item_id=item_id, verdict=verdict, dossiers=[slug], by=f"p{item_id}",
            via="web", event_key=f"e{item_id}", now=at, taxonomy=workshop.taxonomy,
        )  # fmt: skip


def test_the_card_counts_what_people_judged_in_the_last_90_days(workshop: Workshop) -> None:
    items = [replace(WOLF, key=f"zaak:{n}", number=f"Z{n}", title=f"Wolven {n}") for n in range(4)]
    with session_scope(workshop.engine) as session:
        Recorder(session, 1, NOW, silent=True).record(items)
    label_pending(workshop)
    judge(workshop, 1, Verdict.ACCEPT, "faunabeleid", NOW)
    judge(workshop, 2, Verdict.CHANGE, "natuur", NOW)
    judge(workshop, 3, Verdict.CHANGE, "natuur", NOW - timedelta(days=91))

    facts = describe(workshop)

    assert (facts.stored, facts.judged) == (4, 3)
    assert (facts.recent_judged, facts.recent_right, facts.recent_people) == (2, 1, 2)
    of = {one.slug: one for one in facts.dossiers}
    assert (of["faunabeleid"].judged, of["natuur"].judged, of["wonen"].judged) == (2, 1, 0)
    assert of["faunabeleid"].fixed_items == 6
    assert "2 mensen 2 stukken; bij 50 %" in as_markdown(facts)


def test_the_card_has_the_fields_of_the_register_in_dutch_and_as_json(workshop: Workshop) -> None:
    facts = describe(workshop)
    text, values = as_markdown(facts), json.loads(json.dumps(as_json(facts)))

    for name in ("Naam", "Organisatie", "Doel en impact", "Afwegingen", "Menselijke tussenkomst",
                 "Risicobeheer", "Wettelijke basis", "Gegevens", "Technische werking",
                 "Leverancier", "Contact", "Status", "Begindatum"):  # fmt: skip
        assert f"\n## {name}\n\n" in text
    assert all(field.text for field in fields(facts))
    assert values["methods_and_models"].startswith(f"Model {workshop.classifier.model}")
    assert len(values["quality_per_dossier"]) == len(workshop.taxonomy.dossiers)
    assert "In de laatste 90 dagen is niets beoordeeld." in text
    assert "None" not in text
