"""Words without a subject are never shown as a reason."""

import pytest

from nlp.fillers import is_filler


@pytest.mark.parametrize("word", ["daarover", "hiermee", "het", "the", "erop"])
def test_a_word_without_a_subject_is_a_filler(word: str) -> None:
    assert is_filler(word)


@pytest.mark.parametrize("word", ["stikstof", "provincies", "waarborgfonds", "erfgoed", "tracé"])
def test_a_word_with_a_subject_is_none(word: str) -> None:
    assert not is_filler(word)
