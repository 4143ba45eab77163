"""Open data of the European Parliament."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from config.loader import load_source
from crawler import parliament
from crawler.spiders import epprocedures
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.changes import diff
from tracker.errors import MalformedPageError
from tracker.records import ChangeKind, DatePrecision, ItemKind, Outcome, ScrapedItem, Status

OPTIONS = load_source("epprocedures").options
NAMES = (OPTIONS["events"], OPTIONS["committees"])


def data(name: str) -> list[Any]:
    return parliament.parse_data(json.loads((FIXTURES / "epprocedures" / name).read_bytes()))


def file(entry: Any) -> ScrapedItem:
    return epprocedures.file_item(parliament.parse_file(entry, *NAMES))


def test_a_file_has_its_committees_steps_papers_and_plans() -> None:
    found = file(data("procedure-2026-0211.json")[0])

    assert (found.kind, found.status) == (ItemKind.EU_PROCEDURE, Status.OPEN)
    assert found.title == "Kader voor waterweerbaarheid en bodemmonitoring"
    assert found.identifiers == ("procedure:2026/0211(COD)",)
    assert (found.committee, found.committee_name) == (
        "ENVI", "Commissie milieu, klimaat en voedselveiligheid",
    )  # fmt: skip
    assert found.note == (
        "Andere commissies: AGRI, REGI. Rapporteur: aangewezen. "
        "Plenaire agenda: Plenair debat op 15 december 2026."
    )
    assert [point.title for point in found.agenda] == [
        "23 november 2026: Verwezen naar de commissie"
    ], "the bare id of a step without fields is left out"
    assert [(one.kind, one.number) for one in found.documents] == [
        ("Ontwerpverslag", "ENVI-PR-791204")
    ]


def test_single_values_that_are_not_wrapped_are_read_too() -> None:
    found = file(data("procedure-2025-0240.json")[0])

    assert (found.committee, found.number) == ("REGI", "2025/0240(COD)")
    assert [point.title for point in found.agenda][-1] == (
        "25 november 2026: Verslag van de commissie ingediend"
    )


def test_a_new_step_is_told_and_another_order_is_not() -> None:
    entry = data("procedure-2025-0240.json")[0]
    before = file(entry)
    turned = file({**entry, "consists_of": entry["consists_of"][::-1]})
    step = {
        "activity_id": "2025-0240-SIGN", "activity_date": "2026-12-20",
        "had_activity_type": "def/ep-activities/SIGNATURE",
    }  # fmt: skip
    signed = file({**entry, "consists_of": [*entry["consists_of"], step]})

    assert diff(before, turned) == ()
    assert signed.status is Status.DONE
    assert ChangeKind.AGENDA_ADDED in {one.kind for one in diff(before, signed)}


def test_an_unknown_step_is_shown_as_a_step() -> None:
    entry = data("procedure-2025-0240.json")[0]
    step = {"activity_id": "x", "activity_date": "2026-12-20", "had_activity_type": "def/NEW"}

    assert file({**entry, "consists_of": step}).agenda[0].title.endswith(": Stap in de procedure")


@pytest.mark.parametrize("entry", [None, [], {}, {"label": "dossier"}, {"process_id": "2026-0211"}])
def test_a_file_without_a_number_is_refused(entry: Any) -> None:
    with pytest.raises(MalformedPageError, match="zonder procedurenummer"):
        parliament.parse_file(entry, *NAMES)


@pytest.mark.parametrize("answer", [None, [], {}, {"data": "x"}, {"errors": "time-out"}])
def test_a_good_code_with_an_error_in_it_is_refused(answer: Any) -> None:
    with pytest.raises(MalformedPageError):
        parliament.parse_data(answer)


def test_a_debate_with_a_time_a_vote_with_a_day_only_and_no_opening() -> None:
    linked = {"MTG-PL-2026-12-15-OJ-ITM-D-31": "procedure:2026/0211(COD)"}
    opening, debate, *_ = [
        parliament.parse_activity(entry, linked) for entry in data("agenda-2026-12-15.json")[:3]
    ]
    vote = parliament.parse_activity(data("agenda-2026-12-16.json")[0], linked)
    assert debate is not None
    assert vote is not None

    items = [epprocedures.activity_item(row) for row in (debate, vote)]

    assert opening is None
    assert [one.subtype for one in items] == ["Plenair debat", "Plenaire stemming"]
    assert [one.starts_at for one in items] == [
        datetime(2026, 12, 15, 8, 0, tzinfo=UTC), datetime(2026, 12, 15, 23, 0, tzinfo=UTC),
    ]  # fmt: skip
    assert [one.precision for one in items] == [DatePrecision.TIME, DatePrecision.DAYS]
    assert [one.identifiers for one in items] == [("procedure:2026/0211(COD)",), ()]


def test_documents_of_another_committee_are_left_out_whatever_the_filter_did() -> None:
    rows = [
        parliament.parse_document(entry, "ENVI", "Milieu", {})
        for entry in data("documents-envi.json")
    ]
    items = [epprocedures.document_item(row) for row in rows if row]

    assert [one.number for one in items] == ["ENVI-PR-791204", "ENVI-AD-700001", "ENVI-AG-791300"]
    assert items[0].identifiers == ("ep:PE791.204",)
    assert items[2].title == "Akkoord ENVI-AG-791300", "a list may give no title"
    assert items[2].published_on is None


def test_a_round_reads_agenda_and_documents_and_a_second_one_changes_nothing(
    tmp_path: Path,
) -> None:
    with example("epprocedures", tmp_path) as source:
        result = source.crawl()
        items = source.items()
        reasons = source.reasons()
        again = source.crawl()

    assert (result.rows, result.set_aside, result.ignored) == (6, 1, 3)
    assert reasons == ["een agendapunt zonder nummer of datum"]
    assert as_json(items) == expected("epprocedures")
    assert (again.new, again.changed) == (0, 0)
    assert "dossier:2026/0211(COD)" not in items, "nobody follows it yet"


@pytest.mark.cold
def test_a_file_that_a_relevant_item_carries_is_followed_and_linked(tmp_path: Path) -> None:
    with example("epprocedures", tmp_path) as source:
        source.follow("procedure:2026/0211(COD)")
        source.follow("procedure:2026/9999(COD)")
        result = source.crawl()
        items = source.items()

    assert result.ended, "404: the Parliament does not know 2026/9999 yet"
    assert items["dossier:2026/0211(COD)"].published_on == date(2026, 11, 23)
    linked = {key for key, one in items.items() if "procedure:2026/0211(COD)" in one.identifiers}
    assert linked == {
        "dossier:2026/0211(COD)",
        "agendapunt:MTG-PL-2026-12-15-OJ-ITM-D-31",
        "document:ENVI-PR-791204",
    }


def test_an_answer_that_is_none_is_a_failed_round(tmp_path: Path) -> None:
    with example("epprocedures", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("204", "200-empty-object", "cut-half", "404"):
            source.fault(fault)
            result = source.crawl()

            assert result.outcome is Outcome.FAILED, fault
            assert source.items() == before, fault


@pytest.mark.captured
def test_captured_files_are_read(samples: Path) -> None:
    pages = sorted((samples / "eu").glob("ep-odp-procedure-*.json"))
    answers = [parliament.parse_data(json.loads(page.read_bytes())) for page in pages]

    items = [file(entry) for answer in answers for entry in answer]

    assert [one.number for one in items] == [
        "2016/0132(COD)", "2024/2006(REG)", "2025/0260(COD)", "2025/0581(CNS)", "2025/2691(RSP)",
    ]  # fmt: skip
    assert {one.language for one in items} == {"nl"}
    assert [one.status for one in items][:3] == [Status.DONE, Status.OPEN, Status.OPEN]
    assert all(one.agenda for one in items)
    steps = [point.title for one in items for point in one.agenda]
    unnamed = [title for title in steps if "Stap in de procedure" in title]
    assert len(unnamed) == 2, "of 2024/2006 and 2025/2691: these two have no type"
