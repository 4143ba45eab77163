"""Whether a sentence says by itself what it is about, or needs the one before it; pure."""

from __future__ import annotations

import re

from newsletter.report.cues import ROAD

_I = re.IGNORECASE
_NO_NAMES = (
    r"Kamer\w*|Tweede|Eerste|Voorzitter|Nederland\w*|Haag|Dank|Europ\w+|Brussel|Raad|State|Zaken"
    r"|Financiën|Defensie|Prinsjesdag|Voorjaarsnota|Miljoenennota|Rijkswaterstaat|ProRail|IenW"
    r"|Rijk|MIRT|Mobiliteitsfonds|Rekenkamer|Partij|GroenLinks\w*|VVD|CDA|D66|PVV|SGP|BBB|NSC"
)
NAME = re.compile(rf"(?<=[\w,;:)] )(?!(?:{_NO_NAMES})\b)[A-ZÀ-Þ][\w’'-]{{3,}}")
"""A word with a capital inside a sentence."""

PERSON = re.compile(
    r"\b(?:de heer|mevrouw|meneer|collega|het lid|Kamerlid|lid)\s+(?:[A-Z][\w’'-]+\s+)?"
    r"(?:(?:[Vv]an|[Dd]er?|[Dd]en|ter|ten|[Ee]l)\s+)*[A-ZÀ-Þ][\w’'-]+"
)
HEADING = re.compile(r"[^.?!]{2,70}[.:]$")
_NEXT = re.compile(r"(?:Dan|Eerst|Allereerst|Tot slot|Ten (?:eerste|tweede|derde|vierde))\b")
_OFFICES = "minister|staatssecretaris|bewindspersonen|kamer|regering|coalitie|kabinet"
_TIMES = "periode|winter|zomer|week|maand|jaar|najaar|voorjaar|debat|land"
_TAILS = "aan|bij|door|in|mee|na|naar|om|op|over|toe|uit|van|voor"
_FIRST = re.compile(
    r"(?:En |Maar |Want |Dus |Of |Ook |Toch |Wel |Dan )?"
    r"(?:dat|dit|die|deze|hij|zij|ze|hem|hun|daar(?!naast)\w*|hier\w*|dus|want|zo|toen|vandaar"
    r"|eens|inderdaad|ja|nee|nou|dezelfde|datzelfde|hetzelfde|beide|allebei|echter|namelijk"
    r"|het (?:hoeft|hoeven|gaat|zou|moet|kan|blijft)|immers|anders|vervolgens|zulke|zoiets"
    r"|overigens|tegelijkertijd|daarna|kortom"
    r"|dan(?! (?:de|het|een|nog|over|naar|[A-Z])))\b",
    _I,
)
_EARLY = re.compile(
    rf"(?:[\w’'-]+[ ,]+){{0,7}}?(?:daar(?:{_TAILS})?|hier(?:{_TAILS})?|hem|hij"
    rf"|deze(?! (?:{_OFFICES}|{_TIMES}))|dit(?! (?:{_OFFICES}|{_TIMES}))"
    r"|die(?= (?:is|zijn|was|waren|kan|kunnen|moet|staat|ligt|wordt|heeft|zou|zal|gaat)))\b",
    _I,
)
_ANYWHERE = re.compile(
    r"\b(?:dat|of|met|voor|over|bij|van|aan|op|naar|om|tegen|in|door|is|was|zijn|wordt|gaat)"
    rf" (?:die|dit|dat|deze) (?!(?:{_OFFICES}|{_TIMES})\b)[a-zà-ÿ]{{3,}}"
    r"|\b(?:de overige|datzelfde|dezelfde|van daarnet|zojuist|daarover|hierover|daarvoor)\b",
    _I,
)
_WHOLE = 12
_MANY = re.compile(
    r"\b(?:provincies|regio['’]s|medeoverheden|decentrale overheden|gedeputeerden)\b", _I
)
_DEFINITE = re.compile(
    r"\b(?:het|dit|de|deze) (?:project|plan|weg|brug|motie|traject|knelpunt|onderzoek|verkenning"
    r"|besluit|regeling|maatregel|afspraken|sluis|budget|bedrag|herstart|provincie|brief"
    r"|persoon)\b(?! (?:[A-ZÀ-Þ]|(?:van|voor|over|naar|tussen|bij|die|dat|om|aan|uit)\b))"
)
"""Something that was named before: "het project", but not "het project N35"."""


def has_topic(text: str, terms: int) -> bool:
    """Tell whether a sentence names what it is about: a road, a place, an expert term.

    A longer one about provinces or regions in general is about those.
    """
    bare = PERSON.sub("", text)
    if terms or ROAD.search(bare) or NAME.search(bare):
        return True
    return len(text.split()) >= _WHOLE and bool(_MANY.search(text))


def refers_back(text: str) -> bool:
    """Tell whether a sentence points to the one before it: "Dat is onwenselijk."."""
    return bool(_FIRST.match(text) or _EARLY.match(text) or _ANYWHERE.search(text))


def stands_alone(text: str, terms: int, provinces: tuple[str, ...]) -> bool:
    """Tell whether a reader understands a sentence without what came before.

    `terms` counts the expert terms in it, `provinces` are the names that say where but not
    what: "het project in Friesland" still needs the name of the project.
    """
    if not has_topic(text, terms) or refers_back(text):
        return False
    if not _DEFINITE.search(text):
        return True
    elsewhere = re.sub("|".join(map(re.escape, provinces)) or "$^", "", text)
    return has_topic(elsewhere, 0)


def is_heading(text: str) -> bool:
    """Tell whether a sentence only announces a subject: "Dan de N50."."""
    short = len(text.split()) <= 7 and bool(HEADING.match(text))
    return short and not _FIRST.match(text) and not text.startswith(("Ik ", "We ", "Wij "))


def announces(text: str) -> bool:
    """Tell whether a heading says that another subject begins: "Dan de Nedersaksenlijn."."""
    return is_heading(text) and bool(_NEXT.match(text))


def marks(text: str) -> frozenset[str]:
    """Return the roads and names in a text, by which two quotes are about the same."""
    bare = PERSON.sub("", text)
    return frozenset(ROAD.findall(bare)) | frozenset(NAME.findall(bare))
