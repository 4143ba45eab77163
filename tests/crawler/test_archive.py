"""Reading archives and folders as a stream, also broken and hostile ones."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from crawler import archive
from tracker.records import Problem


def write_archive(path: Path, members: dict[str, bytes], mode: str = "w:xz") -> Path:
    with tarfile.open(path, mode) as target:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            target.addfile(info, io.BytesIO(data))
    return path


def read(*paths: Path) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    problems: list[Problem] = []
    return list(archive.stream(paths, problems.append)), problems


def test_pages_come_from_archives_files_and_folders(tmp_path: Path) -> None:
    folder = tmp_path / "map"
    folder.mkdir()
    (folder / "b.json").write_bytes(b"[2]")
    (folder / "a.jsonl").write_bytes(b"{}\n\n[1]\n")
    (folder / "notes.txt").write_bytes(b"no page")
    write_archive(folder / "c.tar.xz", {"zaak/page_1.json": b"[3]", "zaak/readme.md": b"x"})
    pages, problems = read(folder)
    assert pages == [
        ("a.jsonl:1", b"{}\n"),
        ("a.jsonl:3", b"[1]\n"),
        ("b.json", b"[2]"),
        ("zaak/page_1.json", b"[3]"),
    ]
    assert problems == []


def test_names_in_an_archive_never_become_paths(tmp_path: Path) -> None:
    members = {"../../evil.json": b"[1]", "/etc/evil.json": b"[2]"}
    pages, problems = read(write_archive(tmp_path / "x.tar.gz", members, "w:gz"))
    assert [data for _, data in pages] == [b"[1]", b"[2]"]
    assert problems == []
    assert [path.name for path in tmp_path.rglob("*")] == ["x.tar.gz"]


def test_a_link_in_an_archive_is_not_followed(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with tarfile.open(path, "w") as target:
        info = tarfile.TarInfo("link.json")
        info.type = tarfile.SYMTYPE
        info.linkname = "/etc/passwd"
        target.addfile(info)
    assert read(path) == ([], [])


def test_a_cut_archive_gives_what_is_whole_and_the_next_file_is_read(tmp_path: Path) -> None:
    whole = write_archive(tmp_path / "a.tar", {"1.json": b"[1]", "2.json": b"[2]" * 400}, "w")
    cut = tmp_path / "b.tar"
    cut.write_bytes(whole.read_bytes()[:2_000])
    other = tmp_path / "c.json"
    other.write_bytes(b"[9]")
    pages, problems = read(cut, other)
    assert pages == [("1.json", b"[1]"), ("c.json", b"[9]")]
    assert len(problems) == 1
    assert "stuk" in problems[0].reason
    assert problems[0].key == "b.tar"


@pytest.mark.parametrize("content", [b"", b"no archive", b"\xfd7zXZ\x00garbage"])
def test_what_is_no_archive_is_reported(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.tar.xz"
    path.write_bytes(content)
    pages, problems = read(path, tmp_path / "missing.json")
    assert pages == []
    assert [problem.key for problem in problems] == ["x.tar.xz", "missing.json"]


def test_a_member_that_grows_out_of_a_small_archive_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 1_000_000)
    path = write_archive(tmp_path / "bomb.tar.xz", {"1.json": b"[1]", "2.json": bytes(5_000_000)})
    assert path.stat().st_size < 10_000
    pages, problems = read(path)
    assert [name for name, _ in pages] == ["1.json"]
    assert "te groot" in problems[0].reason
