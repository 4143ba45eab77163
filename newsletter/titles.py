"""Titles of the Kamer as a reader wants them: without noise, nothing added; pure."""

from __future__ import annotations

import re
from typing import NamedTuple

from tracker.changes import plain_title, remark
from tracker.naming import shorten
from tracker.records import ScrapedItem, Status

LONGEST = 160
"""Characters of a title; the whole one stands where its link leads."""

_PLENARY = re.compile(r"plenair debat \((?P<form>.+)\)", re.IGNORECASE)
_FORM = re.compile(r"^plenair debat \([a-z]+\): ")
_DE_WORDS = ("vergadering", "briefing", "hoorzitting", "inbreng", "procedure", "stemming",
             "petitie", "regeling", "hamerstukken", "aanbieding", "herdenking")  # fmt: skip
_JOINED = ("commissiedebat", "notaoverleg", "wetgevingsoverleg", "tweeminutendebat")
_OFF = frozenset({Status.CANCELLED, Status.LAPSED, Status.MOVED})
_OFF_TAIL = re.compile(
    r"\s+[-–]\s+((?:is |wordt )?(?:verplaatst|geannuleerd|uitgesteld|vervallen|omgezet)\b.*)$",
    re.IGNORECASE,
)
_PAPER = re.compile(
    r"(?P<form>(?:nader )?(?:gewijzigde? )?(?:sub)?(?:motie|amendement))\s+"
    r"(?:(?-i:van)\s+)?(?:het\s+lid\s+|de\s+leden\s+)?(?P<names>.+?)(?P<more>\s+c\.s\.)?\s+"
    r"(?:\(?t\.v\.v\.[^)]*?\)?\s+|ter vervanging van .+?\s+)?"
    r"(?P<link>over|inzake|dat|tot|ten)\s+(?P<subject>.+)",
    re.IGNORECASE,
)
_BODIES = ("Raad van State", "Tweede Kamer", "Eerste Kamer", "Staatsblad", "Staatscourant")
_SHOUT = re.compile(r"^\[[^\]]*e-?mail-?procedure[^\]]*\]\s*", re.IGNORECASE)
_REPLACED = re.compile(r"\s*\(t\.v\.v\.[^)]*\)\s*$", re.IGNORECASE)
_FILE = re.compile(
    r"(?P<high>\d{2})\s?(?P<low>\d{3}(?:-\d+)?)(?:[\s-]+(?P<part>[IVXLCDM]+[A-Z]?|[A-Z]))?"
    r"(?P<volume>, nr\. \d+)?"
)


class Paper(NamedTuple):
    """A motie or amendement: "Motie", "Podt/Van Campen", "over", "stikstof"."""

    form: str
    names: str
    link: str
    subject: str

    @property
    def label(self) -> str:
        """Return "Motie-Podt c.s. over stikstof"."""
        return f"{self.form}-{self.names} {self.link} {self.subject}"


def clean(title: str) -> str:
    """Return the title on one line, without blanks or a full stop at the end."""
    line = " ".join(title.split())
    return line[:-1] if line.endswith(".") and not line.endswith(("..", "c.s.")) else line


def fitting(title: str) -> str:
    """Return the title on one line, cut at a word when no reader would read on."""
    return shorten(clean(title), LONGEST)


def lower_first(text: str) -> str:
    """Return the text for use inside a sentence; an abbreviation keeps its capitals."""
    return text if text[1:2].isupper() or not text[1:2].isalpha() else text[:1].lower() + text[1:]


def phase(text: str) -> str:
    """Return a phase for use inside a sentence; the name of a body keeps its capital."""
    return text if text.startswith(_BODIES) else lower_first(text)


def upper_first(text: str) -> str:
    """Return the text for the start of a sentence."""
    return text[:1].upper() + text[1:]


def kind_of(item: ScrapedItem) -> str:
    """Return the Soort as readers say it: "Tweeminutendebat", "Commissiedebat"."""
    subtype = clean(item.subtype)
    plenary = _PLENARY.fullmatch(subtype)
    if plenary is None:
        return subtype
    form = plenary["form"]
    if form.lower() in {"debat", "overig"}:
        return "Plenair debat"
    return upper_first(form) if "debat" in form.lower() else subtype


def subject(item: ScrapedItem) -> str:
    """Return what it is about; when it is off, without the remark that says so."""
    title = _SHOUT.sub("", clean(item.title))
    return clean(_OFF_TAIL.sub("", plain_title(title))) if item.status in _OFF else title


def off_remark(item: ScrapedItem) -> str:
    """Return what the title says of its being off: "omgezet in een schriftelijk overleg"."""
    title = clean(item.title)
    tail = _OFF_TAIL.search(title)
    said = remark(title) or (tail[1] if tail else "")
    first = said.partition(" ")[0]
    return said.lower() if said.isupper() else said.replace(first, first.lower(), 1)


def activity(item: ScrapedItem) -> str:
    """Return kind and subject, the kind once: "Commissiedebat RES en wind op zee"."""
    kind, title = kind_of(item), subject(item)
    if not kind or not title:
        return title or kind
    if title.lower().startswith(kind.lower()):
        return kind + title[len(kind) :]
    if kind == "Plenair debat" and title.lower().startswith("debat"):
        return f"Plenair {lower_first(title)}"
    if kind.lower() in _JOINED:
        return f"{kind} {title}"
    return f"{kind}: {title}"


def in_sentence(item: ScrapedItem) -> str:
    """Return the activiteit with its article: "het commissiedebat Stikstof"."""
    words = _FORM.sub("plenair debat over ", lower_first(activity(item)))
    words = words.replace("plenair debat", "plenaire debat", 1)
    first = clean(item.subtype).lower()
    return f"{'de' if any(word in first for word in _DE_WORDS) else 'het'} {words}"


def paper(title: str) -> Paper | None:
    """Return the parts of the title of a motie or amendement, None when it has others."""
    found = _PAPER.fullmatch(clean(title))
    if found is None:
        return None
    names = re.sub(r"\s*,\s*|\s+en\s+", "/", found["names"].strip())
    more = " c.s." if found["more"] else ""
    topic = clean(_REPLACED.sub("", found["subject"]))
    return Paper(upper_first(found["form"].lower()), f"{names}{more}", found["link"], topic)


def paper_label(title: str) -> str:
    """Return "Motie-Podt c.s. over stikstof", or the cleaned title when it cannot be."""
    parts = paper(title)
    return parts.label if parts else clean(title)


def kamerstuk(number: str) -> str:
    """Return "36 600 VII, nr. 12" for "36600-VII, nr. 12"; other text unchanged."""
    found = _FILE.fullmatch(number.strip())
    if found is None:
        return number.strip()
    file = " ".join(filter(None, found.group("high", "low", "part")))
    return file + (found["volume"] or "")
