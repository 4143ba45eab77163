"""Pages to measure with: captured archives when they are there, else invented rows."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import orjson

KINDS = ("Brief regering", "Motie", "Schriftelijke vragen", "Amendement", "Brief commissie")
WORDS = (
    *("stikstof", "natuur", "provincie", "woningbouw", "netcongestie", "spoor", "wolf"),
    *("water", "bodem", "subsidie", "regio", "veiligheid", "onderwijs", "zorg", "defensie"),
    *("klimaat", "energie", "fiets", "bibliotheek", "erfgoed", "cultuur"),
)
ROWS_A_PAGE = 250


def captured(samples: Path | None) -> list[Path]:
    """Return the captured archives of rows, or an empty list."""
    folder = samples / "tweedekamer/archive" if samples else None
    return sorted(folder.glob("*-pages-*.tar.xz")) if folder and folder.is_dir() else []


def invented(folder: Path, pages: int, seed: int = 48) -> list[Path]:
    """Write pages of invented zaken in the form of a stored dump; returns their folder."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    for page in range(pages):
        rows = [_zaak(chance, page * ROWS_A_PAGE + place) for place in range(ROWS_A_PAGE)]
        (folder / f"zaak_page_{page}.json").write_bytes(orjson.dumps(rows))
    return [folder]


def _zaak(chance: random.Random, number: int) -> dict[str, object]:
    started = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(minutes=40 * number)
    return {
        "Id": str(UUID(int=chance.getrandbits(128), version=4)),
        "Nummer": f"2025Z{number:05d}",
        "Soort": chance.choice(KINDS),
        "Titel": " ".join(chance.choices(WORDS, k=5)),
        "Status": "Vrijgegeven",
        "Onderwerp": " ".join(chance.choices(WORDS, k=12)),
        "GestartOp": started.isoformat(),
        "Organisatie": "Tweede Kamer",
        "Vergaderjaar": "2024-2025",
        "Volgnummer": number % 900,
        "Afgedaan": bool(number % 3),
        "GrootProject": False,
        "GewijzigdOp": started.isoformat(),
        "ApiGewijzigdOp": started.isoformat(),
        "Verwijderd": False,
    }
