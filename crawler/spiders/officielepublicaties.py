"""Officiële publicaties by SRU 2.0: one CQL query per series, asked by day of change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from urllib.parse import urlencode

from lxml import etree
from pydantic import TypeAdapter
from scrapy import Request
from scrapy.http import Response

from config.schema import Slug, Strict
from crawler.captured import Captured, KeptPage, each, from_prologue
from crawler.moments import parse_day, parse_moment
from crawler.publications import eu_files_in, identifier_of, public_url, title_of
from crawler.safe_xml import parse_xml
from crawler.sru import parse_answer, text_of, texts_of
from crawler.text import tidy
from crawler.visits import PageSpider, Yielded, read_xml
from tracker import dutch
from tracker.errors import MalformedPageError
from tracker.intake import SyncToken
from tracker.records import (
    ROLE_SUBMITTER,
    Actor,
    DocumentRef,
    ItemKind,
    Json,
    ScrapedItem,
    SourceRow,
    Status,
)

NAME = "officielepublicaties"
CATEGORY = "publicatie"
_AREA = "c.product-area==officielepublicaties"
_WEEK = timedelta(days=7)
_PARLEMENT = {
    "Eerste Kamer der Staten-Generaal": "Eerste Kamer",
    "Tweede Kamer der Staten-Generaal": "Tweede Kamer",
}
_SHOWN_NUMBER = re.compile(r"\d{4}Z\d{5}", re.IGNORECASE)
_RAAD_VAN_STATE = re.compile(r"^advies (?:van de )?afdeling advisering", re.IGNORECASE)
_FICHE = re.compile(r"^(?:bnc[- ])?fiche\b", re.IGNORECASE)


_ANSWERS = (b"searchRetrieveResponse", b"srw/diagnostic", b"<recordSchema>http://standaarden.ov")
"""What an SRU answer of this source has in its first lines, whatever prefix it uses."""


class Query(Strict):
    """One series. With `keep` only records that hold one of these words are stored,
    and never one that holds a word of `drop`.
    """

    name: Slug
    clause: str
    enabled: bool = True
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


class OfficielePublicatiesSpider(PageSpider):
    """Asks every series what changed since the last round, with days of overlap."""

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the first page of each query, and once a week what became available late."""
        options = self.source.options
        for query in TypeAdapter(tuple[Query, ...]).validate_python(options["queries"]):
            if not query.enabled:
                continue
            yield self.page_of(query, query.name, f"dt.modified>={self.since(query)}", 1)
            if self.is_late(query):
                day = self.today() - timedelta(days=int(options["late_days"]))
                yield self.page_of(query, f"{query.name}-week", f"dt.available>={day}", 1)

    def today(self) -> date:
        """Return the Amsterdam day of the round."""
        return dutch.day_of(self.visit.now)

    def since(self, query: Query) -> date:
        """Return the day from which changes are asked."""
        options, last = self.source.options, parse_day(self.visit.token(query.name))
        days = int(options["overlap_days" if last else "first_days"])
        return (last or self.today()) - timedelta(days=days)

    def is_late(self, query: Query) -> bool:
        """Tell whether the weekly look is due; the first round looks far enough by itself."""
        if not self.visit.token(query.name):
            return False
        last = parse_day(self.visit.token(f"{query.name}-week"))
        return last is None or self.today() - last >= _WEEK

    def page_of(self, query: Query, feed: str, when: str, start: int) -> Request:
        """Return the request for the records from number `start`, counted from 1."""
        cql = f"{_AREA} AND {query.clause} AND {when} sortBy dt.date/sort.descending"
        asked = {
            "operation": "searchRetrieve",
            "version": "2.0",
            "query": cql,
            "startRecord": str(start),
            "maximumRecords": str(self.source.options["page_size"]),
        }
        url = self.url(f"sru?{urlencode(asked)}")
        return self.ask(
            url, self.read_records, accept="application/xml",
            query=query, feed=feed, when=when, start=start,
        )  # fmt: skip

    def read_records(
        self, response: Response, query: Query, feed: str, when: str, start: int
    ) -> Iterator[Yielded]:
        """Yield the records of one page, then ask the next one or save how far we are."""
        total, records = parse_answer(read_xml(response))
        rows, problems = [], []
        for record in records:
            try:
                row = parse_record(record, self.source.kinds)
            except MalformedPageError as error:
                text = etree.tostring(record, encoding="unicode")
                problems.append(self.skipped(query.name, error, text, CATEGORY))
                continue
            if matters(row, query):
                rows.append(row)
        position = start + len(records)
        if position <= total and not records:
            raise MalformedPageError(f"{total} publicaties beloofd, vanaf {start} komt er geen")
        more = position <= total
        yield self.page(rows, problems, None if more else SyncToken(feed, str(self.today())))
        if more:
            yield self.page_of(query, feed, when, position)

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the records of an SRU answer, of any series; also a record by itself."""
        body = from_prologue(page.body)
        if not any(mark in body[:4_096] for mark in _ANSWERS):
            return None
        root = parse_xml(body)
        records = [root] if etree.QName(root).localname == "record" else parse_answer(root)[1]
        return each(page, records, partial(parse_record, kinds=page.source.kinds))

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return what readers follow of a publication."""
        return parse_item(row)


