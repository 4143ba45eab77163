"""Checks on words: lengths, placeholders, weekdays, abbreviations, texts of links; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from newsletter import rich
from newsletter.rules.case import Case, Finding, Piece, in_colophon, title_of
from newsletter.titles import LONGEST
from tracker import dutch

TITLE, SUBJECT, PREHEADER, SENTENCE = 70, 60, 90, 35
INTRO = (40, 80)
_DAYS = ("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag")
_SHORT = {name[:3]: place for place, name in enumerate(dutch.MONTHS, 1)} | {"mrt": 3}
_DATED = re.compile(
    rf"\b({'|'.join(_DAYS)}|ma|di|wo|do|vr|za|zo) (\d{{1,2}}) "
    rf"({'|'.join(dutch.MONTHS)}|{'|'.join(_SHORT)})\b\.?(?: (\d{{4}}))?",
    re.IGNORECASE,
)
_BLANKS = re.compile(
    r"Schrijf hier zelf|\[(?:naam|datum|invullen|link|tekst)\]|\bXXX+\b|\bTODO\b|\bTBD\b|"
    r"lorem ipsum|\?\?\?|\bnog (?:in te vullen|invullen)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z“‘\"'])|\n+")
_ANCHOR = re.compile(r"<a [^>]*>(.*?)</a>", re.DOTALL)
_EMPTY_LINKS = frozenset(
    {
        "klik hier",
        "hier",
        "lees meer",
        "meer",
        "link",
        "deze link",
        "lees verder",
        "meer informatie",
        "website",
    }
)
_CLICK = re.compile(r"\bklik hier\b|\blees (?:hier )?meer\b", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b(?:[A-Z]{2,6}|[A-Z][a-z]?[A-Z]{1,4}[a-z]?)\b")
_BODIES = "IPO VNG EU TK EK BAC OV MKB BTW PDF GS PS BV NV NL"
_PARTIES = "VVD PVV CDA SP SGP BBB FVD PvdA PvdD DENK NSC JA GL"
_ROMAN = "II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XXII"
_COMMON = frozenset(f"{_BODIES} {_PARTIES} {_ROMAN}".split())
"""What every reader of this letter knows."""
_MACHINE_PROSE = frozenset({"paragraphs", "text", "what"})


def titles(case: Case) -> Iterator[Finding]:
    """Find titles that are too long. A source's own title may be longer: it is a name."""
    for piece in case.pieces:
        most = TITLE if piece.human else LONGEST
        if piece.name == "title" and len(piece.text) > most:
            yield Finding(
                piece.block.key,
                f"De kop “{title_of(piece.block)}” is {len(piece.text)} tekens; "
                f"{most} is het meest.",
                "Kort de kop in.",
                piece.text,
            )


def lines(case: Case) -> Iterator[Finding]:
    """Find a subject or a preheader that a mail program cuts off."""
    head = next((block for block in case.blocks if block.kind == "kop"), None)
    human = (head.human or {}) if head else {}
    key = head.key if head else ""
    for name, label, most, machine in (
        ("subject", "Het onderwerp", SUBJECT, case.edition.subject),
        ("preheader", "De voorbeeldregel", PREHEADER, case.edition.preheader),
    ):
        text = str(human.get(name) or machine)
        if len(text) > most:
            yield Finding(
                key,
                f"{label} is {len(text)} tekens; {most} is het meest.",
                "Kort de regel in.",
                text,
            )


def sentences(case: Case) -> Iterator[Finding]:
    """Find long sentences in what people and the machine wrote; words of a source are quoted."""
    for piece in case.pieces:
        if not piece.human and not (
            piece.block.kind in {"intro", "actie"} and piece.name in _MACHINE_PROSE
        ):
            continue
        for sentence in _ENDS.split(piece.text):
            count = len(sentence.split())
            if count > SENTENCE:
                yield Finding(
                    piece.block.key,
                    f"Een zin van {count} woorden in {title_of(piece.block)}: "
                    f"“{' '.join(sentence.split()[:8])} …”",
                    f"Maak er twee zinnen van; {SENTENCE} woorden is het meest.",
                    sentence,
                )


