"""Names of BACs and dossiers as readers know them, and the choices of the filter; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from config.schema import Taxonomy
from tracker.overview import Scope
from tracker.records import Classification, DossierMatch

_SHOWN = 3
_SURE, _LIKELY = 0.85, 0.65


@dataclass(frozen=True, slots=True)
class Tag:
    """A dossier or BAC beside an item, with the page that it leads to."""

    text: str
    title: str
    href: str
    kind: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a drop-down list."""

    value: str
    text: str
    selected: bool


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """The dossiers of one BAC in a drop-down list."""

    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class FilterForm:
    """What may be chosen, and in words what was: "" when nothing."""

    bacs: tuple[Choice, ...]
    dossiers: tuple[ChoiceGroup, ...]
    chosen: str


class Names:
    """Looks up what a slug is called; a slug that left the taxonomy keeps its own name."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._bacs = {bac.slug: bac for bac in taxonomy.bacs}
        self._dossiers = {dossier.slug: dossier for dossier in taxonomy.dossiers}

    def knows(self, scope: Scope) -> bool:
        """Tell whether BAC and dossier of a scope exist."""
        return (not scope.bac or scope.bac in self._bacs) and (
            not scope.dossier or scope.dossier in self._dossiers
        )

    def dossier(self, slug: str) -> str:
        """Return the name of a dossier."""
        found = self._dossiers.get(slug)
        return found.name if found else slug

    def bac(self, slug: str) -> str:
        """Return the name of a BAC."""
        found = self._bacs.get(slug)
        return found.name if found else slug

    def abbreviation(self, slug: str) -> str:
        """Return the abbreviation of a BAC, "KE"."""
        found = self._bacs.get(slug)
        return found.abbreviation if found else slug

    def tags(self, said: Classification | None, without: str = "") -> tuple[Tag, ...]:
        """Return the dossiers of an item, best first, at most three, then the BACs."""
        if said is None:
            return ()
        shown = [match for match in said.dossiers if match.slug != without][:_SHOWN]
        dossiers = [self._dossier_tag(match) for match in shown]
        return (*dossiers, *(self._bac_tag(slug) for slug in said.bacs[:_SHOWN]))

    def _dossier_tag(self, match: DossierMatch) -> Tag:
        name = self.dossier(match.slug)
        return Tag(name, f"Dossier {name}", f"/dossiers/{match.slug}", "dossier")

    def _bac_tag(self, slug: str) -> Tag:
        query = urlencode({"bac": slug})
        return Tag(self.abbreviation(slug), f"BAC {self.bac(slug)}", f"/?{query}", "bac")

    def describe(self, scope: Scope) -> str:
        """Return a scope in words: "dossier Stikstof", "BAC Landelijk Gebied" or ""."""
        if scope.dossier:
            return f"dossier {self.dossier(scope.dossier)}"
        return f"BAC {self.bac(scope.bac)}" if scope.bac else ""

    def form(self, scope: Scope) -> FilterForm:
        """Return the choices of the filter, with the present ones selected."""
        bacs = [Choice(one.slug, one.name, one.slug == scope.bac) for one in self.taxonomy.bacs]
        groups = [
            ChoiceGroup(bac.name, tuple(self._choices(bac.slug, scope)))
            for bac in self.taxonomy.bacs
        ]
        return FilterForm(tuple(bacs), tuple(groups), self.describe(scope))

    def _choices(self, bac: str, scope: Scope) -> Iterable[Choice]:
        for one in self.taxonomy.dossiers:
            if one.bac == bac:
                yield Choice(one.slug, one.name, one.slug == scope.dossier)


def certainty(score: float) -> str:
    """Return a score in words: "vrijwel zeker", "vrij zeker" or "twijfel"."""
    if score >= _SURE:
        return "vrijwel zeker"
    return "vrij zeker" if score >= _LIKELY else "twijfel"


def percent(score: float) -> str:
    """Return "83 procent"."""
    return f"{round(score * 100)} procent"


def query_of(scope: Scope, **extra: str) -> str:
    """Return the query string of a page in this scope, with "?" unless it is empty."""
    values = {
        "bac": scope.bac,
        "dossier": scope.dossier,
        "alles": "1" if scope.everything else "",
        **extra,
    }
    filled = {name: value for name, value in values.items() if value}
    return f"?{urlencode(filled)}" if filled else ""
