"""Items in, dossiers with evidence out; bad input never crashes it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.schema import Bac, Dossier, Taxonomy
from nlp.classifier import Classifier, load
from tracker.errors import ModelError
from tracker.records import Classification, ClassifierInput


def slugs(result: Classification) -> set[str]:
    return {match.slug for match in result.dossiers}


def item(title: str, text: str = "", file_title: str = "") -> ClassifierInput:
    return ClassifierInput(id="x", title=title, text=text, file_title=file_title)


@pytest.mark.parametrize(
    ("title", "slug", "bac"),
    [
        ("Voortgang legalisatie PAS-melders", "stikstof", "landelijk-gebied"),
        ("Onderzoek naar stikstofreductiemaatregelen", "stikstof", "landelijk-gebied"),
        ("Stand van zaken netcongestie", "netcongestie", "klimaat-energie"),
        ("Begrotingsstaat van het provinciefonds", "provinciefonds", "financien-openbaar-bestuur"),
        ("De toegenomen schade door wolven", "faunabeleid", "landelijk-gebied"),
        ("Nitrogen deposition in protected areas", "stikstof", "landelijk-gebied"),
        ("Cohesion policy after 2027", "eu-cohesie", "regionale-economie-cultuur"),
        ("De Wet stelsel openbare bibliotheekvoorzieningen", "bibliotheken", None),
    ],
)
def test_a_term_in_the_title_gives_the_dossier(
    classifier: Classifier, title: str, slug: str, bac: str | None
) -> None:
    result = classifier.classify(item(title))
    assert slug in slugs(result)
    assert result.relevant
    assert result.relevance >= 0.5
    assert bac is None or bac in result.bacs


@pytest.mark.parametrize(
    "title",
    [
        "Schapen tussen de Wolven: fraude in de zorg",
        "Stikstof en natuur op Bonaire",
        "Wachtlijsten in de jeugdzorg",
        "Motie van het lid De Vos over huisartsenzorg",
        "Verlenging van de missie in Irak",
        "",
    ],
)
def test_what_does_not_concern_the_provinces_gets_nothing(
    classifier: Classifier, title: str
) -> None:
    result = classifier.classify(item(title))
    assert not result.relevant
    assert result.dossiers == ()
    assert result.bacs == ()


def test_evidence_points_into_the_field_it_names(classifier: Classifier) -> None:
    given = item(
        "Brief over <b>de\x00wolf</b> &amp; natuurherstel",
        text="De provincie\tvraagt om wolfwerende hekken.",
        file_title="Natuurbeleid",
    )
    result = classifier.classify(given)
    found = [entry for match in result.dossiers for entry in match.evidence]
    assert {entry.field for entry in found} == {"title", "text", "file_title"}
    for entry in found:
        assert getattr(given, entry.field)[entry.start : entry.end] == entry.text


def test_an_outside_phrase_rules_out_unless_a_province_is_named(classifier: Classifier) -> None:
    outside = classifier.classify(item("Drinkwater en waterkwaliteit op Saba"))
    inside = classifier.classify(
        item("Drinkwater in de provincies, de waterschappen en op Saba", text="Waterkwaliteit.")
    )
    assert not outside.relevant
    assert outside.relevance < 0.25
    assert "water-bodem" in slugs(inside)


def test_a_word_is_evidence_once_per_field(classifier: Classifier) -> None:
    result = classifier.classify(item("De wolf", text="wolf, Wolf en nog een wolf. " * 5))
    found = [(e.text.lower(), e.field) for m in result.dossiers for e in m.evidence]
    assert len(found) == len(set(found))
    assert ("wolf", "text") in found


def test_the_best_dossier_comes_first_and_bacs_follow(classifier: Classifier) -> None:
    result = classifier.classify(item("Natuurbrand in de bossen", text="Ook de drinkwaterwinning."))
    scores = [match.score for match in result.dossiers]
    assert scores == sorted(scores, reverse=True)
    assert result.bacs[0] == result.dossiers[0].bac
    assert all(0 <= score <= 1 for score in scores)


def test_an_unclear_item_is_left_to_a_person(classifier: Classifier) -> None:
    clear = classifier.classify(item("Woningbouw en woningtekort", text="De woondeals lopen."))
    vague = classifier.classify(item("Bezoek aan een bedrijf in Emmen"))
    assert clear.certain
    assert not vague.certain


def test_many_gives_the_same_as_one_by_one_in_order(classifier: Classifier) -> None:
    items = [item(f"Brief {n} over {w}") for n, w in enumerate(["wolf", "zorg", "AERIUS"] * 200)]
    assert list(classifier.classify_many(items)) == [classifier.classify(i) for i in items]


def test_child_processes_give_the_same_in_order(classifier: Classifier) -> None:
    items = [item(f"Brief over {w}") for w in ["wolf", "zorg", "AERIUS", "spoor"] * 600]
    assert list(classifier.classify_many(items, processes=2)) == list(
        classifier.classify_many(items)
    )


@pytest.mark.parametrize(
    "text",
    [
        "stikstof " * 230_000,
        "\x00\x01\x02\ud800",
        "<html><body>" + "<p>" * 5_000,
        "氮气政策和自然保护" * 200,
        "🚜" * 3_000,
        "a" * 100_000,
        "&" * 50_000 + "<" * 50_000,
    ],
)
def test_odd_text_is_classified_without_complaint(classifier: Classifier, text: str) -> None:
    result = classifier.classify(item("", text=text))
    assert 0 <= result.relevance <= 1
    for match in result.dossiers:
        for entry in match.evidence:
            assert text[entry.start : entry.end] == entry.text


def test_a_dossier_without_usable_terms_is_refused() -> None:
    bac = Bac(slug="b", name="B", abbreviation="B")
    dossier = Dossier(slug="d", bac="b", name="D", scope="", terms=("*",))
    with pytest.raises(ModelError, match="dossier d heeft geen termen"):
        load(Taxonomy(bacs=(bac,), dossiers=(dossier,)))


def test_a_star_in_a_phrase_is_refused() -> None:
    bac = Bac(slug="b", name="B", abbreviation="B")
    dossier = Dossier(slug="d", bac="b", name="D", scope="", terms=("natuur*", "wet *natuur"))
    with pytest.raises(ModelError, match=r"d: 'wet \*natuur'"):
        load(Taxonomy(bacs=(bac,), dossiers=(dossier,)))


def test_importing_the_package_does_not_import_spacy() -> None:
    code = (
        "import sys, nlp.classifier, nlp.evaluate, nlp.jsonl; "
        "print([m for m in ('spacy', 'sklearn') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
