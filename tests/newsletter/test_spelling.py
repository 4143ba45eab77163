"""Hints on spelling: in what people wrote, with what they may have meant, never in the way."""

from __future__ import annotations

from dataclasses import replace

import pytest

from newsletter.spelling import RULE, Hint, Speller, mistakes, problems
from tests.newsletter.week import TAXONOMY, busy
from tracker.records import Edition

KNOWN = Speller()


def written(text: str, **fields: str) -> Edition:
    """Return the week in which an editor wrote the intro."""
    made = busy().edition()
    blocks = tuple(
        replace(block, human={"tekst": text, **fields}) if block.kind == "intro" else block
        for block in made.blocks
    )
    return replace(made, blocks=blocks)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("onmiddelijk", "onmiddellijk"), ("finantieel", "financieel"), ("toezeging", "toezegging"),
     ("provincei", "provincie"), ("enigzins", "enigszins"), ("Begrotting", "Begroting"),
     ("gebeurdt", "gebeurt"), ("vergunningverlenning", "vergunningverlening")],
)  # fmt: skip
def test_a_mistake_is_found_with_what_was_meant(word: str, meant: str) -> None:
    found = KNOWN.hints(f"{word} is hier verkeerd geschreven.")

    assert [one.word for one in found] == [word]
    assert meant in found[0].suggestions
    assert f"“{meant}”" in found[0].todo


@pytest.mark.parametrize(
    "text",
    [
        "De gedeputeerden spraken over stikstofruimte, netcongestie en piekbelasting.",
        "Het commissiedebat over vergunningverlening is één keer uitgesteld, vóór het kerstreces.",
        "Zo’n woningbouwopgave vraagt om ov-infrastructuur en duurzaamheidseisen.",
        "Kamerlid Van der Wisk-Achterberg (D66) sprak met mevrouw Ţurcanu over het NPLG en AERIUS.",
        "Zie https://www.tweedekamer.nl/kamerstuken/xyzzy of mail lobbyyist@ipo.example.",
        "",
    ],
)
def test_right_words_names_and_addresses_give_no_hint(text: str) -> None:
    assert KNOWN.hints(text) == ()


def test_every_known_mistake_is_found() -> None:
    assert len(mistakes()) > 15
    for wrong, right in mistakes().items():
        assert KNOWN.hints(f"dat is {wrong} gezegd") == (Hint(wrong, (right,)),)


def test_a_word_without_anything_like_it_still_gets_a_hint() -> None:
    found = KNOWN.hints("de qzwxkvvbn van de provincie")

    assert found == (Hint("qzwxkvvbn"),)
    assert "goed geschreven" in found[0].todo


def test_only_what_people_wrote_is_looked_at() -> None:
    shelf = busy()
    stored = shelf.items[0]
    shelf.items[0] = replace(stored, item=replace(stored.item, title="Stikstov, NPLG en natuurr"))

    assert problems(shelf.edition(), TAXONOMY) == ()


def test_a_problem_names_the_block_the_word_and_the_remedy() -> None:
    edition = written("<p>De provinsie wacht. De <strong>provinsie</strong> wacht lang.</p>")

    found = problems(edition, TAXONOMY)

    assert len(found) == 1
    assert found[0].rule == RULE
    intro = next(block for block in edition.blocks if block.kind == "intro")
    assert found[0].block_key == intro.key
    assert "“provinsie”" in found[0].text
    assert "“provincie”" in found[0].todo
    assert problems(written("<p>De provincie wacht.</p>"), TAXONOMY) == ()


def test_names_of_the_letter_are_no_mistakes() -> None:
    text = "<p>Minister Van Essen sprak over wolvenbeleidsplannetjesman in Groen.</p>"

    without = problems(written(text), TAXONOMY)
    with_name = problems(written(text), TAXONOMY, ["wolvenbeleidsplannetjesman"])

    assert with_name == ()
    assert len(without) <= 1


def test_what_was_dropped_gives_no_hint() -> None:
    edition = written("<p>De provinsie wacht.</p>")
    dropped = tuple(
        replace(block, dropped_by="redacteur@ipo.example") if block.kind == "intro" else block
        for block in edition.blocks
    )

    assert problems(replace(edition, blocks=dropped), TAXONOMY) == ()
