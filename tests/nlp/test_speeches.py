"""Which sentences of a debate name a dossier or a province."""

from config.loader import load_taxonomy
from nlp.speeches import label
from nlp.terms import TermStage

TERMS = TermStage(load_taxonomy())


def test_each_piece_gets_its_own_words() -> None:
    text = "De stikstofaanpak stokt. Gelderland wacht op geld. Dank u wel."
    pieces = [(0, 24), (25, 51), (52, 64)]
    ((first, second, third),) = label(TERMS, [text], [pieces])
    assert first.dossiers[0][0] == "stikstof"
    assert first.dossiers[0][1] == ("stikstofaanpak",)
    assert first.provinces == ()
    assert second.provinces == ("Gelderland",)
    assert (third.dossiers, third.provinces) == ((), ())


def test_one_weak_word_gives_no_dossier() -> None:
    ((found,),) = label(TERMS, ["De regio wacht."], [[(0, 15)]])
    assert found.dossiers == ()


def test_nothing_to_label() -> None:
    assert label(TERMS, [], []) == []
    assert label(TERMS, ["", "Ja."], [[], []]) == [[], []]
