"""Read a list of gedeputeerden or staff from CSV or Excel: bytes in, lines out; pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from zipfile import BadZipFile, ZipFile

from email_validator import EmailNotValidError, validate_email
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from tracker.errors import HaagseZakenError
from tracker.records import PROVINCES

MAX_BYTES = 5_000_000
MAX_UNPACKED = 50_000_000
MAX_ROWS = 5_000
MOST_PROBLEMS = 20
COLUMNS = ("naam", "e-mail", "functie", "provincie", "bac")
_SPELLINGS = {
    "email": "e-mail", "e-mailadres": "e-mail", "emailadres": "e-mail", "mail": "e-mail",
    "bacs": "bac", "provincies": "provincie", "portefeuille": "bac", "rol": "functie",
}  # fmt: skip
_FORMULA = "=+-@\t\r|"
_LONGEST = 160
_SPELLED = {one.casefold(): one for one in PROVINCES} | {
    "friesland": "Fryslân", "brabant": "Noord-Brabant", "noord holland": "Noord-Holland",
    "zuid holland": "Zuid-Holland", "noord brabant": "Noord-Brabant", "fryslan": "Fryslân",
}  # fmt: skip


class ReaderFileError(HaagseZakenError):
    """The file cannot be used; each line of `problems` names a line and what to do."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Listed:
    """One person of a list; `bacs` are slugs. Texts hold one line and no formula."""

    email: str
    name: str
    function: str = ""
    province: str = ""
    bacs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderFile:
    """The people of a file, and what was put right while reading it."""

    people: tuple[Listed, ...]
    remarks: tuple[str, ...] = ()


def read_readers(name: str, content: bytes, bacs: Mapping[str, str]) -> ReaderFile:
    """Return the people in a file; its kind is the end of its name.

    `bacs` gives the slug of every way to write a BAC, in small letters. Raises
    ReaderFileError for a file that is too large, of another kind, or has wrong lines: then
    nothing of it is used, for who is missing in a list is taken off.
    """
    if len(content) > MAX_BYTES:
        raise ReaderFileError([f"{name}: groter dan {MAX_BYTES // 1_000_000} MB"])
    readers: Mapping[str, Callable[[bytes], Iterator[tuple[int, dict[str, str]]]]] = {
        ".csv": _from_csv, ".xlsx": _from_sheet,
    }  # fmt: skip
    ending = next((end for end in readers if name.lower().endswith(end)), None)
    if ending is None:
        raise ReaderFileError([f"{name}: lees ik niet. Bewaar de lijst als .xlsx of .csv."])
    try:
        rows = list(readers[ending](content))
    except ReaderFileError as error:
        raise ReaderFileError([f"{name}: {error}"]) from error
    return _people(name, rows, bacs)


def _people(
    name: str, rows: Sequence[tuple[int, dict[str, str]]], bacs: Mapping[str, str]
) -> ReaderFile:
    found: dict[str, tuple[int, Listed]] = {}
    problems: list[str] = []
    remarks: list[str] = []
    for line, row in rows:
        one, wrong, said = _person(row, bacs)
        problems += [f"regel {line}: {text}" for text in wrong]
        remarks += [f"regel {line}: {text}" for text in said]
        if one is None or wrong:
            continue
        first, known = found.setdefault(one.email, (line, one))
        if known != one:
            problems.append(
                f"regel {line}: {one.email} staat ook op regel {first}, met andere gegevens. "
                "Laat er één staan."
            )
        elif first != line:
            remarks.append(f"regel {line}: {one.email} staat dubbel en telt één keer.")
    if not found and not problems:
        problems.append(f"{name}: er staat niemand in")
    if problems:
        rest = len(problems) - MOST_PROBLEMS
        more = [f"en nog {rest} andere regels"] if rest > 0 else []
        raise ReaderFileError([*problems[:MOST_PROBLEMS], *more])
    return ReaderFile(tuple(one for _, one in found.values()), tuple(remarks))


