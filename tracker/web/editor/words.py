"""What the editor calls things: kinds of block, deeds, states; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from newsletter import view
from newsletter.edition import Section
from tracker.records import Deed, Stage

_KINDS: Mapping[str, str] = {
    "kop": "Kop",
    "intro": "Intro",
    "kort": "Kort bericht",
    "actie": "Actie",
    "agenda-week": "Week in de agenda",
    "agenda-item": "Agendapunt",
    "agenda-stand": "Stand van de agenda",
    "debat": "Debat",
    "stemming": "Stemming",
    "toezegging": "Toezegging",
    "kamerbrief": "Kamerbrief",
    "kamervragen": "Kamervragen",
    "wetsvoorstel": "Wetsvoorstel",
    "overleg": "Overleg",
    "consultatie": "Consultatie",
    "inbreng": "Inbreng",
    "bericht": "Bericht",
    "mijlpaal": "Mijlpaal",
    "ook": "Lijst",
    "vrij": "Vrij blok",
    "contact": "Contact",
    "herkomst": "Herkomst",
}
_SECTIONS: Mapping[str, str] = {Section.HEAD.value: "Kop", Section.INTRO.value: "Intro"}
_DEEDS: Mapping[Deed, str] = {
    Deed.MACHINE: "Nieuwe tekst van de computer",
    Deed.REMOVED: "De bron geeft dit niet meer",
    Deed.WRITTEN: "Tekst geschreven",
    Deed.LOST: "Tekst die te laat kwam (bewaard, niet in de brief)",
    Deed.ADDED: "Toegevoegd",
    Deed.DROPPED: "Weggelaten",
    Deed.RESTORED: "Teruggezet",
    Deed.MOVED: "Verplaatst",
    Deed.LOCKED: "Op slot gezet",
    Deed.UNLOCKED: "Slot eraf gehaald",
    Deed.UNDONE: "Eerdere versie teruggezet",
    Deed.CORRECTED: "Gecorrigeerd na verzending",
}
_STAGES: Mapping[str, str] = {
    Stage.CONCEPT.value: "Concept",
    Stage.APPROVED.value: "Goedgekeurd",
    Stage.SCHEDULED.value: "Ingepland",
    Stage.SENDING.value: "Wordt verzonden",
    Stage.SENT.value: "Verzonden",
}
MACHINE = "de computer"


def kind_name(kind: str) -> str:
    """Return what an editor calls a kind of block."""
    return _KINDS.get(kind, kind.capitalize())


def section_name(section: str) -> str:
    """Return what an editor calls a section."""
    return _SECTIONS.get(section) or view.title(section)


def deed_name(deed: Deed) -> str:
    """Return what happened, in words."""
    return _DEEDS[deed]


def stage_name(stage: str) -> str:
    """Return where an edition stands, in one word."""
    return _STAGES.get(stage, stage)


def ago(seconds: float) -> str:
    """Return how long ago something was: "zojuist", "3 minuten geleden", "2 uur geleden"."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "zojuist"
    if minutes < 60:
        return f"{minutes} {'minuut' if minutes == 1 else 'minuten'} geleden"
    hours = minutes // 60
    if hours < 24:
        return f"{hours} uur geleden"
    days = hours // 24
    return f"{days} {'dag' if days == 1 else 'dagen'} geleden"


@dataclass(frozen=True, slots=True)
class Done:
    """What is said after a deed, and which deed undoes it."""

    text: str
    undo: str = ""


DONE: Mapping[str, Done] = {
    "bewaar": Done("Bewaard."),
    "niets": Done("Er was niets te bewaren: de tekst is niet veranderd."),
    "weglaten": Done(
        "Het blok staat niet meer in de brief. De tekst blijft bewaard.", "terugzetten"
    ),
    "terugzetten": Done("Het blok staat weer in de brief.", "weglaten"),
    "slot": Done("Het blok staat op slot: alleen u kunt het nog veranderen.", "slot-eraf"),
    "slot-eraf": Done("Het slot is eraf."),
    "omhoog": Done("Het blok staat een plaats hoger.", "omlaag"),
    "omlaag": Done("Het blok staat een plaats lager.", "omhoog"),
    "verplaats": Done("Het blok is verplaatst."),
    "opnieuw": Done("De computer maakte dit blok opnieuw."),
    "computertekst": Done(
        "De tekst van de computer staat er weer. Die van de redactie staat in de geschiedenis."
    ),
    "versie-terug": Done("De eerdere versie staat er weer."),
    "toevoegen": Done("Het blok is toegevoegd. Schrijf hieronder de tekst.", "weglaten"),
    "opnemen": Done("Het stuk staat in de brief.", "weglaten"),
    "opmerking": Done("De opmerking staat bij het blok."),
    "opmerking-klaar": Done("De opmerking is klaar."),
}  # fmt: skip
"""By name of the deed, as in its address."""
