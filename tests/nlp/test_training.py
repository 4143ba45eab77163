"""Train a small model on invented items, store it, read it back, use it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from config.schema import Taxonomy
from nlp.classifier import TERMS_MODEL, load
from nlp.folds import assign, group_of
from nlp.linear import read, save
from nlp.measure import calibration_error, recall_at
from nlp.text import prepare
from nlp.train import read_samples, train
from tracker.errors import HaagseZakenError, ModelError
from tracker.records import ClassifierInput

SUBJECTS = {
    "faunabeleid": ["wolf", "ganzen", "dassen", "jacht", "everzwijnen"],
    "wonen": ["woningbouw", "studentenkamers", "woningnood", "flexwoningen", "hofjes"],
    "openbaar-vervoer": ["trein", "buslijn", "dienstregeling", "metro", "pendelbus"],
    "": ["huisartsen", "leraren", "defensie", "pensioen", "rechtspraak"],
}
PLACES = ["Assen", "Goes", "Sneek", "Venlo", "Gouda", "Zwolle", "Lelystad", "Breda"]


def write_items(folder: Path) -> None:
    rows = []
    for slug, words in SUBJECTS.items():
        for number, (word, place) in enumerate((w, p) for w in words for p in PLACES):
            rows.append(
                {
                    "id": f"{slug}-{number}",
                    "source": "Tweede Kamer",
                    "kind": "Motie",
                    "title": f"Voortgang {number} over {word} in {place}",
                    "text": f"De {word} vraagt aandacht.",
                    "dossiers": [slug] if slug else [],
                }
            )
    text = "\n".join(json.dumps(row) for row in rows)
    (folder / "nl-train.jsonl").write_text(text, encoding="utf-8")
    (folder / "more.jsonl").write_text(text.replace('"id": "', '"id": "m-'), encoding="utf-8")


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory: pytest.TempPathFactory, taxonomy: Taxonomy) -> Path:
    gold, folder = tmp_path_factory.mktemp("gold"), tmp_path_factory.mktemp("model")
    write_items(gold)
    save(train(read_samples(gold), taxonomy, strict=False), folder)
    return folder


def item(title: str, text: str = "") -> ClassifierInput:
    return ClassifierInput(id="x", title=title, text=text, source="Tweede Kamer", kind="Motie")


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_the_model_learns_a_word_that_no_term_knows(model_folder: Path, taxonomy: Taxonomy) -> None:
    classifier = load(taxonomy, model_folder)
    assert classifier.model.startswith("lineair-")
    given = item("Nieuwe pendelbus in Meppel")
    result = classifier.classify(given)
    assert [match.slug for match in result.dossiers] == ["openbaar-vervoer"]
    words = {entry.text for entry in result.dossiers[0].evidence}
    assert "pendelbus" in words
    for entry in result.dossiers[0].evidence:
        assert getattr(given, entry.field)[entry.start : entry.end] == entry.text
    assert not classifier.classify(item("Huisartsen in Assen")).relevant


def test_terms_only_works_without_a_model_and_says_so(
    taxonomy: Taxonomy, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    classifier = load(taxonomy, tmp_path / "none")
    assert classifier.model == TERMS_MODEL
    assert classifier.classify(item("De wolf in Drenthe")).relevant
    assert "alleen termen" in caplog.text


def test_odd_items_do_not_break_the_model(model_folder: Path, taxonomy: Taxonomy) -> None:
    classifier = load(taxonomy, model_folder)
    odd = [item(""), item("\ud800\x00"), item("🚜" * 500, "wolf " * 400_000), item("<b>", "&" * 99)]
    for result in classifier.classify_many([*odd, item("woningbouw")]):
        assert 0 <= result.relevance <= 1


def test_the_model_holds_no_titles(model_folder: Path) -> None:
    stored = (model_folder / "vocabulary.txt").read_text(encoding="utf-8")
    assert "pendelbus" in stored
    assert "over pendelbus in" not in stored
    assert sum(path.stat().st_size for path in model_folder.iterdir()) < 40_000_000


def test_a_model_for_another_taxonomy_is_refused(model_folder: Path, taxonomy: Taxonomy) -> None:
    smaller = taxonomy.model_copy(update={"dossiers": taxonomy.dossiers[1:]})
    with pytest.raises(ModelError, match="netcongestie"):
        load(smaller, model_folder)


@pytest.mark.parametrize("name", ["weights.npz", "vocabulary.txt", "model.json"])
def test_a_broken_model_is_refused(model_folder: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder)
    broken = (folder / name).read_bytes()[:300]
    (folder / name).write_bytes(broken)
    with pytest.raises(ModelError, match="not readable"):
        read(folder)


def test_nothing_to_train_on_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(HaagseZakenError, match="geen gelabelde items"):
        read_samples(tmp_path)


def test_near_duplicates_share_a_fold() -> None:
    titles = [
        f"Verslag van een schriftelijk overleg over de Landbouwraad van {n} mei" for n in (3, 9)
    ]
    groups = [group_of(prepare(item(title)), "near") for title in [*titles, "Iets anders hier"]]
    assert groups[0] == groups[1] != groups[2]
    folds = assign(groups * 4, [True] * 12, 3)
    assert (
        len({fold for fold, group in zip(folds, groups * 4, strict=True) if group == groups[0]})
        == 1
    )
    same_file = [ClassifierInput(id=t, title=t, file_title="Natuurbeleid") for t in ("a", "b")]
    assert len({group_of(prepare(entry), "file") for entry in same_file}) == 1


def test_measures_are_right() -> None:
    wanted = np.array([True, True, False, True, False])
    relevance = np.array([0.9, 0.8, 0.7, 0.6, 0.1], np.float32)
    assert recall_at(0.85, wanted, relevance) == pytest.approx(2 / 3)
    assert recall_at(0.7, wanted, relevance) == pytest.approx(1)
    assert calibration_error(np.array([True]), np.array([0.75], np.float32)) == pytest.approx(0.25)
