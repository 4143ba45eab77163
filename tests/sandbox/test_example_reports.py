"""The two verslagen: real structure, linked to the agenda, long enough, votes that add up."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.store import Store

NS = "{http://www.tweedekamer.nl/ggm/vergaderverslag/v1.0}"


def report(store: Store, key: str) -> etree._Element:
    media_type, body = store.resources[guid_for("Verslag", key)]
    assert media_type == "text/xml"
    assert body.startswith(b"\xef\xbb\xbf")
    return etree.fromstring(body.removeprefix(b"\xef\xbb\xbf"))


@pytest.mark.parametrize(("key", "activity"), [("vs-mirt", "cd-mirt"), ("vs-plenair", "t2-net")])
def test_a_report_names_the_activiteit_it_is_about(
    example_store: Store, key: str, activity: str
) -> None:
    numbers = {node.text for node in report(example_store, key).iter(f"{NS}parlisid")}

    assert example_store.row(guid_for("Activiteit", activity)).values["nummer"] in numbers


@pytest.mark.parametrize("key", ["vs-mirt", "vs-plenair"])
def test_a_report_is_of_convincing_length_and_its_clock_runs_forward(
    example_store: Store, key: str
) -> None:
    document = report(example_store, key)

    spoken = " ".join(document.itertext()).split()
    turns = list(document.iter(f"{NS}woordvoerder", f"{NS}interrumpant"))
    assert len(spoken) > 1_000
    assert len(turns) >= 25
    for turn in turns:
        begin, end = (turn.findtext(f"{NS}markeertijd{name}") for name in ("begin", "eind"))
        assert begin is not None
        assert end is not None
        assert begin < end


def test_interruptions_are_inside_the_turn_they_interrupt(example_store: Store) -> None:
    found = list(report(example_store, "vs-mirt").iter(f"{NS}interrumpant"))

    assert len(found) >= 8
    assert {node.getparent().tag for node in found} == {f"{NS}woordvoerder"}


def test_moties_in_the_report_are_those_of_the_feed(example_store: Store) -> None:
    fragments = [
        node
        for node in report(example_store, "vs-plenair").iter(f"{NS}draadboekfragment")
        if node.get("soort") == "Motie indiening"
    ]
    numbers = {
        (f"{zaak.findtext(f'{NS}dossiernummer')}", f"{zaak.findtext(f'{NS}stuknummer')}")
        for node in fragments
        for zaak in node.iter(f"{NS}zaak")
    }
    net = [
        str(example_store.row(guid_for("Zaak", f"b-net:{place}")).values["volgnummer"])
        for place in range(1, 9)
    ]

    assert len(fragments) >= 10
    assert {("29023", number) for number in net} <= numbers


def test_the_votes_in_the_report_are_those_of_the_feed(example_store: Store) -> None:
    items = [
        node
        for node in report(example_store, "vs-plenair").iter(f"{NS}activiteititem")
        if node.get("soort") == "Besluit"
    ]

    assert len(items) >= 20
    for item in items:
        votes = list(item.iter(f"{NS}stemming"))
        assert len(votes) == 15
        assert item.findtext(f"{NS}uitslag") in {"Aangenomen", "Verworpen"}


def test_before_the_text_there_is_only_the_timeline(example_store: Store) -> None:
    casco = example_store.row(guid_for("Verslag", "vs-plenair:casco"))

    assert (casco.values["status"], casco.content) == ("Casco", None)
    assert casco.ref("vergadering") == guid_for("Vergadering", "vs-plenair")


@pytest.mark.captured
def test_every_element_and_its_place_occur_in_real_reports(
    example_store: Store, samples: Path
) -> None:
    real: set[tuple[str, str]] = set()
    for file in (samples / "tweedekamer/verslag").glob("*.xml"):
        for node in etree.parse(str(file)).iter(f"{NS}*"):
            real |= {(node.tag, child.tag) for child in node}

    for key in ("vs-mirt", "vs-plenair"):
        for node in report(example_store, key).iter(f"{NS}*"):
            assert {(node.tag, child.tag) for child in node} <= real
