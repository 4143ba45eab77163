"""One file and one document, however their numbers are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker import eu_numbers
from tracker.eu_numbers import Procedure

YEARS = st.integers(1990, 2035)
NUMBERS = st.integers(1, 9999)
LETTERS = st.sampled_from(["", "A", "B", "M"])
TYPES = st.sampled_from(sorted(eu_numbers.PROCEDURE_TYPES))
FILES = st.builds(Procedure, YEARS, NUMBERS, LETTERS, TYPES)
SERIES = st.sampled_from(["COM", "JOIN", "SWD", "SEC"])
WORDS = st.sampled_from(["", "zie ", "Fiche 2: ", "op basis van (", "proposal "])


@given(FILES)
def test_all_spellings_of_a_procedure_are_one(file: Procedure) -> None:
    year, number, letter, kind = file.year, file.number, file.letter, file.type
    typed = [
        f"{year}/{number:04d}{letter}({kind})",
        f"{year}/{number:04d}{letter} ({kind})",
        f"{year}/{number:04d}{letter}/{kind}",
        f"procedure:{year}/{number}{letter}({kind})",
    ]
    untyped = [
        f"{year}-{number:04d}{letter}",
        f"http://publications.europa.eu/resource/procedure/{year}_{number}{letter}",
    ]

    assert {eu_numbers.procedure(text) for text in typed} == {file}
    assert {eu_numbers.procedure(text, kind) for text in untyped} == {file}
    assert eu_numbers.procedure(file.parliament_id, kind) == file
    assert eu_numbers.procedure(file.cellar_id, kind) == file
    assert eu_numbers.procedure(file.reference) == file


@given(FILES, WORDS)
def test_a_procedure_is_found_in_a_text(file: Procedure, words: str) -> None:
    assert eu_numbers.find(f"{words}{file.reference}, aangenomen") == (file.identifier,)
    assert eu_numbers.procedures(f"{words}{file.reference}, aangenomen") == (file,)


@given(SERIES, YEARS, NUMBERS, WORDS, st.sampled_from(["", " final", " FINAL", "/2", " def."]))
def test_all_forms_of_a_document_number_are_one(
    series: str, year: int, number: int, words: str, end: str
) -> None:
    forms = [
        f"{series}({year}) {number}",
        f"{series} ({year}) {number}",
        f"{series}({year}){number:04d}",
        f"{series}({year})\n{number}",
        f"{series}/{year}/{number:04d}",
        f"{series}_{year}_{number:04d}",
        f"{series}:{year}:{number}",
        f"{series}-{year}-{number}",
        f"{series} {year}/{number}",
        f"{series} {year} ({number})",
    ]

    found = {eu_numbers.find(f"{words}{form}{end}") for form in forms}

    assert found == {(f"{series.lower()}:{year}:{number}",)}


@given(st.integers(2012, 2035), NUMBERS)
def test_a_celex_of_a_proposal_gives_its_com_number(year: int, number: int) -> None:
    celex = f"5{year}PC{number:04d}"

    assert eu_numbers.of_celex(celex) == (f"celex:{celex}", f"com:{year}:{number}")
    assert eu_numbers.document_of_celex(f"{celex}(01)") == f"com:{year}:{number}"
    assert eu_numbers.find(f"?uri=CELEX:{celex}") == (f"celex:{celex}", f"com:{year}:{number}")


@given(st.text())
def test_any_text_is_read_and_gives_well_formed_identifiers_once(text: str) -> None:
    found = eu_numbers.find(text)

    assert len(found) == len(set(found))
    assert all(key.partition(":")[2] for key in found)
    assert eu_numbers.procedure(text) is None or eu_numbers.procedure(text).year >= 1900  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "identifiers"),
    [
        ("comnat:COM_2018_0340_FIN", ("com:2018:340",)),
        ("immc:COM(2018)340 final", ("com:2018:340",)),
        ("Fiche 3: Richtlijn waterweerbaarheid (COM (2026) 512)", ("com:2026:512",)),
        ("JOIN(2025) 21 final en SWD(2025)210", ("join:2025:21", "swd:2025:210")),
        ("SEC(2026)2578", ("sec:2026:2578",)),
        ("CELEX:52018SC0255", ("celex:52018SC0255", "swd:2018:255")),
        ("52018AR3652", ("celex:52018AR3652", "cor:2018:3652")),
        ("32024R1689", ("celex:32024R1689",)),
        ("CELEX:32015R0757R(03)", ("celex:32015R0757R(03)",)),
        ("cor:COR-2018-03652 en COR-2018-03652-00-00-AC-TRA", ("cor:2018:3652",)),
        ("CDR 3652/2018", ("cor:2018:3652",)),
        ("ST 9465 2018 INIT", ("st:2018:9465",)),
        ("consil:ST_9465_2018_INIT", ("st:2018:9465",)),
        ("ST-15875-2025-REV-1", ("st:2025:15875:rev1",)),
        ("ST 15875/25", ("st:2025:15875",)),
        ("A10-0241/2025 = A-10-2025-0241", ("ep:A10-0241/2025",)),
        ("T10-0141/2025 = TA-10-2025-0141 = P10_TA(2025)0141", ("ep:T10-0141/2025",)),
        ("PE759.748", ("ep:PE759.748",)),
        (
            "https://ec.europa.eu/info/law/better-regulation/have-your-say/initiatives/14855_nl",
            ("hys:14855",),
        ),
        ("1992/0449B(COD) en 2010/0310M(NLE)",
         ("procedure:1992/0449B(COD)", "procedure:2010/0310M(NLE)")),
        ("2015/0114(NLE) 08919/2016 - C8-0218/2016", ("procedure:2015/0114(NLE)",)),
    ],
)  # fmt: skip
def test_forms_that_sources_use(text: str, identifiers: tuple[str, ...]) -> None:
    assert eu_numbers.find(text) == identifiers


@pytest.mark.parametrize(
    "text",
    [
        "Richtlijn 2001/83/EEG",
        "Richtlijn 2000/60/EG",
        "Verordening (EU) 2018/1724 (SDG)",
        "OJ L, 2023/2131, 11.10.2023",
        "C/2026/00064",
        "COM 2024 12 maart",
        "telecom(2025) 12",
        "COMMISSIE (2025) 12",
        "22112, nr. 3432",
        "POST 1234 2025",
    ],
)
def test_what_only_looks_like_a_number_is_left_alone(text: str) -> None:
    assert eu_numbers.find(text) == ()


def test_a_procedure_without_a_type_is_no_key_yet() -> None:
    file = eu_numbers.procedure("2025-0260")

    assert file == Procedure(2025, 260)
    assert file.identifier == ""
    assert eu_numbers.procedure("2025-02-60") is None
    assert eu_numbers.procedure("nergens") is None


def test_a_text_is_about_files_and_is_not_the_documents_that_it_names() -> None:
    text = "Advies COR-2026-02210 over COM(2026) 512 (52026PC0512), 2026/0211(COD), PE791.204"

    assert eu_numbers.files(text) == ("com:2026:512", "procedure:2026/0211(COD)")


def test_a_plan_without_a_number_is_known_by_the_words_of_its_title() -> None:
    plan = eu_numbers.plan

    assert plan("Directive on water resilience and soil monitoring") == plan(
        "Water resilience and soil-monitoring directive"
    )
    assert plan("2027 Commission work programme") != plan("2028 Commission work programme")
    assert plan("Visa package") == "", "two words say too little"


def test_staff_documents_were_sec_until_2011() -> None:
    assert eu_numbers.document_of_celex("52009SC0255") == "sec:2009:255"
    assert eu_numbers.document_of_celex("32024R1689") == ""
    assert eu_numbers.of_celex("geen celex") == ()
