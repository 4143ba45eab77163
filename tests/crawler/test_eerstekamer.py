"""Eerste Kamer: from committees to meetings to bills, on pages nobody saw in 2026."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from config.loader import load_source
from crawler.safe_html import parse_html
from crawler.spiders import eerstekamer as kamer
from tests.crawler.pages import FIXTURES, as_json, example, expected
from tracker.errors import MalformedPageError
from tracker.records import DatePrecision, Outcome, ScrapedItem, Status

FOLDER = FIXTURES / "eerstekamer"


def page(name: str) -> BeautifulSoup:
    return parse_html((FOLDER / name).read_bytes())


def html(body: str) -> BeautifulSoup:
    return parse_html(f"<html><body>{body}</body></html>".encode())


def meeting(name: str, key: str = "commissievergadering/x") -> ScrapedItem:
    return kamer.parse_item(kamer.parse_meeting(page(name), key, None, "BiZa", "biza_az"))


def test_it_ships_disabled_until_someone_saw_its_pages() -> None:
    config = load_source("eerstekamer")

    assert (config.enabled, config.confirmed) == (False, False)


def test_a_meeting_has_its_local_time_and_its_agenda() -> None:
    found = meeting("verg_1124.html")

    assert found.starts_at == datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
    assert [point.numbers for point in found.agenda] == [("36703",), ()]
    assert found.status is Status.HELD, "its decisions are there"
    assert "gereed is voor plenaire behandeling op 8 december 2026" in found.text
    assert "Postbus" not in found.text


def test_the_day_on_which_written_input_closes_is_due() -> None:
    found = meeting("verg_1201.html")

    assert found.due_on == date(2026, 12, 15)
    assert found.status is Status.PLANNED


def test_a_meeting_that_does_not_go_on_is_cancelled_and_has_no_time() -> None:
    found = meeting("verg_1208.html")

    assert (found.status, found.precision) == (Status.CANCELLED, DatePrecision.DAYS)


def test_the_day_stands_in_the_link_or_in_the_address() -> None:
    links = (
        '<a href="/commissievergadering/20261201_x">dinsdag 1 december 2026</a>'
        '<a href="/commissievergadering/20261208_x">Agenda</a>'
        '<a href="/commissievergadering/x">Later</a>'
    )

    found = kamer.parse_planning(html(links))

    assert [day for _, day in found.values()] == [date(2026, 12, 1), date(2026, 12, 8), None]


@pytest.mark.parametrize(
    ("states", "label", "phase"),
    [
        (("geblokt", "leeg", "leeg", "leeg"), "", "Ontvangen"),
        (("vol", "geblokt", "leeg", "leeg"), "", "Schriftelijke voorbereiding"),
        (("vol", "vol", "geblokt", "leeg"), "", "Plenaire behandeling"),
        (("vol", "vol", "vol", "leeg"), "", "Aangenomen door de Eerste Kamer"),
        (("vol", "vol", "vol", "geblokt"), "",
         "Aangenomen door de Eerste Kamer, in afkondiging"),
        (("vol", "vol", "vol", "vol"), "", "In het Staatsblad"),
        (("vol", "vol", "vol", "leeg"), "<strong>Verworpen</strong>", "Verworpen"),
        (("vol", "geblokt", "leeg", "leeg"), "Ingetrokken", "Ingetrokken"),
    ],
)  # fmt: skip
def test_four_blocks_and_a_label_say_where_a_bill_stands(
    states: tuple[str, ...], label: str, phase: str
) -> None:
    blocks = "".join(
        f'<div id="voortgangBlok{place}"><div class="{state}"></div></div>'
        for place, state in enumerate(states, start=1)
    )
    body = f'<h1>36.887 Wet</h1>{blocks}<span class="fase ellip">{label}</span>'

    row = kamer.parse_bill(html(body), "36887", "/wetsvoorstel/36887_wet")
    found = kamer.parse_bill_item(row)

    assert (found.title, found.outcome) == ("Wet", phase)
    assert (found.status is Status.DONE) == (phase in {"In het Staatsblad", label, "Verworpen"})


@pytest.mark.parametrize("body", ["<p>Niets</p>", "<h1>36.887 Wet</h1>"])
def test_a_bill_without_heading_or_phase_is_refused(body: str) -> None:
    with pytest.raises(MalformedPageError):
        kamer.parse_bill(html(body), "36887", "/wetsvoorstel/36887_wet")


@pytest.mark.parametrize("body", ["<p>Niets</p>", "<h1>Commissievergadering</h1>"])
def test_a_meeting_without_heading_or_day_is_refused(body: str) -> None:
    with pytest.raises(MalformedPageError):
        kamer.parse_meeting(html(body), "commissievergadering/x", None, "", "")


def test_no_committees_at_all_is_an_alarm() -> None:
    with pytest.raises(MalformedPageError, match="geen enkele commissie"):
        kamer.parse_committees(html('<a href="/commissies">Commissies</a>'))


def test_a_round_goes_from_committees_to_meetings_to_bills(tmp_path: Path) -> None:
    with example("eerstekamer", tmp_path) as source:
        result = source.crawl()
        found = source.items()
        again = source.crawl()

    assert result.outcome is Outcome.COMPLETE
    assert as_json(found) == expected("eerstekamer")
    assert (again.new, again.changed, again.unchanged) == (0, 0, 6)
    assert not any("20260901" in key for key in found), "too long ago"


def test_a_bad_answer_fails_and_keeps_what_was_there(tmp_path: Path) -> None:
    with example("eerstekamer", tmp_path) as source:
        source.crawl()
        before = source.items()
        for fault in ("200-maintenance", "renamed"):
            source.fault(fault)

            assert source.crawl().outcome is Outcome.FAILED, fault
            assert source.items() == before, fault
