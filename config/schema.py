"""The shape of every YAML file; a wrong file never gets past the loader."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, EmailStr, Field, StringConstraints, model_validator

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Level = Literal["hoog", "midden", "laag"]


class Strict(BaseModel):
    """Frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _duplicates(values: list[str]) -> list[str]:
    return sorted({value for value in values if values.count(value) > 1})


class Bac(Strict):
    """One of the eight bestuurlijke adviescommissies."""

    slug: Slug
    name: str
    abbreviation: str


class Dossier(Strict):
    """One IPO dossier with the expert knowledge that recognises it.

    `terms` are Dutch, `english` for EU items; `*` at either end of a single word matches
    a compound. `weak` terms only count beside another sign, `exclude` takes a match away.
    `committees` maps a part of a committee's name to a prior between 0 and 1.
    """

    slug: Slug
    bac: Slug
    name: str
    scope: str
    priority: Level = "midden"
    terms: tuple[str, ...] = Field(min_length=1)
    english: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    committees: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)


class Taxonomy(Strict):
    """BACs and dossiers, and what holds for all of them.

    In an `exclude` phrase no word counts; an `outside` phrase makes the whole item not
    relevant; `mentions` are the ways in which the provinces are named.
    """

    bacs: tuple[Bac, ...]
    dossiers: tuple[Dossier, ...]
    exclude: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _slugs_fit(self) -> Self:
        bacs = [bac.slug for bac in self.bacs]
        slugs = [dossier.slug for dossier in self.dossiers]
        if twice := _duplicates(bacs) + _duplicates(slugs):
            raise ValueError(f"slug used twice: {', '.join(twice)}")
        for dossier in self.dossiers:
            if dossier.bac not in bacs:
                raise ValueError(f"dossier {dossier.slug}: unknown BAC {dossier.bac!r}")
        return self

    def bac(self, slug: str) -> Bac:
        """Return the BAC with this slug; KeyError when there is none."""
        return next(bac for bac in self.bacs if bac.slug == slug)

    def dossier(self, slug: str) -> Dossier:
        """Return the dossier with this slug; StopIteration never: slugs are checked."""
        return next(dossier for dossier in self.dossiers if dossier.slug == slug)


class Member(Strict):
    """A role that is told of changes; real names live in Slack, not here.

    `function` and `phone` stand in the colofon of the letter, when given.
    """

    slug: Slug
    name: str
    email: EmailStr
    slack_id: Annotated[str, StringConstraints(pattern=r"^[UW][A-Z0-9]+$")] | None = None
    function: str = ""
    phone: Annotated[str, StringConstraints(pattern=r"^[0-9+() -]{0,20}$")] = ""


class Responsible(Strict):
    """Who handles a dossier, and who does when that person is away."""

    lobbyist: Slug
    deputy: Slug


class BacDesk(Strict):
    """Where a BAC's messages go and who takes what has no one else."""

    channel: Annotated[str, StringConstraints(pattern=r"^(#[a-z0-9_-]+|[CG][A-Z0-9]+)$")]
    coordinator: Slug


class Absence(Strict):
    """From and until, both days included."""

    person: Slug
    from_on: date
    until_on: date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on < self.from_on:
            raise ValueError(f"absence of {self.person} ends before it starts")
        return self


class People(Strict):
    """Who is responsible for what; checked against the taxonomy by the loader.

    `hnp` is the contact at the Huis van de Nederlandse Provincies in Brussels.
    """

    people: tuple[Member, ...]
    dossiers: dict[Slug, Responsible]
    bacs: dict[Slug, BacDesk]
    absences: tuple[Absence, ...] = ()
    hnp: Slug | None = None

    @model_validator(mode="after")
    def _known(self) -> Self:
        known = {person.slug for person in self.people}
        used = {slug for entry in self.dossiers.values() for slug in (entry.lobbyist, entry.deputy)}
        used |= {desk.coordinator for desk in self.bacs.values()}
        used |= {absence.person for absence in self.absences}
        used |= {self.hnp} if self.hnp else set()
        if unknown := sorted(used - known):
            raise ValueError(f"unknown person: {', '.join(unknown)}")
        return self


class JobPlan(Strict):
    """When one job runs, in Europe/Amsterdam, as a cron line.

    `recorded` False leaves no row per run, for a job that runs every minute.
    """

    job: Slug
    title: str
    cron: str
    grace_minutes: int = Field(default=60, ge=1)
    sitting_weeks_only: bool = False
    recorded: bool = True


class Schedule(Strict):
    """All jobs."""

    timezone: Literal["Europe/Amsterdam"] = "Europe/Amsterdam"
    jobs: tuple[JobPlan, ...]


class Recess(Strict):
    """One reces of the Tweede Kamer, both days included.

    `confirmed` is False while the Kamer has not published these days.
    """

    name: str
    from_on: date
    until_on: date
    confirmed: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.until_on < self.from_on:
            raise ValueError(f"{self.name} {self.from_on.year} ends before it starts")
        return self


class RecessCalendar(Strict):
    """Weeks in which the Kamer does not meet."""

    recesses: tuple[Recess, ...]

    def during(self, day: date) -> Recess | None:
        """Return the reces that `day` falls in, or None."""
        found = (entry for entry in self.recesses if entry.from_on <= day <= entry.until_on)
        return next(found, None)


class Expectation(Strict):
    """What a good run of a source looks like.

    `coverage` says per field of a row which share of the rows has a value at least;
    `shrink` which share of its usual number of rows a complete run may fall to.
    """

    minimum_rows: int = Field(default=0, ge=0)
    maximum_rows: int = Field(default=1_000_000, ge=1)
    maximum_pages: int = Field(default=500, ge=1)
    freshness_hours: int = Field(default=24, ge=1)
    coverage: dict[str, Annotated[float, Field(gt=0, le=1)]] = Field(default_factory=dict)
    shrink: float = Field(default=0, ge=0, le=1)


class SourceConfig(Strict):
    """One source: who publishes it, how we behave, how its values are read.

    `kinds` maps a published Soort to an item kind (None: known, not followed).
    `values` lists the known values per "category.field"; others are signals.
    `odata` maps, per version, "Category.Field" to the SyncFeed field name.
    A source of pages has a `base_url`, `cron` lines for its own rounds (Europe/Amsterdam)
    and `options` that its spider reads; `confirmed` is False while nobody has seen the
    live source answer this way (docs/first-live-day.md says what to look at).
    """

    name: Slug
    title: str
    publisher: str
    homepage: str
    enabled: bool = True
    confirmed: bool = True
    base_url: str = ""
    cron: str = ""
    robots: bool = True
    options: dict[str, Any] = Field(default_factory=dict)
    allowed_hosts: tuple[str, ...]
    delay_seconds: float = Field(default=0.1, ge=0.1)
    timeout_seconds: int = Field(default=60, ge=1)
    categories: tuple[str, ...] = ()
    expect: Expectation = Expectation()
    kinds: dict[str, str | None] = Field(default_factory=dict)
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    aliases: dict[str, str] = Field(default_factory=dict)
    odata: dict[str, dict[str, str]] = Field(default_factory=dict)
