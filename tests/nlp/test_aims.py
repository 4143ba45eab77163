"""The aims and the worst errors, on answers worked out by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from config.schema import Taxonomy
from nlp.aims import Answers, bac_micro, macro, micro, quality
from nlp.evaluate import LabelledItem, compare, mistake, worst
from nlp.measure import dossier_intervals
from tracker.records import Classification, ClassifierInput, DossierMatch, Evidence


def answers() -> Answers:
    wanted = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 0, 1]], bool)
    given = np.array([[1, 0, 0], [0, 0, 1], [0, 0, 1], [1, 0, 0]], bool)
    relevance = np.array([0.9, 0.8, 0.7, 0.6], np.float32)
    return Answers(wanted, given, relevance, np.array([0, 1, 1]))


def said(*slugs: str, relevance: float = 0.9) -> Classification:
    words = (Evidence("wolf", 0, 4, "title"),)
    matches = tuple(DossierMatch(slug, "x", 0.8, words) for slug in slugs)
    return Classification(bool(slugs), relevance, certain=True, dossiers=matches)


def labelled(name: str, *slugs: str, language: str = "nl") -> LabelledItem:
    return LabelledItem(ClassifierInput(id=name, title=f"wolf {name}", language=language), slugs)


def test_figures_over_dossiers_and_bacs() -> None:
    found = answers()
    assert micro(found) == pytest.approx(2 * 2 / 8)
    assert macro(found) == pytest.approx((1 + 0 + 0) / 3)
    assert bac_micro(found) == pytest.approx(2 * 3 / 8)


def test_an_aim_is_reached_or_not_and_has_an_interval() -> None:
    table = {aim.measure: aim for aim in quality(answers(), np.zeros(4, bool))}
    dutch = table["dossier micro-F1, Nederlands"]
    assert (dutch.reached, dutch.ok, dutch.items) == (0.5, False, 4)
    assert dutch.interval is not None
    assert dutch.interval[0] <= 0.5 <= dutch.interval[1]
    missing = table["dossier micro-F1, EU"]
    assert (missing.reached, missing.ok, missing.interval) == (None, None, None)


def test_the_interval_of_a_dossier_holds_its_f1() -> None:
    wanted = np.array([[1, 0]] * 30 + [[0, 0]] * 30, bool)
    given = np.array([[1, 0]] * 24 + [[0, 0]] * 36, bool)
    (low, high), nothing = dossier_intervals(wanted, given)
    assert low < 2 * 24 / 54 < high
    assert nothing == (0.0, 0.0)


def test_the_surest_error_is_the_worst() -> None:
    assert mistake(labelled("a", "natuur"), said("natuur")) is None
    pairs = [
        (labelled("goed", "natuur"), said("natuur")),
        (labelled("teveel"), said("faunabeleid")),
        (labelled("gemist", "wonen"), said(relevance=0.05)),
        (labelled("twijfel", "wonen"), said(relevance=0.6)),
    ]
    found = worst([a for a, _ in pairs], [b for _, b in pairs])
    assert [one.id for one in found] == ["gemist", "teveel", "twijfel"]
    assert found[1].evidence == {"faunabeleid": ("wolf",)}


def test_the_whole_evaluation_is_json(taxonomy: Taxonomy) -> None:
    items = [labelled("a", "natuur"), labelled("b", "landbouw", language="en"), labelled("c")]
    bac = {dossier.slug: dossier.bac for dossier in taxonomy.dossiers}
    matches = (DossierMatch("natuur", bac["natuur"], 0.8),)
    results = [
        Classification(True, 0.9, certain=True, dossiers=matches, bacs=(bac["natuur"],)),
        said(),
        said(relevance=0.1),
    ]
    figures = json.loads(json.dumps(compare(items, results, taxonomy).to_json()))
    assert [row["ok"] for row in figures["aims"]].count(None) == 0
    assert {row["measure"] for row in figures["aims"]} >= {"dossier micro-F1, EU"}
    assert [one["id"] for one in figures["errors"]] == ["b"]
    assert figures["dossiers"]["natuur"]["interval"][1] == 1.0
