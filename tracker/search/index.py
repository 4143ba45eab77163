"""The index itself: FTS5 on SQLite, a tsvector with GIN on PostgreSQL; one way to ask both.

Both hold the stems that `tracker.search.stems` makes, so that both find the same. Facets are
words with an underscore, which no text can hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, text
from sqlmodel import Session

from tracker.search.words import Phrase, Words

EVERYTHING = "v_all"
_LAST_POSITION = 16_000
_SQLITE_FIND = text(
    "SELECT rowid FROM search_index WHERE search_index MATCH :asked "
    "AND rowid BETWEEN :first AND :last ORDER BY rowid DESC LIMIT :most"
)
_POSTGRESQL_FIND = text(
    "SELECT id FROM search_index WHERE vector @@ CAST(:asked AS tsquery) "
    "AND id BETWEEN :first AND :last ORDER BY id DESC LIMIT :most"
)
_SQLITE_PUT = text("INSERT INTO search_index (rowid, title, rest) VALUES (:id, :title, :rest)")
_POSTGRESQL_PUT = text(
    "INSERT INTO search_index (id, vector) VALUES (:id, CAST(:vector AS tsvector))"
)
_IDS: BindParameter[list[int]] = bindparam("ids", expanding=True)
_SQLITE_REMOVE = text("DELETE FROM search_index WHERE rowid IN :ids").bindparams(_IDS)
_POSTGRESQL_REMOVE = text("DELETE FROM search_index WHERE id IN :ids").bindparams(_IDS)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Indexed:
    """The words of one entry: stems of its title and text, and its facets."""

    id: int
    title: Sequence[str]
    body: Sequence[str]
    facets: Sequence[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What to look for between two ids, both included; `facets` all hold, `barred` none."""

    words: Words
    facets: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()
    first: int = 0
    last: int = (1 << 62) - 1
    in_title: bool = False
    begins: bool = False


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _vector(one: Indexed) -> str:
    """Return the words as PostgreSQL writes a tsvector: the title counts as A."""
    places: dict[str, list[str]] = {}
    after = len(one.title) + 10
    placed = [(word, place, "A") for place, word in enumerate(one.title, 1)]
    placed += [(word, place, "D") for place, word in enumerate(one.body, after)]
    for word, place, weight in placed:
        places.setdefault(word, []).append(f"{min(place, _LAST_POSITION)}{weight}")
    words = [f"'{word}':{','.join(found[:200])}" for word, found in places.items()]
    return " ".join([*words, *(f"'{facet}'" for facet in one.facets)])


def put(session: Session, entries: Sequence[Indexed]) -> None:
    """Add the words of entries that are not in the index."""
    if not entries:
        return
    if _is_sqlite(session):
        rows = [
            {"id": one.id, "title": " ".join(one.title), "rest": " ".join([*one.body, *one.facets])}
            for one in entries
        ]
        session.connection().execute(_SQLITE_PUT, rows)
    else:
        vectors = [{"id": one.id, "vector": _vector(one)} for one in entries]
        session.connection().execute(_POSTGRESQL_PUT, vectors)


def remove(session: Session, ids: Sequence[int]) -> None:
    """Take entries out of the index."""
    statement = _SQLITE_REMOVE if _is_sqlite(session) else _POSTGRESQL_REMOVE
    for start in range(0, len(ids), _CHUNK):
        session.connection().execute(statement, {"ids": list(ids[start : start + _CHUNK])})


def _sqlite_question(asked: Question) -> str:
    words = asked.words
    wanted = [_quoted(one) for one in words.wanted]
    if asked.begins:
        wanted[-1] = f'({wanted[-1]} OR "{words.beginning}" *)'
    every = " AND ".join(wanted)
    text_part = [f"title : ({every})" if asked.in_title else f"({every})"] if wanted else []
    found = " AND ".join([*text_part, *(f'"{one}"' for one in asked.facets or (EVERYTHING,))])
    barred = [*map(_quoted, words.without), *(f'"{one}"' for one in asked.barred)]
    return f"({found}) NOT ({' OR '.join(barred)})" if barred else found


def _quoted(phrase: Phrase) -> str:
    return f'"{" ".join(phrase)}"'


def _postgresql_question(asked: Question) -> str:
    words, weight = asked.words, ":A" if asked.in_title else ""
    wanted = [_next_to(one, weight) for one in words.wanted]
    if asked.begins:
        wanted[-1] = f"({wanted[-1]} | '{words.beginning}':*{weight[1:]})"
    parts = [*wanted, *(f"'{one}'" for one in asked.facets or (EVERYTHING,))]
    barred = [*(_next_to(one, "") for one in words.without), *(f"'{one}'" for one in asked.barred)]
    return " & ".join([*parts, *(f"!{one}" for one in barred)])


def _next_to(phrase: Phrase, weight: str) -> str:
    words = [f"'{word}'{weight}" for word in phrase]
    return f"({' <-> '.join(words)})"


def newest(session: Session, asked: Question, most: int) -> list[int]:
    """Return the ids of the newest entries that answer, newest first, at most so many.

    Work is bounded: both databases walk from the newest entry and stop in time.
    """
    sqlite = _is_sqlite(session)
    question = _sqlite_question(asked) if sqlite else _postgresql_question(asked)
    values = {"asked": question, "first": asked.first, "last": asked.last, "most": most}
    statement = _SQLITE_FIND if sqlite else _POSTGRESQL_FIND
    return [int(row[0]) for row in session.connection().execute(statement, values)]


def facets_of(name: str, values: Iterable[str]) -> list[str]:
    """Return facets such as `d_stikstof`; what a facet cannot hold becomes a hyphen."""
    found = ("".join(sign if sign.isalnum() else "-" for sign in one.lower()) for one in values)
    return sorted({f"{name}_{one[:60]}" for one in found if one.strip("-")})
