"""Who names the provinces: the provinces themselves, their bodies, their larger regions.

Plain rules on the text. A city that shares its name with a province (Groningen, Utrecht)
counts only where the province is meant; provinces of other countries never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tracker.records import ClassifierInput, Evidence

MAX_MENTIONS = 12
MAX_CHARS = 20_000
"""Of each field this much is read."""

PROVINCES = (
    "Groningen", "Fryslân", "Friesland", "Drenthe", "Overijssel", "Flevoland", "Gelderland",
    "Utrecht", "Noord-Holland", "Zuid-Holland", "Zeeland", "Noord-Brabant", "Brabant", "Limburg",
)  # fmt: skip
CITIES = frozenset({"groningen", "utrecht"})
"""Also the name of a city, and far more often the city is meant."""

REGIONS = (
    "Achterhoek", "Twente", "Veluwe", "Salland", "Betuwe", "Rivierenland", "Parkstad",
    "Zeeuws-Vlaanderen", "West-Friesland", "Kop van Noord-Holland", "Gooi en Vechtstreek",
    "Groene Hart", "Drechtsteden", "Hoeksche Waard", "Noord-Nederland", "Oost-Groningen",
    "Noordoost-Groningen", "Zuid-Limburg", "Noord-Limburg", "Midden-Limburg", "West-Brabant",
    "Oost-Brabant", "Zuidoost-Brabant", "Midden-Brabant", "Noordoost-Brabant", "Foodvalley",
    "Eemsdelta", "Veenkoloniën", "Zuidwestelijke Delta", "Noordoostpolder", "Waddengebied",
    "Metropoolregio Amsterdam", "Metropoolregio Rotterdam Den Haag", "Zaanstreek", "IJmond",
    "Noordzeekanaalgebied", "Brainportregio", "Regio Zwolle", "De Peel", "Walcheren",
    "Friese", "Drentse", "Overijsselse", "Flevolandse", "Gelderse", "Noord-Hollandse",
    "Zuid-Hollandse", "Zeeuwse", "Noord-Brabantse", "Brabantse", "Limburgse", "Twentse",
    "Achterhoekse",
)  # fmt: skip
_BODIES = (
    r"provincies?", r"provinciale?", r"interprovinciale?", r"gedeputeerden?",
    r"Gedeputeerde Staten", r"Provinciale Staten", r"(?:S|s)taten(?:lid|leden)",
    r"(?:C|c)ommissaris(?:sen)? van de Koning(?:in)?", r"Interprovinciaal Overleg", r"IPO",
    r"BIJ12", r"Unie van Waterschappen", r"medeoverheden", r"decentrale overheden", r"provinces?",
    r"local and regional authorities", r"regional and local authorities",
)  # fmt: skip

_NAMES = "|".join(sorted(map(re.escape, PROVINCES + REGIONS), key=len, reverse=True))
_FOUND = re.compile(
    rf"(?<![\w-])(?:(?P<body>(?:{'|'.join(_BODIES)})|(?:Provincies?|Provinciale?|Gedeputeerden?"
    rf"|Interprovinciale?|Medeoverheden|Decentrale overheden|Provinces?"
    rf"|Local and regional authorities))|(?P<name>{_NAMES})(?:e|ers?)?)(?![\w])"
)
_ANY_PROVINCE = "|".join(sorted(map(re.escape, PROVINCES), key=len, reverse=True))

_MEANS_PROVINCE = re.compile(
    rf"(?:\b[Pp]rovincies?|\b[Pp]rovinces? of|Staten (?:van|in)|Koning(?:in)? (?:van|in)"
    rf"|[Gg]edeputeerden? (?:van|in|uit)|provinciebestuur van)\s+(?:de |het )?"
    rf"(?:(?:{_ANY_PROVINCE})(?:,\s*|\s+en\s+|\s+and\s+|,\s*en\s+))*$"
)
_BESIDE_PROVINCE = re.compile(
    rf"(?:(?:{'|'.join(p for p in map(re.escape, PROVINCES) if p.lower() not in CITIES)})"
    rf"(?:,\s*|\s+en\s+|\s*/\s*))$"
)
_THEN_PROVINCE = re.compile(
    rf"^(?:,\s*|\s+en\s+|\s*/\s*)"
    rf"(?:{'|'.join(p for p in map(re.escape, PROVINCES) if p.lower() not in CITIES)})\b"
    r"|^\s*\(provincie\)"
)
_OTHER_SENSE_BEFORE = re.compile(
    r"(?:[Gg]emeentes?|[Ss]tad|[Ss]teden|[Rr]ijksuniversiteit|[Uu]niversiteit|[Uu]niversity of"
    r"|[Hh]ogeschool|[Zz]iekenhuis|[Rr]echtbank|[Ss]tation|UMC|[Mm]unicipality of|[Cc]ity of"
    r"|Nieuw|New|Belgisch|Vlaams|Waals|Hertog van|FC)[\s-]+(?:van\s+)?$"
)
_OTHER_SENSE_AFTER = re.compile(
    r"^(?:\s*\((?:gemeente|stad|België|Belgi[eë])\)|\s+(?:Airport|Refinery|University|Universiteit"
    r"|Centraal|CS\b|\((?:B|BE)\)|Science Park))"
)
_ABROAD_BEFORE = re.compile(
    r"(?:Chinese|Turkse|Canadese|Belgische|Vlaamse|Waalse|Spaanse|Italiaanse|Iraanse|Iraakse"
    r"|Syrische|Afghaanse|Congolese|Oekraïense|Argentijnse|Pakistaanse|Indonesische|Ierse"
    r"|Zuid-Afrikaanse|Rwandese|Franse|Poolse|Chinees)\s+$"
)
_PLACE_AFTER = re.compile(r"^\s+(?:of\s+)?(?!Staten\b)([A-Z][\w'’-]+)")
_OWN_WORDS = frozenset({"Staten", "De", "Het", "En", "In", "Van", "Over", "Voor", "Nederland"})
_UNIVERSITY = re.compile(r"^\s+of\s+[A-Z][\w-]+\s+(?:University|as university|universit)")


def find_mentions(item: ClassifierInput) -> tuple[Evidence, ...]:
    """Return the words in which an item names the provinces, at most twelve, each once."""
    found: dict[str, Evidence] = {}
    for field in ("title", "file_title", "text"):
        value: str = getattr(item, field)
        for start, end in spans(value):
            word = value[start:end]
            found.setdefault(word.casefold(), Evidence(word, start, end, field))
            if len(found) == MAX_MENTIONS:
                return tuple(found.values())
    return tuple(found.values())


def spans(value: str) -> Iterator[tuple[int, int]]:
    """Yield the places (start, end) where a text names the provinces."""
    value = value[:MAX_CHARS]
    for match in _FOUND.finditer(value):
        before, after = value[max(0, match.start() - 80) : match.start()], value[match.end() :][:40]
        if match["body"]:
            if _is_ours(match["body"], before, after):
                yield match.span()
        elif _is_name(match["name"], before, after):
            yield match.start("name"), match.end("name")


def _is_ours(word: str, before: str, after: str) -> bool:
    """Tell whether "provincie" is not one of another country."""
    if not word.lower().startswith("provinc"):
        return True
    if _ABROAD_BEFORE.search(before) or _UNIVERSITY.match(after):
        return False
    place = _PLACE_AFTER.match(after)
    if place is None or word.lower().startswith("provincial"):
        return True
    return place[1].rstrip("'’-s") in _OWN_WORDS or _starts_with_ours(after)


def _starts_with_ours(after: str) -> bool:
    rest = after.strip().removeprefix("of ")
    return rest.startswith(PROVINCES) and not _OTHER_SENSE_AFTER.match(_without_name(rest))


def _without_name(rest: str) -> str:
    longest = max((name for name in PROVINCES if rest.startswith(name)), key=len, default="")
    return rest[len(longest) :]


def _is_name(name: str, before: str, after: str) -> bool:
    """Tell whether the name of a province or region means just that."""
    if _OTHER_SENSE_BEFORE.search(before) or _OTHER_SENSE_AFTER.match(after):
        return False
    if before.endswith("-") or after.startswith("-"):
        return False
    if name.lower() not in CITIES:
        return True
    return bool(
        _MEANS_PROVINCE.search(before)
        or _BESIDE_PROVINCE.search(before)
        or _THEN_PROVINCE.match(after)
    )


def with_offset(found: Sequence[Evidence], shift: int) -> tuple[Evidence, ...]:
    """Return evidence of a passage as evidence of the whole text."""
    return tuple(
        Evidence(one.text, one.start + shift, one.end + shift, one.field)
        if one.field == "text"
        else one
        for one in found
    )
