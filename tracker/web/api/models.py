"""What the API answers, as its OpenAPI document describes it. Moments carry their offset."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tracker.records import DatePrecision, ItemKind, Status
from tracker.web.public.states import State

Next = Annotated[
    str | None, Field(description="Adres van de volgende bladzijde; null op de laatste.")
]


class Answer(BaseModel):
    """What every part of an answer has in common: nothing but the fields that are named."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BacRef(Answer):
    """Een bestuurlijke adviescommissie van het IPO."""

    slug: str = Field(examples=["landelijk-gebied"])
    name: str = Field(examples=["Landelijk Gebied"])
    abbreviation: str = Field(examples=["LG"])


class DossierRef(Answer):
    """Een dossier van het IPO."""

    slug: str = Field(examples=["stikstof"])
    name: str


class Dossier(DossierRef):
    """Een dossier met zijn BAC en de adressen van zijn kalender en feed."""

    bac: BacRef
    agenda_page: str = Field(description="De pagina met de politieke agenda van dit dossier.")
    calendar: str = Field(description="Kalender (iCalendar) om u op te abonneren.")
    feed: str = Field(description="Nieuws over dit dossier (Atom).")


class Dossiers(Answer):
    """Alle dossiers, in de volgorde van de BAC's."""

    dossiers: list[Dossier]


class Item(Answer):
    """Eén stuk of vergadering: een debat, Kamerbrief, motie, toezegging, EU-document."""

    id: int
    kind: ItemKind
    kind_name: str = Field(description="De soort in woorden.", examples=["Kamerbrief"])
    title: str
    number: str = Field(description="Openbaar nummer bij de bron, leeg als dat er niet is.")
    url: str = Field(description="Adres bij de bron, leeg als dat er niet is.")
    source: str = Field(examples=["tweedekamer"])
    chamber: str = Field(description="Wie het behandelt of maakt.", examples=["Tweede Kamer"])
    committee: str
    status: Status
    outcome: str = Field(description="Uitslag van een stemming, leeg als die er niet is.")
    starts_at: datetime | None
    ends_at: datetime | None
    date_precision: DatePrecision = Field(description="Hoe precies starts_at is.")
    published_on: date | None
    due_on: date | None
    dossiers: list[DossierRef]
    bacs: list[BacRef]
    added_at: datetime = Field(description="Wanneer wij het voor het eerst zagen.")
    changed_at: datetime = Field(description="Wanneer er het laatst iets veranderde.")


class Items(Answer):
    """Een bladzijde stukken, wat het laatst binnenkwam eerst."""

    items: list[Item]
    next: Next


class Debate(Answer):
    """Eén regel van de politieke agenda."""

    id: int
    uid: str = Field(description="Blijft gelijk als een debat verhuist; ook UID in de kalender.")
    sequence: int = Field(description="Telt op als tijd, plaats of status verandert.")
    state: State
    state_name: str = Field(description="De status in woorden.", examples=["gewijzigd"])
    changes: list[str] = Field(
        description="Wat er kort geleden veranderde, met oude en nieuwe waarde.",
        examples=[["Verplaatst: van wo 2 dec 13.00 naar do 3 dec 10.00 uur."]],
    )
    kind_name: str = Field(examples=["Commissiedebat"])
    title: str
    starts_at: datetime
    ends_at: datetime | None
    date_precision: DatePrecision
    when: str = Field(description="Dag en tijd in woorden.", examples=["do 3 dec, 10.00–13.00 uur"])
    chamber: str
    committee: str
    room: str
    closed: bool = Field(description="Besloten.")
    ministers: list[str]
    agenda: list[str] = Field(description="De punten op de agenda.")
    number: str
    url: str
    dossiers: list[DossierRef]
    bacs: list[BacRef]
    changed_at: datetime


class Agenda(Answer):
    """Een bladzijde van de politieke agenda, op tijd."""

    debates: list[Debate]
    next: Next


class Edition(Answer):
    """Een verzonden Haagse Zaken."""

    week: str = Field(examples=["2026-W48"])
    period: str = Field(examples=["Week 48, 23 tot en met 27 november 2026"])
    subject: str
    page: str = Field(description="De editie als webpagina.")
    text: str = Field(description="De editie als platte tekst.")


class Editions(Answer):
    """Een bladzijde verzonden edities, de nieuwste eerst."""

    editions: list[Edition]
    next: Next


class WrongParameter(Answer):
    """Eén parameter die niet klopt."""

    parameter: str
    message: str


class Problem(Answer):
    """Waarom er geen antwoord is (RFC 9457)."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[WrongParameter] = []
