"""Every source of pages against every bad answer: nothing lost, nothing made up, caught up.

`python -m tests.faults.pages` runs as a child: one reactor, all sources beside each other,
one fault after another, a line of JSON per (source, fault). For each: a good round, a round
in which every answer is spoiled, a good round again.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from sqlalchemy import delete, func
from sqlmodel import select

from config.loader import load_source, source_names
from config.settings import CONFIG_DIR, Settings, read_settings
from crawler.base import CrawlResult, Totals
from crawler.settings import scrapy_settings
from crawler.shelf import page_spider
from crawler.visits import Visit
from tests.crawler.pages import EXAMPLE_NOW
from tracker import contents
from tracker.database import session_scope
from tracker.intake import saved_tokens
from tracker.jobs.assembling import KAMER, assemble
from tracker.jobs.workshop import Workshop
from tracker.models import ChangeTable, ItemTable, SetAsideTable, SyncTokenTable
from tracker.records import Outcome
from tracker.sandbox.pages.faults import FAULTS
from tracker.sandbox.processes import stand_in

FIXTURES = Path(__file__).parent.parent / "fixtures"


@dataclass(frozen=True, slots=True)
class PageFault:
    """What one source made of one fault; `wrong` is "" when it is as it should be."""

    source: str
    fault: str
    outcome: str
    reason: str
    wrong: str


def page_sources() -> list[str]:
    """Return the names of all sources of pages."""
    return [name for name in source_names() if name != KAMER]


def run(
    folder: Path, sources: Sequence[str], faults: Sequence[str], pages: Path = FIXTURES
) -> Iterator[PageFault]:
    """Carry out the faults against a stand-in in a process of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    with stand_in("pages", folder / "stand-in", 0, "--folder", str(pages)) as address:
        command = [sys.executable, "-m", "tests.faults.pages", "--folder", str(folder)]
        command += ["--address", address, "--sources", *sources, "--faults", *faults]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for line in child.stdout:
                if line.startswith("{"):
                    yield PageFault(**json.loads(line))
        if child.returncode:
            raise RuntimeError(f"tests.faults.pages ended with {child.returncode}")


class Bench:
    """One source with a database of its own, crawled again and again in this reactor."""

    def __init__(self, name: str, folder: Path, address: str) -> None:
        self.name, self.address = name, address
        self.config = load_source(name, CONFIG_DIR)
        self.settings: Settings = read_settings(
            database_url=f"sqlite:///{folder / name}.db", data_dir=folder, sources_url=address
        )
        self.workshop = Workshop(self.settings)
        self.rounds = 0

    async def round(self) -> CrawlResult:
        """Fetch without any saved token, and make items of it when the round allows that."""
        from scrapy.crawler import AsyncCrawlerRunner

        self.rounds += 1
        with session_scope(self.workshop.engine) as session:
            session.connection().execute(delete(SyncTokenTable))
            tokens = saved_tokens(session, self.name)
        totals = Totals()
        values = scrapy_settings(self.settings, self.config) | {
            "RUN_DATABASE": self.settings.database_url,
            "RUN_ID": self.rounds,
            "RUN_RESOURCES": str(self.settings.data_dir / "resources"),
            "RETRY_TIMES": 1,
            "DOWNLOAD_TIMEOUT": 10,
            "LOG_ENABLED": False,
        }
        values["EXTENSIONS"] = {"tests.faults.quiet.QuietReport": 100}
        keys = tuple(str(key) for key in self.config.options.get("example_keys", ()))
        base = f"{self.address}/{self.name}"
        visit = Visit(self.config, EXAMPLE_NOW, base, tokens, keys)
        runner = AsyncCrawlerRunner(values)
        await runner.crawl(page_spider(self.name), visit=visit, totals=totals)
        result = totals.result()
        if result.ended and not result.suspect:
            assemble(self.workshop, self.name, self.rounds)
        return result

    def state(self) -> tuple[dict[str, bytes], int]:
        """Return (standing items as JSON by key, number of changes that were recorded)."""
        with session_scope(self.workshop.engine) as session:
            rows = session.exec(select(ItemTable.key, ItemTable.content, ItemTable.deleted_at))
            items = {
                key: contents.dump(contents.load(content))
                for key, content, deleted_at in rows
                if deleted_at is None
            }
            changes = session.exec(select(func.count()).select_from(ChangeTable)).one()
        return items, changes

    def set_aside(self) -> int:
        """Return how much was set aside, with its reason."""
        with session_scope(self.workshop.engine) as session:
            return session.exec(select(func.count()).select_from(SetAsideTable)).one()

    def fault(self, name: str) -> None:
        """Spoil every answer of this source; "none" mends it."""
        with urlopen(Request(f"{self.address}/_fault/{self.name}/{name}", method="POST")):
            return


def _verdict(
    spoiled: CrawlResult,
    mended: CrawlResult,
    states: tuple[tuple[dict[str, bytes], int], ...],
) -> str:
    """Return what is wrong, "" when nothing is."""
    before, during, after = states
    problems = []
    if spoiled.outcome is Outcome.COMPLETE and during != before:
        problems.append("a round called complete changed items")
    if during[0] != before[0]:
        lost = sorted(before[0].keys() - during[0].keys())
        problems.append(f"items differ after the fault; lost {lost[:3]}")
    if during[1] != before[1]:
        problems.append("changes were recorded")
    if spoiled.outcome is not Outcome.COMPLETE and not spoiled.reason:
        problems.append("no reason given")
    if mended.outcome is Outcome.FAILED or after[0] != before[0]:
        problems.append(f"not caught up: {mended.outcome.value} {mended.reason}")
    return "; ".join(problems)


async def _try(bench: Bench, faults: Sequence[str]) -> None:
    await bench.round()
    for name in faults:
        before = bench.state()
        bench.fault(name)
        spoiled = await bench.round()
        during = bench.state()
        bench.fault("none")
        mended = await bench.round()
        wrong = _verdict(spoiled, mended, (before, during, bench.state()))
        if not before[0]:
            wrong = "the good round gave no items"
        found = PageFault(bench.name, name, spoiled.outcome.value, spoiled.reason[:200], wrong)
        sys.stdout.write(json.dumps(asdict(found)) + "\n")
        sys.stdout.flush()


async def _all(benches: Sequence[Bench], faults: Sequence[str]) -> None:
    await asyncio.gather(*(_try(bench, faults) for bench in benches))


def main() -> None:
    """Run the faults that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--address", required=True)
    parser.add_argument("--sources", nargs="+", default=page_sources())
    parser.add_argument("--faults", nargs="+", default=list(FAULTS))
    arguments = parser.parse_args()
    from scrapy.utils.reactor import install_reactor

    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor
    from twisted.internet.defer import Deferred

    benches = [Bench(name, arguments.folder, arguments.address) for name in arguments.sources]
    done = Deferred.fromFuture(asyncio.ensure_future(_all(benches, arguments.faults)))
    failures: list[object] = []
    done.addErrback(failures.append)
    done.addBoth(lambda _: reactor.stop())  # type: ignore[attr-defined]
    reactor.run()  # type: ignore[attr-defined]
    for failure in failures:
        sys.stderr.write(f"{failure}\n")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
