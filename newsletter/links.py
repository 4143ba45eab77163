"""The web addresses in an edition, as its readers get them; pure."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html as tree

from newsletter import render
from newsletter.reading import anchor_of
from tracker.records import Edition


@dataclass(frozen=True, slots=True)
class Link:
    """One link: in which block ("" when in none), its words and its address."""

    block_key: str
    text: str
    url: str


def links_of(edition: Edition) -> tuple[Link, ...]:
    """Return the links of the web page to other sites, each once per block, in order."""
    keys = {anchor_of(block.key): block.key for block in edition.blocks}
    root = tree.document_fromstring(render.page(edition))
    found: dict[tuple[str, str], Link] = {}
    for node in root.iter("a"):
        url = str(node.get("href") or "")
        if not url.startswith(("https://", "http://")):
            continue
        around = (str(one.get("id") or "") for one in (node, *node.iterancestors()))
        key = next((keys[anchor] for anchor in around if anchor in keys), "")
        text = " ".join(str(node.xpath("string()")).split())
        found.setdefault((key, url), Link(key, text, url))
    return tuple(found.values())
