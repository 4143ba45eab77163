"""Commands that fetch: one source, one full cycle, or captured pages from disk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tracker.cli.output import AsJson, figures, print_json, progress, say, table, week_or_this
from tracker.records import Json


def crawl(
    source: Annotated[str, typer.Argument(help="Naam van de bron, zoals tweedekamer.")],
    category: Annotated[str, typer.Option(help="Alleen deze soort, zoals Activiteit.")] = "",
    token: Annotated[str, typer.Option(help="Begin bij dit punt in de stroom.")] = "",
    as_json: AsJson = False,
) -> None:
    """Haal één bron op en leg vast wat nieuw of anders is."""
    from config.settings import read_settings
    from tracker.jobs.crawling import crawl as fetch
    from tracker.jobs.workshop import Workshop
    from tracker.records import Outcome

    workshop = Workshop(read_settings())
    with progress(quiet=as_json) as advance:
        report = fetch(
            workshop, source, workshop.clock(), category=category, token=token, progress=advance
        )
    if report is None:
        say("Deze ronde is al gedaan, of een ander proces haalt deze bron nu op.")
        return
    if as_json:
        print_json(report.as_json())
    else:
        _show_crawl(source, report.as_json())
    raise typer.Exit(0 if report.crawl.outcome is not Outcome.FAILED else 1)


def _show_crawl(source: str, values: dict[str, Json]) -> None:
    names = {
        "pages": "pagina's gelezen",
        "fetched": "rijen opgehaald",
        "stored": "rijen nieuw of gewijzigd",
        "unchanged": "rijen ongewijzigd",
        "set_aside": "rijen apart gezet",
        "signals": "onbekende waarden",
        "items_new": "items nieuw",
        "items_changed": "items gewijzigd",
        "items_deleted": "items verwijderd",
        "changes": "wijzigingen",
    }
    figures(f"Bron {source}", {title: values[name] for name, title in names.items()})
    outcomes = {"complete": "gelukt", "partial": "deels gelukt", "failed": "mislukt"}
    words = outcomes.get(str(values["outcome"]), str(values["outcome"]))
    say(f"Uitkomst: {words}{f' ({reason})' if (reason := values['reason']) else ''}.")


def run(as_json: AsJson = False) -> None:
    """Doe één volledige ronde: ophalen, vergelijken, beoordelen, melden."""
    from config.settings import read_settings
    from tracker.jobs.catalogue import enabled_sources
    from tracker.jobs.cycle import cycle
    from tracker.jobs.transports import transport_for
    from tracker.jobs.workshop import Workshop
    from tracker.records import Outcome

    workshop = Workshop(read_settings())
    sources = enabled_sources(workshop)
    with transport_for(workshop) as transport, progress(quiet=as_json) as advance:
        report = cycle(workshop, sources, workshop.clock(), transport, progress=advance)
    if as_json:
        print_json(report.as_json())
    else:
        show_cycle(report.as_json())
    raise typer.Exit(0 if report.outcome is not Outcome.FAILED else 1)


def show_cycle(values: dict[str, object]) -> None:
    """Print the closing table of a cycle."""
    names = {
        "fetched": "opgehaald (rijen)",
        "stored": "nieuw opgeslagen (items)",
        "changed": "gewijzigd (items)",
        "tagged": "gelabeld voor een dossier",
        "pinged": "gemeld",
        "failed": "niet gemeld door een fout",
    }
    figures("Ronde", {title: values[name] for name, title in names.items()})


def replay(
    paths: Annotated[list[Path], typer.Argument(help="Mappen, archieven of bewaarde pagina's.")],
    week: Annotated[str, typer.Option(help="Zet de klok op deze week en maak het concept.")] = "",
    as_json: AsJson = False,
) -> None:
    """Lees bewaarde pagina's van elke bron door de hele keten."""
    from config.settings import read_settings
    from tracker.jobs.replay import replay_week
    from tracker.jobs.workshop import system_clock

    now = system_clock()
    wanted = week_or_this(week, now) if week else ""
    with progress(quiet=as_json) as advance:
        outcome = replay_week(read_settings(), paths, wanted, now, advance)
    if as_json:
        print_json(outcome)
        return
    _show_replay(outcome)


def _show_replay(outcome: dict[str, Json]) -> None:
    rows = [(name, *count.values()) for name, count in outcome["rows"].items()]
    columns = ("soort", "gelezen", "uniek", "verwijderd", "levend", "apart gezet")
    if rows or not outcome["sources"]:
        table("Gelezen rijen", columns, rows)
    if outcome["sources"]:
        names = ("pages", "rows", "set_aside", "items")
        lines = [
            (source, *(count[name] for name in names))
            for source, count in outcome["sources"].items()
        ]
        table("Andere bronnen", ("bron", "pagina's", "rijen", "apart gezet", "items"), lines)
    figures("Items", outcome["items"])
    if unknown := outcome["unrecognised"]:
        more = f" en nog {len(unknown) - _NAMED}" if len(unknown) > _NAMED else ""
        say(f"Niet herkend ({len(unknown)}): {', '.join(unknown[:_NAMED])}{more}.")
    if "draft" in outcome:
        say(f"Concept: {outcome['draft']['html']}")


_NAMED = 20
"""Names of files that are printed; with --json all of them."""


COMMANDS = {"crawl": crawl, "run": run, "replay": replay}
