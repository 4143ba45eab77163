"""One stem in four places: spider, configuration, test and fixtures."""

from __future__ import annotations

from pathlib import Path

from config.loader import load_source, source_names
from crawler.kamer.fields import CATEGORIES, NOT_FOLLOWED
from tracker.records import ItemKind

TESTS = Path(__file__).parent
ROOT = TESTS.parent.parent


def test_every_source_has_its_four_places() -> None:
    spiders = {path.stem for path in (ROOT / "crawler/spiders").glob("[!_]*.py")}
    assert set(source_names()) == spiders
    for name in spiders:
        assert (TESTS / f"test_{name}.py").exists()
        assert any((TESTS.parent / "fixtures" / name).iterdir())


def test_every_kind_of_the_configuration_is_an_item_kind() -> None:
    for name in source_names():
        kinds = {kind for kind in load_source(name).kinds.values() if kind}
        assert kinds <= {kind.value for kind in ItemKind}


def test_relations_point_to_categories_that_exist() -> None:
    targets = {target for entry in CATEGORIES.values() for target in entry.relations.values()}
    children = {child for entry in CATEGORIES.values() for child, _ in entry.inverse.values()}
    assert targets | children <= set(CATEGORIES)
    assert not NOT_FOLLOWED & set(CATEGORIES)
