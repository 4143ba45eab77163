"""Do the links of an edition work? Asked politely, with what was found kept for a while.

Only addresses on the public internet are asked: every name is resolved first, and the
connection goes to exactly the address that was looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import orjson

from crawler.settings import user_agent
from newsletter.checks import Problem, problem
from newsletter.links import Link, links_of
from tracker import dutch, editions
from tracker.database import read_scope
from tracker.jobs.link_asking import Answer, Asker
from tracker.jobs.workshop import Workshop
from tracker.records import Edition, Stage

RULE = "link"
FRESH, FRESH_TROUBLE = timedelta(hours=24), timedelta(minutes=30)
"""How long an answer counts; one that is about us or the network counts less long."""
_KEPT = timedelta(days=30)
_AT_ONCE = 4
_OPEN = frozenset({Stage.CONCEPT.value, Stage.APPROVED.value, Stage.SCHEDULED.value})
_FILE = "links.json"


@dataclass(frozen=True, slots=True)
class Known:
    """What was found of an address, and when."""

    answer: Answer
    at: datetime

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether the answer still counts."""
        return now - self.at <= (FRESH if self.answer.is_sure else FRESH_TROUBLE)


def known(workshop: Workshop) -> dict[str, Known]:
    """Return the answers that were kept, by address; nothing when the file cannot be read."""
    try:
        kept = orjson.loads((workshop.data_dir / _FILE).read_bytes())
        return {
            url: Known(Answer(one["outcome"], one["detail"]), datetime.fromisoformat(one["at"]))
            for url, one in kept.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _keep(workshop: Workshop, answers: Mapping[str, Known], now: datetime) -> None:
    kept = {
        url: {"outcome": one.answer.outcome, "detail": one.answer.detail, "at": one.at.isoformat()}
        for url, one in sorted(answers.items())
        if now - one.at <= _KEPT
    }
    target = workshop.data_dir / _FILE
    draft = target.with_suffix(".new")
    draft.write_bytes(orjson.dumps(kept, option=orjson.OPT_INDENT_2))
    draft.replace(target)


def _problems(links: Iterable[Link], answers: Mapping[str, Known]) -> tuple[Problem, ...]:
    found: dict[str, Problem] = {}
    for link in links:
        one = answers.get(link.url)
        if one is None or one.answer.is_good:
            continue
        text = f"De link “{link.text}” ({link.url}) {one.answer.words}."
        made = problem(RULE, link.block_key, text, one.answer.todo, f"{link.url} {one.answer}")
        found.setdefault(made.key, made)
    return tuple(found.values())


def remembered(workshop: Workshop, edition: Edition) -> tuple[Problem, ...]:
    """Return the problems that are known already; asks nothing of anybody."""
    return _problems(links_of(edition), known(workshop))


async def _ask_all(asker: Asker, urls: Iterable[str]) -> dict[str, Answer]:
    """Ask every address: four at a time, and of one host one at a time."""
    together = asyncio.Semaphore(_AT_ONCE)
    hosts: dict[str, asyncio.Lock] = {}

    async def one(url: str) -> tuple[str, Answer]:
        host = hosts.setdefault(urlsplit(url).hostname or "", asyncio.Lock())
        async with host, together:
            return url, await asker.ask(url)

    return dict(await asyncio.gather(*(one(url) for url in urls)))


def check(
    workshop: Workshop, edition: Edition, *, inside: frozenset[str] = frozenset()
) -> tuple[Problem, ...]:
    """Ask every link of an edition of which no fresh answer is known; return the problems.

    Takes as long as the sites take: for a job, not for a page. Hosts in `inside` may be on this
    machine, for tests.
    """
    links, now, answers = links_of(edition), workshop.clock(), known(workshop)
    urls = sorted({link.url for link in links})
    wanted = [url for url in urls if url not in answers or not answers[url].is_fresh(now)]
    if wanted:
        asker = Asker(user_agent(workshop.settings), inside=inside)
        fresh = asyncio.run(_ask_all(asker, wanted))
        answers |= {url: Known(answer, now) for url, answer in fresh.items()}
        _keep(workshop, answers, now)
    return _problems(links, answers)


def check_open(workshop: Workshop) -> dict[str, int]:
    """Check the editions that are not sent yet; return by week how many links have a problem."""
    first = dutch.week_after(dutch.week_of(dutch.day_of(workshop.clock())), -1)
    with read_scope(workshop.engine) as session:
        found = [
            editions.load(session, one.week)
            for one in editions.list_editions(session)
            if one.week >= first and one.status in _OPEN
        ]
    return {one.week: len(check(workshop, one)) for one in found if one is not None}
