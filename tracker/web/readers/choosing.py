"""The fields with which a reader chooses: what they show, and what they sent; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.schema import Taxonomy
from tracker.errors import ReaderError
from tracker.records import PROVINCES, Choices
from tracker.signups import checked_address, checked_name
from tracker.web.guard import Form
from tracker.web.view.labels import Choice

_LONGEST = 254


@dataclass(frozen=True, slots=True)
class Group:
    """A BAC with its dossiers, as choices; `open` when one of the dossiers is chosen."""

    bac: Choice
    dossiers: tuple[Choice, ...]

    @property
    def open(self) -> bool:
        """Tell whether to show the dossiers at once."""
        return any(one.selected for one in self.dossiers)


@dataclass(frozen=True, slots=True)
class Fields:
    """A whole form as it is shown: values, choices, and what is wrong by field."""

    email: str
    name: str
    groups: tuple[Group, ...]
    provinces: tuple[Choice, ...]
    weekly: bool
    urgent: bool
    personal: bool
    errors: Mapping[str, str]


def fields(
    taxonomy: Taxonomy,
    chosen: Choices,
    email: str = "",
    name: str = "",
    errors: Mapping[str, str] | None = None,
) -> Fields:
    """Return the form with these values."""
    return Fields(
        email, name, groups(taxonomy, chosen),
        tuple(Choice(one, one, one in chosen.provinces) for one in PROVINCES),
        chosen.weekly, chosen.urgent, chosen.personal, errors or {},
    )  # fmt: skip


def groups(taxonomy: Taxonomy, chosen: Choices) -> tuple[Group, ...]:
    """Return all BACs with their dossiers, the chosen ones marked."""
    return tuple(
        Group(
            Choice(bac.slug, bac.name, bac.slug in chosen.bacs),
            tuple(
                Choice(one.slug, one.name, one.slug in chosen.dossiers)
                for one in taxonomy.dossiers
                if one.bac == bac.slug
            ),
        )
        for bac in taxonomy.bacs
    )


def choices(form: Form, taxonomy: Taxonomy, *, weekly: bool) -> Choices:
    """Return what a form chose; what does not exist is left out."""
    bacs = {one.slug for one in taxonomy.bacs}
    dossiers = {one.slug for one in taxonomy.dossiers}
    return Choices(
        bacs=tuple(one for one in dict.fromkeys(form.all("bac")) if one in bacs),
        dossiers=tuple(one for one in dict.fromkeys(form.all("dossier")) if one in dossiers),
        provinces=tuple(one for one in PROVINCES if one in form.all("provincie")),
        weekly=weekly,
        urgent=form.one("dringend") == "1",
        personal=form.one("volgorde") != "gewoon",
    )


def typed(form: Form, name: str) -> str:
    """Return a field to show again, cut to a sensible length."""
    return form.one(name).strip()[:_LONGEST]


def problems(form: Form, *, with_email: bool) -> tuple[str, str, dict[str, str]]:
    """Return the checked address and name, and what is wrong by field."""
    email, name, errors = "", "", dict[str, str]()
    try:
        email = checked_address(form.one("email")[: _LONGEST + 1]) if with_email else ""
    except ReaderError as error:
        errors["email"] = str(error)
    try:
        name = checked_name(form.one("naam"))
    except ReaderError as error:
        errors["naam"] = str(error)
    return email, name, errors
