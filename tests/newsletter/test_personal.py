"""The personal edition: the approved blocks, those of the reader first, and nothing else."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest
from lxml import html as parser

from newsletter import render
from newsletter.own import Subjects
from newsletter.personal import HEADING, Assembler, personal
from newsletter.pieces import leaves
from tests.newsletter.week import TAXONOMY, busy
from tracker.records import PROVINCES, Choices, Edition

URL = "https://werkplek.example/haagse-zaken/2026-W48"
NATURE = Choices(bacs=("landelijk-gebied",))


@pytest.fixture(scope="module")
def edition() -> Edition:
    return busy().edition()


@pytest.fixture(scope="module")
def approved(edition: Edition) -> tuple[str, str]:
    return render.html(edition, web_url=URL), render.text(edition, web_url=URL)


@pytest.fixture(scope="module")
def letters(edition: Edition, approved: tuple[str, str]) -> Assembler:
    return Assembler(edition, TAXONOMY, *approved, web_url=URL)


def title_of(key: str, edition: Edition) -> str:
    block = next(one for one in edition.blocks if one.key == key)
    return str(block.content.get("title") or block.content.get("text"))


def test_the_same_blocks_in_another_order(edition: Edition) -> None:
    mine = Subjects(edition, TAXONOMY).keys(NATURE)

    made = personal(edition, NATURE, TAXONOMY)

    assert sorted(one.key for one in made.blocks) == sorted(one.key for one in edition.blocks)
    before = {one.key: one for one in edition.blocks}
    assert all(replace(one, position=before[one.key].position) == before[one.key]
               for one in made.blocks)  # fmt: skip
    sections = {"debatten", "stemmingen", "brussel", "kamerbrieven", "kamervragen"}
    movable = [one for one in made.blocks if one.section in sections]
    places = [one.key in mine for one in movable]
    assert places == sorted(places, reverse=True)
    assert True in places
    assert False in places


def test_what_a_bac_a_dossier_and_a_province_choose(edition: Edition) -> None:
    subjects = Subjects(edition, TAXONOMY)

    by_bac = subjects.keys(NATURE)
    by_dossier = subjects.keys(Choices(dossiers=("faunabeleid",)))
    by_province = subjects.keys(Choices(provinces=("Groningen",)))

    assert by_dossier < by_bac
    assert {title_of(key, edition) for key in by_province} == {"Werkbezoek Groningen"}
    assert not by_province & by_bac
    assert subjects.keys(Choices()) == frozenset()
    assert subjects.keys(Choices(bacs=("bestaat-niet",), dossiers=("ook-niet",))) == frozenset()


def test_who_chose_nothing_gets_the_approved_bytes(
    letters: Assembler, approved: tuple[str, str]
) -> None:
    assert letters.can_differ
    assert letters.mail(Choices()) == approved
    assert letters.mail(replace(NATURE, personal=False)) == approved
    assert letters.mail(Choices(provinces=("Zeeland",))) == approved


def test_every_block_is_there_once_as_it_was_approved(
    letters: Assembler, approved: tuple[str, str], edition: Edition
) -> None:
    html, text = letters.mail(NATURE)

    assert letters._forms is not None
    mark = re.compile(r"<div><strong>Voor u, [^<]*</strong></div>")
    for form, whole, made in zip(letters._forms, approved, (html, text), strict=True):
        plain = mark.sub("", made).replace("\n  Voor u, uit uw eigen onderwerpen.", "")
        found = list(leaves(form.body))
        assert len(found) > 15
        for leaf in found:
            assert leaf.text in whole
            assert plain.count(leaf.text) == whole.count(leaf.text) == 1


def test_own_blocks_stand_under_voor_u_and_not_below(letters: Assembler, edition: Edition) -> None:
    html, _ = letters.mail(NATURE)
    page = parser.document_fromstring(html)
    heads = [head.text_content().strip() for head in page.iter("h2")]
    after = html[html.index(">In het kort<") :]

    assert heads[0] == HEADING
    assert heads.count(HEADING) == 1
    assert heads[1] == "In het kort"
    assert "Motie-Podt" not in after[after.index(">Uit de Kamer<") :]
    levels = [int(head.tag[1]) for head in page.iter("h1", "h2", "h3", "h4")]
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))
    ids = [node.get("id") for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    targets = {str(link.get("href"))[1:] for link in page.iter("a")
               if str(link.get("href")).startswith("#")}  # fmt: skip
    assert targets <= set(ids)


def test_the_summary_has_at_most_five_headlines_of_own_blocks(
    letters: Assembler, edition: Edition
) -> None:
    subjects = Subjects(edition, TAXONOMY)
    everything = Choices(bacs=tuple(bac.slug for bac in TAXONOMY.bacs), provinces=PROVINCES)

    lines = subjects.summary(subjects.keys(everything))
    few = subjects.summary(subjects.keys(Choices(dossiers=("faunabeleid",))))

    assert len(lines) == 5
    assert 0 < len(few) < 5
    brief = [str(one.content["text"]) for one in edition.blocks if one.section == "in-het-kort"]
    assert lines[0] in brief
    assert all(line.endswith((".", "!", "?", "…")) and len(line) < 260 for line in lines)
    _, text = letters.mail(everything)
    shown = " ".join(text.split("In twee minuten")[1].split("Debatten")[0].split())
    assert all(" ".join(line.split()) in shown for line in lines)


def test_own_rows_of_the_agenda_say_so_in_words(letters: Assembler) -> None:
    html, text = letters.mail(Choices(dossiers=("netcongestie",)))
    page = parser.document_fromstring(html)

    rows = [row.text_content() for row in page.iter("tr") if "Netcongestie" in row.text_content()
            and row.find("th") is not None and row.find("th").get("scope") == "row"]  # fmt: skip

    assert rows
    assert all("Voor u" in row for row in rows)
    assert html.count("Voor u, uit uw eigen onderwerpen.") == len(rows)
    assert text.count("Voor u, uit uw eigen onderwerpen.") == len(rows)


def test_the_text_says_what_the_mail_says_in_the_same_order(letters: Assembler) -> None:
    html, text = letters.mail(Choices(bacs=("landelijk-gebied", "klimaat-energie")))
    heads = [" ".join(head.text_content().split())
             for head in parser.document_fromstring(html).iter("h2", "h3")]  # fmt: skip
    flat = " ".join(text.split())

    place = 0
    for head in heads:
        place = flat.find(head, place)
        assert place >= 0, head
    assert all(len(line) <= 78 or line.strip().startswith("http") for line in text.splitlines())
    assert "\n\n\n" not in text


def test_the_same_choices_give_the_same_bytes(
    edition: Edition, approved: tuple[str, str], letters: Assembler
) -> None:
    other = Assembler(edition, TAXONOMY, *approved, web_url=URL)

    assert other.mail(NATURE) == letters.mail(NATURE)
    assert letters.mail(NATURE) == letters.mail(NATURE)
    assert letters.mail(Choices(bacs=("klimaat-energie",))) != letters.mail(NATURE)


def test_an_approved_letter_that_the_templates_no_longer_make_goes_as_it_is(
    edition: Edition, approved: tuple[str, str]
) -> None:
    html, text = approved
    older = html.replace("Haagse Zaken", "Haagse zaken van toen"), text

    letters = Assembler(edition, TAXONOMY, *older, web_url=URL)
    shorter = Assembler(edition, TAXONOMY, html, "Een andere tekst.\n", web_url=URL)

    assert not letters.can_differ
    assert letters.mail(NATURE) == older
    assert shorter.mail(NATURE) == (html, "Een andere tekst.\n")
