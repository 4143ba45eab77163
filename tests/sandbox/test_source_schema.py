"""Entities against the official XSDs, where those were captured beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tracker.sandbox.source.fields import categories
from tracker.sandbox.source.store import Store

KNOWN_DIFFERENCES = (
    "Deels Afgedaan",
    "Afgedaan",
    "Openstaand",
    "toezeggingstatus",
)
"""What the real service sends too, although its XSD does not know it."""


def _as_the_schema_has_it(xml: bytes) -> etree._Element:
    """Booleans in lower case and times with a colon in the offset, as consumers normalise them."""
    element = etree.fromstring(xml)
    for node in element.iter():
        if node.text in {"True", "False"}:
            node.text = node.text.lower()
        if node.text and node.text.endswith(("+0100", "+0200")):
            node.text = f"{node.text[:-2]}:{node.text[-2:]}"
        for name, value in node.attrib.items():
            if value.endswith(("+0100", "+0200")):
                node.set(name, f"{value[:-2]}:{value[-2:]}")
    return element


@pytest.mark.captured
@pytest.mark.parametrize("name", sorted(categories()))
def test_entities_are_valid_against_the_official_schema(
    example_store: Store, samples: Path, name: str
) -> None:
    file = samples / f"tweedekamer/xsd/tkData-v1-0-{name.lower()}.xsd"
    schema = etree.XMLSchema(etree.parse(str(file)))
    versions = [v for v in example_store.latest(name) if not v.deleted]

    wrong: set[str] = set()
    for version in versions[:200]:
        if not schema.validate(_as_the_schema_has_it(version.xml)):
            wrong |= {str(error.message) for error in schema.error_log}

    assert versions
    assert {text for text in wrong if not any(k in text for k in KNOWN_DIFFERENCES)} == set()
