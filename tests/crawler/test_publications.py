"""One number, one identifier, however a source writes it."""

from __future__ import annotations

import pytest

from crawler.publications import eu_files_in, identifier_of, public_url, publication_in


@pytest.mark.parametrize(
    ("number", "identifier"),
    [
        ("kst-36600-VII-12", "kst:36600-vii-12"),
        ("kst-33328-AI", "kst:33328-ai"),
        ("stb-2026-411", "stb:2026-411"),
        ("ah-tk-20262027-512", "ah:tk-20262027-512"),
        ("kv-tk-2026Z20257", "kv:tk-2026z20257"),
        ("eef2edec-019e", ""),
        ("", ""),
    ],
)
def test_a_publication_number_is_one_identifier(number: str, identifier: str) -> None:
    assert identifier_of(number) == identifier


@pytest.mark.parametrize(
    ("address", "number"),
    [
        ("https://zoek.officielebekendmakingen.nl/kst-29023-660.html", "kst-29023-660"),
        ("https://zoek.officielebekendmakingen.nl/kst-29023-660", "kst-29023-660"),
        (
            "https://repository.overheid.nl/frbr/officielepublicaties/kst/29023/kst-29023-660/1/"
            "pdf/kst-29023-660.pdf",
            "kst-29023-660",
        ),
        ("https://zoek.officielebekendmakingen.nl/dossier/29023", ""),
        ("https://www.rijksoverheid.nl/documenten/2026/11/23/kst-29023-660", ""),
    ],
)
def test_the_number_is_read_from_an_address_of_koop_only(address: str, number: str) -> None:
    assert publication_in(address) == number


def test_people_read_a_publication_on_the_site_of_koop() -> None:
    assert public_url("stb-2026-411") == "https://zoek.officielebekendmakingen.nl/stb-2026-411.html"


def test_a_paper_is_about_a_proposal_and_is_not_the_proposal() -> None:
    title = "Fiche: richtlijn COM(2026) 512, 2026/0211(COD), CELEX 52026PC0512"

    assert eu_files_in(title) == ("com:2026:512", "procedure:2026/0211(COD)")
