"""A week's material becomes an edition: what is in it, in which order, in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from newsletter.edition import Section
from tests.newsletter.week import (
    NOW,
    SINCE,
    SPLIT,
    TAXONOMY,
    Shelf,
    at,
    busy,
    votes,
)
from tracker.records import Block, ChangeKind, Edition, ItemKind, Status, Vote


def of(edition: Edition, section: Section, kind: str = "") -> list[Block]:
    return [
        block
        for block in edition.blocks
        if block.section == section and (not kind or block.kind == kind)
    ]


def titled(edition: Edition, section: Section, words: str) -> Block:
    return next(block for block in of(edition, section) if words in block.content.get("title", ""))


@pytest.fixture(scope="module")
def edition() -> Edition:
    return busy().edition()


def test_sections_come_in_the_order_of_the_model(edition: Edition) -> None:
    seen = list(dict.fromkeys(block.section for block in edition.blocks))
    assert seen == [section.value for section in Section]
    assert [block.position for block in edition.blocks] == list(range(len(edition.blocks)))


def test_keys_are_unique_short_and_stable(edition: Edition) -> None:
    keys = [block.key for block in edition.blocks]
    assert len(set(keys)) == len(keys)
    assert max(map(len, keys)) <= 120
    assert [block.key for block in busy().edition().blocks] == keys


def test_every_fact_names_its_source(edition: Edition) -> None:
    facts = [block for block in edition.blocks if block.item_id is not None]
    assert facts
    assert all(block.sources for block in facts)
    assert all(url.startswith("https://") for block in facts for _, url in block.sources)


def test_subject_and_preheader_keep_their_limits(edition: Edition) -> None:
    start, _, news = edition.subject.partition(": ")
    assert start == "Haagse Zaken week 48"
    assert len(edition.subject) <= 60
    assert 0 < len(news.split()) <= 6
    assert 0 < len(edition.preheader) <= 90
    assert not set("!?") & set(edition.subject)
    assert news not in edition.preheader


def test_in_het_kort_has_three_to_five_sentences_linked_to_an_item(edition: Edition) -> None:
    lines = of(edition, Section.BRIEF)
    keys = {block.key for block in edition.blocks}
    assert 3 <= len(lines) <= 5
    assert all(line.content["target"] in keys for line in lines)
    assert all(line.content["text"].endswith(".") for line in lines)
    assert all(line.content["link"] in line.content["text"] for line in lines)


def test_what_concerns_no_dossier_is_left_out(edition: Edition) -> None:
    assert not any("Onderwijshuisvesting" in str(block.content) for block in edition.blocks)


def test_a_held_debate_is_told_in_facts(edition: Edition) -> None:
    (debate,) = of(edition, Section.DEBATES)
    assert debate.content["when"] == "dinsdag 24 november, 16.30–19.30 uur"
    assert debate.content["ministers"] == ["J. van Essen (minister van LVVN)"]
    assert debate.content["counts"] == ["1 motie", "1 toezegging"]
    assert (len(debate.content["agenda"]), debate.content["agenda_more"]) == (3, 1)


def test_a_debate_still_planned_in_the_past_is_not_called_held() -> None:
    shelf = Shelf()
    shelf.debate("Wonen", at(24), "wonen")
    assert not of(shelf.edition(), Section.DEBATES)


def test_ballots_give_seats_and_parties_adopted_first(edition: Edition) -> None:
    first, second = of(edition, Section.VOTES, "stemming")
    assert (first.content["outcome"], first.content["tally"]) == ("aangenomen", "99-51")
    assert first.content["number"] == "35 334, nr. 412"
    assert first.content["in_favour"][:2] == ["D66", "VVD"]
    assert "BBB" in first.content["against"]
    assert second.content["title"].startswith("Gewijzigde motie-Flach/Vermeer over")
    assert second.content["outcome"] == "verworpen"


def test_a_roll_call_gives_numbers_of_members_only() -> None:
    shelf = Shelf()
    choices = tuple(Vote("D66", "voor" if number < 60 else "tegen", 1, f"Lid {number}")
                    for number in range(100))  # fmt: skip
    motion = shelf.put(ItemKind.MOTIE, "Motie van het lid A over wonen", "wonen")
    shelf.put(ItemKind.STEMMING, "Motie", starts_at=at(24), outcome="aangenomen", votes=choices,
              related=(motion.item.key,))  # fmt: skip
    (ballot,) = of(shelf.edition(), Section.VOTES, "stemming")
    assert ballot.content["tally"] == "60-40"
    assert ballot.content["by_name"]
    assert ballot.content["in_favour"] == ballot.content["against"] == []


def test_more_seats_than_the_kamer_has_gives_no_numbers() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.STEMMING, "Motie van het lid A over wonen", "wonen", starts_at=at(24),
              outcome="aangenomen", votes=(*SPLIT, *votes(("X", 40, "voor"))))  # fmt: skip
    (ballot,) = of(shelf.edition(), Section.VOTES, "stemming")
    assert ballot.content["tally"] == ""
    assert "X" in ballot.content["in_favour"]


@pytest.mark.parametrize(
    ("outcome", "word", "adopted"),
    [
        ("zonder stemming aannemen", "zonder stemming aangenomen", True),
        ("aangehouden (al tijdens debat)", "aangehouden", False),
        ("overgenomen", "overgenomen", True),
        ("Stemmen - verworpen", "verworpen", False),
    ],
)
def test_outcomes_in_words(outcome: str, word: str, adopted: bool) -> None:
    shelf = Shelf()
    motion = shelf.put(ItemKind.MOTIE, "Motie van het lid A over wonen", "wonen", outcome=outcome)
    shelf.change(motion, ChangeKind.OUTCOME, "outcome", None, {"outcome": outcome, "votes": []})
    (ballot,) = of(shelf.edition(), Section.VOTES, "stemming")
    assert (ballot.content["outcome"], ballot.content["adopted"]) == (word, adopted)


def test_an_overdue_promise_returns_and_a_kept_one_does_not() -> None:
    shelf = Shelf()
    old = {"published_on": date(2026, 5, 1), "due_on": date(2026, 11, 20),
           "seen_at": SINCE - timedelta(days=99)}  # fmt: skip
    shelf.put(ItemKind.TOEZEGGING, "Brief over bodem", "water-bodem", status=Status.OPEN, **old)
    shelf.put(ItemKind.TOEZEGGING, "Brief over wonen", "wonen", status=Status.DONE, **old)
    (promise,) = of(shelf.edition(), Section.PROMISES)
    assert promise.content["text"] == "Brief over bodem"
    assert (promise.content["state"], promise.content["overdue"]) == ("verlopen", True)
    assert promise.content["due"] == "20 november 2026"


def test_questions_say_whether_they_were_answered_and_in_time(edition: Edition) -> None:
    answered = titled(edition, Section.QUESTIONS, "buslijn").content
    asked = titled(edition, Section.QUESTIONS, "spoor").content
    assert answered["state"] == (
        "beantwoord op 25 november 2026, te laat: de termijn was 10 november 2026"
    )
    assert (answered["late"], asked["late"]) == (True, False)
    assert answered["askers"] == ["H. Grinwis (ChristenUnie)"]
    assert asked["state"] == "nog niet beantwoord; termijn 15 december 2026"


def test_late_and_delayed_answers() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.KAMERVRAGEN, "Laat", "wonen", published_on=date(2026, 11, 24),
              due_on=date(2026, 11, 25), status=Status.OPEN)  # fmt: skip
    (late,) = of(shelf.edition(), Section.QUESTIONS)
    assert late.content["state"] == (
        "nog niet beantwoord, te laat: de termijn liep tot en met 25 november 2026"
    )


def test_what_the_previous_edition_could_not_have_is_taken_along() -> None:
    shelf = Shelf()
    day = {"published_on": date(2026, 11, 20)}
    shelf.put(ItemKind.KAMERBRIEF, "Na de vorige editie", "wonen", **day)
    shelf.put(ItemKind.KAMERBRIEF, "Al verteld", "wonen", seen_at=SINCE - timedelta(hours=2), **day)
    shelf.put(ItemKind.KAMERBRIEF, "Van later", "wonen", published_on=date(2026, 11, 30))
    shelf.debate("Avonddebat", SINCE + timedelta(hours=3), "wonen", status=Status.HELD)
    shelf.debate("Ochtenddebat", SINCE - timedelta(hours=6), "wonen", status=Status.HELD)
    edition = shelf.edition()
    assert [block.content["title"] for block in of(edition, Section.LETTERS)] == [
        "Na de vorige editie"
    ]
    assert [block.content["title"] for block in of(edition, Section.DEBATES)] == [
        "Commissiedebat Avonddebat"
    ]


def test_a_section_is_capped_and_the_rest_listed_with_links() -> None:
    shelf = Shelf()
    for number in range(40):
        slug = "stikstof" if number % 2 else "cultuur"
        shelf.put(ItemKind.KAMERBRIEF, f"Brief {number}", slug, published_on=date(2026, 11, 24))
    edition = shelf.edition()
    shown = of(edition, Section.LETTERS, "kamerbrief")
    (rest,) = of(edition, Section.LETTERS, "ook")
    assert len(shown) == 6
    assert rest.content["title"] == "Ook deze week"
    assert len(rest.content["links"]) == len(rest.sources) == len(rest.content["items"]) == 34


def test_one_dossier_does_not_crowd_out_the_others() -> None:
    shelf = Shelf()
    day = {"published_on": date(2026, 11, 24)}
    for number in range(9):
        shelf.put(ItemKind.KAMERBRIEF, f"Stikstof {number}", "stikstof", **day)
    for slug in ("netcongestie", "wonen", "faunabeleid"):
        shelf.put(ItemKind.KAMERBRIEF, slug, slug, **day)
    shown = [block.content["title"] for block in of(shelf.edition(), Section.LETTERS, "kamerbrief")]
    assert shown == [
        "netcongestie", "Stikstof 0", "Stikstof 1", "Stikstof 2", "faunabeleid", "wonen",
    ]  # fmt: skip


def test_importance_goes_before_bac_and_bac_before_title() -> None:
    shelf = Shelf()
    for title, slug in (("A", "cultuur"), ("B", "stikstof"), ("C provincies", "cultuur"),
                        ("D provincies", "stikstof"), ("E", "netcongestie")):  # fmt: skip
        shelf.put(ItemKind.KAMERBRIEF, title, slug, published_on=date(2026, 11, 24))
    order = [block.content["title"] for block in of(shelf.edition(), Section.LETTERS)]
    assert order == ["D provincies", "E", "B", "C provincies", "A"]


def test_the_outlook_holds_recess_promises_and_far_debates(edition: Edition) -> None:
    lines = [
        (block.content["when"], block.content["text"]) for block in of(edition, Section.OUTLOOK)
    ]
    assert lines[0][0] == "donderdag 17 december"
    assert lines[0][1].startswith("Termijn toezegging J. van Essen: De minister stuurt")
    assert lines[1] == (
        "vrijdag 18 december",
        "Begin kerstreces, tot en met maandag 11 januari 2027 (nog niet bevestigd)",
    )
    assert lines[2] == ("dinsdag 22 december", "Notaoverleg Nota Ruimte")


def test_the_colophon_names_a_contact_per_bac_and_the_age_of_the_data(edition: Edition) -> None:
    contacts = of(edition, Section.COLOPHON, "contact")
    (origin,) = of(edition, Section.COLOPHON, "herkomst")
    assert [block.content["bac"] for block in contacts] == [bac.name for bac in TAXONOMY.bacs]
    assert contacts[0].content["email"] == "coordinator.fysiek@ipo.example"
    assert "donderdag 26 november 2026, 15.00 uur" in origin.content["paragraphs"][0]


def test_week_53_exists() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.KAMERBRIEF, "Oudejaarsbrief", "wonen", published_on=date(2026, 12, 31))
    edition = shelf.edition("2026-W53", datetime(2026, 12, 31, 15, tzinfo=UTC))
    head = of(edition, Section.AGENDA, "agenda-week")[0]
    assert edition.subject == "Haagse Zaken week 53: Tweede Kamer met reces"
    assert head.content["label"] == "Deze week: week 53, 28 december 2026 tot en met 1 januari 2027"
    assert len(of(edition, Section.LETTERS)) == 1


def test_a_week_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="geen week"):
        Shelf().edition("2025-W53")


def test_an_empty_week_is_an_honest_letter() -> None:
    edition = Shelf().edition()
    sections = {block.section for block in edition.blocks}
    assert sections == {"kop", "intro", "agenda", "vooruitblik", "colofon"}
    assert edition.subject == "Haagse Zaken week 48: politieke agenda"
    assert edition.preheader == ""
    assert "geen activiteiten bekend" in of(edition, Section.AGENDA)[0].content["note"]


def test_deleted_and_irrelevant_items_are_left_out() -> None:
    shelf = Shelf()
    gone = shelf.put(ItemKind.KAMERBRIEF, "Weg", "wonen", published_on=date(2026, 11, 24))
    shelf.put(ItemKind.KAMERBRIEF, "Niet voor ons", published_on=date(2026, 11, 24))
    shelf.items[0] = replace(gone, deleted_at=NOW)
    assert not of(shelf.edition(), Section.LETTERS)
