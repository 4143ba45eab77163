"""Words that tell what a sentence of a debate is: a request, a promise, a courtesy; pure.

Plain rules; docs/decisions/0012-debate-reports.md says what they are worth.
"""

from __future__ import annotations

import re

_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_SEASONS = "jaar|najaar|voorjaar|zomer|winter|herfst|kwartaal|reces|kerstreces|zomerreces"
_BUDGET = r"(?:begrotingsbehandeling|Voorjaarsnota|Miljoenennota|Najaarsnota)\w*"


class Cue:
    """Words of which one must be in a sentence, whole and in any case.

    The sentence is put in lower case first: that is twice as fast as a pattern for both cases.
    """

    def __init__(self, *parts: str) -> None:
        self._pattern = re.compile(rf"\b(?:{'|'.join(parts)})\b".lower())

    def search(self, text: str) -> re.Match[str] | None:
        """Return where one of them is; the match is in lower case."""
        return self._pattern.search(text.lower())


REGION = Cue(
    r"regio(?:['’]s)?", "regionale?", "regiopartijen", "regiobestuurders", "landsde(?:el|len)",
    r"medeoverhe(?:id|den)", r"decentrale? overhe(?:id|den)", r"decentrali\w+", "koepels",
    "gemeenten en provincies", "bestuurlijk overleg", r"interbestuurlijk\w*", "interprovinciaal",
    r"BO(?:['’]s)? MIRT",
)  # fmt: skip
"""Words for the provinces' level that are no names."""

MONEY = re.compile(r"€|\b\d[\d.,]*\s?(?:miljoen|miljard|euro)\b|\b\d+(?:,\d+)?\s?%", re.IGNORECASE)
ROAD = re.compile(r"\b[AN]\d{1,3}(?:/[AN]?\d{1,3})*\b")
_SIGNAL = re.compile(
    "regio|overhe|landsde|decentral|koepel|bestuur|miljoen|miljard|€| euro|%|bo mirt|provinc"
)


def is_signal(text: str) -> bool:
    """Tell, quickly, whether a sentence may name regions, money or a road."""
    return bool(_SIGNAL.search(text.lower()) or ROAD.search(text))


ASK = Cue(
    "mijn (?:concrete )?vraag", "vraag (?:aan|is)", "ik vraag", "vragen (?:wij|we)", "verzoek",
    "(?:mijn|onze) oproep",
    r"is (?:de (?:minister|staatssecretaris)|hij|zij) (?:bereid|het)", r"pleit\w*",
    "(?:kan|kunnen|wil|willen|gaat|gaan|zou|hoe kijkt|wat doet) de "
    "(?:minister|staatssecretaris|bewindspersonen)", r"roepe?n? .{0,40}\bop",
    "zou(?:den)? .{0,25}(?:niet|moeten|willen)", "hoe (?:kijkt|voert|gaat|staat|wordt|borgt)",
    "wanneer (?:start|komt|kunnen|worden|wordt)", "wordt (?:dit|deze|nog)",
)  # fmt: skip
STANCE = Cue(
    "vindt?", "wil(?:len)?", r"steun\w*", "tegen", "moet(?:en)?", "onacceptabel", "belangrijk",
    "cruciaal", "essentieel", "zorgen", "teleurstellend", "voorstander", r"hecht\w*", "blij",
    "wat (?:ons|mij) betreft", "mijn fractie", "fractie van",
)  # fmt: skip
COMMIT = Cue(
    r"zeg(?:gen)? (?:ik |wij |we )?.{0,40}\btoe", r"toezeg\w*", "toegezegd", "informeer",
    "informeren", "geïnformeerd", "stuur", "ontvang(?:t|en)", "ga(?:an)? (?:ik|we|wij)",
    r"kom(?:en)? (?:ik|we|wij)?.{0,30}\bterug", "(?:ik|we|wij) ga(?:an)?", "afspraken",
    "in (?:gesprek|overleg)", "ben (?:ik )?bereid", r"onderzoek\w*", r"verken\w*",
    "plan van aanpak", "beschikbaar", "gereserveerd", "uitgetrokken", "toegevoegd", "streven",
    "voornemen", "werk(?:en|t)? (?:ik|we|wij)", r"nader onderzocht",
)  # fmt: skip
DECIDE = Cue(
    "niet", "geen", "nee", "gepauzeerd", "pauzeren", "afscheid", "onvoldoende", "noodzakelijk",
    r"aan de (?:regio(?:['’]s)?|provincies?)", "verantwoordelijkheid", "uitgangspunt",
    "voorwaarde",
)  # fmt: skip
WHEN = Cue(
    r"20[2-4]\d",
    r"(?:dit|komend|volgend|deze?|eind|begin|vóór|voor|uiterlijk|na|in)\s(?:\w+\s){0,3}?"
    rf"(?:{_SEASONS}|week|maand|Prinsjesdag|[BN]O MIRT|{_BUDGET}|{_MONTHS})",
)
COURTESY = Cue(
    r"dank\w*", r"bedank\w*", r"compliment\w*", "welkom", "excuses?", "sorry", r"interrupt\w+",
    "sluit (?:me|mij) .{0,20}aan", "spreektijd", "(?:tweede|eerste) termijn", "blokje", "kopje",
    "mapje", "gaat uw gang", "het woord (?:is|aan)", "waarvan akte", "tot zover", "fijn dat",
    "stemverklaring", "inbreng als", "mijn inleiding", "mijn betoog", "goed om te horen",
)  # fmt: skip
LATER = Cue("kom(?:en)? (?:ik|we|wij) .{0,25}(?:zo|later|straks)", "schriftelijk op")
RESTATED = Cue(
    "vroeg(?:en)?", "vraagt", "vragen (?:gesteld|van)", "vraag (?:van|over|gesteld|gekregen)",
    "zei", "zegt dat", "wees op", "had (?:een|ook een|nog een) vraag", "sprak over", "gaf aan",
    "stelde",
)  # fmt: skip
LINKING = re.compile(r"(?:Ook|Verder|Daarnaast|Bovendien|Wel|Inmiddels|Nu|Naast|Maar|En)\b")

