"""Try one source for real, into a database that is thrown away, and say what it answered."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from config.settings import Settings
from crawler.base import CrawlResult
from tracker import queries
from tracker.database import read_scope
from tracker.jobs.checking import Finding
from tracker.jobs.crawling import crawl
from tracker.jobs.workshop import Workshop, system_clock
from tracker.records import Outcome
from tracker.wording import KIND_WORDS, shorten

_EXAMPLES = 3
_WIDTH = 90


def try_source(settings: Settings, name: str) -> list[Finding]:
    """Return what one round of a source gave; nothing of it is kept.

    Raises ConfigFileError for a source that is not in the configuration.
    """
    with TemporaryDirectory() as folder:
        values = {"database_url": f"sqlite:///{folder}/proef.db", "data_dir": Path(folder)}
        workshop = Workshop(settings.model_copy(update=values))
        source = workshop.source(name)
        report = crawl(workshop, name, system_clock())
        assert report is not None
        findings = [_answered(name, report.crawl), *_made(workshop, name)]
        workshop.engine.dispose()
    if not source.confirmed:
        text = "zet confirmed: true in de configuratie als dit antwoord klopt"
        findings.append(Finding(name, True, f"nog niet eerder met de echte bron gezien; {text}"))
    return findings


def _answered(name: str, result: CrawlResult) -> Finding:
    if result.outcome is Outcome.FAILED:
        return Finding(name, False, f"geen bruikbaar antwoord: {result.reason}")
    text = f"{result.pages} pagina's, {result.rows} regels, {result.set_aside} apart gezet"
    if result.outcome is Outcome.PARTIAL:
        return Finding(name, result.rows > result.set_aside, f"{text}; {result.reason}")
    return Finding(name, True, text)


def _made(workshop: Workshop, name: str) -> list[Finding]:
    with read_scope(workshop.engine) as session:
        stored = [one.item for one in queries.newest(session, name, 1_000)]
    if not stored:
        return [Finding(name, False, "er kwam geen enkel item uit; kijk naar de configuratie")]
    counts: dict[str, int] = {}
    for item in stored:
        counts[KIND_WORDS[item.kind]] = counts.get(KIND_WORDS[item.kind], 0) + 1
    kinds = ", ".join(f"{count}x {kind}" for kind, count in sorted(counts.items()))
    titles = "; ".join(shorten(item.title, _WIDTH) for item in stored[:_EXAMPLES])
    return [Finding(name, True, f"{kinds}. Voorbeelden: {titles}")]
