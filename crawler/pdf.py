"""The text of a PDF from outside: no scripts, no attachments, nothing huge."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from tracker.errors import MalformedPageError

MAX_BYTES = 8 * 1024 * 1024
MAX_PAGES = 60


def pdf_lines(body: bytes) -> list[str]:
    """Return the lines of text in the order in which the file draws them, without empty ones.

    Raises MalformedPageError for anything else than a readable PDF of a decent size. The media
    type is not looked at: registers send a PDF as JSON.
    """
    if not body.startswith(b"%PDF"):
        raise MalformedPageError("geen PDF")
    if len(body) > MAX_BYTES:
        raise MalformedPageError(f"de PDF is {len(body)} bytes groot, meer dan toegestaan")
    try:
        reader = PdfReader(BytesIO(body))
        if len(reader.pages) > MAX_PAGES:
            raise MalformedPageError(f"de PDF heeft {len(reader.pages)} pagina's")
        text = "\n".join(page.extract_text() for page in reader.pages)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise MalformedPageError(f"de PDF is niet te lezen: {error}") from error
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
