"""Figures over labelled items, worked out by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from config.schema import Taxonomy
from nlp.classifier import Classifier
from nlp.evaluate import LabelledItem, compare, evaluate, read_labelled_file
from tracker.errors import HaagseZakenError
from tracker.records import Classification, ClassifierInput, DossierMatch


def labelled(*slugs: str) -> LabelledItem:
    return LabelledItem(ClassifierInput(id="x", title="t"), slugs)


def given(taxonomy: Taxonomy, *slugs: str) -> Classification:
    bac = {dossier.slug: dossier.bac for dossier in taxonomy.dossiers}
    matches = tuple(DossierMatch(slug, bac[slug], 0.9) for slug in slugs)
    return Classification(
        relevant=bool(slugs),
        relevance=0.9 if slugs else 0.1,
        certain=bool(slugs),
        dossiers=matches,
        bacs=tuple(dict.fromkeys(match.bac for match in matches)),
        model="m",
    )


def test_figures_are_right(taxonomy: Taxonomy) -> None:
    wanted = [labelled("natuur", "stikstof"), labelled("wonen"), labelled(), labelled("fiets")]
    results = [
        given(taxonomy, "natuur"),
        given(taxonomy, "wonen", "water-bodem"),
        given(taxonomy, "wonen"),
        given(taxonomy),
    ]
    figures = compare(wanted, results, taxonomy)
    assert (figures.relevance.precision, figures.relevance.recall) == (0.6667, 0.6667)
    assert figures.dossier_micro_f1 == 0.5
    assert figures.dossiers["wonen"].precision == 0.5
    assert figures.dossiers["fiets"].recall == 0
    assert figures.dossier_macro_f1 == round((1 + 0 + 0.6667 + 0) / 4, 4)
    assert figures.bac_micro_f1 == round(2 * 2 / 6, 4)
    assert figures.certain == 0.75
    assert "bibliotheken" in figures.to_json()["dossiers"]


def test_a_file_is_evaluated_and_bad_lines_are_told(
    classifier: Classifier, taxonomy: Taxonomy, tmp_path: Path
) -> None:
    path = tmp_path / "items.jsonl"
    rows = [
        {"id": "1", "title": "Natuurbeleid en Natura 2000", "dossiers": ["natuur"]},
        {"id": "2", "title": "Jeugdzorg", "dossiers": []},
    ]
    path.write_text("\n".join([*map(json.dumps, rows), '{"id": "3"}']), encoding="utf-8")
    problems: list[str] = []
    figures = evaluate(classifier, read_labelled_file(path, taxonomy, problems.append))
    assert (figures.items, figures.dossier_micro_f1) == (2, 1.0)
    assert figures.items_per_second > 0
    assert problems == ["regel 3: veld 'dossiers' ontbreekt of is geen lijst van teksten"]
    json.dumps(figures.to_json())


def test_an_unknown_dossier_or_file_is_a_clear_error(taxonomy: Taxonomy, tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    path.write_text('{"id": "1", "title": "x", "dossiers": ["nee"]}', encoding="utf-8")
    with pytest.raises(HaagseZakenError, match="regel 1: onbekend dossier nee"):
        read_labelled_file(path, taxonomy, pytest.fail)
    with pytest.raises(HaagseZakenError, match="kan niet worden gelezen"):
        read_labelled_file(tmp_path / "weg.jsonl", taxonomy, pytest.fail)
