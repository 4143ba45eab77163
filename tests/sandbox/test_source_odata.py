"""The OData answers of the stand-in, v4 and v5, and its $metadata."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from lxml import etree

from tests.sandbox.source_client import fetch
from tracker.sandbox.source.server import SourceServer
from tracker.sandbox.source.store import Store

V4 = "/OData/v4/2.0"
V5 = "/OData/v5"
EDM = "{http://docs.oasis-open.org/odata/ns/edm}"


def get(source: SourceServer, path: str) -> Any:
    answer = fetch(source.base_url + quote(path, safe="/$?&=(),;'@:"))
    assert answer.status == 200, answer.body
    return answer.json()


def test_following_the_next_links_gives_every_row_once(
    shared: SourceServer, example_store: Store
) -> None:
    page = get(shared, f"{V4}/Document")
    rows = list(page["value"])
    while "@odata.nextLink" in page:
        assert len(page["value"]) == 250
        page = fetch(page["@odata.nextLink"]).json()
        rows += page["value"]

    assert len({row["Id"] for row in rows}) == len(rows) == len(example_store.latest("Document"))
    assert sum(row["Verwijderd"] for row in rows) == 1


def test_with_top_there_is_no_next_link(shared: SourceServer) -> None:
    page = get(shared, f"{V4}/Stemming?$top=250&$count=true")

    assert "@odata.nextLink" not in page
    assert len(page["value"]) == 250 < page["@odata.count"]


def test_filter_order_and_select_work_together(shared: SourceServer) -> None:
    wanted = (
        "Verwijderd eq false and Datum ge 2026-11-30 and Datum lt 2026-12-07T00:00:00+01:00 "
        "and (Voortouwafkorting eq 'LVVN' or contains(Onderwerp,'netcongestie'))"
    )
    rows = get(
        shared, f"{V4}/Activiteit?$filter={wanted}&$orderby=Datum,Id&$select=Datum,Onderwerp"
    )["value"]

    assert [row["Datum"] for row in rows] == sorted(row["Datum"] for row in rows)
    assert "Stikstof, NPLG en natuur" in {row["Onderwerp"].strip() for row in rows}
    assert "Elektriciteitsnet en netcongestie" in {row["Onderwerp"].strip() for row in rows}
    assert set(rows[0]) == {"Datum", "Onderwerp"}


def test_times_carry_the_dutch_offset_and_missing_ones_the_year_one(
    shared: SourceServer,
) -> None:
    promises = get(shared, f"{V4}/Toezegging")["value"]
    debate = get(shared, f"{V4}/Activiteit?$filter=contains(Onderwerp,'NPLG')")["value"][0]

    assert debate["Datum"] == debate["Aanvangstijd"] == "2026-12-02T13:00:00+01:00"
    assert debate["ApiGewijzigdOp"].endswith("0Z")
    assert "0001-01-01T00:00:00Z" in {row["DatumNakoming"] for row in promises}


def test_expanding_follows_own_references_and_those_of_others(shared: SourceServer) -> None:
    inner = "Agendapunt($filter=Verwijderd eq false;$expand=Zaak($select=Nummer)),Reservering"
    rows = get(
        shared,
        f"{V4}/Activiteit?$filter=contains(Onderwerp,'NPLG')&$expand={inner}($expand=Zaal)",
    )["value"]

    assert len(rows[0]["Agendapunt"]) == 5
    assert all(item["Zaak"][0]["Nummer"].startswith("2026Z") for item in rows[0]["Agendapunt"])
    assert rows[0]["Reservering"][0]["Zaal"][0]["Naam"] == "Klompezaal"


def test_one_row_by_key_in_both_notations_its_file_and_a_count(shared: SourceServer) -> None:
    row = get(shared, f"{V4}/Document?$filter=Soort eq 'Motie'&$top=1")["value"][0]

    assert get(shared, f"{V4}/Document({row['Id']})")["DocumentNummer"] == row["DocumentNummer"]
    assert get(shared, f"{V4}/Document/{row['Id']}")["Id"] == row["Id"]
    assert fetch(f"{shared.base_url}{V4}/Document({row['Id']})/Resource").body[:4] == b"%PDF"
    assert int(fetch(f"{shared.base_url}{V4}/Zaal/$count").body) == 9


def test_v5_has_other_names_and_a_lower_limit(shared: SourceServer) -> None:
    letter = get(shared, f"{V5}/Document?$top=1")["value"][0]
    debate = get(shared, f"{V5}/Activiteit?$top=1")["value"][0]

    assert {"Nummer", "Ondernummer"} <= set(letter)
    assert not {"DocumentNummer", "Volgnummer"} & set(letter)
    assert "VoortouwCommissieNaam" in debate
    assert fetch(f"{shared.base_url}{V5}/Document?$top=101").status == 400


@pytest.mark.parametrize("query", ["$filter=Soort%20xx%201", "$top=veel", "$filter=(Soort"])
def test_a_query_that_is_not_understood_is_refused_with_a_reason(
    shared: SourceServer, query: str
) -> None:
    answer = fetch(f"{shared.base_url}{V4}/Document?{query}")

    assert answer.status == 400
    assert answer.json()["error"]["message"]


def test_a_version_can_be_gone_while_the_other_stays(source: SourceServer) -> None:
    source.application.step("odata-gone")
    assert fetch(f"{source.base_url}{V4}/$metadata").status == 410
    assert fetch(f"{source.base_url}{V5}/$metadata").status == 200
    source.application.step("odata-not-found")
    assert fetch(f"{source.base_url}{V4}/Document").status == 404
    source.application.step("normal")
    assert fetch(f"{source.base_url}{V4}/Document").status == 200


def test_metadata_names_what_the_rows_hold(shared: SourceServer) -> None:
    schema = fetch(f"{shared.base_url}{V4}/$metadata").xml()

    for kind in schema.iter(f"{EDM}EntityType"):
        declared = {prop.get("Name") for prop in kind.iter(f"{EDM}Property")}
        row = get(shared, f"{V4}/{kind.get('Name')}?$top=1")["value"][0]
        assert set(row) == declared


@pytest.mark.captured
def test_every_name_in_the_metadata_is_one_of_the_real_service(
    shared: SourceServer, samples: Path
) -> None:
    real = etree.parse(str(samples / "tweedekamer/metadata/odata-v4-2.0-metadata.xml"))
    mine = fetch(f"{shared.base_url}{V4}/$metadata").xml()
    known = {
        kind.get("Name"): {p.get("Name"): p.get("Type") for p in kind.iter(f"{EDM}Property")}
        for kind in real.iter(f"{EDM}EntityType")
    }

    for kind in mine.iter(f"{EDM}EntityType"):
        mine_here = {p.get("Name"): p.get("Type") for p in kind.iter(f"{EDM}Property")}
        wrong = {
            (name, kind_of, known[kind.get("Name")].get(name))
            for name, kind_of in mine_here.items()
            if known[kind.get("Name")].get(name) != kind_of
        }
        assert not wrong, kind.get("Name")
