"""open.overheid.nl: search the register of openbaarmakingen, read what is new or changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from pydantic import TypeAdapter
from scrapy import Request
from scrapy.http import Response

from config.schema import Slug, Strict
from crawler.captured import Captured, KeptPage, from_json
from crawler.moments import parse_day, parse_moment
from crawler.publications import eu_files_in, identifier_of, publication_in
from crawler.text import plain
from crawler.visits import PageSpider, Yielded, read_json
from tracker import dutch
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.intake import SyncToken
from tracker.records import DocumentRef, ItemKind, Json, ScrapedItem, SourceRow, Status

NAME = "openoverheid"
CATEGORY = "document"
API = "overheid/openbaarmakingen/api/v0"
PAGE_SIZE = 50
"""10, 20 or 50; anything else is HTTP 400."""
GONE = (401, 404)
"""What the register answers for a document that was taken back: an unknown path is 401."""
_VERSION = re.compile(r"_\d+$")
_APPENDIX_OF = "c_4d1ea9ba"
_UNKNOWN = {"onbekend", "nvt", ""}


class Query(Strict):
    """One search; the filters are texts of labels."""

    name: Slug
    zoektekst: str = ""
    documentsoort: str = ""
    informatiecategorie: str = ""
    organisatie: str = ""
    thema: str = ""


class OpenOverheidSpider(PageSpider):
    """Searches per query what was published lately, and reads documents that changed."""

    name = NAME

    def begin(self) -> Iterable[Request]:
        """Ask the first page of each query."""
        self.waiting: dict[str, int] = {}
        self.newest: dict[str, str] = {}
        self.taken: set[str] = set()
        for query in TypeAdapter(tuple[Query, ...]).validate_python(self.source.options["queries"]):
            yield self.page_of(query, 0)

    def page_of(self, query: Query, start: int) -> Request:
        """Return the request for results from number `start`, counted from 0."""
        window = timedelta(days=int(self.source.options["window_days"]))
        since = dutch.day_of(self.visit.now) - window
        url = self.url(f"{API}/zoek?{search_query(query, since.strftime('%d-%m-%Y'), start)}")
        return self.ask(url, self.read_results, accept="application/json", query=query, start=start)

    def read_results(self, response: Response, query: Query, start: int) -> Iterator[Yielded]:
        """Ask the details of what changed and the next page of results."""
        total, found = parse_results(read_json(response))
        if total > int(self.source.options["maximum_results"]):
            raise UnlikelyError(f"{total} resultaten: het filter van {query.name} werkt niet")
        position = start + len(found)
        if position < total and not found:
            raise MalformedPageError(f"{total} resultaten beloofd, vanaf {start} komt er geen")
        fresh = [one for one in found if self.is_fresh(one, query)]
        self.taken.update(document_id(one) for one in fresh)
        moments = [
            self.newest.get(query.name, ""),
            *(str(one["mutatiedatumtijd"]) for one in found),
        ]
        self.newest[query.name] = max(moments)
        more = position < total
        self.waiting[query.name] = self.waiting.get(query.name, 0) + len(fresh) + more - bool(start)
        yield self.page((), token=self.token(query))
        for one in fresh:
            key = document_id(one)
            url = self.url(f"{API}/zoek/{quote(key, safe='')}")
            yield self.ask(
                url, self.read_detail, accept="application/json", absent=GONE,
                instead=self.read_gone, query=query, key=key,
            )  # fmt: skip
        if more:
            yield self.page_of(query, position)

    def is_fresh(self, document: Mapping[str, Any], query: Query) -> bool:
        """Tell whether a result changed since the last round and was not asked by another query."""
        if document_id(document) in self.taken:
            return False
        last = parse_moment(self.visit.token(query.name))
        changed = parse_moment(str(document["mutatiedatumtijd"]))
        overlap = timedelta(minutes=int(self.source.options["overlap_minutes"]))
        return last is None or changed is None or changed > last - overlap

    def token(self, query: Query) -> SyncToken | None:
        """Return how far a query was read, once all that it found has been read."""
        moment = self.newest.get(query.name) or self.visit.token(query.name)
        return None if self.waiting[query.name] or not moment else SyncToken(query.name, moment)

    def read_detail(self, response: Response, query: Query, key: str) -> Iterator[Yielded]:
        """Yield the row of one document."""
        row = parse_detail(read_json(response), key, self.source.kinds)
        self.waiting[query.name] -= 1
        yield self.page([row] if row else [], token=self.token(query))

    def read_gone(self, response: Response, query: Query, key: str) -> Iterator[Yielded]:
        """Note that a document can be found and not be read."""
        self.waiting[query.name] -= 1
        error = MalformedPageError(f"gevonden, maar niet te lezen (HTTP {response.status})")
        yield self.page((), [self.skipped(key, error, category=CATEGORY)], self.token(query))

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the document of a detail answer; of results nothing is stored."""
        if b'"pid"' not in page.body or b"open.overheid.nl/" not in page.body:
            return None
        answer = from_json(page.body)
        if not isinstance(answer, dict) or "document" not in answer:
            return Captured(()) if isinstance(answer, dict) and "resultaten" in answer else None
        key = urlsplit(str((answer["document"] or {}).get("pid"))).path.rpartition("/")[2]
        row = parse_detail(answer, key, page.source.kinds)
        return Captured((row,) if row else ())

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return what readers follow of a document."""
        return parse_item(row)


def search_query(query: Query, since: str, start: int) -> str:
    """Return the query part of a search address; `since` is dd-mm-yyyy.

    Labels are encoded twice and everything is written by hand: an address library would
    encode once.
    """
    values = {
        "zoektekst": quote(query.zoektekst, safe=""),
        "start": str(start),
        "aantalResultaten": str(PAGE_SIZE),
        "sort": "publicatiedatum",
        "order": "asc",
        "publicatiedatumVan": since,
    }
    for name in ("documentsoort", "informatiecategorie", "organisatie", "thema"):
        if label := getattr(query, name):
            values[name] = quote(quote(label, safe=""), safe="")
    return "&".join(f"{name}={value}" for name, value in values.items())


def parse_results(answer: Json) -> tuple[int, list[dict[str, Any]]]:
    """Return how many results there are in all, and the documents of this page.

    Raises MalformedPageError for anything that is no list of results.
    """
    if not isinstance(answer, dict) or not isinstance(answer.get("totaal"), int):
        raise MalformedPageError("geen zoekresultaat: er is geen totaal")
    results = answer.get("resultaten")
    if not isinstance(results, list):
        raise MalformedPageError("geen zoekresultaat: er zijn geen resultaten")
    documents = []
    for one in results:
        document = one.get("document") if isinstance(one, dict) else None
        if not isinstance(document, dict) or not {"id", "mutatiedatumtijd"} <= document.keys():
            raise MalformedPageError("een resultaat zonder nummer of datum van wijziging")
        documents.append(document)
    return answer["totaal"], documents


def document_id(document: Mapping[str, Any]) -> str:
    """Return the number of a result, without the version that search adds ("…_1")."""
    return _VERSION.sub("", str(document["id"]))


def parse_detail(answer: Json, key: str, kinds: Mapping[str, str | None]) -> SourceRow | None:
    """Return the row of a document, None when its kind is not followed.

    Raises MalformedPageError without document or title.
    """
    document = answer.get("document") if isinstance(answer, dict) else None
    if not isinstance(document, dict):
        raise MalformedPageError(f"document {key}: geen gegevens")
    title = plain(str((document.get("titelcollectie") or {}).get("officieleTitel") or ""))
    if not title:
        raise MalformedPageError(f"document {key}: geen titel")
    classes = document.get("classificatiecollectie") or {}
    sorts = _labels(classes.get("documentsoorten"))
    groups = _labels(classes.get("informatiecategorieen"))
    named = [one.replace("’", "'") for one in (*sorts, *groups)]
    known = [kinds[one] for one in named if one in kinds]
    if known and known[0] is None:
        return None
    versions = answer.get("versies") or [{}]
    fields: dict[str, Json] = {
        "title": title,
        "kind": known[0] if known else ItemKind.PUBLICATIE.value,
        "sort": next(iter([*sorts, *groups]), ""),
        "description": plain(" ".join(map(str, document.get("omschrijvingen") or [])))[:4_000],
        "publisher": _label(document.get("verantwoordelijke")) or _label(document.get("publisher")),
        "published": str(versions[-1].get("openbaarmakingsdatum") or ""),
        "location": str(document.get("weblocatie") or ""),
        "subjects": _labels(classes.get("onderwerpenRonl")) + _labels(classes.get("themas")),
        "file": _file(versions[-1], str(document.get("pid") or "")),
        "part_of": [
            str(one.get("relation", "")).rpartition("/")[2]
            for one in answer.get("documentrelaties") or []
            if str(one.get("role", "")).endswith(_APPENDIX_OF)
        ],
    }
    changed = parse_moment(str(versions[-1].get("mutatiedatumtijd") or ""))
    return SourceRow(NAME, CATEGORY, key[:190], updated_at=changed, fields=fields)


def _file(version: Mapping[str, Any], pid: str) -> dict[str, str]:
    """Return name and address of the first file of a version; empty when it has none."""
    files = version.get("bestanden") or []
    if not files:
        return {}
    found = files[0]
    address = str(found.get("url") or found.get("id") or f"{pid}/file")
    if urlsplit(address).scheme != "https":
        address = f"{pid}/file"
    return {"name": str(found.get("bestandsnaam") or "bestand"), "url": address}


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a stored document."""
    fields = row.fields
    day = parse_day(fields["published"])
    return ScrapedItem(
        source=NAME,
        key=f"{CATEGORY}:{row.key}",
        kind=ItemKind(fields["kind"]),
        title=fields["title"],
        subtype=fields["sort"][:1].upper() + fields["sort"][1:],
        url=f"https://open.overheid.nl/details/{row.key}",
        status=Status.DONE,
        chamber=fields["publisher"][:1].upper() + fields["publisher"][1:],
        published_on=day,
        text=fields["description"],
        documents=_papers(row),
        related=tuple(f"{CATEGORY}:{one}" for one in fields["part_of"]),
        identifiers=identifiers(fields["location"], fields["title"]),
        concepts=tuple(fields["subjects"]),
    )


def _papers(row: SourceRow) -> tuple[DocumentRef, ...]:
    fields = row.fields
    if not fields["file"]:
        return ()
    name, address = fields["file"]["name"], fields["file"]["url"]
    day = parse_day(fields["published"])
    return (DocumentRef(row.key, "", fields["sort"], name, day, address),)


def identifiers(location: str, title: str) -> tuple[str, ...]:
    """Return by which other sources know a document, from where it was published first."""
    publication = identifier_of(publication_in(location))
    parts = urlsplit(location)
    own = parts.hostname == "www.rijksoverheid.nl" and parts.path.startswith("/documenten/")
    site = f"ronl:{parts.path.strip('/').lower()}" if own else ""
    return tuple(filter(None, (publication, site, *eu_files_in(title))))


def _label(value: Any) -> str:
    label = str(value.get("label") or "") if isinstance(value, dict) else str(value or "")
    return "" if label.lower() in _UNKNOWN else label


def _labels(values: Any) -> list[str]:
    return list(filter(None, map(_label, values or [])))
