"""Sources with rounds of their own: when they are due, and what the list says of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.loader import source_names
from config.settings import read_settings
from tracker.jobs.catalogue import enabled_sources, rounds, work_of
from tracker.jobs.sources import source_lines
from tracker.jobs.workshop import Workshop

NOW = datetime(2026, 11, 26, 15, 1, tzinfo=UTC)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    settings = read_settings(database_url=f"sqlite:///{tmp_path / 'a.db'}", data_dir=tmp_path)
    return Workshop(settings, lambda: NOW)


def test_every_enabled_source_with_a_cron_line_has_a_round_of_its_own(workshop: Workshop) -> None:
    planned = {plan.job for plan in rounds(workshop)}

    assert planned == {
        f"bron-{name}" for name in enabled_sources(workshop) if workshop.source(name).cron
    }
    assert "bron-tweedekamer" not in planned


def test_a_job_that_nobody_wrote_is_refused() -> None:
    with pytest.raises(KeyError):
        work_of("koffie")


def test_the_list_names_every_source_and_says_which_are_off(workshop: Workshop) -> None:
    lines = {line.name: line for line in source_lines(workshop)}

    assert set(lines) == set(source_names())
    kamer, feeds = lines["tweedekamer"], lines["feeds"]
    assert kamer.enabled
    assert kamer.next_run_at == datetime(2026, 11, 26, 15, 5, tzinfo=UTC)
    assert kamer.last_success_at is None
    assert kamer.fresh is None
    assert not feeds.enabled
    assert feeds.next_run_at is None
