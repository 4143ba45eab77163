"""European Parliament, open data API v2: followed files, plenary agenda, committee documents.

Its change feeds are not used. 204 means that there is nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage, each, from_json
from crawler.parliament import (
    COMMITTEE_DOCUMENT,
    DOCUMENTS,
    PLENARY,
    is_record,
    parse_activity,
    parse_data,
    parse_document,
    parse_file,
    parse_record,
    parse_sittings,
)
from crawler.visits import PageSpider, Yielded, read_json
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError
from tracker.records import (
    AgendaPoint,
    DatePrecision,
    DocumentRef,
    ItemKind,
    ScrapedItem,
    SourceRow,
    Status,
)

ACCEPT = "application/ld+json"
LIMIT = 50
FILE_PAGE = "https://oeil.europarl.europa.eu/oeil/en/procedure-file?reference={0}"
DOCUMENT_PAGE = "https://www.europarl.europa.eu/doceo/document/{0}_NL.html"
"""For people; the second host refuses scripts and is never fetched."""
AGENDA_PAGE = "https://www.europarl.europa.eu/plenary/nl/agendas.html"

_OVER = frozenset({"SIGNATURE", "PUBLICATION_OFFICIAL_JOURNAL"})
_RECORDS = (b'"data"', b"eli/dl/")
_FIRST = 10
"""Priority of files: the agenda and the documents are linked to what they say."""


class EpProceduresSpider(PageSpider):
    """Asks for followed files, then for sittings, then for documents of committees."""

    name = "epprocedures"

    def begin(self) -> Iterable[Request]:
        """Ask for all three."""
        self.linked: dict[str, str] = {}
        options, today = self.source.options, dutch.day_of(self.visit.now)
        followed = dict.fromkeys((*options["always"], *self.visit.keys))
        for found in filter(None, map(eu_numbers.procedure, followed)):
            url = self.api(f"procedures/{found.parliament_id}")
            request = self.ask(url, self.read_file, accept=ACCEPT, absent=(404,))
            yield request.replace(priority=_FIRST)
        for year in sorted({today.year, (today + timedelta(days=options["days_ahead"])).year}):
            yield self.list_page("meetings", self.read_sittings, {"year": str(year)}, 0)
        if today.weekday() == options["documents_weekday"]:
            for committee in options["committees"]:
                about = {"committee": committee, "parliamentary-term": str(options["term"])}
                query = {**about, "work-type": ",".join(options["work_types"])}
                path = "committee-documents"
                yield self.list_page(path, self.read_documents, query, 0, committee=committee)

    def api(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """Return an address of the API, as JSON-LD."""
        return self.url(f"{path}?{urlencode({'format': ACCEPT, **(query or {})})}")

    def list_page(
        self, path: str, read: Any, query: Mapping[str, str], offset: int, **about: Any
    ) -> Request:
        """Return the request for one page of a list."""
        pages = {"offset": str(offset), "limit": str(LIMIT)}
        absent = () if path == "meetings" and offset == 0 else (204,)
        about = {"path": path, "query": query, "offset": offset, **about}
        return self.ask(
            self.api(path, {**query, **pages}), read, accept=ACCEPT, absent=absent, **about
        )

    def read_file(self, response: Response) -> Iterator[Yielded]:
        """Yield one followed file and remember what belongs to it."""
        names = (self.source.options["events"], self.source.options["committees"])
        rows = [parse_file(entry, *names) for entry in parse_data(read_json(response))]
        for row in rows:
            for part in (*row.fields["documents"], *(one["id"] for one in row.fields["planned"])):
                self.linked[part] = f"procedure:{row.fields['label']}"
        yield self.page(rows)

    def read_sittings(
        self, response: Response, path: str, query: Mapping[str, str], offset: int
    ) -> Iterator[Yielded]:
        """Ask for the agenda of the sittings of the next weeks; the API filters on year only."""
        entries = parse_data(read_json(response))
        today = dutch.day_of(self.visit.now)
        last = today + timedelta(days=self.source.options["days_ahead"])
        for sitting in parse_sittings(entries):
            if today.isoformat() <= sitting[-10:] <= last.isoformat():
                agenda = f"meetings/{sitting}/foreseen-activities"
                yield self.list_page(agenda, self.read_agenda, {}, 0)
        if len(entries) >= LIMIT:
            yield self.list_page(path, self.read_sittings, query, offset + LIMIT)

    def read_agenda(
        self, response: Response, path: str, query: Mapping[str, str], offset: int
    ) -> Iterator[Yielded]:
        """Yield the debates and votes of one sitting."""
        entries = parse_data(read_json(response))
        rows, problems = [], []
        for entry in entries:
            try:
                row = parse_activity(entry, self.linked)
            except MalformedPageError as error:
                problems.append(self.skipped(path, error, str(entry), "agendapunt"))
                continue
            if row:
                rows.append(row)
            else:
                self.totals.ignored += 1
        yield self.page(rows, problems)
        if len(entries) >= LIMIT:
            yield self.list_page(path, self.read_agenda, query, offset + LIMIT)

    def read_documents(
        self, response: Response, path: str, query: Mapping[str, str], offset: int, committee: str
    ) -> Iterator[Yielded]:
        """Yield recent documents of one committee; its filter is not to be relied on."""
        entries = parse_data(read_json(response))
        oldest = dutch.day_of(self.visit.now) - timedelta(days=self.source.options["document_days"])
        name = self.source.options["committees"][committee]
        rows = [parse_document(entry, committee, name, self.linked) for entry in entries]
        recent = [row for row in rows if row and (row.fields["date"] or "9") >= oldest.isoformat()]
        self.totals.ignored += len(rows) - len(recent)
        yield self.page(recent)
        if len(entries) >= LIMIT:
            more = offset + LIMIT
            yield self.list_page(path, self.read_documents, query, more, committee=committee)

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the files, documents and points of the agenda of an answer of the API."""
        if page.body.lstrip()[:1] != b"{" or not all(mark in page.body for mark in _RECORDS):
            return None
        entries = parse_data(from_json(page.body))
        if not any(is_record(entry) for entry in entries):
            return None
        names = {key: page.source.options[key] for key in ("events", "committees")}
        return each(page, entries, partial(parse_record, **names))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a file, a debate or vote in the plenary, or a document."""
        makers = {"dossier": file_item, "agendapunt": activity_item, "document": document_item}
        return makers[row.category](row)


def file_item(row: SourceRow) -> ScrapedItem:
    """Return a followed file: its steps are the points, its papers the documents.

    It is dated by the last thing that happened.
    """
    fields = row.fields
    told = [step for step in fields["planned"] if step["type"].startswith("PLENARY_")]
    plans = (f"{step['name']} op {_day(step)}" for step in told)
    about = (
        ("Andere commissies", ", ".join(fields["opinions"])),
        ("Rapporteur", "aangewezen" if fields["rapporteur"] else ""),
        ("Plenaire agenda", "; ".join(plans)),
    )
    events = fields["events"]
    over = any(step["type"] in _OVER for step in events)
    return ScrapedItem(
        source="epprocedures",
        key=f"dossier:{row.key}",
        kind=ItemKind.EU_PROCEDURE,
        title=str(fields["title"] or f"Procedure {fields['label']}"),
        subtype="Procedure in het Europees Parlement",
        number=str(fields["label"]),
        url=FILE_PAGE.format(fields["label"]),
        status=Status.DONE if over else Status.OPEN,
        chamber="Europees Parlement",
        published_on=date.fromisoformat(events[-1]["date"]) if events else None,
        committee=", ".join(fields["lead"]),
        committee_name=", ".join(fields["lead_names"]),
        note=" ".join(f"{name}: {value}." for name, value in about if value),
        agenda=tuple(
            AgendaPoint(step["id"], f"{_day(step)}: {step['name']}", place)
            for place, step in enumerate(events)
        ),
        documents=tuple(_reference(key) for key in fields["documents"]),
        identifiers=(f"procedure:{fields['label']}",),
        language=str(fields["language"]),
    )


def _day(step: Mapping[str, str]) -> str:
    return dutch.day_short(date.fromisoformat(step["date"]))


def _reference(key: str) -> DocumentRef:
    found = COMMITTEE_DOCUMENT.fullmatch(key)
    code = found[2] if found else key.partition("-")[0]
    kind = {**DOCUMENTS, **PLENARY}.get(code, "Document")
    return DocumentRef(key, key, kind, f"{kind} {key}", url=DOCUMENT_PAGE.format(key))


def activity_item(row: SourceRow) -> ScrapedItem:
    """Return a debate or a vote; without a time it is known by its day."""
    fields = row.fields
    start, end = _moment(fields["starts"]), _moment(fields["ends"])
    day = datetime.combine(date.fromisoformat(fields["date"]), datetime.min.time(), dutch.AMSTERDAM)
    vote = fields["vote"]
    named = [one.identifier for one in eu_numbers.procedures(str(fields["title"]))]
    return ScrapedItem(
        source="epprocedures",
        key=f"agendapunt:{row.key}",
        kind=ItemKind.ACTIVITEIT,
        title=str(fields["title"] or f"Agendapunt {fields['point']}"),
        subtype="Plenaire stemming" if vote else "Plenair debat",
        number=str(fields["point"]),
        url=AGENDA_PAGE,
        status=Status.PLANNED,
        chamber="Europees Parlement",
        starts_at=(start or day).astimezone(UTC),
        ends_at=end if start else None,
        precision=DatePrecision.TIME if start else DatePrecision.DAYS,
        identifiers=tuple(dict.fromkeys(filter(None, (fields["procedure"], *named)))),
        language=str(fields["language"]),
    )


def _moment(text: Any) -> datetime | None:
    """Return a moment; a day alone is none."""
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def document_item(row: SourceRow) -> ScrapedItem:
    """Return a document of a committee."""
    fields = row.fields
    numbers = eu_numbers.find(str(fields["number"]))
    return ScrapedItem(
        source="epprocedures",
        key=f"document:{row.key}",
        kind=ItemKind.EU_DOCUMENT,
        title=str(fields["title"] or f"{fields['kind']} {row.key}"),
        subtype=str(fields["kind"]),
        number=row.key,
        url=DOCUMENT_PAGE.format(row.key),
        status=Status.DONE,
        chamber="Europees Parlement",
        published_on=date.fromisoformat(fields["date"]) if fields["date"] else None,
        committee=str(fields["committee"]),
        committee_name=str(fields["committee_name"]),
        identifiers=tuple(
            dict.fromkeys(filter(None, (*numbers, fields["procedure"], *fields["named"])))
        ),
        language=str(fields["language"]),
    )
