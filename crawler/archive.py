"""Stored pages from disk: folders, JSON files and archives, as a stream.

Archives are read member by member and never unpacked: names inside them are only
labels, and nothing but the member at hand is in memory.
"""

from __future__ import annotations

import lzma
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tracker.records import Problem

MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_MEMBERS = 100_000

Report = Callable[[Problem], None]
"""Called with what could not be read; reading goes on with the next."""


def stream(paths: Iterable[Path], report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of every JSON page, in order of name; archives in their order.

    Takes `*.json`, `*.jsonl` (one page per line), `*.tar.xz` (also .gz and plain .tar)
    and folders of those.
    """
    for path in _files(paths, report):
        if ".tar" in path.suffixes[-2:]:
            yield from _archive(path, report)
        elif path.suffix == ".jsonl":
            yield from _lines(path, report)
        else:
            yield from _file(path, report)


def _files(paths: Iterable[Path], report: Report) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from (entry for entry in sorted(path.rglob("*")) if _is_page(entry))
        elif path.is_file():
            yield path
        else:
            report(_problem(path.name, "bestand of map bestaat niet"))


def _is_page(path: Path) -> bool:
    return path.is_file() and (path.suffix in {".json", ".jsonl"} or ".tar" in path.suffixes[-2:])


def _file(path: Path, report: Report) -> Iterator[tuple[str, bytes]]:
    try:
        if path.stat().st_size > MAX_MEMBER_BYTES:
            report(_problem(path.name, "bestand is te groot"))
            return
        data = path.read_bytes()
    except OSError as error:
        report(_problem(path.name, f"kan niet worden gelezen: {error.strerror}"))
        return
    yield path.name, data


def _lines(path: Path, report: Report) -> Iterator[tuple[str, bytes]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(iter(lambda: file.readline(MAX_MEMBER_BYTES), b""), 1):
                if line.strip():
                    yield f"{path.name}:{number}", line
    except OSError as error:
        report(_problem(path.name, f"kan niet worden gelezen: {error.strerror}"))


def _archive(path: Path, report: Report) -> Iterator[tuple[str, bytes]]:
    count = 0
    try:
        with tarfile.open(path, "r|*") as archive:
            for member in archive:
                count += 1
                if count > MAX_MEMBERS:
                    report(_problem(path.name, f"meer dan {MAX_MEMBERS} bestanden"))
                    return
                if member.size > MAX_MEMBER_BYTES:
                    report(_problem(f"{path.name}:{member.name}", "bestand is te groot"))
                    return
                if member.isfile() and member.name.endswith(".json"):
                    yield from _member(archive, member)
    except (tarfile.TarError, lzma.LZMAError, EOFError, OSError) as error:
        report(_problem(path.name, f"archief is stuk na {count} bestanden: {error}"))


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[tuple[str, bytes]]:
    content = archive.extractfile(member)
    if content is not None:
        yield member.name, content.read()


def _problem(name: str, reason: str) -> Problem:
    return Problem("archief", "bestand", name, reason, "Controleer het pad of haal het opnieuw op.")
