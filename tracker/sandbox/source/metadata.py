"""The CSDL (``$metadata``) of the stand-in, generated from its own field tables."""

from collections import defaultdict

from tracker.sandbox.source.fields import Category, Field, Relation, categories
from tracker.sandbox.source.metadata_names import inverse_name
from tracker.sandbox.source.odata import Version

SCHEMA = "TK.DA.GGM.OData"
EDM = {
    "string": "Edm.String",
    "integer": "Edm.Int32",
    "boolean": "Edm.Boolean",
    "time": "Edm.DateTimeOffset",
    "day": "Edm.DateTimeOffset",
}


def document(version: Version) -> bytes:
    """The whole ``$metadata`` document of that OData version."""
    inverse = _inverse()
    types = "".join(_type(version, kind, inverse[kind.name]) for kind in categories().values())
    sets = "".join(
        f'<EntitySet Name="{name}" EntityType="{SCHEMA}.{name}">'
        f"{_bindings(kind, inverse[name])}</EntitySet>"
        for name, kind in categories().items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">'
        f'<edmx:DataServices><Schema Namespace="{SCHEMA}" '
        'xmlns="http://docs.oasis-open.org/odata/ns/edm">'
        f'{types}<EntityContainer Name="Container">{sets}</EntityContainer>'
        "</Schema></edmx:DataServices></edmx:Edmx>"
    ).encode()


def _inverse() -> dict[str, dict[str, str]]:
    """Per entity the navigation names that only other entities hold, with their target."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for kind in categories().values():
        for relation in kind.relations:
            if relation.element != "huidigeDocumentVersie":
                found[relation.target][inverse_name(relation, kind.name)] = kind.name
    return found


def _type(version: Version, kind: Category, inverse: dict[str, str]) -> str:
    parts = ['<Key><PropertyRef Name="Id"/></Key>', _property("Id", "Edm.Guid", required=True)]
    single = [relation for relation in kind.relations if not relation.many]
    parts += [_property(f"{relation.odata}_Id", "Edm.Guid") for relation in single]
    parts += [_field(version, kind, field) for field in kind.fields]
    if kind.download:
        parts += [_property("ContentType", "Edm.String"), _property("ContentLength", "Edm.Int32")]
    for name in ("GewijzigdOp", "ApiGewijzigdOp"):
        parts.append(_property(name, "Edm.DateTimeOffset", required=True))
    parts.append(_property("Verwijderd", "Edm.Boolean", required=True))
    parts += [_navigation(relation) for relation in kind.relations]
    parts += [
        f'<NavigationProperty Name="{name}" Type="Collection({SCHEMA}.{target})"/>'
        for name, target in inverse.items()
    ]
    return f'<EntityType Name="{kind.name}">{"".join(parts)}</EntityType>'


def _field(version: Version, kind: Category, field: Field) -> str:
    required = kind.name == "Toezegging" and field.element in {"aanmaakdatum", "datumNakoming"}
    name = version.field_name(kind.name, field.odata)
    edm = "Edm.Date" if kind.name == "Persoon" and field.kind == "day" else EDM[field.kind]
    return _property(name, edm, required=required)


def _property(name: str, kind: str, *, required: bool = False) -> str:
    flag = ' Nullable="false"' if required else ""
    return f'<Property Name="{name}" Type="{kind}"{flag}/>'


def _navigation(relation: Relation) -> str:
    target = f"{SCHEMA}.{relation.target}"
    if relation.many:
        return f'<NavigationProperty Name="{relation.odata}" Type="Collection({target})"/>'
    return (
        f'<NavigationProperty Name="{relation.odata}" Type="{target}">'
        f'<ReferentialConstraint Property="{relation.odata}_Id" ReferencedProperty="Id"/>'
        "</NavigationProperty>"
    )


def _bindings(kind: Category, inverse: dict[str, str]) -> str:
    own = {relation.odata: relation.target for relation in kind.relations}
    return "".join(
        f'<NavigationPropertyBinding Path="{name}" Target="{target}"/>'
        for name, target in {**own, **inverse}.items()
    )
