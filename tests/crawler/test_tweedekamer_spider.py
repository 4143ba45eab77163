"""The spider against the sandbox's source server, each in a process of its own."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from config.settings import CONFIG_DIR, Settings, read_settings
from crawler.base import CrawlResult
from crawler.run import CrawlOrder, run_spider
from tracker.database import open_engine
from tracker.intake import saved_token
from tracker.models import SetAsideTable, SourceLinkTable, SourceRowTable
from tracker.records import Outcome

Step = Callable[..., Any]


@pytest.fixture(scope="module")
def source_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a source server with the example weeks."""
    command = [sys.executable, "-m", "tracker.sandbox.source", "--port", "0"]
    state = str(tmp_path_factory.mktemp("source"))
    server = subprocess.Popen(
        [*command, "--state", state], stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    )
    assert server.stdout is not None
    yield server.stdout.readline().split()[1]
    server.terminate()
    server.wait()
    server.stdout.close()


@pytest.fixture
def step(source_url: str) -> Iterator[Step]:
    """Take a step in the scenario; afterwards everything is as at the start."""

    def take(name: str, **options: object) -> Any:
        url = f"{source_url}/_scenario/{name}?{urlencode(options)}"
        with urlopen(Request(url, data=b"", method="POST")) as answer:
            return json.load(answer)

    yield take
    take("reset")


@pytest.fixture
def engine(migrated_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """An SQLite file; how both databases store pages is tested in tests/tracker."""
    path = shutil.copyfile(migrated_file, tmp_path / "crawl.db")
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture
def settings(source_url: str, engine: Engine, tmp_path: Path) -> Settings:
    return read_settings(
        database_url=str(engine.url),
        data_dir=tmp_path,
        syncfeed_url=f"{source_url}/SyncFeed/2.0",
        odata_url=f"{source_url}/OData/v4/2.0",
    )


def crawl(settings: Settings, **order: str) -> CrawlResult:
    return run_spider(CrawlOrder("tweedekamer", 1, **order), settings)


def stored(engine: Engine) -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(SourceRowTable)).one()


def links(engine: Engine) -> set[tuple[str, str, str]]:
    table = SourceLinkTable
    with Session(engine) as session:
        return set(session.exec(select(table.key, table.relation, table.target)))


def reasons(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return [row.reason for row in session.exec(select(SetAsideTable))]


def token(engine: Engine, feed: str = "all") -> str:
    with Session(engine) as session:
        saved = saved_token(session, "tweedekamer", feed)
        return saved.token if saved else ""


def test_a_crawl_stores_everything_and_the_next_one_finds_nothing_new(
    settings: Settings, engine: Engine, step: Step
) -> None:
    seen: list[tuple[int, int]] = []
    order = CrawlOrder("tweedekamer", 1, resources="verslag")
    first = run_spider(order, settings, lambda pages, rows: seen.append((pages, rows)))
    assert (first.outcome, first.reason) == (Outcome.COMPLETE, "")
    assert first.set_aside == first.signals == 0
    assert first.new + first.deleted == first.rows == stored(engine)
    assert seen[-1] == (first.pages, first.rows)
    assert first.resources > 0
    assert len(list((settings.data_dir / "resources").iterdir())) == first.resources

    again = crawl(settings)
    assert again.outcome is Outcome.COMPLETE
    assert (again.rows, again.new, again.changed, again.deleted) == (0, 0, 0, 0)

    step("mass-republication")
    republished = crawl(settings)
    assert republished.outcome is Outcome.COMPLETE
    assert republished.rows > 1_000
    assert (republished.new, republished.changed, republished.deleted) == (0, 0, 0)


@pytest.mark.cold
def test_one_category_has_a_token_of_its_own(settings: Settings, engine: Engine) -> None:
    result = crawl(settings, category="Zaal")
    assert result.outcome is Outcome.COMPLETE
    assert result.new == stored(engine) > 0
    assert token(engine, "Zaal")
    assert token(engine) == ""


def test_an_unknown_category_is_refused_before_any_request(settings: Settings) -> None:
    result = crawl(settings, category="Maanreis")
    assert result.outcome is Outcome.FAILED
    assert "Maanreis" in result.reason


def test_a_bad_answer_fails_the_run_and_the_next_run_catches_up(
    settings: Settings, engine: Engine, step: Step
) -> None:
    crawl(settings, category="Toezegging")
    before, behind = stored(engine), token(engine, "Toezegging")
    step("mass-republication")
    for fault, reason in (
        ("html-200", "webpagina"),
        ("cut-xml", "geen geldige XML"),
        ("entity-bomb", "DOCTYPE"),
        ("empty", "lege pagina"),
        ("loop", "zichzelf"),
    ):
        step(fault)
        broken = crawl(settings, category="Toezegging")
        assert broken.outcome in {Outcome.FAILED, Outcome.PARTIAL}, fault
        assert reason in broken.reason, fault
        assert stored(engine) == before, fault
        assert token(engine, "Toezegging") == behind, fault
        assert any(reason in text for text in reasons(engine)), fault
    step("normal")
    healed = crawl(settings, category="Toezegging")
    assert healed.outcome is Outcome.COMPLETE
    assert healed.unchanged == before


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("unknown-category", "onbekende categorie 'debatStream'"),
        ("row-without-required-fields", "verplicht veld ontbreekt: nummer, onderwerp, soort"),
    ],
)
def test_a_bad_row_is_set_aside_and_the_others_are_stored(
    settings: Settings, engine: Engine, step: Step, fault: str, reason: str
) -> None:
    step(fault)
    result = crawl(settings)
    assert result.outcome is Outcome.PARTIAL
    assert result.set_aside == len(reasons(engine)) > 0
    assert result.new + result.deleted == stored(engine) > 1_000
    assert any(reason in text for text in reasons(engine))


