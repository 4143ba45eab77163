"""How fast the search is over 500,000 items on SQLite, with twenty readers at once.

The baseline is the same question as LIKE on the title, asked by one reader alone: what the
search page did before there was an index.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import insert
from sqlmodel import col, select

from tracker.database import Engine, migrate, open_engine, read_scope, session_scope
from tracker.models import ItemTable
from tracker.records import ItemKind
from tracker.search import entries
from tracker.search.entries import PUBLIC, Entry, Place
from tracker.search.finding import Audience, SearchQuery, find
from tracker.search.index import facets_of

Figures = dict[str, float]
ITEMS, READERS, QUERIES = 500_000, 20, 1_000
TODAY = date(2026, 11, 23)
_BATCH = 10_000
_PAUSE = 0.5
"""Seconds that a reader looks at results before asking again, on average."""
_WARM = 20
"""Questions of each reader that are not counted: a server has read its index before."""
_STEMS = ("stikstof", "natuur", "woning", "water", "energie", "spoor", "weg", "landbouw", "haven",
          "klimaat", "provincie", "gemeente", "bodem", "afval", "zorg", "school", "fiets", "veer",
          "net", "warmte", "wind", "zon", "vergunning", "subsidie", "grond")  # fmt: skip
_ENDS = ("beleid", "plan", "wet", "fonds", "aanpak", "visie", "akkoord", "gebied", "bouw", "kosten",
         "regeling", "programma", "toezicht", "tekort", "opgave", "onderzoek")  # fmt: skip
_SMALL = ("de", "het", "van", "een", "in", "over", "voor", "op", "met", "naar")
_FREQUENT = ("minister", "kamer", "commissie", "brief", "regering", "vragen", "lid", "motie")
_KINDS = [kind.value for kind in ItemKind][:10]
_PARTIES = ("CDA", "D66", "VVD", "BBB", "SP", "GroenLinks-PvdA", "PVV")
_FILTERS = ({"kind": "motie"}, {"dossier": "stikstof"}, {"party": "CDA"},
            {"first": date(2020, 1, 1), "last": date(2021, 12, 31)})  # fmt: skip
_WORDS = [stem + end for stem in _STEMS for end in _ENDS]


def _sentence(chance: random.Random, length: int) -> str:
    """Return invented words: a third small ones, a quarter that stand in most pieces."""
    picked = chance.choices((_SMALL, _FREQUENT, _WORDS), (35, 25, 40), k=length)
    return " ".join(chance.choice(words) for words in picked)


def _invented(first: int, count: int) -> Iterator[Entry]:
    chance = random.Random(first)
    for number in range(first, first + count):
        day = TODAY - timedelta(days=(ITEMS - number) * 5_000 // ITEMS)
        public = (PUBLIC,) if chance.random() < 0.15 else ()
        facets = [
            *facets_of("k", [chance.choice(_KINDS)]), *facets_of("p", [chance.choice(_PARTIES)]),
            *facets_of("n", [f"{day.year}Z{number:06}"]),
            *(["d_stikstof"] if chance.random() < 0.02 else []), *public,
        ]  # fmt: skip
        title = f"De minister en {_sentence(chance, 9)}" if number % 2 else _sentence(chance, 10)
        yield Entry(Place.ITEM, number, day, title, _sentence(chance, 40), "Kamerbrief", "",
                    f"{day.year}Z{number:06}", facets=tuple(facets))  # fmt: skip


def _row(one: Entry) -> dict[str, object]:
    at = f"{one.day.isoformat()} 00:00:00"
    return {
        "id": one.ref_id, "source": "t", "key": f"zaak:{one.ref_id}", "kind": "kamerbrief",
        "number": one.number, "title": one.title, "status": "open", "published_on": one.day,
        "content": b"{}", "content_hash": b"", "version": 1, "classified_version": 1,
        "first_seen_at": _moment(at), "changed_at": _moment(at), "run_id": 1,
    }  # fmt: skip


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fill(engine: Engine, items: int) -> float:
    """Put invented items in the tables and the index; return the seconds it took."""
    began = time.perf_counter()
    for first in range(1, items + 1, _BATCH):
        found = list(_invented(first, min(_BATCH, items + 1 - first)))
        with session_scope(engine) as session:
            session.connection().execute(insert(ItemTable), [_row(one) for one in found])
            entries.keep(session, found)
    return time.perf_counter() - began


def questions(count: int, seed: int) -> list[SearchQuery]:
    """Return what people ask: a word, two, a phrase, a number, with a filter, a common word."""
    chance = random.Random(seed)
    found = []
    for number in range(count):
        word, other = chance.choice(_WORDS), chance.choice(_WORDS)
        asked = (
            word, f"{word} {other}", f"{word} {chance.choice(_FREQUENT)}", "de minister",
            f'"de minister en" {word}', f"{chance.choice(_FREQUENT)} {chance.choice(_FREQUENT)}",
            f"2024Z{chance.randrange(ITEMS):06}", word[:-3], f"minister -{word}", '"de minister"',
        )[number % 10]  # fmt: skip
        narrowed = chance.choice(_FILTERS) if number % 3 == 0 else {}
        audience = chance.choice((Audience.MEMBER, Audience.MEMBER, Audience.VISITOR))
        found.append(SearchQuery(asked, audience=audience, **narrowed))
    return found


def _ask(engine: Engine, query: SearchQuery) -> float:
    began = time.perf_counter()
    with read_scope(engine) as session:
        find(session, query, TODAY)
    return (time.perf_counter() - began) * 1_000


def _reader(url: str, seed: int, count: int, pause: float, begin: float) -> list[float]:
    """Ask as one reader from `begin` on; return milliseconds per question."""
    engine, chance = open_engine(url), random.Random(seed)
    asked = questions(count, seed)
    for query in questions(_WARM, seed + 1_000):
        _ask(engine, query)
    time.sleep(max(0.0, begin - time.time()))
    found = []
    for query in asked:
        time.sleep(pause * 2 * chance.random())
        found.append(_ask(engine, query))
    engine.dispose()
    return found


def _figures(times: Sequence[float]) -> Figures:
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": cuts[49], "p95_ms": cuts[94], "worst_ms": max(times)}


def _together(url: str, readers: int, pause: float) -> Figures:
    begin, count = time.time() + 10.0, QUERIES // readers
    with ProcessPoolExecutor(readers, mp_context=get_context("fork")) as pool:
        asked = [pool.submit(_reader, url, 7 + one, count, pause, begin) for one in range(readers)]
        times = [one for reader in asked for one in reader.result()]
    return {"rows": len(times), "seconds": sum(times) / 1_000, **_figures(times)}


def _by_like(engine: Engine) -> Figures:
    times = []
    for query in questions(30, 3):
        words = query.asked.replace('"', "").replace("-", "").split()
        table = ItemTable
        statement = select(table.id).where(*(col(table.title).icontains(one) for one in words))
        began = time.perf_counter()
        with read_scope(engine) as session:
            session.exec(statement.order_by(col(table.published_on).desc()).limit(25)).all()
        times.append((time.perf_counter() - began) * 1_000)
    return {"rows": len(times), "seconds": sum(times) / 1_000, **_figures(times)}


def search(folder: Path, items: int = ITEMS) -> dict[str, Figures]:
    """Return the figures of filling, of one reader, of twenty, and of LIKE."""
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder / 'search.db'}"
    engine = open_engine(url)
    migrate(engine)
    seconds = fill(engine, items)
    engine.dispose()
    name = f"search in {items:,}"
    found = {
        f"{name}: filling": {"rows": items, "seconds": seconds, "rows_a_second": items / seconds},
        f"{name}: 1 reader": _together(url, 1, 0.0),
        f"{name}: 20 readers": _together(url, READERS, _PAUSE),
        f"{name}: 20 readers without a pause": _together(url, READERS, 0.0),
        f"{name}: baseline, LIKE on the title, 1 reader": _by_like(engine),
    }
    engine.dispose()
    return found
