"""Write the example agendas as PDF: `python -m tests.crawler.college_pdf`.

A PDF of one font, with cells at fixed places, drawn row by row and cell by cell as a text
processor does it.
"""

from __future__ import annotations

from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

FIXTURES = Path(__file__).parent.parent / "fixtures" / "college"
# fmt: off

COLUMNS = (40, 120, 400, 480)
Row = tuple[str, str, str, str]
"""Date, item, member, other events; a line end in a cell is a line end on paper."""

HEAD: Row = (
    "Date of\nCommission\nmeeting\n(tbc)",
    "Items",
    "Responsible",
    "Other relevant\nevents",
)
FIRST: tuple[Row, ...] = (
    ("14/10/2026", "Water resilience and soil monitoring directive", "ROSWALL", ""),
    (
        "20/10/2026\n(Str)",
        "2027 Commission work programme",
        "PRESIDENT",
        "15-16 October\nEuropean Council",
    ),
    ("", "Nature credits: a roadmap", "ROSWALL", ""),
    ("2/12/2026", "European grids package for regions", "JØRGENSEN", ""),
    ("", "-", "", ""),
    ("", "Revision of the guidelines on permits for\nelectricity networks", "", ""),
    ("16/12/2026", "Cross-border regional transport: review", "TZITZIKOSTAS", ""),
    ("", "Vision for rural areas", "HANSEN", ""),
)
SECOND: tuple[Row, ...] = (
    ("2/12/2026", "Review of the EU ETS", "HOEKSTRA", ""),
    ("9/12/2026", "European grids package for the regions", "JØRGENSEN", ""),
    ("", "-", "", ""),
    ("", "Revision of the guidelines on permits for\nelectricity networks", "", ""),
    ("15/12/2026\n(Str)", "Nature credits: a roadmap", "ROSWALL", "14-17 December\nEP Plenary"),
    (
        "",
        "Simplification of reporting for local and regional authorities",
        "DOMBROVSKIS / McGRATH",
        "",
    ),
    ("13/01/2027", "Cross-border regional transport: review", "TZITZIKOSTAS", ""),
    ("", "2028 Commission work programme: first orientations", "PRESIDENT", ""),
)

# fmt: on


def _text(value: str) -> bytes:
    escaped = value.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return escaped.encode("cp1252")


def _stream(title: str, rows: tuple[Row, ...]) -> bytes:
    drawn: list[bytes] = []

    def draw(x: int, y: int, words: str) -> None:
        drawn.append(b"BT /F1 9 Tf %d %d Td (%s) Tj ET" % (x, y, _text(words)))

    draw(40, 800, title)
    y = 770
    for row in (HEAD, *rows):
        for x, cell in zip(COLUMNS, row, strict=True):
            for number, line in enumerate(cell.split("\n")):
                if line:
                    draw(x, y - 12 * number, line)
        y -= 12 * max(cell.count("\n") + 1 for cell in row) + 6
    return b"\n".join(drawn)


def write(path: Path, title: str, rows: tuple[Row, ...]) -> None:
    """Write one edition."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    content = DecodedStreamObject()
    content.set_data(_stream(title, rows))
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
            NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
        }
    )
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    page[NameObject("/Contents")] = writer._add_object(content)
    with path.open("wb") as file:
        writer.write(file)


if __name__ == "__main__":
    about = "Possible items for Commission agendas"
    write(FIXTURES / "sec-2026-2584.pdf", f"{about} 14 October 2026 - 16 December 2026", FIRST)
    write(FIXTURES / "sec-2026-2591.pdf", f"{about} 2 December 2026 - 13 January 2027", SECOND)
