"""Addresses of the Tweede Kamer's public pages (tweedekamer.nl)."""

from __future__ import annotations

_SITE = "https://www.tweedekamer.nl"
_FEED = "https://gegevensmagazijn.tweedekamer.nl/SyncFeed/2.0"


def activiteit_url(number: str, *, plenary: bool) -> str:
    """Return the page of a debate or other meeting."""
    if plenary:
        return f"{_SITE}/debat_en_vergadering/plenaire_vergaderingen/details/activiteit?id={number}"
    return f"{_SITE}/debat_en_vergadering/commissievergaderingen/details?id={number}"


def document_url(document_number: str, zaak_number: str = "") -> str:
    """Return the page of a document, within its zaak when that is known."""
    return f"{_SITE}/kamerstukken/detail?id={zaak_number or document_number}&did={document_number}"


def zaak_url(zaak_number: str) -> str:
    """Return the page of a zaak without a document yet."""
    return f"{_SITE}/kamerstukken/detail?id={zaak_number}"


def plenary_report_url(session_year: str, number: int) -> str:
    """Return the page of the report of a plenary sitting."""
    return f"{_SITE}/kamerstukken/plenaire_verslagen/detail/{session_year}/{number}"


def resource_url(enclosure: str) -> str:
    """Return the address of a file that the feed names as `Resources/<guid>`."""
    return f"{_FEED}/{enclosure}" if enclosure else ""