def intro(case: Case) -> Iterator[Finding]:
    """Find an intro that nobody wrote, or that is too short or too long."""
    for block in case.blocks:
        if block.kind != "intro":
            continue
        written = str((block.human or {}).get("tekst") or "")
        if not written:
            yield Finding(
                block.key,
                "De inleiding is nog niet door een mens geschreven.",
                "Schrijf 40 tot 80 woorden en onderteken met uw naam.",
                "leeg",
            )
        elif not INTRO[0] <= rich.words(written) <= INTRO[1]:
            yield Finding(
                block.key,
                f"De inleiding heeft {rich.words(written)} woorden; het moeten er {INTRO[0]} tot "
                f"{INTRO[1]} zijn.",
                "Kort de inleiding in of vul die aan.",
                written,
            )


def placeholders(case: Case) -> Iterator[Finding]:
    """Find places that somebody still had to fill in."""
    for piece in case.pieces:
        for found in dict.fromkeys(_BLANKS.findall(piece.text)):
            yield Finding(
                piece.block.key,
                f"Hier staat nog “{found}” in {title_of(piece.block)}.",
                "Vul het in of haal het weg.",
                f"{piece.name} {found}",
            )


def weekdays(case: Case) -> Iterator[Finding]:
    """Find a weekday that does not go with its date."""
    for piece in case.pieces:
        for found in _DATED.finditer(piece.text):
            day = _date(found, case.monday)
            said = found[1].lower()
            if day is None:
                text = f"“{found[0]}” bestaat niet."
            elif _DAYS[day.weekday()].startswith(said):
                continue
            else:
                right = _DAYS[day.weekday()]
                text = f"“{found[0]}” klopt niet: {dutch.day_short(day)} is een {right}."
            yield Finding(piece.block.key, text, "Verbeter de dag of de datum.", found[0])


def _date(found: re.Match[str], monday: date) -> date | None:
    """Return the date; without a year the one nearest to the week of the letter."""
    month = _SHORT[found[3].lower()[:3]] if found[3].lower() != "mrt" else 3
    years = [int(found[4])] if found[4] else [monday.year - 1, monday.year, monday.year + 1]
    days = []
    for year in years:
        try:
            days.append(date(year, month, int(found[2])))
        except ValueError:
            continue
    return min(days, key=lambda day: abs(day - monday), default=None)


def abbreviations(case: Case) -> Iterator[Finding]:
    """Find an abbreviation in a person's text that was not written out by then."""
    known = set(_COMMON) | {bac.abbreviation for bac in case.taxonomy.bacs}
    for piece in case.pieces:
        known |= _written_out(piece)
        if piece.human and not in_colophon(piece.block):
            for word in dict.fromkeys(_ABBREVIATION.findall(piece.text)):
                if word not in known:
                    known.add(word)
                    yield Finding(
                        piece.block.key,
                        f"De afkorting {word} in {title_of(piece.block)} is niet uitgeschreven.",
                        f"Schrijf de eerste keer: volledige naam ({word}).",
                        word,
                    )


def _written_out(piece: Piece) -> set[str]:
    found = {
        word
        for word in _ABBREVIATION.findall(piece.text)
        if f"({word})" in piece.text or f"{word} (" in piece.text
    }
    short = str(piece.block.content.get("committee_short") or "")
    return found | ({short} if short else set())


def link_texts(case: Case) -> Iterator[Finding]:
    """Find links that do not say where they go."""
    for piece in case.pieces:
        if not piece.human:
            continue
        texts = [rich.text(inner).strip() for inner in _ANCHOR.findall(piece.html)]
        bad = [text for text in texts if text.lower().rstrip(".!") in _EMPTY_LINKS]
        said = {text.lower() for text in bad}
        bad += [found for found in _CLICK.findall(piece.text) if found.lower() not in said]
        for text in dict.fromkeys(bad):
            yield Finding(
                piece.block.key,
                f"“{text}” in {title_of(piece.block)} zegt niet waarheen de link gaat.",
                "Noem het doel: “Brief over stikstof (tweedekamer.nl)”.",
                text,
            )


def meanings(case: Case) -> Iterator[Finding]:
    """Find important ballots without a word on what they mean for provinces."""
    for block in case.blocks:
        is_high = block.kind == "stemming" and block.content.get("level") == "hoog"
        if is_high and not str((block.human or {}).get("betekenis") or "").strip():
            yield Finding(
                block.key,
                f"Belang hoog, maar zonder betekenis: “{title_of(block)}”.",
                "Schrijf in één zin wat dit voor provincies betekent.",
                "leeg",
            )