def test_a_busy_server_is_asked_again(settings: Settings, step: Step) -> None:
    step("503", times=2, retry_after=1)
    assert crawl(settings, category="Zaal").outcome is Outcome.COMPLETE


def test_a_server_that_stays_down_fails_the_run(settings: Settings, step: Step) -> None:
    step("429", retry_after=0)
    result = crawl(settings, category="Zaal")
    assert result.outcome is Outcome.FAILED
    assert "HTTP 429" in result.reason


def test_an_unreachable_server_fails_the_run(settings: Settings) -> None:
    gone = settings.model_copy(update={"syncfeed_url": "http://127.0.0.1:9/SyncFeed/2.0"})
    result = crawl(gone, category="Zaal")
    assert result.outcome is Outcome.FAILED
    assert "niet bereikbaar" in result.reason


def test_a_look_up_that_is_gone_is_not_no_data(settings: Settings, step: Step) -> None:
    step("odata-gone")
    result = crawl(settings, query="Activiteit")
    assert result.outcome is Outcome.FAILED
    assert "bestaat niet meer" in result.reason


@pytest.mark.parametrize(
    ("version", "path"), [pytest.param("v4", "v4/2.0", marks=pytest.mark.cold), ("v5", "v5")]
)
def test_a_look_up_reads_either_version(
    settings: Settings, engine: Engine, source_url: str, version: str, path: str
) -> None:
    base = f"{source_url}/OData/{path}"
    chosen = settings.model_copy(update={"odata_version": version, "odata_url": base})
    result = crawl(chosen, query="Document?$expand=Zaak&$orderby=Id")
    assert (result.outcome, result.reason) == (Outcome.COMPLETE, "")
    assert result.signals == 0
    assert result.new + result.deleted == stored(engine) > 100


def test_a_look_up_beside_the_feed_takes_no_reference_away(
    settings: Settings, engine: Engine, step: Step
) -> None:
    crawl(settings)
    before = links(engine)
    query = "Activiteit?$expand=Agendapunt($expand=Zaak($expand=Document)),Reservering"
    result = crawl(settings, query=query)
    assert (result.outcome, result.reason) == (Outcome.COMPLETE, "")
    assert result.unchanged > 100
    assert (result.new, result.changed, result.deleted) == (0, 0, 0)
    assert links(engine) == before


def test_far_more_rows_than_expected_stop_the_run_and_the_next_one_goes_on(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    text = (CONFIG_DIR / "sources/tweedekamer.yaml").read_text(encoding="utf-8")
    limited = text.replace("maximum_rows: 250000", "maximum_rows: 3000")
    (folder / "tweedekamer.yaml").write_text(limited, encoding="utf-8")
    narrow = settings.model_copy(update={"config_dir": tmp_path})
    first = crawl(narrow)
    assert first.outcome is Outcome.PARTIAL
    assert "de volgende ronde gaat verder" in first.reason
    assert 3_000 <= first.rows < 3_500
    second = crawl(narrow)
    assert second.outcome is Outcome.COMPLETE
    assert first.rows + second.rows == stored(engine)
