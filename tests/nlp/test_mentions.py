"""Who names the provinces, and what only looks like it."""

from __future__ import annotations

import pytest

from nlp.classifier import Classifier
from nlp.mentions import PROVINCES, REGIONS, find_mentions, spans
from tracker.records import ClassifierInput


def named(text: str) -> list[str]:
    return [text[start:end] for start, end in spans(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Afspraken met provincies en waterschappen", ["provincies"]),
        ("De gedeputeerde over natuur", ["gedeputeerde"]),
        ("Gedeputeerde Staten van Utrecht en het IPO", ["Gedeputeerde Staten", "Utrecht", "IPO"]),
        ("Vragen van Provinciale Staten van Zeeland", ["Provinciale Staten", "Zeeland"]),
        ("Cijfers van BIJ12 voor de Unie van Waterschappen", ["BIJ12", "Unie van Waterschappen"]),
        ("Groningen, Fryslân en Drenthe over het spoor", ["Groningen", "Fryslân", "Drenthe"]),
        ("Bodemdaling in de provincie Groningen", ["provincie", "Groningen"]),
        ("Wonen in de Achterhoek en op de Veluwe", ["Achterhoek", "Veluwe"]),
        ("Statenleden uit Noord-Brabant", ["Statenleden", "Noord-Brabant"]),
        ("Consultation of local and regional authorities", ["local and regional authorities"]),
        ("Drones above the province of Zeeland", ["province", "Zeeland"]),
    ],
)
def test_bodies_provinces_and_regions_are_found(text: str, words: list[str]) -> None:
    assert named(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "De haven in de provincie Antwerpen",
        "De Chinese provincie Xinjiang",
        "Een studie van de University of Groningen",
        "The province of Groningen University study",
        "Woningbouw in de gemeente Utrecht",
        "De stad Groningen en haar fietspaden",
        "Opstopping op station Utrecht Centraal",
        "Handel met Nieuw-Zeeland",
        "Boeren uit Vlaams-Brabant en Belgisch-Limburg",
        "Een fabriek in Limburg (België)",
        "Fietsbrug in Groningen geopend",
        "Wachttijden in de jeugdzorg",
        "",
    ],
)
def test_what_only_looks_like_a_province_is_left_out(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize("name", [*PROVINCES, *REGIONS])
def test_every_province_and_region_is_known(name: str) -> None:
    assert name in named(f"Geld voor de provincie {name}")


def test_mentions_point_into_their_field_and_come_once() -> None:
    item = ClassifierInput(
        id="x", title="De provincie Drenthe", text="Drenthe en Drenthe. Het IPO.", file_title="IPO"
    )
    found = find_mentions(item)
    assert [one.text for one in found] == ["provincie", "Drenthe", "IPO"]
    for one in found:
        assert getattr(item, one.field)[one.start : one.end] == one.text


def test_a_classification_carries_its_mentions(classifier: Classifier) -> None:
    said = classifier.classify(ClassifierInput(id="x", title="Stikstof in de provincie Utrecht"))
    assert [one.text for one in said.mentions] == ["provincie", "Utrecht"]
    without = classifier.classify(ClassifierInput(id="x", title="Stikstof in de gemeente Utrecht"))
    assert without.mentions == ()
