"""The names of navigations that only the other side holds."""

from tracker.sandbox.source.fields import Relation

INVERSE = {
    "voortgezetVanuit": "VoortgezetIn",
    "vervangenVanuit": "VervangenDoor",
    "gerelateerdVanuit": "GerelateerdNaar",
    "bronDocument": "BijlageDocument",
    "isHerhalingVan": "IsHerhaaldDoor",
    "isAanvullingOp": "IsAangevuldVanuit",
    "isWijzigingVan": "IsGewijzigdDoor",
}


def inverse_name(relation: Relation, child: str) -> str:
    """What the parent calls the way back: ``VervangenDoor``, or the name of the child."""
    return INVERSE.get(relation.element, child)