VERDICTS = (
    (Cue("oordeel (?:aan de |van de )?Kamer"), "oordeel Kamer"),
    (Cue("ontraa(?:d|dt)", "ontraden", "ontraadde"), "ontraden"),
    (Cue("ontijdig"), "ontijdig"),
    (Cue("overbodig"), "overbodig"),
    (Cue("overgenomen", "overnemen", "neem ik .{0,20}over"), "overgenomen"),
    (Cue("aan te houden", "aanhouden", "aangehouden"), "verzoek om aan te houden"),
)
LISTED_PROMISE = re.compile(
    r"(?:(?:Ten (?:eerste|tweede|derde|vierde|vijfde)|Dan|En|Ook|Tot slot)[,:]? )?"
    r"(?:De|Het) (?!vraag|lid|heer|voorzitter|vergadering|woord|spreektijd|is\b)\w.{0,200}?"
    r"\b(?:zegt|zeggen|gaat|gaan|zal|zullen|stuurt|sturen|informeert|informeren|ontvangt|krijgt"
    r"|wordt|worden|komt|komen|onderzoekt|verkent|kijkt|neemt)\b"
    r"|(?:Voor|Vóór|Na|In|Eind|Begin|Medio|Uiterlijk)\b.{0,60}?\b(?:ontvangt|krijgt|informeert"
    r"|komt|stuurt|wordt) (?:de|het) (?:Kamer|minister|staatssecretaris|kabinet)\b"
)
"""A promise as the chair reads it out at the end."""

GIVEN_PROMISE = re.compile(r"\btoezegging gekregen\b", re.IGNORECASE)
"""A promise that a member says was made; the chair asked for what is missing."""

OWN_PROMISE = Cue(
    r"zeg (?:ik|u|de Kamer|mevrouw|de heer)[^.?!]{0,80}\btoe", "(?:dat |kan ik .{0,40})toezeggen",
    r"(?:ik|wij|we) (?:zeg|zeggen) .{0,60}\btoe", "heb ik .{0,30}toegezegd",
    "ik kan (?:wel )?toezeggen",
)  # fmt: skip
"""A promise in the words of who makes it."""

TERM = Cue(
    r"(?:nog )?(?:uiterlijk|vóór|voor|na|in|eind|begin|medio|tijdens|rond)\s(?:van\s)?"
    r"(?:(?:het|de|dit|deze|einde?|begin|eerste|tweede|derde|vierde|volgende?|komende?|week|van"
    rf"|kwartaal|najaar|voorjaar|\d{{1,2}})\s){{0,5}}?(?:20\d\d|{_SEASONS}|Prinsjesdag"
    rf"|verkiezingen|(?:[BN]O|notaoverleg|commissiedebat) MIRT|{_BUDGET}"
    rf"|(?:{_MONTHS})(?: 20\d\d)?)(?: in het (?:najaar|voorjaar))?",
    "dit (?:najaar|voorjaar|jaar)", "deze zomer", r"binnen (?:\w+ ){1,2}(?:weken|maanden)",
    "zo (?:snel|spoedig) (?:als )?mogelijk",
)  # fmt: skip
ASKED_DEBATE = re.compile(
    r"tweeminutendebat.{0,60}aan(?:vragen|gevraagd|vraag)|tweeminutendebat aan\b"
    r"|\bvraag (?:ik |hierbij |graag )*een tweeminutendebat|aangevraagd.{0,40}tweeminutendebat",
    re.IGNORECASE,
)


def words(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


def term_of(text: str) -> str:
    """Return the term in the words used, "" when there is none."""
    found = TERM.search(text)
    return text[found.start() : found.end()] if found else ""


def verdicts(text: str) -> list[str]:
    """Return the judgements of a motie that a sentence names, each once."""
    return [word for pattern, word in VERDICTS if pattern.search(text)]
