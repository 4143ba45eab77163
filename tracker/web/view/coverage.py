"""Who follows a debate, with what inbreng, and how far the verslag is, in words; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from newsletter.reading import anchor_of
from tracker import dutch
from tracker.coverage import Cover
from tracker.web.view.item import web_url
from tracker.web.view.labels import Names
from tracker.web.view.lines import Line, line

_BAR = 100
"""Width of a full bar, in the units of its drawing."""


class Lack(StrEnum):
    """What a debate may lack, as it stands in the address of the page."""

    FOLLOWER = "volger"
    INBRENG = "inbreng"
    REPORT = "verslag"


@dataclass(frozen=True, slots=True)
class CoverView:
    """One debate: who follows it, whether inbreng was delivered, how far the verslag is."""

    line: Line
    people: tuple[str, ...]
    responsible: str
    inbreng: str
    inbreng_url: str
    report: str
    report_url: str
    lacks: tuple[Lack, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many, with the width of its bar and a way to those that are missing."""

    lack: Lack
    done: int
    of: int
    width: int
    missing_url: str


@dataclass(frozen=True, slots=True)
class BacCover:
    """The coverage of one BAC."""

    name: str
    href: str
    debates: int
    shares: tuple[Share, ...]


def _inbreng(one: Cover) -> str:
    if one.desk.inbreng_url:
        at = one.inbreng_at
        return f"geleverd op {dutch.moment(at)}" if at else "geleverd"
    return "nog niet; er is wel een standpunt" if one.desk.position else "nog niet"


def _report(one: Cover, now: datetime) -> str:
    if one.report and one.report.is_read:
        said_of = f" op basis van het {one.report.said_of}e verslag" if one.report.said_of else ""
        return f"staat in Haagse Zaken van {dutch.week_label(one.report.week).lower()}{said_of}"
    if not one.is_past(now):
        return "volgt na het debat"
    return "nog niet; in Haagse Zaken staan alleen de feiten" if one.report else "nog niet"


def lacks(one: Cover, now: datetime) -> tuple[Lack, ...]:
    """Return what a debate lacks; one that is still to come lacks no verslag."""
    has_report = one.report is not None and one.report.is_read
    found = {
        Lack.FOLLOWER: not one.people,
        Lack.INBRENG: not one.desk.inbreng_url,
        Lack.REPORT: one.is_past(now) and not has_report,
    }
    return tuple(lack for lack, missing in found.items() if missing)


def cover_view(
    one: Cover, names: Names, people: Mapping[str, str], now: datetime, responsible: str = ""
) -> CoverView:
    """Return the coverage of one debate; `people` says what people are called by their slug."""
    place = one.report
    return CoverView(
        line=line(one.stored, names),
        people=tuple(people.get(person, person) for person in one.people),
        responsible=people.get(responsible, responsible),
        inbreng=_inbreng(one),
        inbreng_url=web_url(one.desk.inbreng_url),
        report=_report(one, now),
        report_url=f"/haagse-zaken/{place.week}/debat/{anchor_of(place.block_key)}"
        if place else "",
        lacks=lacks(one, now),
    )  # fmt: skip


def _share(found: Sequence[Cover], lack: Lack, now: datetime, url: Callable[[Lack], str]) -> Share:
    counted = [one for one in found if lack is not Lack.REPORT or one.is_past(now)]
    done = sum(lack not in lacks(one, now) for one in counted)
    width = round(_BAR * done / len(counted)) if counted else 0
    return Share(lack, done, len(counted), width, url(lack) if done < len(counted) else "")


def per_bac(
    found: Iterable[Cover], names: Names, now: datetime, url: Callable[[str, str], str]
) -> tuple[BacCover, ...]:
    """Return the coverage per BAC; `url` gives the address of the list of a BAC and a lack."""
    covers = list(found)
    return tuple(
        _bac(bac.slug, bac.name, [one for one in covers if _is_of(one, bac.slug)], now, url)
        for bac in names.taxonomy.bacs
    )


def _bac(
    slug: str, name: str, own: Sequence[Cover], now: datetime, url: Callable[[str, str], str]
) -> BacCover:
    shares = tuple(_share(own, one, now, lambda lack: url(slug, lack.value)) for one in Lack)
    return BacCover(name, url(slug, ""), len(own), shares)


def _is_of(one: Cover, bac: str) -> bool:
    said = one.stored.classification
    return said is not None and bac in said.bacs