def parse_record(record: etree._Element, kinds: Mapping[str, str | None]) -> SourceRow:
    """Return the row of one record; MalformedPageError without a number or a title."""
    number, title = text_of(record, "identifier"), tidy(text_of(record, "title"))
    if not number or not title:
        raise MalformedPageError("een publicatie zonder nummer of titel")
    series = text_of(record, "publicatienaam") or text_of(record, "publicationname")
    subkind = _subkind(record, series)
    dossier = text_of(record, "dossiernummer").partition(";")[0].strip()
    shown = title_of(title, text_of(record, "dossiertitel"), subkind)
    subkind = _recognised(dossier, shown, subkind)
    url = text_of(record, "preferredUrl")
    fields: dict[str, Json] = {
        "series": series,
        "kind": _kind(shown, subkind, series, kinds).value,
        "subtype": subkind,
        "title": shown,
        "full_title": title,
        "creator": text_of(record, "creator"),
        "available": text_of(record, "available") or text_of(record, "issued"),
        "dated": text_of(record, "date"),
        "dossier": dossier,
        "subnumber": text_of(record, "ondernummer"),
        "dossier_title": tidy(text_of(record, "dossiertitel")),
        "question": text_of(record, "vraagnummer"),
        "chain": text_of(record, "ketenid"),
        "abstract": tidy(text_of(record, "abstract"))[:4_000],
        "subjects": texts_of(record, "subject"),
        "submitters": texts_of(record, "indiener"),
        "url": url if url.startswith("https://") else public_url(number),
        "pdf": _pdf(record),
    }
    changed = parse_moment(text_of(record, "timestamp"))
    return SourceRow(NAME, CATEGORY, number[:190], updated_at=changed, fields=fields)


def matters(row: SourceRow, query: Query) -> bool:
    """Tell whether a record of a big series is stored."""
    names = ("full_title", "subtype", "creator", "abstract")
    said = " ".join([*(row.fields[name] for name in names), *row.fields["subjects"]]).lower()
    if any(word.lower() in said for word in query.drop):
        return False
    return not query.keep or any(word.lower() in said for word in query.keep)


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored publication."""
    fields = row.fields
    day = parse_day(fields["available"]) or parse_day(fields["dated"])
    kind = ItemKind(fields["kind"])
    waits = fields["series"] == "Kamervragen zonder antwoord"
    return ScrapedItem(
        source=NAME,
        key=f"{CATEGORY}:{row.key}",
        kind=kind,
        title=fields["title"],
        subtype=fields["subtype"] or fields["series"],
        number=_number(row),
        url=fields["url"],
        status=Status.OPEN if waits else Status.DONE,
        chamber=_PARLEMENT.get(fields["creator"]) or str(fields["creator"]),
        published_on=day,
        text=fields["abstract"],
        file_number=_file_number(row),
        file_title="" if fields["dossier_title"] in fields["title"] else fields["dossier_title"],
        actors=tuple(
            Actor(name, ROLE_SUBMITTER, position=place)
            for place, name in enumerate(fields["submitters"])
        ),
        documents=_documents(row, day),
        identifiers=_identifiers(row),
        concepts=tuple(fields["subjects"]),
    )


def _identifiers(row: SourceRow) -> tuple[str, ...]:
    fields = row.fields
    own = identifier_of(row.key)
    asked = _SHOWN_NUMBER.fullmatch(fields["question"])
    chain = re.sub(r"\D", "", fields["chain"]).zfill(6) if fields["chain"] else ""
    about = eu_files_in(f"{fields['full_title']} {fields['abstract']}")
    found = [own, f"kv:tk-{asked[0].lower()}" if asked else "", f"keten:{chain}" if chain else ""]
    return tuple(dict.fromkeys(filter(None, [*found, *about])))


def _number(row: SourceRow) -> str:
    """Return the zaak number of Kamervragen, by which the Kamer knows them; else our own."""
    if row.fields["kind"] != ItemKind.KAMERVRAGEN.value:
        return row.key
    found = _SHOWN_NUMBER.search(row.fields["question"] or row.key)
    return found[0].upper() if found else row.key


def _file_number(row: SourceRow) -> str:
    """Return "29023, nr. 660", or "33328, AI" for a stuk of the Eerste Kamer."""
    dossier, volume = row.fields["dossier"], row.fields["subnumber"]
    if not dossier or not volume:
        return str(dossier)
    return f"{dossier}, nr. {volume}" if volume.isdigit() else f"{dossier}, {volume}"


def _documents(row: SourceRow, day: date | None) -> tuple[DocumentRef, ...]:
    fields = row.fields
    if not fields["pdf"]:
        return ()
    kind = fields["subtype"] or fields["series"]
    return (DocumentRef(row.key, row.key, kind, fields["title"], day, fields["pdf"]),)


def _kind(title: str, subkind: str, series: str, kinds: Mapping[str, str | None]) -> ItemKind:
    if _RAAD_VAN_STATE.match(title) or _RAAD_VAN_STATE.match(subkind):
        return ItemKind.ADVIES
    return ItemKind(kinds.get(subkind) or kinds.get(series) or ItemKind.PUBLICATIE)


def _subkind(record: etree._Element, series: str) -> str:
    """Return "Brief regering", "Motie", "Wet": the most precise kind that is not the series."""
    found = [
        node
        for node in record.iter("{*}type", "{*}subrubriek")
        if node.text
        and tidy(node.text) not in {series, "Kamerstuk", "Bijlage", "Officiële publicatie"}
    ]
    precise = [node for node in found if "kamerstuktypen" in node.get("scheme", "").lower()]
    return tidy((precise or found)[0].text or "") if found else ""


def _recognised(dossier: str, title: str, subkind: str) -> str:
    """Return the kind by which Brussels letters are known, else the published one."""
    if dossier == "22112" and _FICHE.match(title):
        return "BNC-fiche"
    if dossier.startswith("21501") and "geannoteerde agenda" in title.lower():
        return "Geannoteerde agenda"
    return subkind


def _pdf(record: etree._Element) -> str:
    files = (node for node in record.iter("{*}itemUrl") if node.get("manifestation") == "pdf")
    return next((tidy(node.text or "") for node in files), "")
