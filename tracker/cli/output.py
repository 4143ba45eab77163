"""How commands show things: JSON for programs, tables and progress bars for people."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import orjson
import typer

from tracker.records import Json

Progress = Callable[[str, int], None]
AsJson = Annotated[bool, typer.Option("--json", help="Schrijf JSON, voor een programma.")]


def print_json(value: Json) -> None:
    """Print a value as indented JSON."""
    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2) + b"\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """Print one line for a person, at once also when it goes to a log."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print one line on standard error."""
    sys.stderr.write(text + "\n")


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table; columns after the first are aligned to the right."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=title, title_justify="left", header_style="bold")
    for place, column in enumerate(columns):
        shown.add_column(column, justify="left" if place == 0 else "right")
    for row in rows:
        shown.add_row(*(str(value) for value in row))
    Console().print(shown)


def figures(title: str, values: Mapping[str, object]) -> None:
    """Print a table of names and figures."""
    table(title, ("", "aantal"), list(values.items()))


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Show a bar per stage on a terminal; nothing elsewhere, or when `quiet`."""
    if quiet or not sys.stderr.isatty():
        yield lambda _stage, _count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    bars = Progress(
        TextColumn("{task.description:<14}"),
        BarColumn(),
        TextColumn("{task.completed:>8,.0f}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    tasks = {}

    def advance(stage: str, count: int) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, total=None)
        bars.advance(tasks[stage], count)

    with bars:
        yield advance


def week_or_this(text: str, now: datetime) -> str:
    """Return the ISO week that was asked for, or the present one; an error names the form."""
    from tracker import dutch
    from tracker.errors import HaagseZakenError

    week = text or dutch.week_of(dutch.day_of(now))
    try:
        dutch.week_days(week)
    except ValueError as error:
        raise HaagseZakenError(str(error)) from None
    return week
