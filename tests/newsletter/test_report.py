"""What a debate report says, and that it says nothing that the verslag does not."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest

from newsletter import report
from newsletter.report.anchoring import quotes_of
from tests.newsletter.reporting import (
    ASKED,
    LISTED,
    PROMISED,
    TURNS,
    debate_item,
    desk_with,
    proceedings_of,
    source_of,
)
from tests.vlos import DIJKEN, KAZEM, MINISTER, Person, chair, say
from tracker.records import DebateSource, ItemKind, SourceState

STORED = debate_item()


def made(**rest: Any) -> dict[str, Any]:
    return report.content(desk_with(), STORED, source_of(**rest))


def texts(groups: list[dict[str, Any]]) -> list[str]:
    return [quote["text"] for group in groups for quote in group["quotes"]]


def test_every_sentence_stands_literally_in_its_passage() -> None:
    source = source_of(position="Geld voor natuurherstel op de Veluwe.")
    found = report.content(desk_with(), STORED, source)
    assert len(list(quotes_of(found))) >= 5
    assert report.unanchored(found, proceedings_of(source)) == ()
    for quote in quotes_of(found):
        assert quote["text"] in found["passages"][quote["passage"]]["text"]


def test_what_members_asked_and_the_minister_answered() -> None:
    found = made()
    assert ASKED in texts(found["said"])
    assert texts(found["answers"]) == [PROMISED]
    quote = next(one for one in quotes_of(found) if one["text"] == ASKED)
    assert (quote["speaker"], quote["party"]) == ("Sara Kazem (GroenLinks-PvdA)", "GroenLinks-PvdA")
    assert quote["time"] == "10.02"
    assert quote["url"].startswith("https://www.tweedekamer.nl/")
    assert "Natura 2000-gebieden" in quote["words"]


def test_no_courtesy_no_question_of_a_minister_no_sentence_that_points_back() -> None:
    said = " ".join([*texts(made()["said"]), *texts(made()["answers"])])
    for absent in ("Dank u wel", "Hoe moet dat?", "Dat is nodig.", "Hij stokt.", "welkom"):
        assert absent not in said


def test_a_motion_with_request_judgement_and_vote() -> None:
    (row,) = made()["motions"]
    assert row["number"] == "36 900 XIV, nr. 12"
    assert row["by"] == ["Jan van Dijken (NSC)", "Sara Kazem (GroenLinks-PvdA)"]
    assert row["request"] == "verzoekt de regering voor elke provincie een natuurplan te maken"
    assert row["verdict"] == "ontraden"
    assert row["verdict_quote"]["speaker"] == "minister Vos"
    assert (row["outcome"], row["tally"]) == ("verworpen", "25-30")
    assert (row["in_favour"], row["against"]) == (["GroenLinks-PvdA"], ["BBB"])


def test_promises_as_the_chair_read_them_out() -> None:
    (row,) = made()["promises"]
    assert row["quote"]["text"] == LISTED
    assert row["quote"]["role"] == "voorzitter"
    assert row["who"] == "minister Vos"
    assert row["term"] == "voor de zomer"
    assert [one["text"] for one in row["replies"]] == [
        "Nog vóór het kerstreces, als het aan mij en de provincies ligt."
    ]


def test_a_term_that_only_the_answer_names() -> None:
    turns = [
        say(KAZEM, "Voorzitter. De provincies wachten op geld voor natuurherstel, vindt ook u?"),
        say(MINISTER, "Daar kom ik op terug."),
        chair("Dan de toezeggingen. De minister informeert de Kamer over het natuurherstel."),
        say(MINISTER, "Voor het einde van het jaar."),
    ]
    (row,) = made(turns=turns)["promises"]
    assert row["term"] == "Voor het einde van het jaar"
    assert row["term_quote"]["speaker"] == "minister Vos"


def test_points_of_our_inbreng_with_proof_or_without() -> None:
    position = "Geld voor natuurherstel op de Veluwe\nEen brug bij Kornwerderzand"
    first, second = made(position=position)["picked_up"]
    assert first["verdict"] == "ja"
    assert first["proof"]["text"] == PROMISED
    assert (second["verdict"], second["proof"]) == ("nee", None)


def test_what_comes_next_and_the_numbers() -> None:
    found = made()
    assert found["next"]["asked"]["text"].startswith("Er is een tweeminutendebat aangevraagd")
    assert "twee fracties en één bewindspersoon" in found["kern"]
    assert "één motie ingediend en één toezegging" in found["kern"]
    assert found["head"]["basis"] == (
        "Op basis van het ongecorrigeerde verslag van 26 november 2026."
    )
    assert found["head"]["members"] == [
        "Piet de Haas (VVD)",
        "Sara Kazem (GroenLinks-PvdA)",
        "Jan van Dijken (NSC)",
    ]


@pytest.mark.parametrize("part", ["text", "speaker", "passage"])
def test_a_changed_word_speaker_or_place_is_found(part: str) -> None:
    source = source_of()
    found = copy.deepcopy(report.content(desk_with(), STORED, source))
    found["answers"][0]["quotes"][0][part] = "Iemand anders"
    assert not report.anchored(found, proceedings_of(source))
    problem, *_ = report.unanchored(found, proceedings_of(source))
    assert "verslag" in problem or "niet door" in problem


def test_a_motion_that_does_not_ask_that_is_found() -> None:
    source = source_of()
    found = copy.deepcopy(report.content(desk_with(), STORED, source))
    found["motions"][0]["request"] = "verzoekt de regering niets te doen"
    (problem,) = report.unanchored(found, proceedings_of(source))
    assert problem.endswith("staat niet letterlijk in de motie.")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (DebateSource(), "Van dit debat is nog geen verslag."),
        (DebateSource(SourceState.CASCO), "alleen de tijdlijn"),
        (DebateSource(SourceState.UNREADABLE, reason="het is stuk"), "gelezen: het is stuk."),
        (DebateSource(SourceState.ELSEWHERE), "staat nog niet in het verslag"),
    ],
)
def test_no_verslag_is_said_in_dutch(source: DebateSource, words: str) -> None:
    found = report.content(desk_with(), STORED, source)
    assert words in found["message"]
    assert (found["said"], found["answers"], found["kern"]) == ([], [], "")
    assert found["head"]["title"] == "Stikstof en natuur"


def test_a_verslag_without_speakers() -> None:
    found = made(turns=[say(None, "Iemand spreekt over de stikstofaanpak van de provincies.")])
    assert found["message"] == "In het verslag van dit debat staat niet wie er sprak."
    assert found["said"] == []


def test_interruptions_only() -> None:
    asked = "Wil de minister met de provincies over de stikstofaanpak spreken, voorzitter?"
    first = say(DIJKEN, inside=[say(KAZEM, asked)])
    found = made(turns=[first])
    assert texts(found["said"]) == [asked]


def test_a_party_that_no_longer_exists() -> None:
    gone = Person("Kees", "Boer de", "Boerenbelang 1971", shown="De Boer")
    found = made(turns=[say(gone, "De provincies moeten de stikstofaanpak zelf kunnen kiezen.")])
    (quote,) = found["said"][0]["quotes"]
    assert quote["speaker"] == "Kees de Boer (Boerenbelang 1971)"


def test_a_title_of_400_characters() -> None:
    title = "Natuur en " + "zeer " * 78 + "lang"
    found = report.content(desk_with(), debate_item(title), source_of())
    assert found["head"]["title"] == title
    assert found["said"]


def test_only_the_chair_speaks() -> None:
    found = made(turns=[chair("Ik open en sluit deze vergadering over de natuur in Zeeland.")])
    assert (found["said"], found["answers"], found["promises"]) == ([], [], [])


def test_script_in_a_verslag_stays_text() -> None:
    words = "De provincies willen <script>alert(1)</script> en geld voor de stikstofaanpak."
    found = made(turns=[say(KAZEM, words), *TURNS[:1]])
    assert words in texts(found["said"])


def test_the_subject_that_was_announced_goes_with_a_quote() -> None:
    words = "Ik zeg toe dat ik met de provincies Groningen en Drenthe in gesprek ga over geld."
    turn = say(MINISTER, f"Voorzitter. Dan de Nedersaksenlijn. Die is belangrijk. {words}")
    (quote,) = made(turns=[turn])["promises"]
    assert quote["quote"]["text"] == words
    asked = "Gaat de minister met de provincies praten over geld voor de natuur in Drenthe?"
    found = made(turns=[say(KAZEM, f"Voorzitter. Dan de Drentse Aa. Mooi gebied. {asked}")])
    (shown,) = found["said"][0]["quotes"]
    assert (shown["about"], shown["text"]) == ("Dan de Drentse Aa.", asked)
    assert shown["about"] in found["passages"][shown["passage"]]["text"]


def test_a_promise_that_the_kamer_recorded_too_is_told_once() -> None:
    desk = desk_with()
    recorded = replace(
        STORED,
        id=77,
        item=replace(
            STORED.item, key="toezegging:1", kind=ItemKind.TOEZEGGING, number="TZ202611-001",
            title="De minister stuurt een brief over natuurherstel met de provincies.",
            related=(STORED.item.key,), actors=(), agenda=(),
        ),
    )  # fmt: skip
    desk = replace(desk, parts={STORED.item.key: (recorded,)})
    (row,) = report.content(desk, STORED, source_of())["promises"]
    assert row["quote"]["text"] == LISTED
    assert row["number"] == "TZ202611-001"
