"""Numbers and titles of officiële publicaties; by its number several sources know one; pure.

"kst-29023-660" is the identifier "kst:29023-660", "stb-2026-411" is "stb:2026-411",
"kv-tk-2026Z20257" is "kv:tk-2026z20257".
"""

from __future__ import annotations

import re

from crawler.text import tidy
from tracker import eu_numbers

SERIES = ("kst", "blg", "ah", "kv", "stb", "stcrt", "trb", "prb", "wsb", "bgr", "gmb", "h")
_EU_FILES = frozenset({"com", "join", "swd", "sec", "procedure", "st"})
_NUMBER = re.compile(rf"({'|'.join(SERIES)})-([A-Za-z0-9][A-Za-z0-9-]*)")
_ADDRESS = re.compile(
    r"(?:officielebekendmakingen\.nl|officielepublicaties)/(?:[\w-]+/)*"
    rf"((?:{'|'.join(SERIES)})-[A-Za-z0-9-]+)(?=[./?#]|$)"
)


def identifier_of(publication: str) -> str:
    """Return the identifier of a publication number, "" when it is none."""
    found = _NUMBER.fullmatch(publication.strip())
    return f"{found[1]}:{found[2].lower()}" if found else ""


def publication_in(address: str) -> str:
    """Return the publication number in a web address of KOOP, "" when it has none."""
    found = _ADDRESS.search(address)
    return found[1] if found else ""


def public_url(publication: str) -> str:
    """Return where people read a publication."""
    return f"https://zoek.officielebekendmakingen.nl/{publication}.html"


def eu_files_in(text: str) -> tuple[str, ...]:
    """Return the EU files and proposals that a Dutch paper is about.

    A CELEX number is left out: it names the paper itself, which this one is not.
    """
    found = eu_numbers.find(text)
    return tuple(name for name in found if name.partition(":")[0] in _EU_FILES)


def title_of(title: str, dossier_title: str, subkind: str) -> str:
    """Return the title of the stuk from "dossiertitel; soort; stuktitel".

    Any of the three may hold a semicolon itself; a stuk named only by its kind keeps the
    title of its dossier.
    """
    rest = title
    if dossier_title and rest.startswith(f"{tidy(dossier_title)};"):
        rest = rest[len(tidy(dossier_title)) + 1 :].strip()
    if subkind and rest.lower().startswith(f"{subkind.lower()};"):
        rest = rest[len(subkind) + 1 :].strip()
    elif subkind and f"; {subkind.lower()}; " in rest.lower():
        rest = rest[rest.lower().index(f"; {subkind.lower()}; ") + len(subkind) + 4 :].strip()
    if dossier_title and rest.lower() in {"", subkind.lower()}:
        return f"{subkind}: {tidy(dossier_title)}" if subkind else tidy(dossier_title)
    return rest or title
