"""Notices of CELLAR (XML) as the two SPARQL queries would answer; pure.

A branch notice holds one work in all its languages, a tree notice a whole dossier with the
works of its events in one language. The same work can stand in a notice many times. Labels
are in the language of the notice (its `decoding`), which is mostly English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from crawler.text import tidy

_TITLES = {"NLD": "titleNl", "ENG": "titleEn"}
_DEPTH = re.compile(r"_(\d)$")
_PROCEDURE = "PROCEDURE_CODE_INTERINSTITUTIONAL_REFERENCE_PROCEDURE"
_ELI = re.compile(r"/resource/eli/(.+)$")


@dataclass(slots=True)
class NoticedWork:
    """One work: `binding` as query A gives it, `about` as query B, values sorted."""

    binding: dict[str, str] = field(default_factory=dict)
    about: dict[str, list[str]] = field(default_factory=dict)

    def add(self, key: str, value: str) -> None:
        """Note a value once; an empty one says nothing."""
        values = self.about.setdefault(key, [])
        if value and value not in values:
            values.append(value)
            values.sort()


def is_notice(root: etree._Element) -> bool:
    """Tell whether a document is a notice."""
    return root.tag == "NOTICE" and root.get("type") in {"branch", "tree", "object"}


def works(root: etree._Element) -> list[NoticedWork]:
    """Return the works of a notice that have a CELEX number, each once, in their order."""
    found: dict[str, NoticedWork] = {}
    for node in root.iter("WORK"):
        address, celex = _address(node), _value(node, "RESOURCE_LEGAL_ID_CELEX")
        if not address or not celex:
            continue
        work = found.setdefault(address, NoticedWork())
        work.binding.setdefault("work", address)
        work.binding.setdefault("celex", celex)
        _tell(node, work)
    procedures = [tidy(node.findtext("VALUE") or "") for node in root.iter(_PROCEDURE)]
    for work in found.values():
        for procedure in procedures:
            work.add("procedure", procedure)
    return list(found.values())


def _tell(node: etree._Element, work: NoticedWork) -> None:
    """Add what one appearance of a work says."""
    own = {
        "letter": _value(node, "RESOURCE_LEGAL_TYPE"),
        "date": _value(node, "WORK_DATE_DOCUMENT"),
        "eli": _eli(node),
        **dict(_titles(node)),
    }
    for name, value in own.items():
        if value:
            work.binding.setdefault(name, value)
    for name, key in (("WORK_HAS_RESOURCE-TYPE", "type"), ("WORK_CREATED_BY_AGENT", "author")):
        for concept in node.findall(name):
            work.add(key, concept.findtext("URI/IDENTIFIER") or "")
    for concept in node.findall("RESOURCE_LEGAL_IS_ABOUT_CONCEPT_DIRECTORY-CODE"):
        work.add("directory", _narrowest(concept).findtext("URI/IDENTIFIER") or "")
    for concept in node.findall("WORK_IS_ABOUT_CONCEPT_EUROVOC"):
        work.add("eurovoc", tidy(_narrowest(concept).findtext("PREFLABEL") or ""))


def _value(node: etree._Element, name: str) -> str:
    return tidy(node.findtext(f"{name}/VALUE") or "")


def _address(node: etree._Element) -> str:
    """Return the CELLAR address of a work; an embedded one has it on the link around it."""
    for around in (node, *node.iterancestors()):
        for uri in around.findall("URI"):
            if uri.findtext("TYPE") == "cellar":
                return (uri.findtext("VALUE") or "").partition(".0")[0]
    return ""


def _eli(node: etree._Element) -> str:
    """Return the ELI of an act, which stands beside its address."""
    for uri in node.findall("SAMEAS/URI"):
        if found := _ELI.search(uri.findtext("VALUE") or ""):
            return f"http://data.europa.eu/eli/{found[1]}"
    return ""


def _titles(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the Dutch and the English title: expressions stand in a work or beside it."""
    around = node.getparent()
    beside = around.findall("EXPRESSION") if around is not None else []
    for expression in (*node.findall("EXPRESSION"), *beside):
        language = expression.findtext("EXPRESSION_USES_LANGUAGE/URI/IDENTIFIER") or ""
        if language in _TITLES and (title := _value(expression, "EXPRESSION_TITLE")):
            yield _TITLES[language], title


def _narrowest(concept: etree._Element) -> etree._Element:
    """Return the concept itself, of a list that also names all that it is part of."""
    parts = [part for part in concept if part.find("URI") is not None]
    return max(parts, key=_depth, default=concept)


def _depth(part: etree._Element) -> int:
    if part.tag.endswith("_CONCEPT"):
        return 9
    found = _DEPTH.search(part.tag)
    return int(part.get("level") or (found[1] if found else 0))
