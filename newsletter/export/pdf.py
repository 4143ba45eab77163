"""A paper as PDF: tagged for screen readers (PDF/UA-1), in Dutch, with bookmarks.

WeasyPrint draws with Pango, a library of the system; without it there is a readable error.
"""

from __future__ import annotations

from typing import Any

from newsletter.export import sheet
from newsletter.export.paper import Paper
from tracker.errors import HaagseZakenError

VARIANT = "pdf/ua-1"
_NO_PANGO = (
    "PDF maken lukt niet op deze machine: de bibliotheek Pango ontbreekt. Op Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation. "
    "Word en HTML werken wel."
)


class PdfError(HaagseZakenError):
    """A PDF that cannot be made here; the message says what is missing."""


def _library() -> Any:
    """Return WeasyPrint; loading it takes half a second, and opens Pango."""
    try:
        import weasyprint
    except OSError as error:
        raise PdfError(_NO_PANGO) from error
    return weasyprint


def document(paper: Paper) -> bytes:
    """Return a PDF of a paper. Nothing is fetched, whatever the text refers to."""
    library = _library()
    fetcher = library.URLFetcher(allowed_protocols=())
    page = library.HTML(string=sheet.html(paper), url_fetcher=fetcher)
    made: bytes = page.write_pdf(pdf_variant=VARIANT, pdf_tags=True, pdf_identifier=b"haagse zaken")
    return made
