"""A debate on nature with everything a report is made from: verslag, labels, items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crawler.kamer.vlos import read_proceedings
from newsletter import report
from newsletter.desk import Desk, prepare
from nlp.speeches import label
from nlp.terms import TermStage
from tests.newsletter.week import NOW, PEOPLE, RECESS, TAXONOMY, WEEK, Shelf, at
from tests.vlos import DIJKEN, KAZEM, MINISTER, WOLDA, Activity, Motion, Turn, chair, say, verslag
from tracker.records import (
    DebateSource,
    ItemKind,
    Position,
    Proceedings,
    Status,
    StoredItem,
    Vote,
)

TERMS = TermStage(TAXONOMY)
NUMBER = "2026A00001"
MOTION = Motion(
    "een natuurplan per provincie",
    ["De Kamer,", "gehoord de beraadslaging,",
     "verzoekt de regering voor elke provincie een natuurplan te maken,",
     "en gaat over tot de orde van de dag."],
    [DIJKEN, KAZEM],
)  # fmt: skip
ASKED = (
    "Is de minister bereid om de provincies geld te geven voor natuurherstel in de "
    "Natura 2000-gebieden?"
)
PROMISED = (
    "Ik zeg toe dat ik met Gelderland en Overijssel in gesprek ga over 40 miljoen euro voor "
    "het natuurherstel op de Veluwe."
)
LISTED = "De minister stuurt voor de zomer een brief over het natuurherstel met de provincies."
TURNS = (
    chair("Ik open het debat over de natuur en heet iedereen welkom."),
    say(KAZEM, f"Voorzitter. {ASKED} Dat is nodig.", "Dank u wel."),
    say(DIJKEN, "De stikstofaanpak in Noord-Brabant moet sneller, vindt mijn fractie. Hij stokt.",
        motions=[MOTION]),
    say(MINISTER, f"Voorzitter, dank u wel. {PROMISED}", "Hoe moet dat? Dat weet ik niet.",
        "De motie op stuk nr. 12 moet ik ontraden, want plannen zijn er al genoeg."),
    chair(f"Dan noem ik de toezeggingen. {LISTED} Wanneer precies?"),
    say(MINISTER, "Nog vóór het kerstreces, als het aan mij en de provincies ligt."),
    chair("Er is een tweeminutendebat aangevraagd door het lid Kazem. Ik sluit de vergadering."),
)  # fmt: skip


def source_of(
    turns: Sequence[Turn] = TURNS, position: str = "", status: str = "Ongecorrigeerd"
) -> DebateSource:
    """Return what a report is made from, labelled as the product does."""
    found = read_proceedings(verslag(Activity(list(turns)), status=status))
    proceedings = report.of_debate(found, debate_item().item)
    assert proceedings is not None
    spoken = report.speeches(proceedings)
    said = label(TERMS, [one.text for one in spoken], [one.pieces for one in spoken])
    passages = tuple(
        passage
        for speech, words in zip(spoken, said, strict=True)
        for passage in report.labelled(speech, [(one.dossiers, one.provinces) for one in words])
    )
    state = report.state_of(proceedings)
    url = "https://www.tweedekamer.nl/kamerstukken/plenaire_verslagen/detail/2026-2027/27"
    return DebateSource(state, proceedings, passages, url, Position(position, ""))


def proceedings_of(source: DebateSource) -> Proceedings:
    """Return its verslag."""
    assert source.proceedings is not None
    return source.proceedings


def debate_item(title: str = "Stikstof en natuur") -> StoredItem:
    """Return the activiteit that the verslag is of."""
    return Shelf().debate(
        title, at(25, 10), "natuur", "stikstof", number=NUMBER, status=Status.HELD
    )


def desk_with(*items: StoredItem) -> Desk:
    """Return a desk with the debate, a ballot on the motie, and these items."""
    shelf = Shelf()
    shelf.items.append(debate_item())
    motion = shelf.put(
        ItemKind.MOTIE, "Motie van het lid Van Dijken over een natuurplan per provincie", "natuur",
        file_number="36900-XIV, nr. 12", number="2026Z00012",
    )  # fmt: skip
    shelf.put(
        ItemKind.STEMMING, "Stemming", starts_at=at(26, 15), outcome="Verworpen",
        related=(motion.item.key,),
        votes=(Vote("GroenLinks-PvdA", "Voor", 25), Vote("BBB", "Tegen", 30)),
    )  # fmt: skip
    shelf.items.extend(replace(one, id=100 + place) for place, one in enumerate(items))
    return prepare(shelf.material(), WEEK, TAXONOMY, PEOPLE, RECESS, NOW)


__all__ = ["WOLDA"]
