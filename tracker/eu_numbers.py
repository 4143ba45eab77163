"""The numbers of EU files and documents, in the many ways that they are written; pure.

One procedure has four spellings and a COM number about eight. Each becomes one identifier,
as in `ScrapedItem.identifiers`: "procedure:2025/0123(COD)", "com:2025:838", "join:2025:12",
"swd:2025:210", "sec:2026:2578", "celex:52025PC0838", "st:2025:15875", "ep:A10-0241/2025",
"ep:T10-0141/2025", "ep:PE759.748", "cor:2018:3652", "eesc:2018:3121", "hys:14855"; and
"plan:…", the words of a title, for what has no number yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

PROCEDURE_TYPES = frozenset(
    {
        "ACI", "APP", "AVC", "BUD", "BUI", "CNS", "CNC", "COD", "COS", "DCE", "DDT", "DEA", "DEC",
        "FIN", "GBD", "IMM", "INI", "INL", "INS", "NLE", "PRT", "REG", "RPS", "RSO", "RSP", "SYN",
    }
)  # fmt: skip
"""Known types; "2001/83/EEG" and "2018/1724 (SDG)" are no procedures."""

FILES = ("procedure:", "com:", "join:")

_SMALL_WORDS = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "proposal", "the",
     "to", "with"}
)  # fmt: skip
_ENOUGH_WORDS = 3
_TYPES = "|".join(sorted(PROCEDURE_TYPES))
_YEAR = r"((?:19|20)\d\d)"
_PROCEDURE = re.compile(
    rf"(?<![\w/]){_YEAR}\s?/\s?(\d{{1,4}})([A-Z]?)\s?(?:\(\s?({_TYPES})\s?\)|/\s?({_TYPES})\b)"
)
_BARE = re.compile(rf"{_YEAR}(?:-|_)(\d{{1,4}})([A-Z]?)")
_DOCUMENT = re.compile(
    r"(?<![A-Za-z0-9])(COM|JOIN|SWD|SEC)\s*(?:"
    rf"\(\s*{_YEAR}\s*\)\s*/?\s*(\d{{1,4}})"
    rf"|[\s_/:-]?{_YEAR}\s*[/_:-]\s*(\d{{1,4}})"
    rf"|{_YEAR}\s*\(\s*(\d{{1,4}})\s*\)"
    r")(?!\d)"
)
_CELEX = re.compile(
    r"(?<![A-Za-z0-9])([0-9CE](?:19|20)\d\d[A-Z]{1,2}\d{4}(?:R?\(\d\d\))?)(?![A-Za-z0-9])"
)
_CELEX_PARTS = re.compile(r"5(\d{4})(PC|DC|JC|SC|AR|IR|AE|IE)(\d{4})(?:R?\(\d\d\))?")
_ST = re.compile(
    r"(?<![A-Za-z0-9])ST[\s_-](\d{3,5})(?:[\s_-]((?:19|20)\d\d)|/(\d\d))(?!\d)"
    r"(?:[\s_-](INIT|(?:REV|ADD|COR)[\s_-]?\d+))?"
)
_REPORT = re.compile(
    rf"(?<![A-Za-z0-9])([ABT])(?:A)?-?(\d{{1,2}})-(?:{_YEAR}-(\d{{4}})|(\d{{4}})/{_YEAR})(?!\d)"
)
_ADOPTED = re.compile(rf"(?<![A-Za-z0-9])P(\d{{1,2}})_TA(?:-PROV)?\({_YEAR}\)(\d{{4}})(?!\d)")
_PE = re.compile(r"(?<![A-Za-z0-9])PE\s?(\d{3})\.(\d{3})(?!\d)")
_COR = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:COR|CDR|CdR)[-_]{_YEAR}[-_]0*(\d{{1,5}})"
    rf"|(?:COR|CDR|CdR)\s+0*(\d{{1,5}})/{_YEAR})(?!\d)"
)
_HYS = re.compile(r"have-your-say/initiatives/(\d+)")


@dataclass(frozen=True, slots=True, order=True)
class Procedure:
    """A file: year, number, the letter of a split file ("" mostly), type ("" if not said)."""

    year: int
    number: int
    letter: str = ""
    type: str = ""

    @property
    def reference(self) -> str:
        """Return "2025/0123(COD)", the way it is shown; without brackets when untyped."""
        kind = f"({self.type})" if self.type else ""
        return f"{self.year}/{self.number:04d}{self.letter}{kind}"

    @property
    def identifier(self) -> str:
        """Return "procedure:2025/0123(COD)", "" without a type: that is no key yet."""
        return f"procedure:{self.reference}" if self.type else ""

    @property
    def parliament_id(self) -> str:
        """Return "2025-0123", the id in the open data of the European Parliament."""
        return f"{self.year}-{self.number:04d}{self.letter}"

    @property
    def cellar_id(self) -> str:
        """Return "2025_123", the end of the address in CELLAR."""
        return f"{self.year}_{self.number}{self.letter}"


def procedure(text: str, kind: str = "") -> Procedure | None:
    """Return the procedure that `text` is, in any of its spellings; None when it is none.

    "2025/0123(COD)", "2018/0172/COD", "2018_172" (also as the end of an address) and
    "2025-0260", to which `kind` gives the type.
    """
    cleaned = text.strip().removeprefix("procedure:")
    if found := _PROCEDURE.fullmatch(cleaned):
        return _procedure(found)
    if found := _BARE.fullmatch(cleaned.rpartition("/")[2]):
        return Procedure(int(found[1]), int(found[2]), found[3], kind)
    return None


def _procedure(found: re.Match[str]) -> Procedure:
    return Procedure(int(found[1]), int(found[2]), found[3], found[4] or found[5])


def document_of_celex(celex: str) -> str:
    """Return the number behind a CELEX of the preparatory acts, "" when it has none.

    "52025PC0838" is "com:2025:838"; SC stands for SEC until 2011 and for SWD since.
    """
    found = _CELEX_PARTS.fullmatch(celex.strip().removeprefix("celex:"))
    if not found:
        return ""
    year, letters, number = int(found[1]), found[2], int(found[3])
    staff = "swd" if year >= 2012 else "sec"
    series = {
        "PC": "com", "DC": "com", "JC": "join", "SC": staff,
        "AR": "cor", "IR": "cor", "AE": "eesc", "IE": "eesc",
    }  # fmt: skip
    return f"{series[letters]}:{year}:{number}"


def of_celex(celex: str) -> tuple[str, ...]:
    """Return the identifiers of a CELEX number: itself, and the number behind it."""
    if not _CELEX.fullmatch(celex):
        return ()
    return tuple(key for key in (f"celex:{celex}", document_of_celex(celex)) if key)


def find(text: str) -> tuple[str, ...]:
    """Return every identifier that a free text (Dutch or English) names, each once, in order.

    A CELEX number gives also the number behind it.
    """
    found: list[tuple[int, str]] = []
    for pattern, keys in _FINDERS:
        for match in pattern.finditer(text):
            found += [(match.start(), key) for key in keys(match)]
    return tuple(dict.fromkeys(key for _, key in sorted(found, key=lambda pair: pair[0])))


def files(text: str) -> tuple[str, ...]:
    """Return the EU files that a free text is about: procedures, COM and JOIN numbers.

    Other numbers name one document, and a text that mentions a document is not that document.
    """
    return tuple(key for key in find(text) if key.startswith(FILES))


def plan(title: str) -> str:
    """Return "plan:directive-monitoring-resilience-soil-water" for an English title of a plan.

    The Commission names a plan alike in Have Your Say and on its agenda, in another order of
    words and without a number yet. "" for fewer than three words: that says too little.
    """
    words = sorted(set(re.findall(r"[^\W_]+", title.lower())) - _SMALL_WORDS)
    return f"plan:{'-'.join(words)}"[:120] if len(words) >= _ENOUGH_WORDS else ""


def procedures(text: str) -> tuple[Procedure, ...]:
    """Return the procedures that a free text names, each once, in order."""
    return tuple(dict.fromkeys(map(_procedure, _PROCEDURE.finditer(text))))


def _documents(found: re.Match[str]) -> Iterator[str]:
    year, number = (value for value in found.groups()[1:] if value)
    yield f"{found[1].lower()}:{year}:{int(number)}"


def _council(found: re.Match[str]) -> Iterator[str]:
    year = found[2] or f"20{found[3]}"
    suffix = re.sub(r"[\s_-]", "", found[4] or "").lower()
    more = f":{suffix}" if suffix not in {"", "init"} else ""
    yield f"st:{year}:{int(found[1])}{more}"


def _reports(found: re.Match[str]) -> Iterator[str]:
    year, number = found[3] or found[6], found[4] or found[5]
    yield f"ep:{found[1]}{int(found[2])}-{number}/{year}"


def _regions(found: re.Match[str]) -> Iterator[str]:
    yield f"cor:{found[1] or found[4]}:{int(found[2] or found[3])}"


_FINDERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[str]]], ...] = (
    (_PROCEDURE, lambda found: iter((_procedure(found).identifier,))),
    (_DOCUMENT, _documents),
    (_CELEX, lambda found: iter(of_celex(found[1]))),
    (_ST, _council),
    (_REPORT, _reports),
    (_ADOPTED, lambda found: iter((f"ep:T{int(found[1])}-{found[3]}/{found[2]}",))),
    (_PE, lambda found: iter((f"ep:PE{found[1]}.{found[2]}",))),
    (_COR, _regions),
    (_HYS, lambda found: iter((f"hys:{int(found[1])}",))),
)
