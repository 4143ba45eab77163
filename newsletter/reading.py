"""A block as a reader sees it at its place: links that are safe, abbreviations written out
where they come first; pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType
from urllib.parse import urlsplit

from newsletter import fields
from newsletter.edition import Sources
from tracker.records import Block, Json

_TAGS_SHOWN = 3
_ABSENT: Mapping[str, Json] = MappingProxyType(
    {
        "inzet": "", "inzet_url": "", "gist": "", "details": [], "label": "", "contact": "",
        "function": "", "phone": "", "sign_up": "", "late": False, "language": "nl",
        "level": "", "reason": "", "followers": [], "paragraphs": [], "links": [], "task": "",
    }
)  # fmt: skip
"""Facts that a block may lack: one of an older edition, or one that a person made."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One block as shown; `facts` is its content, with the lines of a person on top.

    `written` are the texts of a person, clean HTML by name of the field (`newsletter.fields`).
    """

    anchor: str
    kind: str
    facts: Mapping[str, Json]
    links: Sources
    committee: str = ""
    tags: str = ""
    written: Mapping[str, str] = field(default_factory=dict)


def anchor_of(key: str) -> str:
    """Return the id of a block in the page: letters, digits and hyphens."""
    return "i-" + re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")


def safe_url(url: str) -> str:
    """Return the address when it is a web address, otherwise an empty string."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in {"http", "https"} and parts.netloc else ""


class Reading:
    """Walks the blocks in order and remembers what was written out already."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def _once(self, word: str) -> bool:
        is_first = word not in self._known
        self._known.add(word)
        return is_first

    def _committee(self, facts: Mapping[str, Json]) -> str:
        name, short = facts.get("committee", ""), facts.get("committee_short", "")
        if not short:
            return str(name)
        return f"{name} ({short})" if self._once(f"committee {short}") else f"commissie {short}"

    def _tags(self, facts: Mapping[str, Json]) -> str:
        shown = facts.get("tags", ())[:_TAGS_SHOWN]
        grouped = groupby(shown, key=lambda tag: (tag["bac"], tag["abbreviation"]))
        parts = []
        for (bac, short), tags in grouped:
            label = f"{bac}, {short}" if self._once(f"bac {short}") else short
            parts.append(f"{'; '.join(tag['dossier'] for tag in tags)} (BAC {label})")
        return "; ".join(parts)

    def entry(self, block: Block) -> Entry:
        """Return the block as shown at this place."""
        written = fields.written(block)
        lines = {name: value for name, value in (block.human or {}).items() if name not in written}
        blank = {field.name: "" for field in fields.fields_of(block.kind)
                 if field.form is fields.Form.LINE}  # fmt: skip
        facts = {**_ABSENT, **blank, **block.content, **lines}
        facts = {"url": "", **facts}
        facts |= {
            name: safe_url(str(value or ""))
            for name, value in facts.items()
            if name == "url" or name.endswith("_url")
        }
        if "links" in facts:
            facts["links"] = [{**link, "url": safe_url(link["url"])} for link in facts["links"]]
        links = {url: label for label, url in block.sources if safe_url(url)}
        links.pop(facts["url"], None)
        return Entry(
            anchor=anchor_of(block.key),
            kind=block.kind,
            facts=facts,
            links=tuple((label, url) for url, label in links.items()),
            committee=self._committee(facts),
            tags=self._tags(facts),
            written=written,
        )
