"""Stable ids: the same key always gives the same GUID, in every build on every machine."""

from uuid import UUID, uuid5

_ROOT = UUID("6f1c3a52-0f0e-5d0b-9c55-3f7c1b1f2a48")


def guid_for(category: str, key: str) -> str:
    """The id of the entity that the example calls ``key``."""
    return str(uuid5(_ROOT, f"{category}:{key}"))


def sid_for(key: str) -> str:
    """A security id in the form that Parlis uses (``S-1-365867521-…``)."""
    number = uuid5(_ROOT, f"sid:{key}").int
    parts = [str((number >> (32 * place)) & 0xFFFFFFFF) for place in range(4)]
    return "S-1-365867521-" + "-".join(parts)
