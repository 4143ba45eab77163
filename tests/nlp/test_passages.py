"""Long texts: the best passages are read, and are the evidence. All texts are invented."""

from __future__ import annotations

import pytest

from nlp.classifier import Classifier
from nlp.passages import LONG, PASSAGE, cut, pieces
from tracker.records import Classification, ClassifierInput

_ZORG = (
    "De minister antwoordt dat de wachttijden in de huisartsenpost dalen. De heer Jansen vraagt "
    "naar de tandarts. Mevrouw De Wit dankt voor de beantwoording en kijkt uit naar de brief. "
)
_STIKSTOF = (
    "De depositie van stikstof op de Natura 2000-gebieden blijft te hoog. Gedeputeerde Staten van "
    "Gelderland willen dat de PAS-melders snel een natuurvergunning krijgen en dat extern salderen "
    "weer kan; de kritische depositiewaarde blijft het doel. "
)


def slugs(said: Classification) -> set[str]:
    return {match.slug for match in said.dossiers}


def verslag(middle: str) -> ClassifierInput:
    text = (
        "Verslag van een commissiedebat.\n\n" + _ZORG * 60 + "\n\n" + middle + "\n\n" + _ZORG * 60
    )
    return ClassifierInput(id="v", title="Verslag van een commissiedebat", text=text)


def kamerbrief(body: str) -> ClassifierInput:
    text = (
        "Geachte voorzitter,\n\nMet deze brief informeer ik uw Kamer over de voortgang.\n\n"
        + "In het afgelopen jaar is overleg gevoerd met alle betrokken partijen. " * 30
        + body
        + "\n\nHoogachtend,\n\nde minister"
    )
    return ClassifierInput(id="b", title="Voortgangsbrief", kind="Brief regering", text=text)


def test_a_verslag_is_labelled_on_the_passages_that_matter(classifier: Classifier) -> None:
    item = verslag(_STIKSTOF * 12)
    said = classifier.classify(item)
    assert "stikstof" in slugs(said)
    found = [one for match in said.dossiers for one in match.evidence if one.field == "text"]
    assert found
    assert all(item.text[one.start : one.end] == one.text for one in found)
    assert min(one.start for one in found) > LONG
    assert "Gelderland" in {one.text for one in said.mentions}
    for one in said.mentions:
        assert getattr(item, one.field)[one.start : one.end] == one.text


def test_a_kamerbrief_whose_subject_comes_late_is_found_but_left_to_a_person(
    classifier: Classifier,
) -> None:
    said = classifier.classify(kamerbrief(_STIKSTOF * 12))
    assert "stikstof" in slugs(said)
    assert not said.certain


def test_a_long_text_on_something_else_gets_nothing(classifier: Classifier) -> None:
    said = classifier.classify(verslag(_ZORG * 4))
    assert said.dossiers == ()


def test_passages_cover_the_text_and_end_at_sentences() -> None:
    text = _ZORG * 40
    spans = cut(text)
    assert "".join(text[start:end] for start, end in spans) == text
    assert all(end - start <= PASSAGE for start, end in spans)
    assert all(text[:end].rstrip().endswith(".") for _, end in spans)


@pytest.mark.parametrize("text", ["a" * 2_000_000, "stikstof " * 220_000, "é\n" * 1_000_000])
def test_two_megabytes_become_a_handful_of_pieces(text: str) -> None:
    found = pieces(ClassifierInput(id="x", title="Verslag", text=text), lambda _word: 1.0)
    assert 1 <= len(found) <= 7
    assert all(len(piece.item.text) <= LONG for piece in found)
    assert all(text.startswith(piece.item.text, piece.shift) for piece in found)


def test_a_short_text_stays_whole() -> None:
    item = ClassifierInput(id="x", title="t", text="x" * LONG)
    assert [piece.item for piece in pieces(item, lambda _word: 1.0)] == [item]
