"""The checks before sending: each finds its fault, says what to do, and lets right text pass."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from newsletter import checks
from newsletter.checks import Problem
from tests.newsletter.week import NOW, TAXONOMY, busy
from tracker.records import Block, Edition

INTRO = " ".join(["Deze week telt vooral stikstof voor de provincies."] * 7)
TAG = {"dossier": TAXONOMY.dossiers[0].name, "bac": "x", "abbreviation": "x"}
SOURCE = (("Bron", "https://www.tweedekamer.nl/1"),)


def free(text: str, **fields: Any) -> Block:
    """Return a block that a person added."""
    human = {"title": "Eigen bericht", "tekst": f"<p>{text}</p>"}
    return Block("vrij:1", "publicaties", "vrij", 400, {}, human=human, **fields)


def letter(**fields: Any) -> Block:
    content: dict[str, Any] = {
        "title": "Brief over het landelijk gebied", "url": "https://www.tweedekamer.nl/1",
        "tags": [TAG], "on": "2026-11-24", "level": "midden", "reason": "",
    }  # fmt: skip
    values: dict[str, Any] = {"sources": SOURCE, "item_id": 900}
    values |= {name: fields.pop(name) for name in ("sources", "item_id", "human") if name in fields}
    key = fields.pop("key", "kamerbrieven:1")
    return Block(key, "kamerbrieven", "kamerbrief", 300, content | fields, **values)


def ballot(voor: int, tegen: int, adopted: bool = True, **fields: Any) -> Block:
    content: dict[str, Any] = {
        "title": "Motie-Podt over stikstof", "url": "https://www.tweedekamer.nl/2", "tags": [TAG],
        "seats": {"voor": voor, "tegen": tegen}, "adopted": adopted, "on": "2026-11-24",
        "outcome": "aangenomen" if adopted else "verworpen", "level": "midden", "by_name": False,
    }  # fmt: skip
    return Block("stemmingen:1", "stemmingen", "stemming", 200, content | fields, SOURCE, 901)


def clean(*blocks: Block, subject: str = "Haagse Zaken week 48: stikstof") -> Edition:
    """Return an edition without faults, and with these blocks."""
    head = Block("kop:kop", "kop", "kop", 0, {"audience": "Voor leden."})
    intro = Block("intro:intro", "intro", "intro", 1, {}, human={"tekst": f"<p>{INTRO}</p>"})
    return Edition("2026-W48", subject, "Netcongestie; wolf", NOW, blocks=(head, intro, *blocks))


def found(edition: Edition, rule: str = "") -> list[Problem]:
    all_of_them = checks.problems(edition, now=NOW, taxonomy=TAXONOMY)
    return [one for one in all_of_them if not rule or one.rule == rule]


def test_a_letter_without_faults_has_no_problems() -> None:
    said = "Op dinsdag 24 november 2026 spraken wij over <strong>stikstof</strong>."
    assert found(clean(letter(), ballot(84, 66), free(said))) == []


def test_a_fresh_draft_asks_for_what_only_people_can_do() -> None:
    rules = {one.rule for one in found(busy().edition())}
    assert "inleiding" in rules
    assert "betekenis" in rules
    assert rules <= {"inleiding", "betekenis", "machinetekst", "stemmen"}


FAULTS: Mapping[str, tuple[str, Block, str]] = {
    "no source": ("bron", letter(sources=()), "geen link naar de bron"),
    "no address": ("bron", letter(sources=(("Bron", "javascript:alert(1)"),)), "niet klopt"),
    "no host": ("bron", letter(sources=(("Bron", "https://tweedekamer/1"),)), "niet klopt"),
    "last year": ("datum", letter(on="2025-11-24"), "24 november 2025"),
    "no dossier": ("dossier", letter(tags=[]), "geen dossier"),
    "old dossier": ("dossier", letter(tags=[{**TAG, "dossier": "Pacht"}]), "dossier: Pacht"),
    "votes": ("stemmen", ballot(84, 65), "tellen op tot 149, niet tot 150"),
    "too many": ("stemmen", ballot(84, 76, by_name=True), "160"),
    "contradiction": ("stemmen", ballot(70, 80), "70 voor, 80 tegen"),
    "no meaning": ("betekenis", ballot(84, 66, level="hoog"), "zonder betekenis"),
    "weekday": ("weekdag", free("Het debat is op maandag 24 november 2026."), "is een dinsdag"),
    "weekday without year": ("weekdag", free("Het is op ma 24 nov klaar."), "is een dinsdag"),
    "no such day": ("weekdag", free("Het is op dinsdag 31 november."), "bestaat niet"),
    "week": ("week", free("Zie week 47, 23 tot en met 27 november 2026."), "horen niet bij elkaar"),
    "placeholder": ("invulplek", free("Schrijf hier zelf iets."), "Schrijf hier zelf"),
    "name": ("invulplek", free("Met groet, [naam]"), "[naam]"),
    "mail": ("persoonsgegevens", free("Mail jan.jansen@gmail.com even."), "een mailadres"),
    "phone": ("persoonsgegevens", free("Bel 06-12345678 vandaag."), "een telefoonnummer"),
    "bsn": ("persoonsgegevens", free("Nummer 111222333 is bekend."), "burgerservicenummer"),
    "iban": ("persoonsgegevens", free("Betaal op NL91 ABNA 0417 1643 00."), "een bankrekening"),
    "title": ("kop", letter(human={"title": "x" * 71}), "71 tekens"),
    "title of a source": ("kop", letter(title="y" * 400), "400 tekens"),
    "sentence": ("zin", free("Woord " * 36 + "."), "zin van 3"),
    "abbreviation": ("afkorting", free("Het NPLG loopt af."), "NPLG"),
    "link": ("linktekst", free('Zie <a href="https://www.ipo.nl/x">hier</a>.'), "“hier”"),
    "click": ("linktekst", free("Klik hier voor de brief."), "Klik hier"),
    "broken link": ("bron", free('<a href="https://ipo">De brief</a>'), "niet klopt"),
    "classified": ("intern", free("Dit is vertrouwelijk."), "vertrouwelijk"),
    "empty": ("leeg", Block("vrij:2", "publicaties", "vrij", 401, {}), "leeg"),
}  # fmt: skip


@pytest.mark.parametrize(("rule", "block", "words"), FAULTS.values(), ids=list(FAULTS))
def test_each_fault_is_found_once_with_what_to_do(rule: str, block: Block, words: str) -> None:
    (problem,) = found(clean(block), rule)

    assert words in problem.text
    assert problem.todo.endswith(".")
    assert problem.block_key == block.key
    assert problem.key.startswith(f"{rule}:{block.key}:")
    assert found(clean(replace(block, dropped_by="redactie"))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Het debat is op di 24 nov en vr 27 november.",
        "Week 48, 23 tot en met 27 november 2026 was druk.",
        "In week 53, 28 december 2026 tot en met 1 januari 2027 is er reces.",
        "Kamerstuk 36 600 VII, nr. 12, toezegging TZ202611-101 en zaak 2026Z20491.",
        "Het bedrag is 123.456.789 euro, dossier 123456789012.",
        "Het Nationaal Programma Landelijk Gebied (NPLG) loopt. Het NPLG eindigt.",
        'Zie <a href="https://www.ipo.nl/x">Brief over stikstof (ipo.nl)</a>.',
        "De IPO-inzet over de EU en het BAC L is bekend bij de VVD.",
    ],
)
def test_right_text_passes(text: str) -> None:
    assert found(clean(free(text))) == []


def test_the_same_document_twice_is_a_double_but_not_under_another_dossier() -> None:
    again = letter(key="kamerbrieven:2")
    other = letter(key="kamerbrieven:3", tags=[{**TAG, "dossier": TAXONOMY.dossiers[5].name}])

    (problem,) = found(clean(letter(), again), "dubbel")

    assert problem.block_key == "kamerbrieven:2"
    assert found(clean(letter(), other), "dubbel") == []


def test_our_own_contacts_may_be_named() -> None:
    contact = Block("colofon:a", "colofon", "contact", 500,
                    {"bac": "x", "name": "Coördinator", "email": "c@ipo.example",
                     "phone": "070 123 45 67"})  # fmt: skip
    text = free('Mail <a href="mailto:c@ipo.example">de coördinator</a>: c@ipo.example.')
    assert found(clean(text, contact), "persoonsgegevens") == []


def test_subject_and_preheader_have_limits_and_the_right_week() -> None:
    long = replace(clean(subject="Haagse Zaken week 47: " + "x" * 50), preheader="y" * 91)
    assert [one.rule for one in found(long)] == ["week", "regels", "regels"]


@pytest.mark.parametrize(("count", "wrong"), [(39, True), (40, False), (80, False), (81, True)])
def test_the_intro_has_forty_to_eighty_words(count: int, wrong: bool) -> None:
    edition = clean()
    words = f"<p>{'Woord. ' * count}</p>"
    intro = replace(edition.blocks[1], human={"tekst": words})
    changed = replace(edition, blocks=(edition.blocks[0], intro))
    assert bool(found(changed, "inleiding")) is wrong


def test_an_internal_text_in_a_public_block_is_found() -> None:
    secret = "Drenthe levert de helft van de ruimte in"
    meeting = Block("overleggen:1", "overleggen", "overleg", 350,
                    {"title": "Bestuurlijk overleg stikstof", "agreements": [secret],
                     "internal": True, "public": None, "tags": []}, item_id=902)  # fmt: skip
    copied = free(f"Afgesproken is: {secret.lower()}.")

    assert found(clean(meeting, free("Niets bijzonders.")), "intern") == []
    (problem,) = found(clean(meeting, copied), "intern")
    assert problem.block_key == "vrij:1"


def test_machine_text_needs_an_editor_by_name() -> None:
    report = {
        "said": [{"text": "Provincies moeten erbij."}],
        "answers": [],
        "kern": "",
        "made_by": "",
    }
    content = {"title": "Debat stikstof", "tags": [TAG], "report": report}
    debate = Block("debatten:1", "debatten", "debat", 150, content, SOURCE, 903)
    (problem,) = found(clean(debate), "machinetekst")

    assert "nagekeken" in problem.text
    assert found(clean(replace(debate, locked_by="a@ipo.example")), "machinetekst") == []
    assert found(clean(replace(debate, human={"kern": "<p>x</p>"})), "machinetekst") == []


def test_an_overrule_lapses_when_the_text_changes_and_not_before() -> None:
    first = found(clean(free("Mail jan@gmail.com.")))[0].key
    moved = found(clean(letter(), free("Mail jan@gmail.com.", version=4)))[0].key
    other = found(clean(free("Mail piet@gmail.com.")))[0].key

    assert first == moved
    assert first != other
    assert len(first) <= 200


def test_a_problem_does_not_repeat_the_personal_data() -> None:
    (problem,) = found(clean(free("Mail jan.jansen@gmail.com even.")))
    assert "jansen" not in problem.text + problem.key
