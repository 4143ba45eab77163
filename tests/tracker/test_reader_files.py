"""Lists of readers from CSV and Excel, whole, odd and hostile."""

from __future__ import annotations

import io
import zipfile

import pytest
from openpyxl import Workbook

from tracker.reader_files import (
    MAX_BYTES,
    Listed,
    ReaderFile,
    ReaderFileError,
    cell,
    plain,
    read_readers,
    write_csv,
)

BACS = {"k&e": "klimaat-energie", "landelijk gebied": "landelijk-gebied"}
HEAD = "naam;e-mail;functie;provincie;bac"
ANNA = "Anna de Vries;anna@zeeland.example;Gedeputeerde;Zeeland;K&E / Landelijk Gebied"


def read(text: str | bytes, name: str = "lijst.csv") -> ReaderFile:
    content = text.encode() if isinstance(text, str) else text
    return read_readers(name, content, BACS)


def refusal(text: str | bytes, name: str = "lijst.csv") -> str:
    with pytest.raises(ReaderFileError) as refused:
        read(text, name)
    return str(refused.value)


def sheet(*rows: tuple[object, ...]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_list_gives_people() -> None:
    found = read(f"{HEAD}\n{ANNA}\n\nBert;BERT@IPO.EXAMPLE;;;\n")

    assert found.people == (
        Listed("anna@zeeland.example", "Anna de Vries", "Gedeputeerde", "Zeeland",
               ("klimaat-energie", "landelijk-gebied")),
        Listed("bert@ipo.example", "Bert"),
    )  # fmt: skip
    assert found.remarks == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_every_way_in_which_excel_writes_a_csv(encoding: str) -> None:
    text = f"{HEAD}\r\nJoëlle Gülşen;j@fryslan.example;;Friesland;\r\n".replace("ş", "s")

    found = read(text.encode(encoding))

    assert found.people == (Listed("j@fryslan.example", "Joëlle Gülsen", "", "Fryslân"),)


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_other_delimiters_and_spellings_of_columns(delimiter: str) -> None:
    found = read(delimiter.join(("Naam", "E-mailadres")) + "\n" + delimiter.join(("A", "a@b.nl")))

    assert found.people == (Listed("a@b.nl", "A"),)


def test_an_excel_file() -> None:
    content = sheet(("Naam", "Email", "Provincie"), ("Anna", "anna@zeeland.example", "zeeland"),
                    (None, None, None))  # fmt: skip

    assert read(content, "Lijst.XLSX").people == (
        Listed("anna@zeeland.example", "Anna", "", "Zeeland"),
    )


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://x","klik")', "+31 cmd", "-2+3", "@SUM(A1)", "\t=1+1", "  =1+1"]
)
def test_formulas_are_taken_apart(name: str) -> None:
    quoted = name.replace('"', '""')

    found = read(f'naam;e-mail\n"{quoted}";a@b.nl\n')

    assert found.people[0].name[:1] not in set("=+-@\t")
    assert "formule" in found.remarks[0]
    book = sheet(("naam", "e-mail"), (name, "a@b.nl"))
    if not name.startswith("="):
        assert read(book, "x.xlsx").people[0].name[:1] not in set("=+-@\t")


def test_a_formula_without_a_result_is_no_address() -> None:
    book = sheet(("naam", "e-mail"), ("Anna", '="a"&"@b.nl"'))

    assert "er staat geen e-mailadres" in refusal(book, "x.xlsx")


def test_names_that_look_odd_and_are_not() -> None:
    assert plain("'t Hart") == "'t Hart"
    assert plain("De Vries-Ƶ, Anna") == "De Vries-Ƶ, Anna"


def test_one_wrong_line_refuses_the_whole_list() -> None:
    said = refusal(f"{HEAD}\n{ANNA}\nBert;geen adres;;;\nCor;cor@b.nl;;België;X\n;;geen;;\n")

    assert "regel 3: geen adres is geen e-mailadres" in said
    assert "regel 4: provincie België ken ik niet" in said
    assert "regel 4: BAC X ken ik niet" in said
    assert "regel 5: er staat geen e-mailadres" in said


def test_double_addresses() -> None:
    same = read(f"{HEAD}\n{ANNA}\n{ANNA.replace('anna@', 'ANNA@')}\n")
    other = refusal(f"{HEAD}\n{ANNA}\nAnders;anna@zeeland.example;;;\n")

    assert len(same.people) == 1
    assert "staat dubbel" in same.remarks[0]
    assert "regel 3: anna@zeeland.example staat ook op regel 2, met andere gegevens" in other


def test_header_injection_becomes_one_line() -> None:
    found = read('naam;e-mail\n"Anna\r\nBcc: x@y.nl";a@b.nl\n')

    assert found.people[0].name == "Anna Bcc: x@y.nl"
    assert "geen e-mailadres" in refusal('naam;e-mail\nA;"a@b.nl\r\nBcc: x@y.nl"\n')


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [("lijst.csv", b"", "kolom e-mail en naam ontbreekt"),
     ("lijst.csv", b"naam;telefoon\nx;y", "kolom e-mail ontbreekt"),
     ("lijst.csv", b"naam;e-mail\n", "er staat niemand in"),
     ("lijst.csv", b"naam;e-mail\n\x00\x01\x02", "geen CSV"),
     ("lijst.csv", bytes(range(256)), "geen CSV"),
     ("lijst.csv", b"x" * (MAX_BYTES + 1), "groter dan 5 MB"),
     ("lijst.pdf", b"%PDF", "lees ik niet"),
     ("lijst.xlsx", b"PK\x03\x04 broken", "geen Excel-bestand"),
     ("lijst.xlsx", b"naam;e-mail", "geen Excel-bestand")],
)  # fmt: skip
def test_what_is_no_list_says_why(name: str, content: bytes, words: str) -> None:
    assert words in refusal(content, name)


def test_too_many_lines_and_too_large_inside() -> None:
    rows = "\n".join(f"A;a{number}@b.nl" for number in range(5_001))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)

    assert "meer dan 5000 regels" in refusal(f"naam;e-mail\n{rows}")
    assert "uitgepakt te groot" in refusal(bomb.getvalue(), "x.xlsx")


def test_what_we_write_is_computed_by_no_spreadsheet() -> None:
    for start in ("=", "+", "-", "@", "\t", "\r", "\x00"):
        assert cell(f"{start}1+1").startswith("'")
    assert cell("Anna") == "Anna"
    made = write_csv(("naam",), [("=1+1",), ('a";b',)])
    assert made.startswith(b"\xef\xbb\xbf")
    assert made.decode("utf-8-sig") == 'naam\r\n\'=1+1\r\n"a"";b"\r\n'
