"""What a calendar or feed is about, by the words of its address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fastapi import HTTPException

from config.schema import People
from tracker.published import Selection
from tracker.web.site import Site

_UNKNOWN = {
    "bac": "Deze BAC kennen wij niet.",
    "dossier": "Dit dossier kennen wij niet.",
    "persoon": "Deze persoon kennen wij niet.",
}


class Of(StrEnum):
    """What one calendar or feed can be about."""

    EVERYTHING = "alles"
    BAC = "bac"
    DOSSIER = "dossier"
    PERSON = "persoon"


@dataclass(frozen=True, slots=True)
class Topic:
    """One calendar or feed: its place in an address, its selection and its name in Dutch.

    The name of a person's topic does not say whose it is: who follows what is internal.
    """

    of: Of
    slug: str
    selection: Selection
    name: str

    @property
    def place(self) -> str:
        """Return "alles" or "dossier/stikstof": the end of an address without its suffix."""
        return f"{self.of.value}/{self.slug}" if self.slug else self.of.value


EVERYTHING = Topic(Of.EVERYTHING, "", Selection(), "alle onderwerpen")


def _dossiers_of(people: People, slug: str) -> tuple[str, ...]:
    """Return the dossiers of a person."""
    return tuple(name for name, who in people.dossiers.items() if who.lobbyist == slug)


def _coordinated(site: Site, people: People, slug: str) -> tuple[str, ...]:
    mine = {bac for bac, desk in people.bacs.items() if desk.coordinator == slug}
    return tuple(one.slug for one in site.workshop.taxonomy.dossiers if one.bac in mine)


def bac_topic(site: Site, slug: str) -> Topic:
    """Return the topic of a BAC; 404 when there is no such BAC."""
    if slug not in {one.slug for one in site.workshop.taxonomy.bacs}:
        raise HTTPException(404, _UNKNOWN["bac"])
    return Topic(Of.BAC, slug, Selection(bac=slug), f"BAC {site.names.bac(slug)}")


def dossier_topic(site: Site, slug: str) -> Topic:
    """Return the topic of a dossier; 404 when there is no such dossier."""
    if slug not in {one.slug for one in site.workshop.taxonomy.dossiers}:
        raise HTTPException(404, _UNKNOWN["dossier"])
    name = f"dossier {site.names.dossier(slug)}"
    return Topic(Of.DOSSIER, slug, Selection(dossiers=(slug,)), name)


def person_topic(site: Site, slug: str) -> Topic:
    """Return the dossiers that a person is responsible for; 404 for who is not in people.yaml.

    A coordinator without dossiers gets those of the BACs that they coordinate.
    """
    people = site.workshop.people
    if slug not in {one.slug for one in people.people}:
        raise HTTPException(404, _UNKNOWN["persoon"])
    found = _dossiers_of(people, slug) or _coordinated(site, people, slug)
    return Topic(Of.PERSON, slug, Selection(dossiers=found), "mijn dossiers")


def topic_of(site: Site, of: Of, slug: str) -> Topic:
    """Return the topic of an address; 404 when there is nothing of that name."""
    makers = {Of.BAC: bac_topic, Of.DOSSIER: dossier_topic, Of.PERSON: person_topic}
    if of not in makers:
        raise HTTPException(404, "Dit adres kennen wij niet.")
    return makers[of](site, slug)
