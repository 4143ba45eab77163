"""Whatever comes in: a clear error or a safe "te beoordelen", never a crash."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.loader import load_taxonomy
from config.schema import Bac, Dossier, Taxonomy
from nlp.classifier import MODEL_DIR, Classifier, load
from nlp.evaluate import read_labelled
from nlp.jsonl import LineError, parse_item
from tracker.errors import HaagseZakenError, ModelError
from tracker.records import ClassifierInput


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", ""),
        (" \n\t ", ""),
        ("...", "1234 --- 5678"),
        ("\x00\x01\x02", "\x1b\x7f"),
        ("\ud800\udfff", ""),
        ("<p></p><br/>", "&nbsp;&nbsp;"),
        ("氮气政策和自然保护", "保护区的水质"),
        ("Политика в области азота и охраны природы", ""),
        ("🚜🚜🚜", ""),
        ("Die Wölfe und der Wald, nicht nur für die Bauern sondern auch für das Klima", ""),
        ("La protection des loups dans les forêts et pour les agriculteurs avec nous", ""),
    ],
)
def test_what_cannot_be_read_goes_to_a_person(
    classifier: Classifier, title: str, text: str
) -> None:
    said = classifier.classify(ClassifierInput(id="x", title=title, text=text))
    assert not said.certain
    assert 0 <= said.relevance <= 1


@pytest.mark.parametrize(
    "title", ["Wachtlijsten in de jeugdzorg", "Appointment of a member of the Court of Auditors"]
)
def test_plain_dutch_and_english_can_be_read(classifier: Classifier, title: str) -> None:
    assert classifier.classify(ClassifierInput(id="x", title=title)).certain


def test_html_is_read_as_the_words_in_it(classifier: Classifier) -> None:
    plain = classifier.classify(ClassifierInput(id="x", title="Schade door de wolf in Drenthe"))
    marked = classifier.classify(
        ClassifierInput(id="x", title="<b>Schade</b> door de <i>wolf</i> in Drenthe")
    )
    assert {m.slug for m in plain.dossiers} == {m.slug for m in marked.dossiers} == {"faunabeleid"}


def test_an_unknown_slug_in_labelled_items_is_told() -> None:
    line = json.dumps({"id": "1", "title": "x", "dossiers": ["bestaat-niet"]})
    with pytest.raises(HaagseZakenError, match="onbekend dossier bestaat-niet"):
        read_labelled([line], load_taxonomy(), pytest.fail)


def test_a_dossier_with_an_unknown_bac_or_without_terms_is_refused() -> None:
    bac = Bac(slug="b", name="B", abbreviation="B")
    dossier = Dossier(slug="d", bac="b", name="D", scope="", terms=("  ",))
    with pytest.raises(ModelError, match="dossier d heeft geen termen"):
        load(Taxonomy(bacs=(bac,), dossiers=(dossier,)))
    with pytest.raises(ValueError, match="nergens"):
        Taxonomy(bacs=(bac,), dossiers=(dossier.model_copy(update={"bac": "nergens"}),))


def test_a_model_for_another_taxonomy_is_refused_by_name(taxonomy: Taxonomy) -> None:
    renamed = taxonomy.dossiers[0].model_copy(update={"slug": "iets-anders"})
    other = taxonomy.model_copy(update={"dossiers": (renamed, *taxonomy.dossiers[1:])})
    with pytest.raises(ModelError, match="iets-anders"):
        load(other, MODEL_DIR)


def test_a_model_of_an_older_format_is_refused(taxonomy: Taxonomy, tmp_path: Path) -> None:
    for path in MODEL_DIR.iterdir():
        (tmp_path / path.name).symlink_to(path)
    about = json.loads((MODEL_DIR / "model.json").read_text(encoding="utf-8")) | {"format": 1}
    (tmp_path / "model.json").unlink()
    (tmp_path / "model.json").write_text(json.dumps(about), encoding="utf-8")
    with pytest.raises(ModelError, match="another format"):
        load(taxonomy, tmp_path)


def test_concepts_and_actors_are_read_and_checked(classifier: Classifier) -> None:
    item = parse_item('{"id": "1", "title": "Verslag", "concepts": ["wolf", "natuur"]}')
    assert item.concepts == ("wolf", "natuur")
    said = classifier.classify(item)
    assert {match.slug for match in said.dossiers} & {"faunabeleid", "natuur"}
    joined = "; ".join(item.concepts)
    found = [one for match in said.dossiers for one in match.evidence if one.field == "concepts"]
    assert found
    assert all(joined[one.start : one.end] == one.text for one in found)
    with pytest.raises(LineError, match="concepts"):
        parse_item('{"id": "1", "title": "x", "concepts": "wolf"}')
    with pytest.raises(LineError, match="actors"):
        parse_item('{"id": "1", "title": "x", "actors": [1]}')
