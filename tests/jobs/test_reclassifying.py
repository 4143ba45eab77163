"""The archive is classified again: silently, around what people judged, through kill -9."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import col, func, select

from config.settings import read_settings
from tracker import labels, queries
from tracker.database import read_scope, session_scope
from tracker.errors import HaagseZakenError
from tracker.jobs.reclassifying import Part, model_counts, reclassify, remaining
from tracker.jobs.workshop import Workshop
from tracker.models import ChangeTable, ClassificationTable, ItemTable, LabelTable, SwitchTable
from tracker.recording import Recorder, mark_routed
from tracker.records import Classification, DossierMatch, ItemKind, ScrapedItem

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
OLD = Classification(False, 0.5, certain=False, model="oud")
WOLF = ScrapedItem(
    "tweedekamer", "zaak:0", ItemKind.KAMERBRIEF, "Landelijke aanpak wolven", number="Z0",
    subtype="Brief regering", published_on=NOW.date(),
)  # fmt: skip


@pytest.fixture
def workshop(engine: Engine, database_url: str, tmp_path: Path) -> Iterator[Workshop]:
    settings = read_settings(database_url=database_url, data_dir=tmp_path / "var")
    made = Workshop(settings, lambda: NOW)
    yield made
    made.engine.dispose()
    del engine


def fill(workshop: Workshop, items: list[ScrapedItem], *, silent: bool = True) -> list[int]:
    """Store items as the model "oud" classified them, their changes routed to nobody."""
    with session_scope(workshop.engine) as session:
        Recorder(session, 1, NOW, silent=silent).record(items)
        rows = session.exec(select(ItemTable).order_by(col(ItemTable.id))).all()
        for row in rows:
            assert row.id is not None
            row.classified_version = row.version
            session.add(
                ClassificationTable(
                    item_id=row.id, version=row.version, relevant=False, relevance=0.5,
                    certain=False, model="oud", classified_at=NOW - timedelta(days=9),
                )
            )  # fmt: skip
        session.flush()
        changes = session.exec(select(ChangeTable.id)).all()
        mark_routed(session, [one for one in changes if one is not None], NOW)
        return [row.id for row in rows if row.id is not None]


def number_of(workshop: Workshop, model: str) -> int:
    with read_scope(workshop.engine) as session:
        return model_counts(session).get(model, 0)


def many(count: int) -> list[ScrapedItem]:
    return [
        replace(WOLF, key=f"zaak:{n}", number=f"Z{n}", title=f"Landelijke aanpak wolven {n}")
        for n in range(count)
    ]


def test_everything_gets_the_word_of_the_model_in_use_but_what_a_person_judged(
    workshop: Workshop,
) -> None:
    ids = fill(workshop, many(3))
    with session_scope(workshop.engine) as session:
        judged = session.get_one(ClassificationTable, ids[1])
        judged.judged_by = "anna"
        session.add(judged)
    assert remaining(workshop) == 2

    done = reclassify(workshop)

    assert (done.items, done.relevant, done.changed, done.resumed) == (2, 2, 2, False)
    assert remaining(workshop) == 0
    with read_scope(workshop.engine) as session:
        labelled = set(session.exec(select(LabelTable.item_id)))
        assert session.get(SwitchTable, "reclassify") is None
    assert labelled == {ids[0], ids[2]}
    assert reclassify(workshop).items == 0
    workshop.clock = lambda: NOW + timedelta(hours=1)
    assert reclassify(workshop, Part(afresh=True)).items == 2


def test_only_coming_activiteiten_are_told(workshop: Workshop) -> None:
    debate = replace(WOLF, kind=ItemKind.ACTIVITEIT, subtype="Commissiedebat", published_on=None)
    coming = replace(debate, key="a:1", number="A1", starts_at=NOW + timedelta(days=3))
    past = replace(debate, key="a:2", number="A2", starts_at=NOW - timedelta(days=3))
    ids = fill(workshop, [coming, past, WOLF], silent=False)

    assert reclassify(workshop).relevant == 3

    with read_scope(workshop.engine) as session:
        waiting = select(ChangeTable.item_id).where(col(ChangeTable.routed_at).is_(None))
        assert list(session.exec(waiting)) == [ids[0]]


def test_a_part_is_a_dossier_or_what_is_recent(workshop: Workshop) -> None:
    older = replace(WOLF, key="zaak:9", number="Z9", published_on=NOW.date() - timedelta(days=400))
    recent, old = fill(workshop, [WOLF, older])
    with session_scope(workshop.engine) as session:
        session.add(
            LabelTable(item_id=old, slug="faunabeleid", bac="x", score=1, position=0, evidence=[])
        )

    assert remaining(workshop, Part(since=NOW.date())) == 1
    assert reclassify(workshop, Part(dossier="faunabeleid")).items == 1
    assert reclassify(workshop, Part(since=NOW.date())).items == 1
    assert remaining(workshop) == 0
    with pytest.raises(HaagseZakenError, match="Onbekend dossier: bestaat-niet"):
        reclassify(workshop, Part(dossier="bestaat-niet"))
    assert recent != old


def test_an_answer_on_an_older_version_does_not_replace_a_newer_one(workshop: Workshop) -> None:
    (item_id,) = fill(workshop, [WOLF])
    match = DossierMatch("wonen", "ruimte-leefomgeving", 0.9)
    with session_scope(workshop.engine) as session:
        stored = queries.stored_items(session, [item_id])[item_id]
        newer = replace(stored, version=2)
        labels.store(session, [(newer, replace(OLD, dossiers=(match,)))], NOW)
        labels.store(session, [(stored, OLD)], NOW)
        kept = session.exec(select(LabelTable.slug)).all()
    assert kept == ["wonen"]


def test_a_run_that_is_killed_goes_on_where_it_was(workshop: Workshop) -> None:
    count = 3_000
    ids = fill(workshop, many(count))
    with session_scope(workshop.engine) as session:
        judged = session.get_one(ClassificationTable, ids[-1])
        judged.judged_by = "anna"
        session.add(judged)
    command = [sys.executable, "-m", "tracker", "reclassify", "--processes", "2"]
    settings = workshop.settings
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
    }
    first = subprocess.Popen(command, env=environment, start_new_session=True)
    try:
        while number_of(workshop, "oud") > count - 500:
            assert first.poll() is None
            time.sleep(0.02)
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        first.wait()
    done_before = count - number_of(workshop, "oud")
    assert 0 < done_before < count - 1

    result = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)

    assert "Verder gegaan" in result.stdout
    assert f"{count - 1 - done_before} stukken opnieuw bekeken" in result.stdout
    assert number_of(workshop, "oud") == 1
    with read_scope(workshop.engine) as session:
        labelled = session.exec(select(func.count(func.distinct(LabelTable.item_id)))).one()
        unrouted = select(ChangeTable.id).where(col(ChangeTable.routed_at).is_(None))
        assert session.exec(unrouted).all() == []
    assert labelled == count - 1
