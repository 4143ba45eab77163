"""The API in words, made from its own OpenAPI document: the page cannot tell something else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_MANY = 12


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that may be asked, with what may be filled in."""

    name: str
    text: str
    values: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One address with what it gives and what may be asked."""

    path: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]


def _values(schema: dict[str, Any], document: dict[str, Any]) -> str:
    if "$ref" in schema:
        return _values(document["components"]["schemas"][schema["$ref"].split("/")[-1]], document)
    if "enum" in schema:
        found = schema["enum"]
        return ", ".join(found) if len(found) <= _MANY * 2 else f"{', '.join(found[:4])}, …"
    if schema.get("format") == "date":
        return "2026-12-03"
    if "minimum" in schema and "maximum" in schema and schema["maximum"] < 1_000:
        return f"{schema['minimum']} tot en met {schema['maximum']}"
    return ""


def operations(document: dict[str, Any]) -> tuple[Operation, ...]:
    """Return what may be asked, in the order of the document; headers are left out."""
    found = []
    for path, by_method in document["paths"].items():
        one = by_method["get"]
        parameters = tuple(
            Parameter(
                given["name"], given.get("description", ""), _values(given["schema"], document)
            )
            for given in one.get("parameters", ())
            if given["in"] != "header"
        )
        found.append(Operation(path, one["summary"], one["description"], parameters))
    return tuple(found)