def _person(
    row: Mapping[str, str], bacs: Mapping[str, str]
) -> tuple[Listed | None, list[str], list[str]]:
    """Return the person of a row, what is wrong with it, and what was put right."""
    problems: list[str] = []
    texts = {column: plain(row.get(column, "")) for column in COLUMNS}
    said = [
        f"in de kolom {column} stond een formule of teken dat Excel uitvoert; dat is weggehaald"
        for column in COLUMNS
        if texts[column] != " ".join(_printable(row.get(column, "")).split())
    ]
    try:
        email = _address(texts["e-mail"])
    except ValueError as error:
        return None, [str(error)], said
    province = _SPELLED.get(texts["provincie"].casefold(), "")
    if texts["provincie"] and not province:
        problems.append(f"provincie {texts['provincie']} ken ik niet")
    slugs = []
    for word in (part.strip() for part in texts["bac"].replace("/", ";").split(";")):
        if word and word.casefold() not in bacs:
            problems.append(f"BAC {word} ken ik niet")
        elif word:
            slugs.append(bacs[word.casefold()])
    return (
        Listed(email, texts["naam"], texts["functie"], province, tuple(dict.fromkeys(slugs))),
        problems,
        said,
    )


def _address(text: str) -> str:
    if not text:
        raise ValueError("er staat geen e-mailadres")
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
        return (found.ascii_email or found.normalized).casefold()
    except EmailNotValidError:
        raise ValueError(f"{text[:80]} is geen e-mailadres") from None


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else " " for one in text)[:_LONGEST]


def plain(text: str) -> str:
    """Return one line without control characters and without what starts a formula."""
    return " ".join(_printable(text).split()).lstrip(_FORMULA + " ").strip()


def cell(text: str) -> str:
    """Return a text as a cell of a CSV that no spreadsheet computes (ASVS 1.2.10)."""
    flat = _printable(text)
    return f"'{flat}" if text[:1] and text[0] in "=+-@\t\r\x00|" else flat


def write_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return a CSV that Dutch Excel opens as it is: UTF-8 with a mark, semicolons."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([cell(one) for one in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _text(content: bytes) -> str:
    """Return the text of a CSV as Excel and others write it."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReaderFileError(["dit is geen CSV. Bewaar de lijst in Excel als CSV UTF-8 of als .xlsx."])


def _from_csv(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    text = _text(content)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = _columns(next(reader, []))
        for cells in reader:
            yield from _row(reader.line_num, names, cells)
    except csv.Error as error:
        raise ReaderFileError([f"regel {reader.line_num}: niet te lezen ({error})"]) from error


def _columns(cells: Iterable[object]) -> list[str]:
    names = [str(one or "").strip().casefold() for one in cells]
    names = [_SPELLINGS.get(one, one) for one in names]
    if missing := {"naam", "e-mail"} - set(names):
        wanted = ", ".join(COLUMNS)
        raise ReaderFileError(
            [f"kolom {' en '.join(sorted(missing))} ontbreekt op de eerste regel; bekend: {wanted}"]
        )
    return names


def _row(
    line: int, names: Sequence[str], cells: Iterable[object]
) -> Iterator[tuple[int, dict[str, str]]]:
    values = ["" if one is None else str(one) for one in cells]
    if not any(one.strip() for one in values):
        return
    if line > MAX_ROWS + 1:
        raise ReaderFileError([f"meer dan {MAX_ROWS} regels"])
    yield line, dict(zip(names, values, strict=False))


def _from_sheet(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise ReaderFileError(["uitgepakt te groot"])
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = book.worksheets[0].iter_rows(values_only=True)
        head = next(rows, ())
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise ReaderFileError(["dit is geen Excel-bestand"]) from error
    names = _columns(head)
    for line, cells in enumerate(rows, start=2):
        yield from _row(line, names, cells)
