"""wetgevingskalender.overheid.nl: a list of what is in the making, an XML fiche of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bs4 import BeautifulSoup, Tag
from lxml import etree
from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage
from crawler.moments import parse_day
from crawler.safe_xml import parse_xml
from crawler.text import tidy
from crawler.visits import PageSpider, Yielded, read_html, read_xml
from tracker import dutch
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.intake import SyncToken
from tracker.records import DocumentRef, ItemKind, Json, ScrapedItem, SourceRow, Status

NAME = "wetgevingskalender"
CATEGORY = "regeling"
SITE = "https://wetgevingskalender.overheid.nl"
_NUMBER = re.compile(r"WGK\d{6}")
_TOTAL = re.compile(r"(\d+)\s+resulta(?:at|ten)")
_CONSULTATION = re.compile(r"internetconsultatie\.nl/(\d+)")
_ENDED = frozenset({"Beëindigd", "Afgerond", "Ingetrokken"})


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of the list."""

    number: str
    title: str
    phase: str


class WetgevingskalenderSpider(PageSpider):
    """Walks the list; reads the fiche of what is new, moved to a phase, or a week old.

    What was read is remembered per regeling, as "phase|day".
    """

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the first page per status."""
        for status in self.source.options["statuses"]:
            yield self.page_of(status, 1)

    def page_of(self, status: str, number: int) -> Request:
        """Return the request for a page of the list."""
        size = self.source.options["page_size"]
        asked = f"Zinsdeel=&Type=Regeling&Status={quote(status)}&Pagina={number}"
        url = self.url(f"Regeling/ZoekResultaten?{asked}&Paginagrootte={size}")
        return self.ask(url, self.read_list, accept="text/html", status=status, number=number)

    def read_list(self, response: Response, status: str, number: int) -> Iterator[Yielded]:
        """Ask the fiche of each regeling that may have changed, then the next page."""
        total, listed, problems = parse_list(read_html(response))
        if total == 0 and status == self.source.options["statuses"][0]:
            raise UnlikelyError(f"geen enkele regeling met status {status}")
        if problems:
            yield self.page((), [self.skipped("lijst", error) for error in problems])
        at_hand = (number - 1) * int(self.source.options["page_size"]) + len(listed) + len(problems)
        if at_hand < total and not listed:
            raise MalformedPageError(f"{total} regelingen beloofd, pagina {number} is leeg")
        for one in filter(self.is_due, listed):
            yield self.ask(
                self.url(f"Regeling/{one.number}/xml"), self.read_fiche,
                accept="application/xml", listed=one,
            )  # fmt: skip
        if at_hand < total:
            yield self.page_of(status, number + 1)

    def is_due(self, listed: Listed) -> bool:
        """Tell whether the fiche is to be read; at most so many in one round."""
        phase, _, day = self.visit.token(listed.number).partition("|")
        last = parse_day(day)
        age = (dutch.day_of(self.visit.now) - last).days if last else None
        fresh = age is not None and age < int(self.source.options["refresh_days"])
        if fresh and (phase == listed.phase or not listed.phase):
            return False
        self.counted["asked"] += 1
        return self.counted["asked"] <= int(self.source.options["maximum_details"])

    def read_fiche(self, response: Response, listed: Listed) -> Iterator[Yielded]:
        """Yield the row of one regeling."""
        row = parse_fiche(read_xml(response), listed)
        token = SyncToken(listed.number, f"{listed.phase}|{dutch.day_of(self.visit.now)}")
        yield self.page([row], token=token)

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the regeling of a fiche; the list says only what a fiche says too."""
        if b"<regelgevingFiche" not in page.body[:4_096]:
            return None
        root = parse_xml(page.body)
        return Captured((parse_fiche(root, Listed(_text(root, "identifier"), "", "")),))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return the regeling."""
        return parse_item(row)


def parse_list(page: BeautifulSoup) -> tuple[int, list[Listed], list[MalformedPageError]]:
    """Return the total, the regelingen of this page and what is wrong with others.

    One hit leads to the page of that regeling itself, without a total. Raises
    MalformedPageError for any other page.
    """
    if single := _single(page):
        return 1, [single], []
    listed: list[Listed] = []
    problems: list[MalformedPageError] = []
    for link in page.select("a.result--title"):
        found = _NUMBER.search(urlsplit(str(link.get("href", ""))).path)
        if found is None:
            problems.append(MalformedPageError(f"een regeling zonder nummer: {_said(link)[:80]}"))
            continue
        entry = link.find_parent("li")
        said = [_said(one) for one in entry.select("ul.list--metadata li")] if entry else []
        phases = [line.partition(":")[2].strip() for line in said if line.startswith("Fase:")]
        listed.append(Listed(found[0], _said(link), next(iter(phases), "")))
    total = _TOTAL.search(page.get_text(" "))
    if total is None:
        raise MalformedPageError("geen lijst met regelingen: er staat geen aantal")
    return int(total[1]), listed, problems


def _single(page: BeautifulSoup) -> Listed | None:
    """Return the regeling whose own page this is: it names its XML."""
    if page.select_one("a.result--title") or _TOTAL.search(page.get_text(" ")):
        return None
    link = page.select_one(
        'a[href*="/Regeling/WGK"][href$="/xml"], link[rel="canonical"][href*="/Regeling/WGK"]'
    )
    found = _NUMBER.search(str(link["href"])) if link else None
    title = page.title.get_text() if page.title else ""
    return Listed(found[0], title.partition("|")[0].strip(), "") if found else None


def parse_fiche(root: etree._Element, listed: Listed) -> SourceRow:
    """Return the row of a regeling; MalformedPageError when this is another or no fiche."""
    if etree.QName(root).localname != "regelgevingFiche":
        raise MalformedPageError(
            f"{listed.number}: geen fiche maar <{etree.QName(root).localname}>"
        )
    number, title = _text(root, "identifier"), tidy(_text(root, "title"))
    if number != listed.number or not title:
        raise MalformedPageError(f"{listed.number}: de fiche is van {number or 'niemand'}")
    consultations = [
        found[1]
        for node in root.iter("{*}isPartOf", "{*}mijlpaalDocument")
        if (found := _CONSULTATION.search(node.get("resourceIdentifier", "")))
    ]
    fields: dict[str, Json] = {
        "title": title,
        "type": _text(root, "type"),
        "status": _text(root, "status"),
        "phase": _text(root, "actieveFase") or listed.phase,
        "department": _text(root, "departementEersteOndertekenaar"),
        "signer": _text(root, "eersteOndertekenaar"),
        "summary": tidy(_text(root, "samenvatting"))[:4_000],
        "subjects": [tidy(node.text or "") for node in root.iter("{*}subject") if node.text],
        "modified": _text(root, "modified"),
        "consultations": list(dict.fromkeys(consultations)),
        "milestones": [_milestone(node, phase) for phase, node in _milestones(root)],
    }
    return SourceRow(NAME, CATEGORY, number, fields=fields)


def _milestones(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    for phase in root.iter("{*}fase"):
        for node in phase.iter("{*}mijlpaal"):
            yield phase.get("faseTitel", ""), node


def _milestone(node: etree._Element, phase: str) -> dict[str, Json]:
    return {
        "phase": phase,
        "title": tidy(_text(node, "mijlpaalTitel")),
        "day": _text(node, "mijlpaalDatum"),
        "documents": [
            {
                "title": tidy(_text(one, "titel")),
                "type": _text(one, "type"),
                "day": _text(one, "publicatieDatum"),
                "url": _text(one, "url"),
            }
            for one in node.iter("{*}document")
        ],
    }


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored regeling: its phase is the outcome so far."""
    fields = row.fields
    steps = sorted(fields["milestones"], key=lambda step: step["day"])
    days = [day for step in steps if (day := parse_day(step["day"]))]
    said = [_step(step) for step in steps]
    ended = fields["status"] in _ENDED or fields["phase"] == "Bekendmaking"
    return ScrapedItem(
        source=NAME,
        key=f"{CATEGORY}:{row.key}",
        kind=ItemKind.REGELING,
        title=fields["title"],
        subtype=fields["type"],
        number=row.key,
        url=f"{SITE}/Regeling/{row.key}",
        status=Status.DONE if ended else Status.OPEN,
        chamber=fields["department"],
        published_on=days[-1] if days else parse_day(fields["modified"]),
        text="\n".join(filter(None, [fields["summary"], *said])),
        outcome=fields["phase"],
        documents=tuple(
            DocumentRef(one["url"].rpartition("/")[2], "", one["type"], one["title"],
                        parse_day(one["day"]), one["url"])
            for step in steps
            for one in step["documents"]
            if one["url"].startswith(f"{SITE}/")
        ),
        identifiers=(f"keten:{row.key.removeprefix('WGK')}",),
        concepts=tuple(fields["subjects"]),
    )  # fmt: skip


def _step(step: dict[str, Json]) -> str:
    day = parse_day(step["day"])
    when = f" ({dutch.day_short(day)})" if day else ""
    return f"{step['phase']}: {step['title']}{when}"


def _text(node: etree._Element, name: str) -> str:
    found = next(node.iter(f"{{*}}{name}"), None)
    return "" if found is None else "".join(map(str, found.itertext())).strip()


def _said(node: Tag) -> str:
    return tidy(node.get_text(" ")).replace("\n", " ")
