"""Eerste Kamer: meetings and bills, on pages of which those of 2026 were never seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from scrapy import Request
from scrapy.http import Response

from crawler.moments import midnight, parse_clock, parse_day, parse_moment
from crawler.text import tidy
from crawler.visits import PageSpider, Yielded, read_html
from tracker import dutch
from tracker.errors import MalformedPageError
from tracker.intake import SyncToken
from tracker.records import (
    AgendaPoint,
    DatePrecision,
    ItemKind,
    Json,
    ScrapedItem,
    SourceRow,
    Status,
)

NAME = "eerstekamer"
SITE = "https://www.eerstekamer.nl"
CHAMBER = "Eerste Kamer"
_COMMITTEE = re.compile(r"^/commissies/([\w-]+)/?$")
_MEETING = re.compile(r"/(commissievergadering|plenaire_vergadering)/([\w-]+)")
_BILL = re.compile(r"/wetsvoorstel/(\d{5}(?:_[IVXLCM]+)?)_")
_DAY = re.compile(r"(?<!\d)(20\d{2})(\d{2})(\d{2})(?!\d)")
_DOSSIER = re.compile(r"(?<!\w)([23]\d)[ .]?(\d{3})(?!\d)")
_INPUT = re.compile(r"inbreng[^.]{0,120}?uiterlijk([^.]{0,60})", re.IGNORECASE)
_CANCELLED = re.compile(r"\b(?:vervallen|afgelast|gaat niet door)\b", re.IGNORECASE)
_ENDS = re.compile(r"ingetrokken|verworpen", re.IGNORECASE)
_PHASES = (  # block, its state, what that means; the first that fits holds
    (4, "vol", "In het Staatsblad"),
    (4, "geblokt", "Aangenomen door de Eerste Kamer, in afkondiging"),
    (3, "vol", "Aangenomen door de Eerste Kamer"),
    (3, "geblokt", "Plenaire behandeling"),
    (2, "vol", "Schriftelijke voorbereiding"),
    (2, "geblokt", "Schriftelijke voorbereiding"),
    (1, "vol", "Ontvangen"),
    (1, "geblokt", "Ontvangen"),
)
_FINAL = frozenset({"In het Staatsblad", "Ingetrokken", "Verworpen"})


class EersteKamerSpider(PageSpider):
    """Goes from the committees and the plenary planning to meetings, and to their bills."""

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the committees, the plenary planning and the bills of the configuration."""
        self.met: set[str] = set()
        self.bills: set[str] = set()
        yield self.ask(self.url("commissies"), self.read_committees, accept="text/html")
        plenary = self.url("planning_plenaire_vergaderingen")
        yield self.ask(plenary, self.read_planning, accept="text/html", committee="", code="")
        for number in self.source.options["bills"]:
            if self.visit.token(f"wet-{number}") not in _FINAL:
                url = self.url(f"zoeken?q={quote(number)}&type=wetsvoorstel")
                yield self.ask(url, self.read_search, accept="text/html", number=number)

    def read_committees(self, response: Response) -> Iterator[Yielded]:
        """Ask the page of each committee."""
        for code, name in parse_committees(read_html(response)).items():
            yield self.ask(
                self.url(f"commissies/{code}"), self.read_committee,
                accept="text/html", committee=name, code=code,
            )  # fmt: skip

    def read_committee(self, response: Response, committee: str, code: str) -> Iterator[Yielded]:
        """Ask the planning of a committee, or take the meetings from its own page."""
        page = read_html(response)
        link = page.select_one('a[href*="planning_activiteiten_commissie"]')
        if link is None:
            yield from self.meetings(page, response, committee, code)
            return
        url = self.own(str(link["href"]))
        yield self.ask(url, self.read_planning, accept="text/html", committee=committee, code=code)

    def read_planning(self, response: Response, committee: str, code: str) -> Iterator[Yielded]:
        """Ask the page of each meeting of a planning."""
        yield from self.meetings(read_html(response), response, committee, code)

    def meetings(
        self, page: BeautifulSoup, response: Response, committee: str, code: str
    ) -> Iterator[Request]:
        """Yield the request for each meeting that is near enough, once."""
        today, options = dutch.day_of(self.visit.now), self.source.options
        first = today - timedelta(days=int(options["days_back"]))
        last = today + timedelta(days=int(options["days_ahead"]))
        if not code and not page.select_one('a[href*="/plenaire_vergadering/"]'):
            raise MalformedPageError(f"{response.url}: geen enkele plenaire vergadering")
        for key, (path, day) in parse_planning(page).items():
            if key in self.met or (day and not first <= day <= last):
                continue
            self.met.add(key)
            yield self.ask(
                self.own(path), self.read_meeting, accept="text/html",
                key=key, day=day, committee=committee, code=code,
            )  # fmt: skip

    def own(self, address: str) -> str:
        """Return an address of the site as it is asked: the site itself or a stand-in."""
        parts = urlsplit(urljoin(SITE, address))
        return self.url(parts.path + (f"?{parts.query}" if parts.query else ""))

    def read_meeting(
        self, response: Response, key: str, day: date | None, committee: str, code: str
    ) -> Iterator[Yielded]:
        """Yield the row of a meeting and ask the bills on its agenda."""
        page = read_html(response)
        yield self.page([parse_meeting(page, key, day, committee, code)])
        for number, path in parse_bills(page).items():
            yield from self.bill(number, path)

    def read_search(self, response: Response, number: str) -> Iterator[Yielded]:
        """Ask the page of a bill that search found; not found is no failure."""
        path = parse_bills(read_html(response)).get(number)
        yield from self.bill(number, path) if path else ()

    def bill(self, number: str, path: str) -> Iterator[Request]:
        """Yield the request for a bill whose end is not known yet, once."""
        known = self.visit.token(f"wet-{number}") in _FINAL or number in self.bills
        if not known and len(self.bills) < int(self.source.options["maximum_bills"]):
            self.bills.add(number)
            yield self.ask(self.own(path), self.read_bill, accept="text/html", number=number)

    def read_bill(self, response: Response, number: str) -> Iterator[Yielded]:
        """Yield the row of a bill."""
        row = parse_bill(read_html(response), number, urlsplit(response.url).path)
        yield self.page([row], token=SyncToken(f"wet-{number}", row.fields["phase"]))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return the meeting or the bill."""
        return parse_bill_item(row) if row.category == "wetsvoorstel" else parse_item(row)


def parse_committees(page: BeautifulSoup) -> dict[str, str]:
    """Return the name of each committee by its code; MalformedPageError when there are none."""
    found: dict[str, str] = {}
    for link in page.select('a[href*="/commissies/"]'):
        code = _COMMITTEE.match(urlsplit(str(link["href"])).path)
        if code and _said(link):
            found.setdefault(code[1], _said(link))
    if not found:
        raise MalformedPageError("geen enkele commissie van de Eerste Kamer")
    return found


def parse_planning(page: BeautifulSoup) -> dict[str, tuple[str, date | None]]:
    """Return address and day of each meeting that a page links to, by its key."""
    found: dict[str, tuple[str, date | None]] = {}
    for link in page.select('a[href*="vergadering/"]'):
        path = urlsplit(str(link["href"])).path
        if key := _MEETING.search(path):
            day = parse_day(_said(link)) or _day_in(path)
            found.setdefault(f"{key[1]}/{key[2]}"[:190], (path, day))
    return found


def parse_meeting(
    page: BeautifulSoup, key: str, day: date | None, committee: str, code: str
) -> SourceRow:
    """Return the row of a meeting; MalformedPageError without a heading or a day."""
    places = (page.select_one(one) for one in ("#main_content_wrapper", "main", "body"))
    main = next(filter(None, places), None)
    heading = main.select_one("h1") if main else None
    if main is None or heading is None:
        raise MalformedPageError(f"{key}: geen vergadering, er is geen kop")
    said = tidy(main.get_text("\n"))
    day = day or parse_day(_said(heading)) or _day_in(key) or parse_day(said)
    if day is None:
        raise MalformedPageError(f"{key}: een vergadering zonder dag")
    start = parse_clock(said, day)
    decisions = [_said(one) for one in main.select(".besluitpunten, details")]
    due = _INPUT.search(said)
    fields: dict[str, Json] = {
        "title": _said(heading),
        "day": str(day),
        "start": start.isoformat() if start else "",
        "committee": code,
        "committee_name": committee,
        "points": [_said(one) for one in main.select("ol > li > h3, ol > li > a, h3.agendapunt")],
        "decisions": list(filter(None, decisions)),
        "due": str(parse_day(due[1]) or "") if due else "",
        "text": said[:8_000],
        "url": f"{SITE}/{key}",
    }
    return SourceRow(NAME, "vergadering", key, fields=fields)


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored meeting; with decisions it has been held."""
    fields = row.fields
    day = date.fromisoformat(fields["day"])
    start = parse_moment(fields["start"])
    status = Status.HELD if fields["decisions"] else Status.PLANNED
    plenary = row.key.startswith("plenaire")
    return ScrapedItem(
        source=NAME,
        key=f"{row.category}:{row.key}",
        kind=ItemKind.ACTIVITEIT,
        title=fields["title"],
        subtype="Plenaire vergadering" if plenary else "Commissievergadering",
        url=fields["url"],
        status=Status.CANCELLED if _CANCELLED.search(fields["title"]) else status,
        chamber=CHAMBER,
        starts_at=start or midnight(day),
        precision=DatePrecision.TIME if start else DatePrecision.DAYS,
        due_on=parse_day(fields["due"]),
        committee=fields["committee"],
        committee_name=fields["committee_name"],
        text=fields["text"],
        agenda=tuple(
            AgendaPoint(f"{row.key}/{place}", title, place, _dossiers(title))
            for place, title in enumerate(fields["points"], start=1)
        ),
    )


