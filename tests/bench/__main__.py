"""`make bench`: measure speed and size; print a table, write var/bench.json.

Ratios are against the baseline of the same run: the same pages read as JSON and upserted
raw into SQLite, nothing else. Machines are noisy; compare within a run.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from tests.bench import heavy, latency, linear, measures, pages, searching, sending
from tests.bench.measures import Figures

ROOT = Path(__file__).parents[2]
COMMANDS = (("--help",), ("newsletter", "--help"), ("tap", "status"), ("check", "--no-live"))


def alone(work: Callable[..., Figures], *arguments: Any) -> Figures:
    """Run one measure in a fresh process, so that memory and caches are its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def measure(samples: Path | None, folder: Path, *, polled: bool) -> dict[str, Figures]:
    """Return all figures by name."""
    paths = pages.captured(samples) or pages.invented(folder / "pages", 200)
    raw, database = folder / "raw.db", folder / "items.db"
    results = {"baseline: JSON to SQLite": alone(measures.baseline, paths, raw)}
    results["replay, all new"] = alone(measures.through_the_chain, paths, database)
    results["replay again, nothing new"] = alone(measures.through_the_chain, paths, database)
    results |= classifying(samples, database)
    week = measures.week_with_most(database) if pages.captured(samples) else "2024-W05"
    results[f"compose and render {week}"] = alone(measures.compose, database, week)
    results |= reading(folder) | editing(folder)
    for command in COMMANDS:
        results[f"start: {' '.join(command)}"] = measures.start(command)
    return results | to_slack(folder, polled=polled)


def editing(folder: Path) -> dict[str, Figures]:
    """Return how long a heavy week takes: its draft, a report, the editor's pages."""
    home = folder / "heavy"
    home.mkdir()
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(heavy.drafted, home).result()


def reading(folder: Path) -> dict[str, Figures]:
    """Return how long 10,000 personal letters take, their sending, and searching."""
    return {
        "personal letters": alone(sending.letters),
        "personal letters to a mail server": alone(sending.deliver, folder / "sending"),
        **searching.search(folder / "searching"),
    }


def classifying(samples: Path | None, database: Path) -> dict[str, Figures]:
    """Return the speed of the whole pipeline, and of the simple linear baseline beside it."""
    gold = samples.parents[1] / "gold" if samples else None
    simple = alone(linear.classify_linear, database, gold)
    results = {"classify, simple linear baseline": simple}
    for processes in (1, 2):
        name = f"classify, {processes} process" + ("es" if processes > 1 else "")
        found = results[name] = alone(measures.classify, database, processes)
        found["of_linear"] = found["items_a_second"] / simple["items_a_second"]
    return results


def to_slack(folder: Path, *, polled: bool) -> dict[str, Figures]:
    """Return how long it takes from the source to Slack; with `polled` by a real schedule too."""
    measured = {
        "a poll with 200 changes, until the outbox": latency.processing,
        "one change to Slack, without the wait for a poll": latency.modelled,
    }
    if polled:
        measured["changes to Slack, polled each minute for real"] = latency.polled
    results = {}
    for number, (name, work) in enumerate(measured.items()):
        home = folder / f"latency-{number}"
        home.mkdir()
        results[name] = alone(work, home)
    return results


def tell(results: dict[str, Figures]) -> None:
    """Print what the table has no column for."""
    named = ("cpu_seconds", "p95_with_wait_seconds", "p95_seconds", "worst_seconds",
             "p50_ms", "p95_ms", "worst_ms")  # fmt: skip
    for name, values in results.items():
        found = [f"{one.replace('_', ' ')} {values[one]:.1f}" for one in named if one in values]
        if found:
            Console().print(f"{name}: {', '.join(found)}")


def show(results: dict[str, Figures]) -> None:
    """Print the table."""
    base = results.get("baseline: JSON to SQLite", {}).get("rows_a_second", 0.0)
    table = Table(title="Bench", title_justify="left")
    for column in ("measure", "count", "seconds", "a second", "of baseline", "peak MB"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for name, values in results.items():
        speed = values.get("rows_a_second")
        rate = speed or values.get("items_a_second")
        peak = values.get("peak_megabytes")
        table.add_row(
            name,
            f"{int(values.get('rows', values.get('items', 0))):,}",
            f"{values['seconds']:.2f}",
            f"{rate:,.0f}" if rate else "",
            _share(values, base),
            f"{peak:.0f}" if peak else "",
        )
    Console().print(table)


def _share(values: Figures, base: float) -> str:
    """Return the speed as a share of its baseline: the raw upsert, or the linear one."""
    if "of_linear" in values:
        return f"{values['of_linear']:.2f} of linear"
    if "of_bare" in values:
        return f"{values['of_bare']:.2f} of smtplib"
    speed = values.get("rows_a_second")
    return f"{speed / base:.2f}" if speed and base else ""


def _chosen(options: argparse.Namespace, folder: Path) -> dict[str, Figures]:
    if options.latency:
        return to_slack(folder, polled=options.polled)
    if options.editing:
        return editing(folder)
    if options.readers:
        return reading(folder)
    return measure(options.samples, folder, polled=options.polled)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    beside = ROOT.parent / "shared/sources/samples"
    parser.add_argument("--samples", type=Path, default=beside if beside.is_dir() else None)
    parser.add_argument("--latency", action="store_true", help="only the way to Slack")
    parser.add_argument("--editing", action="store_true", help="only a heavy week in the editor")
    parser.add_argument("--readers", action="store_true", help="only letters, sending and search")
    parser.add_argument(
        "--polled",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="poll each minute for real, which takes five minutes",
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/start.db"
        os.environ["DATA_DIR"] = folder
        results = _chosen(options, Path(folder))
    show(results)
    tell(results)
    chosen = [name for name in ("latency", "editing", "readers") if getattr(options, name)]
    part = "".join(f"-{name}" for name in chosen)
    out = ROOT / f"var/bench{part}.json"
    out.parent.mkdir(exist_ok=True)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    report = {"machine": machine, "captured": options.samples is not None, "measures": results}
    out.write_bytes(orjson.dumps(report, option=orjson.OPT_INDENT_2))
    sys.stdout.buffer.write(orjson.dumps(report) + b"\n")
    Console().print(f"Written to {out.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
