"""From the XML of a verslag to who said what."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.kamer.vlos import read_proceedings
from tests.vlos import CHAIR, DIJKEN, KAZEM, MINISTER, Activity, Motion, chair, say, verslag
from tracker.errors import MalformedPageError
from tracker.records import SpeakerKind

MOTION = Motion(
    "een plan per provincie",
    ["De Kamer,", "gehoord de beraadslaging,", "verzoekt de regering een plan te maken,",
     "en gaat over tot de orde van de dag."],
    [DIJKEN, KAZEM],
)  # fmt: skip


def test_turns_are_literal_without_the_name_of_the_speaker() -> None:
    debate = Activity(
        [
            chair("Ik open de vergadering."),
            say(KAZEM, "Voorzitter. De  natuur kan niet wachten.", "CO2 < alles & meer.",
                inside=[say(DIJKEN, "Waarom niet?")]),
            say(MINISTER, "Dank u wel."),
        ]
    )  # fmt: skip
    found = read_proceedings(verslag(debate))
    opening, speech, question, answer = found.turns
    assert opening.chair
    assert speech.paragraphs == ("Voorzitter. De natuur kan niet wachten.", "CO2 < alles & meer.")
    assert question.interruption
    assert not speech.interruption
    assert speech.speaker is not None
    assert (speech.speaker.name, speech.speaker.party) == ("Sara Kazem", "GroenLinks-PvdA")
    assert answer.speaker is not None
    assert answer.speaker.kind is SpeakerKind.MINISTER
    assert speech.starts_at == datetime(2026, 11, 25, 9, 2, tzinfo=UTC)
    assert len({turn.id for turn in found.turns}) == 4


def test_a_particle_inside_a_name_has_no_capital() -> None:
    found = read_proceedings(verslag(Activity([say(DIJKEN, "Voorzitter. Dit is een punt.")])))
    assert found.turns[0].speaker is not None
    assert found.turns[0].speaker.name == "Jan van Dijken"
    assert found.turns[0].speaker.surname == "Van Dijken"


def test_a_motion_keeps_its_text_number_and_movers() -> None:
    found = read_proceedings(verslag(Activity([say(DIJKEN, "Een motie.", motions=[MOTION])])))
    (motion,) = found.motions
    assert (motion.dossier, motion.number) == ("36900-XIV", "12")
    assert [one.surname for one in motion.submitters] == ["Van Dijken", "Kazem"]
    assert motion.paragraphs[2] == "verzoekt de regering een plan te maken,"
    assert motion.turn == found.turns[0].id
    assert found.turns[0].paragraphs == ("Een motie.",)


def test_head_of_a_verslag() -> None:
    found = read_proceedings(verslag(Activity([say(CHAIR, "Goedemorgen allemaal.")])))
    assert (found.kind, found.status, found.room) == (
        "Commissie", "Ongecorrigeerd", "Thorbeckezaal",
    )  # fmt: skip
    assert found.published_at == datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert found.activities[0].number == "2026A00001"
    assert found.activities[0].ends_at is None


def test_no_speaker_no_text_no_turns_are_read_as_they_are() -> None:
    found = read_proceedings(verslag(Activity([say(None, "Iemand zegt iets."), say(KAZEM)])))
    assert found.turns[0].speaker is None
    assert found.turns[1].paragraphs == ()
    assert read_proceedings(verslag()).turns == ()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "geen geldige XML"),
        (verslag(Activity([say(KAZEM, "Halverwege.")]))[:900], "geen geldige XML"),
        (b"<html><body>Even geduld</body></html>", "geen verslag maar <html>"),
        (b"<vlosCoreDocument/>", "noemt geen vergadering"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "documenttype"),
    ],
)
def test_what_is_no_verslag_is_refused_in_dutch(body: bytes, reason: str) -> None:
    with pytest.raises(MalformedPageError, match=reason):
        read_proceedings(body)


@pytest.mark.captured
def test_captured_verslagen_are_read_whole() -> None:
    base = Path(os.environ.get("HAAGSEZAKEN_SAMPLES", "../shared/sources/samples"))
    files = sorted((base / "tweedekamer" / "verslag").glob("*.xml"))
    if not files:
        pytest.skip("geen vastgelegde verslagen")
    found = [read_proceedings(path.read_bytes()) for path in files]
    assert len(found) == 10
    assert sum(len(one.motions) for one in found) == 42
    assert sum(len(one.ballots) for one in found) == 2
    for one in found:
        assert len({turn.id for turn in one.turns}) == len(one.turns)
        labels = [p for turn in one.turns for p in turn.paragraphs if p.endswith("):")]
        assert labels == []
