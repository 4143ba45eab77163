"""Every page in tests/fixtures/tweedekamer against its golden output."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from config.loader import load_source
from crawler import odata, syncfeed
from crawler.kamer.fields import CATEGORIES
from crawler.kamer.parse import build_readers, parse
from crawler.odata_names import odata_names
from tracker.records import Problem, SourceRow

FOLDER = Path(__file__).parent.parent / "fixtures/tweedekamer"
PAGES = sorted(path for path in FOLDER.glob("*.*") if path.suffixes[-2:] != [".expected", ".json"])
CONFIG = load_source("tweedekamer")
READERS = build_readers(CONFIG)


def shown_problem(problem: Problem) -> dict[str, Any]:
    return {
        "category": problem.category,
        "key": problem.key,
        "reason": problem.reason,
        "fatal": problem.fatal,
    }


def shown_row(row: SourceRow) -> dict[str, Any]:
    parsed = parse(row, READERS)
    return {
        "category": row.category,
        "key": row.key,
        "deleted": row.deleted,
        "updated_at": row.updated_at,
        "values": {name: value for name, value in parsed.values.items() if value is not None},
        "refs": row.refs,
        "enclosure": row.enclosure,
        "problems": [shown_problem(problem) for problem in parsed.problems],
    }


def read(path: Path) -> dict[str, Any]:
    """The page as plain data, through the reader that its name asks for."""
    if path.suffix == ".xml":
        url = "https://gegevensmagazijn.tweedekamer.nl/SyncFeed/2.0/Feed?skiptoken=1"
        feed = syncfeed.read_page(path.read_bytes(), url)
        links = {"next": feed.next_url, "resume": feed.resume_url, "entries": feed.entries}
        rows, problems, ignored = feed.rows, feed.problems, feed.ignored
    else:
        names = odata_names(CONFIG, "v5" if "v5" in path.name else "v4")
        page = odata.read_page(path.read_bytes(), names, name=path.name)
        links = {"next": page.next_link, "category": page.category, "read": page.read}
        rows, problems, ignored = page.rows, page.problems, page.ignored
    shown = {
        **links,
        "ignored": ignored,
        "problems": [shown_problem(problem) for problem in problems],
        "rows": [shown_row(row) for row in rows],
    }
    return json.loads(json.dumps(shown, default=lambda value: value.isoformat()))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_page_gives_its_golden_output(path: Path) -> None:
    expected = path.with_suffix(".expected.json")
    assert expected.exists(), f"no golden output for {path.name}"
    assert read(path) == json.loads(expected.read_text(encoding="utf-8"))


def test_fixtures_cover_every_category() -> None:
    seen = {row["category"] for path in PAGES for row in read(path)["rows"]}
    assert seen == set(CATEGORIES)
