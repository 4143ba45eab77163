"""Models on disk: the shipped one and those trained here, one folder per version.

A folder holds `model.json`, `vocabulary.txt`, `weights.npz`, perhaps `layer.json` and
`layer.npz` (learned from corrections) and `record.json`: what it was made of and how it
scored. Folders are written beside their place and then renamed: half a model never shows.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.schema import Taxonomy
from tracker.errors import ModelError

RECORD = "record.json"
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+_-]{0,79}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One model: what it is, what it was made of, how it scored.

    `taxonomy` and `data` are fingerprints (hex); `problem` says in Dutch why it cannot be
    used, "" when nothing is wrong with its files. `accepted` is what the gate said of a
    model made here, None for the shipped one.
    """

    version: str
    folder: Path
    shipped: bool
    made_at: str = ""
    base: str = ""
    data: str = ""
    taxonomy: str = ""
    items: int = 0
    corrections: int = 0
    accepted: bool | None = None
    reasons: tuple[str, ...] = ()
    scores: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the entry as JSON values; the folder by its name."""
        names = (
            "version", "shipped", "made_at", "base", "data", "taxonomy", "items",
            "corrections", "accepted", "problem",
        )  # fmt: skip
        values = {name: getattr(self, name) for name in names}
        return {**values, "reasons": list(self.reasons), "scores": dict(self.scores)}


def taxonomy_fingerprint(taxonomy: Taxonomy) -> str:
    """Return 16 hex digits of the dossiers and their BACs; terms may change freely."""
    pairs = [(dossier.slug, dossier.bac) for dossier in taxonomy.dossiers]
    return hashlib.sha256(json.dumps(pairs).encode()).hexdigest()[:16]


class Registry:
    """The models in `root` and the shipped one."""

    def __init__(self, root: Path, shipped: Path) -> None:
        self._root = root
        self._shipped = shipped

    def entries(self) -> tuple[Entry, ...]:
        """Return all models, the shipped one first, then by the moment they were made."""
        folders = sorted(self._root.glob("*/model.json")) if self._root.is_dir() else []
        made = [_entry(path.parent, shipped=False) for path in folders]
        made = [entry for entry in made if not entry.folder.name.startswith(".")]
        return (self.shipped(), *sorted(made, key=lambda entry: (entry.made_at, entry.version)))

    def shipped(self) -> Entry:
        """Return the model that came with the program."""
        return _entry(self._shipped, shipped=True)

    def get(self, version: str) -> Entry:
        """Return one model; ModelError in Dutch when there is none."""
        for entry in self.entries():
            if entry.version == version:
                return entry
        known = ", ".join(entry.version for entry in self.entries())
        raise ModelError(f"Er is geen model {version}. Wel: {known}.")

    def add(self, version: str, write: Callable[[Path], None], record: Mapping[str, Any]) -> Entry:
        """Keep a new model: `write` fills an empty folder, `record` says what it is."""
        if not _VERSION.fullmatch(version):
            raise ModelError(f"{version} is geen naam voor een model.")
        place, draft = self._root / version, self._root / f".{version}"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        write(draft)
        _write_record(draft, record)
        shutil.rmtree(place, ignore_errors=True)
        draft.rename(place)
        return _entry(place, shipped=False)


def _write_record(folder: Path, record: Mapping[str, Any]) -> None:
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    (folder / RECORD).write_text(text, encoding="utf-8")


def _entry(folder: Path, *, shipped: bool) -> Entry:
    try:
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        path = folder / RECORD
        record = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        return _filled(folder, about, record, shipped=shipped)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        name = "meegeleverd" if shipped else folder.name
        return Entry(name, folder, shipped, problem=f"niet leesbaar: {error}")


def _filled(
    folder: Path, about: Mapping[str, Any], record: Mapping[str, Any], *, shipped: bool
) -> Entry:
    data = about.get("data", {})
    version = about.get("version", folder.name)
    return Entry(
        version=str(record.get("version", version)),
        folder=folder,
        shipped=shipped,
        made_at=str(record.get("made_at", about.get("trained_on", ""))),
        base=str(record.get("base", "")),
        data=str(record.get("data", data.get("fingerprint", ""))),
        taxonomy=str(record.get("taxonomy", "")),
        items=int(data.get("items", 0)),
        corrections=int(record.get("corrections", 0)),
        accepted=record.get("accepted"),
        reasons=tuple(record.get("reasons", ())),
        scores=record.get("scores") or {"cross_validation": about.get("cross_validation", {})},
    )


def require_fit(entry: Entry, taxonomy: Taxonomy) -> None:
    """Raise ModelError, in Dutch, when a model was made for other dossiers or is broken."""
    if entry.problem:
        raise ModelError(f"Model {entry.version} is {entry.problem}")
    if entry.taxonomy and entry.taxonomy != taxonomy_fingerprint(taxonomy):
        raise ModelError(
            f"Model {entry.version} is gemaakt voor een andere lijst van dossiers en wordt niet "
            "gebruikt. Train opnieuw met: haagsezaken train"
        )
