"""The small network: it learns, it is seeded, and it survives being stored."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp

from nlp.calibrate import best_line
from nlp.linear import capped
from nlp.network import fit_network
from nlp.scores import as_text, compare, page


def problem() -> tuple[sp.csr_matrix, np.ndarray]:
    generator = np.random.default_rng(3)
    rows = (generator.random((300, 40)) < 0.15).astype(np.float32)
    wanted = np.stack([rows[:, :4].any(axis=1), rows[:, 4:8].any(axis=1)], axis=1)
    return sp.csr_matrix(rows), wanted.astype(np.int8)


def test_it_learns_and_the_same_seed_gives_the_same() -> None:
    rows, wanted = problem()
    weights = np.ones(300, np.float32)
    first, again = fit_network(rows, wanted, weights), fit_network(rows, wanted, weights)
    assert np.array_equal(first.inner, again.inner)
    right = ((first.judge(rows) > 0) == (wanted > 0)).mean()
    assert right > 0.9
    assert not np.array_equal(first.inner, fit_network(rows, wanted, weights, seed=1).inner)


def test_no_dossier_is_surer_than_the_relevance_of_the_item() -> None:
    chances = np.array([[0.9, 0.2], [0.4, 0.8]], np.float32)
    found = capped(chances, np.array([0.3, 1.0], np.float32))
    assert found.ravel().tolist() == pytest.approx([0.3, 0.2, 0.4, 0.8])


def test_the_line_gives_the_best_micro_f1() -> None:
    labels = np.array([[1], [1], [0], [0]], np.int8)
    chances = np.array([[0.9], [0.62], [0.3], [0.1]], np.float32)
    assert 0.3 < best_line(labels, chances) < 0.62


def scores(micro: float) -> dict[str, object]:
    dossier = {"support": 3, "precision": 1.0, "recall": 0.5, "f1": 0.67, "interval": [0.3, 0.9]}
    part = {
        "items": 10, "micro_f1": micro, "interval": [micro - 0.02, micro + 0.02], "macro_f1": 0.8,
        "bac_f1": 0.9, "relevance_precision": 0.9, "relevance_recall": 0.9,
        "recall_at_precision_85": 0.9, "calibration_error": 0.02, "dossiers": {"fiets": dossier},
    }  # fmt: skip
    return {
        "version": "v",
        "data": {"items": 100},
        "cross_validation": {"near": {"parts": {"dutch": part}}},
        "learning_curve": [{"items": 50, "micro_f1": 0.5}],
    }


def test_scores_are_reproduced_within_noise_or_not() -> None:
    assert all(same for *_, same in compare(scores(0.85), scores(0.86)))
    off = [figure for _, figure, _, _, same in compare(scores(0.85), scores(0.80)) if not same]
    assert off == ["micro-F1"]
    assert "6 of 7 shipped scores reproduced" in as_text(scores(0.85), scores(0.80))
    assert "No shipped scores" in as_text(scores(0.85), {})


def test_the_page_shows_parts_curve_and_dossiers() -> None:
    text = page(scores(0.85))
    assert "0.850 (0.830-0.870)" in text
    assert "| fiets | 3 | 1.00 | 0.50 | 0.67 (0.30-0.90) |" in text
    assert "| 50 | 0.500 |" in text
