"""What is learned from corrections stays close to them, and comes back as it was saved."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from nlp import layer
from nlp.features import Floats
from tracker.errors import ModelError

ROWS = sp.csr_matrix(
    np.array([[1, 0.5, 0, 0], [1, 0, 0.5, 0], [0, 0, 1, 1], [0, 0, 0, 1]], np.float32)
)
"""Items 0 and 1 share a word, item 3 shares none with them."""
CHANCES = np.array([[0.05, 0.1], [0.05, 0.1], [0.9, 0.9], [0.5, 0.5]], np.float32)
"""One dossier, then relevance."""


def ones(items: int) -> Floats:
    return np.ones(items, np.float32)


def learned(times: int = 3) -> layer.Layer:
    """Learn from as many corrections of one kind."""
    wanted = np.ones((times, 2), np.float32)
    rows, chances = sp.vstack([ROWS[:1]] * times).tocsr(), np.repeat(CHANCES[:1], times, axis=0)
    return layer.fit(layer.Lesson(rows, chances, wanted, ones(times)), "v+c", "v")


def test_one_correction_moves_an_item_and_three_of_a_kind_turn_it() -> None:
    (once, _), (thrice, _) = (
        learned(times).adjust(ROWS, CHANCES[:, :1], CHANCES[:, 1]) for times in (1, 3)
    )
    assert CHANCES[0, 0] < once[0, 0] < 0.5 < thrice[0, 0]


def test_corrections_help_alike_items_and_leave_the_rest() -> None:
    chances, relevance = learned().adjust(ROWS, CHANCES[:, :1], CHANCES[:, 1])
    assert 0.05 < chances[1, 0] < chances[0, 0]
    assert relevance[0] > 0.5
    assert chances[3, 0] == CHANCES[3, 0]
    assert relevance[3] == CHANCES[3, 1]


def test_an_item_that_has_to_stay_holds_the_layer_back() -> None:
    wanted = np.vstack([np.ones((1, 2)), CHANCES[1:2]]).astype(np.float32)
    held = layer.fit(layer.Lesson(ROWS[:2], CHANCES[:2], wanted, ones(2)), "v+c", "v")
    free, _ = learned().adjust(ROWS, CHANCES[:, :1], CHANCES[:, 1])
    kept, _ = held.adjust(ROWS, CHANCES[:, :1], CHANCES[:, 1])
    assert kept[1, 0] < free[1, 0]


def test_what_is_right_already_teaches_nothing() -> None:
    lesson = layer.Lesson(
        ROWS[2:3], CHANCES[2:3], np.ones((1, 2), np.float32), np.ones(1, np.float32)
    )
    assert layer.fit(lesson, "v+c", "v").weights.nnz == 0


def test_it_comes_back_as_it_was_saved(tmp_path: Path) -> None:
    assert layer.read(tmp_path) is None
    layer.save(learned(), tmp_path)
    found = layer.read(tmp_path)
    assert found is not None
    assert (found.version, found.base) == ("v+c", "v")
    assert np.allclose(found.weights.todense(), learned().weights.todense(), atol=0.01)
    column = found.of(0, np.array([0, 2], np.int32))
    assert column is not None
    assert column[0] > 0 == column[1]


@pytest.mark.parametrize("name", ["layer.json", "layer.npz"])
def test_a_broken_layer_is_refused(tmp_path: Path, name: str) -> None:
    layer.save(learned(), tmp_path)
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes()[:40])
    with pytest.raises(ModelError, match="niet leesbaar"):
        layer.read(tmp_path)
