"""One classifier for all tests of this folder; loading takes most of a second."""

from __future__ import annotations

import pytest

from config.loader import load_taxonomy
from config.schema import Taxonomy
from nlp.classifier import Classifier, load


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def classifier(taxonomy: Taxonomy) -> Classifier:
    return load(taxonomy)
