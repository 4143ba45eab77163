"""The files behind documents: small, valid PDFs with the text, marked as invented."""

import textwrap

MARK = "Voorbeeldgegevens, verzonnen."
PDF = "application/pdf"


def pdf(title: str, paragraphs: list[str]) -> bytes:
    """A one-page PDF in Helvetica with a title and paragraphs (what WinAnsi cannot say is '?')."""
    lines = [*textwrap.wrap(title, 80), ""]
    for paragraph in [*paragraphs, MARK]:
        lines += [*textwrap.wrap(paragraph, 92), ""]
    shown = "".join(f"({_escaped(line)}) '\n" for line in lines[:52])
    content = f"BT /F1 11 Tf 14 TL 60 790 Td\n{shown}ET".encode("cp1252", "replace")
    return _assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R"
            b"/Resources<</Font<</F1 4 0 R>>>>>>",
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
            b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        ]
    )


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _assembled(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n" % (len(objects) + 1, start)
    return bytes(out + b"%%EOF\n")