def parse_bills(page: BeautifulSoup) -> dict[str, str]:
    """Return the address of each wetsvoorstel that a page links to, by its number."""
    found: dict[str, str] = {}
    for link in page.select('a[href*="/wetsvoorstel/"]'):
        path = urlsplit(str(link["href"])).path
        if number := _BILL.search(path):
            found.setdefault(number[1].replace("_", "-"), path)
    return found


def parse_bill(page: BeautifulSoup, number: str, path: str) -> SourceRow:
    """Return the row of a wetsvoorstel; MalformedPageError without a heading or a phase."""
    heading = page.select_one("h1")
    if heading is None:
        raise MalformedPageError(f"wetsvoorstel {number}: geen kop")
    states = {block: _state(page, block) for block in (1, 2, 3, 4)}
    labels = [_said(one) for one in page.select("span.fase")]
    ended = next((found[0] for label in labels if (found := _ENDS.search(label))), "")
    phase = next((said for block, state, said in _PHASES if states[block] == state), "")
    if not ended and not phase:
        raise MalformedPageError(f"wetsvoorstel {number}: geen fase gevonden")
    fields: dict[str, Json] = {
        "title": _DOSSIER.sub("", _said(heading), count=1).strip(),
        "phase": ended.capitalize() or phase,
        "labels": labels,
        "url": f"{SITE}/{path[path.index('wetsvoorstel/') :]}",
    }
    return SourceRow(NAME, "wetsvoorstel", number, fields=fields)


def parse_bill_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored wetsvoorstel."""
    fields = row.fields
    return ScrapedItem(
        source=NAME,
        key=f"{row.category}:{row.key}",
        kind=ItemKind.WETSVOORSTEL,
        title=fields["title"],
        subtype="Wetsvoorstel",
        number=row.key,
        url=fields["url"],
        status=Status.DONE if fields["phase"] in _FINAL else Status.OPEN,
        chamber=CHAMBER,
        file_number=row.key,
        outcome=fields["phase"],
    )


def _state(page: BeautifulSoup, block: int) -> str:
    """Return "vol", "geblokt" or "leeg": how far one of the four blocks is filled."""
    found = page.select_one(f"#voortgangBlok{block}, .voortgangBlok{block}")
    if found is None:
        return ""
    classes = [name for node in (found, *found.select("div")) for name in node.get("class") or []]
    return next((name for name in classes if name in {"vol", "geblokt", "leeg"}), "")


def _dossiers(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{one}{two}" for one, two in _DOSSIER.findall(text)))


def _day_in(text: str) -> date | None:
    found = _DAY.search(text)
    return parse_day("-".join(found.groups())) if found else None


def _said(node: Tag) -> str:
    return tidy(node.get_text(" ")).replace("\n", " ")
