"""A new model must not be worse: per dossier, on relevance, on corrections it did not see."""

from __future__ import annotations

import pytest

from nlp.gate import Paired, Ruling, rule

NAMES = {"wonen": "Wonen", "natuur": "Natuur"}
NONE: frozenset[str] = frozenset()
WONEN, NATUUR = frozenset({"wonen"}), frozenset({"natuur"})
EMPTY = Paired((), (), (), ())


def frozen(after: list[frozenset[str]]) -> Paired:
    """Ten items on wonen, ten on natuur, ten of no interest; the old model is right on all."""
    wanted = [WONEN] * 10 + [NATUUR] * 10 + [NONE] * 10
    return Paired([f"titel {n}" for n in range(30)], wanted, wanted, after)


def judged(after: list[frozenset[str]], corrections: Paired = EMPTY) -> Ruling:
    return rule(frozen(after), corrections, NAMES)


def test_a_model_that_says_the_same_is_accepted() -> None:
    found = judged([WONEN] * 10 + [NATUUR] * 10 + [NONE] * 10)
    assert found.accepted
    assert found.reasons == ()
    assert found.scores["frozen"]["micro_f1_after"] == 1


def test_a_dossier_that_got_worse_is_named_and_the_other_is_not() -> None:
    found = judged([WONEN] * 10 + [WONEN] * 5 + [NATUUR] * 5 + [NONE] * 10)
    assert not found.accepted
    assert "Dossier Natuur wordt slechter dan toeval verklaart: F1 van 1,00 naar 0,67" in str(
        found.reasons
    )


def test_one_slip_is_noise() -> None:
    assert judged([WONEN] * 10 + [NATUUR | WONEN] + [NATUUR] * 9 + [NONE] * 10).accepted


def test_a_relevant_item_that_is_missed_is_reason_enough() -> None:
    found = judged([NONE] + [WONEN] * 9 + [NATUUR] * 10 + [NONE] * 10)
    assert not found.accepted
    (reason,) = found.reasons
    assert "Minder relevante stukken" in reason
    assert "titel 0 (Wonen)" in reason


def test_a_dossier_with_few_items_cannot_be_judged() -> None:
    wanted = [WONEN] * 20 + [NATUUR] * 4
    after = [WONEN] * 20 + [frozenset({"iets-anders"})] * 4
    found = rule(Paired(["t"] * 24, wanted, wanted, after), EMPTY, NAMES)
    assert found.accepted


@pytest.mark.parametrize(("after", "accepted"), [([WONEN] * 8, True), ([NATUUR] * 8, False)])
def test_corrections_it_did_not_see_may_not_get_worse(
    after: list[frozenset[str]], accepted: bool
) -> None:
    wanted, before = [WONEN] * 8, [WONEN] * 4 + [NONE] * 4
    same = [WONEN] * 10 + [NATUUR] * 10 + [NONE] * 10
    found = judged(same, Paired(["t"] * 8, wanted, before, after))
    assert found.accepted is accepted
    assert found.scores["corrections"]["micro_f1_before"] == pytest.approx(0.6667)


def test_the_same_figures_give_the_same_ruling() -> None:
    after = [WONEN] * 10 + [WONEN] * 3 + [NATUUR] * 7 + [NONE] * 10
    assert judged(after) == judged(after)
