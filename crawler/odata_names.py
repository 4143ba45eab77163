"""How each OData version names what SyncFeed names, and whether a server agrees.

The rule: `DatumSoort` is `datumSoort`, `Activiteit_Id` and the navigation `Activiteit`
are the reference `activiteit`. Exceptions per version are data, under `odata` in
`config/sources/tweedekamer.yaml`; an empty name there says "not in this version".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.schema import SourceConfig
from crawler.kamer.fields import CATEGORIES, Category, FieldType
from crawler.safe_xml import parse_xml
from tracker.records import Problem

KEY = "Id"
CHANGED = "GewijzigdOp"
VISIBLE = "ApiGewijzigdOp"
DELETED = "Verwijderd"


@dataclass(frozen=True, slots=True)
class Navigation:
    """What rows under an expanded name are.

    `parent_holds`: the reference sits on the outer row, else on the inner one.
    """

    category: str
    relation: str
    parent_holds: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """All names of one category in one version.

    `names` maps properties to fields, `references` those ending in `_Id` to relations,
    `navigations` the expandable ones. `absent` are fields this version lacks.
    """

    category: Category
    names: Mapping[str, str]
    references: Mapping[str, str]
    navigations: Mapping[str, Navigation]
    absent: frozenset[str]
    plain: frozenset[str]


@dataclass(frozen=True, slots=True)
class ODataNames:
    """The plans of one version, per category."""

    source: str
    version: str
    plans: Mapping[str, Plan]


def odata_names(config: SourceConfig, version: str) -> ODataNames:
    """Return the names of a version; v5 starts from those of v4."""
    exceptions = dict(config.odata.get("v4", {}))
    exceptions.update(config.odata.get(version, {}))
    plans = {name: _plan(category, exceptions) for name, category in CATEGORIES.items()}
    return ODataNames(config.name, version, plans)


def pascal(name: str) -> str:
    """Return `datumSoort` as `DatumSoort`."""
    return name[:1].upper() + name[1:]


def camel(name: str) -> str:
    """Return `DatumSoort` as `datumSoort`."""
    return name[:1].lower() + name[1:]


def _plan(category: Category, exceptions: Mapping[str, str]) -> Plan:
    prefix = f"{category.odata}."
    own = {
        name.removeprefix(prefix): field
        for name, field in exceptions.items()
        if name.startswith(prefix)
    }
    renamed = {field: name for name, field in own.items() if field}
    names = {renamed.get(field, pascal(field)): field for field in category.fields}
    references = {f"{pascal(relation)}_Id": relation for relation in category.relations}
    return Plan(
        category=category,
        names=names,
        references=references,
        navigations=_navigations(category),
        absent=frozenset(camel(name) for name, field in own.items() if not field),
        plain=frozenset([*names, *references, KEY, CHANGED, VISIBLE, DELETED]),
    )


def _navigations(category: Category) -> dict[str, Navigation]:
    """Return every name under which other rows can be nested, with its direction."""
    found: dict[str, Navigation] = {}
    for child in CATEGORIES.values():
        for relation, target in child.relations.items():
            if target == category.name and relation.lower() == category.name:
                found[child.odata] = Navigation(child.name, relation)
    for name, (child_name, relation) in category.inverse.items():
        found[name] = Navigation(child_name, relation)
    for relation, target in category.relations.items():
        found[pascal(relation)] = Navigation(target, relation, parent_holds=True)
    return found


def check_metadata(xml: bytes, names: ODataNames) -> tuple[Problem, ...]:
    """Return what a server's `$metadata` lacks; each is fatal for that version.

    Raises BotChallengeError or MalformedPageError when it is no metadata at all.
    """
    served = {
        entity.get("Name"): {child.get("Name") for child in entity if child.get("Name")}
        for entity in parse_xml(xml).iter("{*}EntityType")
    }
    problems: list[Problem] = []
    for plan in names.plans.values():
        present = served.get(plan.category.odata)
        if present is None:
            problems.append(_missing(names, plan, "de hele categorie ontbreekt"))
            continue
        problems.extend(
            _missing(names, plan, f"veld {name} ontbreekt")
            for name in sorted(_expected(plan) - present)
        )
        problems.extend(
            _missing(names, plan, f"verwijzing {name} ontbreekt")
            for name in map(pascal, sorted(plan.category.relations))
            if not {name, f"{name}_Id"} & present and camel(name) not in plan.absent
        )
    return tuple(problems)


def _expected(plan: Plan) -> set[str]:
    fields = plan.category.fields
    return {
        name
        for name, field in plan.names.items()
        if fields[field] != FieldType.IGNORED and field not in plan.absent
    }


def _missing(names: ODataNames, plan: Plan, reason: str) -> Problem:
    return Problem(
        source=names.source,
        category=plan.category.name,
        key=f"$metadata {names.version}",
        reason=reason,
        advice=f"Vul odata.{names.version} aan in config/sources/{names.source}.yaml.",
    )
