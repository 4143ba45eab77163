"""One name, four files per source; and the README knows every command."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from config.loader import source_names
from tracker.cli.app import app
from tracker.sandbox.pages.folder import routes_of

ROOT = Path(__file__).parent.parent


def names(pattern: str) -> set[str]:
    return {path.stem for path in ROOT.glob(pattern) if not path.stem.startswith("_")}


def test_every_source_has_a_spider_and_every_spider_a_source() -> None:
    assert names("crawler/spiders/*.py") == set(source_names())


@pytest.mark.parametrize("name", source_names())
def test_every_source_has_tests_and_fixtures(name: str) -> None:
    tests = list((ROOT / "tests/crawler").glob(f"test_{name}*.py"))
    fixtures = list((ROOT / "tests/fixtures" / name).glob("*"))

    assert tests
    assert fixtures


def test_every_fixture_page_has_its_expected_outcome() -> None:
    pages = [
        path
        for path in (ROOT / "tests/fixtures/tweedekamer").rglob("*")
        if path.suffix in {".xml", ".json"} and ".expected" not in path.suffixes
    ]
    missing = [path.name for path in pages if not path.with_suffix(".expected.json").exists()]

    assert pages
    assert missing == []


@pytest.mark.parametrize("name", sorted(set(source_names()) - {"tweedekamer"}))
def test_every_page_of_a_source_is_served_and_every_source_has_its_expected_items(
    name: str,
) -> None:
    folder = ROOT / "tests/fixtures" / name
    served = {route.file for route in routes_of(folder)}
    unused = {path.name for path in folder.iterdir()} - served - {"serve.yaml", "expected.json"}

    assert (folder / "expected.json").exists()
    assert unused == set()


def commands(group: typer.Typer, prefix: str = "haagsezaken") -> list[str]:
    found = [
        f"{prefix} {command.name or getattr(command.callback, '__name__', '')}"
        for command in group.registered_commands
    ]
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        found += commands(inner.typer_instance, f"{prefix} {inner.name}")
    return found


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    combined = {"haagsezaken web", "haagsezaken worker", "haagsezaken tap close",
                "haagsezaken tap status"}  # fmt: skip

    missing = [name for name in commands(app) if name not in readme and name not in combined]

    assert missing == []
    assert "`haagsezaken clock`, `web`, `worker`" in readme
    assert "`haagsezaken tap open`, `close`, `status`" in readme
