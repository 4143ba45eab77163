"""The command that shows every source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tracker.cli.output import AsJson, print_json, table

if TYPE_CHECKING:
    from tracker.jobs.sources import SourceLine


def sources(as_json: AsJson = False) -> None:
    """Laat alle bronnen zien: aan of uit, laatste succes, items, volgende ronde."""
    from config.settings import read_settings
    from tracker.jobs.sources import source_lines
    from tracker.jobs.workshop import Workshop

    lines = source_lines(Workshop(read_settings()))
    if as_json:
        print_json([line.as_json() for line in lines])
        return
    columns = ("bron", "staat", "laatst gelukt", "items", "volgende ronde", "vers")
    table("Bronnen", columns, [_row(line) for line in lines])


def _row(line: SourceLine) -> tuple[str, ...]:
    from tracker import dutch

    last, following = line.last_success_at, line.next_run_at
    states = {(True, True): "aan", (True, False): "aan, adres nog nakijken"}
    fresh = {True: "ja", False: f"nee: langer dan {line.freshness_hours} uur stil", None: ""}
    return (
        line.name,
        states.get((line.enabled, line.confirmed), "uit"),
        dutch.moment(last) if last else "nog nooit",
        dutch.number(line.items),
        dutch.moment(following) if following else "",
        fresh[line.fresh],
    )


COMMANDS = {"sources": sources}
