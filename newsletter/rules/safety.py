"""Checks on what may not go out: personal data, what is internal, unread machine text; pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from newsletter.audience import public
from newsletter.edition import Section
from newsletter.rules.case import Case, Finding, in_colophon, open_case, title_of
from tracker.records import Block

_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d/-])(?:\+31[\s-]?\(?0?\)?|0031|0)[\s-]?[1-9](?:[\s-]?\d){7,8}(?![\d/-])"
)
_DIGITS = re.compile(r"\d\d")
_NINE = re.compile(r"(?<![\w/-])\d{3}\.?\d{3}\.?\d{3}(?![\w/-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
_CLASSIFIED = re.compile(
    r"\b(?:strikt )?vertrouwelijk\b|\bniet (?:voor publicatie|openbaar maken)\b|\bembargo\b|"
    r"\balleen intern\b|\(intern\)",
    re.IGNORECASE,
)
_SECRET = frozenset({"title", "agenda", "agreements", "aims", "owner"})
_SHORTEST_SECRET = 12


def is_bsn(digits: str) -> bool:
    """Tell whether nine digits pass the elfproef of a burgerservicenummer."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    numbers = [int(sign) for sign in digits if sign.isdigit()]
    total = sum(weight * number for weight, number in zip(weights, numbers, strict=False))
    return len(numbers) == 9 and total % 11 == 0 and any(numbers)


def is_iban(text: str) -> bool:
    """Tell whether a text is a bank account number, by its check digits."""
    bare = text.replace(" ", "")
    turned = bare[4:] + bare[:4]
    return 15 <= len(bare) <= 34 and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def _personal(text: str) -> Iterator[tuple[str, str]]:
    """Yield (what it is, the words) of data about a person, each sign once."""
    if "@" in text:
        yield from (("een mailadres", found) for found in _MAIL.findall(text))
    if not _DIGITS.search(text):
        return
    accounts = [found for found in _IBAN.findall(text) if is_iban(found)]
    yield from (("een bankrekening", found) for found in accounts)
    for found in accounts:
        text = text.replace(found, " ")
    yield from (("een telefoonnummer", found) for found in _PHONE.findall(text))
    for found in _NINE.findall(text):
        if is_bsn(found):
            yield "een getal dat een burgerservicenummer (BSN) kan zijn", found


def personal_data(case: Case) -> Iterator[Finding]:
    """Find data about a person outside the colofon; our own contacts may be named."""
    ours = {
        str(block.content.get("email", "")).lower() for block in case.blocks if in_colophon(block)
    }
    for piece in case.pieces:
        if in_colophon(piece.block):
            continue
        for what, words in _personal(piece.text):
            if words.lower() not in ours:
                yield Finding(
                    piece.block.key,
                    f"In {title_of(piece.block)} staat {what}: {_veiled(words)}",
                    "Haal het weg, of leg uit waarom het mag.",
                    words,
                )


def _veiled(words: str) -> str:
    """Return the words with their middle hidden: the list of problems is kept."""
    return f"{words[:2]}…{words[-2:]}"


def _secrets(case: Case) -> set[str]:
    """Return the texts that only members may read, in lower case."""
    found: set[str] = set()
    for block in case.blocks:
        names = _SECRET if block.content.get("internal") else {"agreements", "aims"}
        shown = (block.content.get("public") or {}) if block.content.get("internal") else {}
        for name in names & block.content.keys():
            value = block.content[name]
            texts = [value] if isinstance(value, str) else value
            found |= {str(text).lower() for text in texts if text != shown.get(name)}
    return {text for text in found if len(text) >= _SHORTEST_SECRET}


def internal(case: Case) -> Iterator[Finding]:
    """Find what is internal in what the public reads: copied into a text, or marked so."""
    secrets = _secrets(case)
    shown = open_case(public(case.edition), case.now, case.taxonomy)
    for piece in shown.pieces:
        text = piece.text.lower()
        for secret in sorted(one for one in secrets if one in text):
            yield Finding(
                piece.block.key,
                f"In {title_of(piece.block)} staat iets dat alleen voor leden is: “{secret[:60]}”.",
                "Haal het weg; de openbare versie toont deze tekst.",
                secret,
            )
        for found in dict.fromkeys(_CLASSIFIED.findall(piece.text)):
            if piece.human:
                yield Finding(
                    piece.block.key,
                    f"In {title_of(piece.block)} staat “{found}”.",
                    "Zet de tekst in een blok dat alleen voor leden is.",
                    found,
                )


def machine_texts(case: Case) -> Iterator[Finding]:
    """Find texts of the machine that no editor answers for: nobody wrote in or locked them.

    Facts and literal sentences of a source need no such review by name; a report does, because
    somebody chose its sentences, and so does a proposal to ask readers for something.
    """
    for block in case.blocks:
        if block.human or block.locked_by:
            continue
        if _has_report(block):
            yield Finding(
                block.key,
                f"Niemand heeft het verslag van “{title_of(block)}” nagekeken.",
                "Lees het na en zet het blok vast, of schrijf er zelf in.",
                _mark(block),
            )
        elif block.section == Section.ACTIONS and block.content.get("proposed"):
            yield Finding(
                block.key,
                f"Dit is een voorstel van de computer: “{title_of(block)}”.",
                "Zet het blok vast als u dit vraagt, of laat het weg.",
                _mark(block),
            )


def _has_report(block: Block) -> bool:
    report = block.content.get("report") or {}
    return any(report.get(name) for name in ("said", "answers", "kern", "made_by"))


def _mark(block: Block) -> str:
    """Return what makes the content of a block this content: it changes when that does."""
    words = json.dumps(dict(block.content), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(words.encode(), digest_size=8).hexdigest()
