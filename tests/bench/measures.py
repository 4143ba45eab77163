"""What is measured; each runs in a process of its own and returns plain figures."""

from __future__ import annotations

import resource
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from config.loader import load_people, load_recess, load_taxonomy
from config.settings import read_settings
from crawler.archive import stream
from tracker import dutch
from tracker.jobs import drafting
from tracker.jobs.replay import clock_of, replay
from tracker.jobs.workshop import Workshop

Figures = dict[str, float]


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _rows(paths: list[Path]) -> Iterator[tuple[str, list[dict[str, object]]]]:
    for name, data in stream(paths, lambda problem: None):
        page = orjson.loads(data)
        rows = page.get("value", []) if isinstance(page, dict) else page
        if rows and "Id" in rows[0]:
            yield name, rows


def baseline(paths: list[Path], database: Path) -> Figures:
    """Read the same pages as JSON and upsert each row raw into SQLite; nothing else."""
    started = time.perf_counter()
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("CREATE TABLE raw (id TEXT PRIMARY KEY, changed TEXT, body BLOB)")
    statement = (
        "INSERT INTO raw VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE "
        "SET changed = excluded.changed, body = excluded.body"
    )
    count = 0
    for _, rows in _rows(paths):
        values = [(row["Id"], row["ApiGewijzigdOp"], orjson.dumps(row)) for row in rows]
        with connection:
            connection.executemany(statement, values)
        count += len(rows)
    seconds = time.perf_counter() - started
    return {"rows": count, "seconds": seconds, "rows_a_second": count / seconds}


def through_the_chain(paths: list[Path], database: Path) -> Figures:
    """Replay the pages: parse, compare, store, put items together."""
    workshop = Workshop(read_settings(database_url=f"sqlite:///{database}"))
    started = time.perf_counter()
    result = replay(workshop, paths, datetime.now(UTC))
    seconds = time.perf_counter() - started
    count = sum(entity.read for entity in result.counts.values())
    return {
        "rows": count,
        "seconds": seconds,
        "rows_a_second": count / seconds,
        "items": sum(result.items.values()),
        "new": result.rows.new,
        "changed": result.rows.changed,
        "peak_megabytes": _peak_megabytes(),
    }


def classify(database: Path, processes: int) -> Figures:
    """Classify stored items, titles and file titles as they came."""
    from nlp.classifier import load
    from tracker.records import ClassifierInput

    connection = sqlite3.connect(database)
    rows = connection.execute(
        "SELECT id, title, kind, content FROM item WHERE rowid % 7 = 0 LIMIT 20000"
    ).fetchall()
    items = [
        ClassifierInput(
            str(row[0]), row[1], row[2], file_title=orjson.loads(row[3]).get("file_title", "")
        )
        for row in rows
    ]
    began = time.perf_counter()
    classifier = load(load_taxonomy())
    loaded = time.perf_counter() - began
    started = time.perf_counter()
    count = sum(1 for _ in classifier.classify_many(items, processes=processes))
    seconds = time.perf_counter() - started
    return {
        "items": count,
        "processes": processes,
        "load_seconds": loaded,
        "seconds": seconds,
        "items_a_second": count / seconds,
    }


def compose(database: Path, week: str) -> Figures:
    """Compose and render the edition of a week whose items are labelled already."""
    from newsletter import render
    from newsletter.compose import compose as make

    settings = read_settings(database_url=f"sqlite:///{database}")
    moment = clock_of(week)
    workshop = Workshop(settings, lambda: moment)
    drafting.draft(workshop, week)
    taxonomy = load_taxonomy()
    people, recess = load_people(taxonomy), load_recess()
    times = []
    for _ in range(5):
        started = time.perf_counter()
        material = drafting.material(workshop, week)
        edition = make(material, week, taxonomy, people, recess, moment)
        shown = (render.html(edition), render.text(edition), render.page(edition))
        times.append(time.perf_counter() - started)
    return {
        "items": len(material.items),
        "blocks": len(edition.blocks),
        "kilobytes": sum(len(text.encode()) for text in shown) / 1024,
        "seconds": statistics.median(times),
    }


def start(command: tuple[str, ...]) -> Figures:
    """Time a command from its start to its end; the median of five."""
    times = []
    for _ in range(5):
        started = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "tracker", *command], capture_output=True)
        times.append(time.perf_counter() - started)
        assert done.returncode == 0, done.stderr.decode()
    return {"seconds": statistics.median(times), "worst": max(times)}


def week_with_most(database: Path) -> str:
    """Return the ISO week in which most activiteiten take place."""
    connection = sqlite3.connect(database)
    rows = connection.execute(
        "SELECT substr(starts_at, 1, 10), count(*) FROM item WHERE kind = 'activiteit' "
        "AND starts_at IS NOT NULL GROUP BY 1"
    )
    weeks: dict[str, int] = {}
    for day, count in rows:
        week = dutch.week_of(datetime.fromisoformat(day).date())
        weeks[week] = weeks.get(week, 0) + count
    return max(weeks, key=lambda week: weeks[week], default="2025-W40")
