"""CELLAR by SPARQL: query A finds works per week, query B tells more about 50 of them.

Rows are works, by their UUID. Answers are SPARQL 1.1 JSON; literals are typed, and a query
that sorts or that asks too many days at once times out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from scrapy import Request
from scrapy.http import Response

from crawler import notices
from crawler.captured import Captured, KeptPage, each, from_json
from crawler.safe_xml import parse_xml
from crawler.sparql import ACTS, PREPARATORY, details_query, found_query
from crawler.text import tidy
from crawler.visits import PageSpider, Yielded, read_json
from tracker import dutch, eu_numbers
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import ItemKind, Json, ScrapedItem, SourceRow, Status

ENDPOINT = "webapi/rdf/sparql"
ACCEPT = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
PAGE = "https://eur-lex.europa.eu/legal-content/NL/TXT/?uri=CELEX:"
"""For people; this host refuses scripts and is never fetched."""

_CORRECTION = re.compile(r"R\(\d+\)$")
_WORK = re.compile(r"/cellar/([0-9a-f-]{36})")

Binding = Mapping[str, str]
Details = Mapping[str, Mapping[str, Sequence[str]]]
"""CELEX -> "type", "eurovoc", "directory", "procedure", "author" -> values, each once."""


class CellarSpider(PageSpider):
    """Asks for the works of some weeks and then for what they are about."""

    name = "cellar"

    def begin(self) -> Iterable[Request]:
        """Ask query A once per slice of the days that are looked at again."""
        options = self.source.options
        today = dutch.day_of(self.visit.now)
        days = options["days_on_monday"] if today.weekday() == 0 else options["days"]
        self.known: set[str] = set()
        for first, end in slices(today, days, options["slice_days"]):
            yield self.sparql(found_query(first, end, options["limit"]), self.read_found)

    def sparql(self, query: str, read: Any, **about: Any) -> Request:
        """Return the request for one query."""
        form = urlencode({"query": query}).encode()
        url = self.url(ENDPOINT)
        return self.ask(url, read, accept=ACCEPT, form=form, media_type=FORM, **about)

    def read_found(self, response: Response) -> Iterator[Yielded]:
        """Ask query B about the works of one slice."""
        bindings, found, problems = self.bindings(response), [], []
        if len(bindings) >= self.source.options["limit"]:
            raise UnlikelyError(f"{len(bindings)} regels in één deel: er is meer dan wij kregen")
        for binding in bindings:
            try:
                work = parse_work(binding)
            except MalformedPageError as error:
                key = binding.get("work", "") or str(binding)
                if key not in self.known:
                    problems.append(self.skipped(key[-80:], error, str(binding), "werk"))
                self.known.add(key)
                continue
            if work and work.key not in self.known:
                self.known.add(work.key)
                found.append(work)
        size = self.source.options["batch"]
        for works in (tuple(found[at : at + size]) for at in range(0, len(found), size)):
            query = details_query([str(work.fields["celex"]) for work in works])
            yield self.sparql(query, self.read_details, works=works)
        yield self.page((), problems)

    def read_details(self, response: Response, works: tuple[SourceRow, ...]) -> Iterator[Yielded]:
        """Yield works with what they are about."""
        details = parse_details(self.bindings(response))
        if works and not details:
            raise UnlikelyError(f"geen gegevens bij {len(works)} werken")
        chapters = cast("dict[str, str]", self.source.options["chapters"])
        yield self.page([completed(work, details, chapters) for work in works])

    def bindings(self, response: Response) -> list[Binding]:
        """Return the rows of an answer; UnlikelyError when the source says it is cut short."""
        if response.headers.get("X-SQL-State"):
            raise UnlikelyError("de bron brak de vraag af en gaf een deel van het antwoord")
        return parse_bindings(read_json(response))

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the works of a notice, or of an answer to query A; query B alone says none."""
        if b"<NOTICE" in page.body[:4_096]:
            return noticed(page)
        if b'"bindings"' not in page.body or b'"head"' not in page.body[:4_096]:
            return None
        found = [row for row in parse_bindings(from_json(page.body)) if "work" in row]
        return each(page, found, parse_captured)

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a document, an act or an opinion."""
        return parse_item(row)


def slices(today: date, days: int, length: int) -> Iterator[tuple[date, date]]:
    """Yield (first day, day after the last) of slices that cover the last `days` days."""
    end = today + timedelta(days=1)
    start = end - timedelta(days=days)
    while end > start:
        first = max(start, end - timedelta(days=length))
        yield first, end
        end = first


def parse_bindings(answer: Any) -> list[Binding]:
    """Return the rows of a SPARQL answer; a variable without value is absent.

    Raises MalformedPageError when it is no SPARQL answer.
    """
    try:
        rows = answer["results"]["bindings"]
        return [{name: str(cell["value"]) for name, cell in row.items()} for row in rows]
    except (TypeError, KeyError, AttributeError) as error:
        raise MalformedPageError("geen antwoord op een SPARQL-vraag") from error


def parse_work(binding: Binding) -> SourceRow | None:
    """Return the row of a work, None for a corrigendum.

    Raises MalformedPageError without work, CELEX, letter or date.
    """
    work = _WORK.search(binding.get("work", ""))
    celex, letter, day = (binding.get(name, "") for name in ("celex", "letter", "date"))
    if not work or not eu_numbers.of_celex(celex) or not letter:
        raise MalformedPageError("een werk zonder UUID, CELEX of soort")
    try:
        date.fromisoformat(day[:10])
    except ValueError as error:
        raise MalformedPageError(f"geen datum: {day!r}") from error
    if _CORRECTION.search(celex):
        return None
    fields: dict[str, Json] = {
        "celex": celex,
        "letter": letter,
        "date": day[:10],
        "title_nl": tidy(binding.get("titleNl", "")).replace("\n", " "),
        "title_en": tidy(binding.get("titleEn", "")).replace("\n", " "),
        "eli": binding.get("eli", ""),
    }
    return SourceRow("cellar", "werk", work[1], fields=fields)


def parse_details(bindings: Iterable[Binding]) -> Details:
    """Return what query B says, per CELEX; values that are addresses lose all but their end."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in bindings:
        value = row["value"] if row["key"] == "procedure" else row["value"].rpartition("/")[2]
        if row["key"] == "eurovoc":
            value = row.get("label", "")
        values = found.setdefault(row["celex"], {}).setdefault(row["key"], [])
        if value and value not in values:
            values.append(value)
    return {celex: {key: sorted(value) for key, value in by.items()} for celex, by in found.items()}


def completed(work: SourceRow, details: Details, chapters: Mapping[str, str]) -> SourceRow:
    """Return a work with its types, subjects, procedures and authors, in a steady order."""
    about = details.get(str(work.fields["celex"]), {})
    codes = about.get("directory", ())
    procedures = [eu_numbers.procedure(text) for text in about.get("procedure", ())]
    fields: dict[str, Json] = {
        **work.fields,
        "types": list(about.get("type", ())),
        "eurovoc": list(about.get("eurovoc", ())),
        "directory": list(codes),
        "chapters": sorted({chapters[code[:2]] for code in codes if code[:2] in chapters}),
        "procedures": [found.identifier for found in procedures if found and found.type],
        "authors": list(about.get("author", ())),
    }
    return SourceRow("cellar", "werk", work.key, fields=fields)


def parse_captured(binding: Binding) -> SourceRow | None:
    """Return the row of a work of which only query A was kept."""
    work = parse_work(binding)
    return completed(work, {}, {}) if work else None


def noticed(page: KeptPage) -> Captured | None:
    """Return the works of a notice that query A would have found, None when it is none."""
    root = parse_xml(page.body)
    if not notices.is_notice(root):
        return None
    chapters = cast("dict[str, str]", page.source.options["chapters"])

    def row(work: notices.NoticedWork) -> SourceRow | None:
        found = parse_work(work.binding)
        return found and completed(found, {work.binding["celex"]: work.about}, chapters)

    return each(page, filter(_is_asked, notices.works(root)), row)


def _is_asked(work: notices.NoticedWork) -> bool:
    letters = {"5": PREPARATORY, "3": ACTS}.get(work.binding["celex"][:1], ())
    return work.binding.get("letter") in letters


_SUBTYPES = {
    "PROP_DIR": "Voorstel voor een richtlijn",
    "PROP_REG": "Voorstel voor een verordening",
    "PROP_DEC": "Voorstel voor een besluit",
    "PROP_RECO": "Voorstel voor een aanbeveling",
    "REG_IMPL": "Uitvoeringsverordening",
    "REG_DEL": "Gedelegeerde verordening",
    "DIR_IMPL": "Uitvoeringsrichtlijn",
    "DIR_DEL": "Gedelegeerde richtlijn",
    "DEC_IMPL": "Uitvoeringsbesluit",
    "DEC_DEL": "Gedelegeerd besluit",
    "SWD": "Werkdocument van de diensten",
    "JOIN": "Gezamenlijk document",
    "COMMUNIC": "Mededeling",
    "REPORT": "Verslag van de Commissie",
}
_LETTERS: Mapping[str, tuple[ItemKind, str, str]] = {
    "PC": (ItemKind.EU_DOCUMENT, "Voorstel van de Commissie", "COM({0}) {1}"),
    "DC": (ItemKind.EU_DOCUMENT, "Document van de Commissie", "COM({0}) {1}"),
    "JC": (ItemKind.EU_DOCUMENT, "Gezamenlijk document", "JOIN({0}) {1}"),
    "SC": (ItemKind.EU_DOCUMENT, "Werkdocument van de diensten", "SWD({0}) {1}"),
    "AR": (ItemKind.ADVIES, "Advies van het Comité van de Regio's", "COR-{0}-{1:05d}"),
    "IR": (ItemKind.ADVIES, "Initiatiefadvies van het Comité van de Regio's", "COR-{0}-{1:05d}"),
    "R": (ItemKind.REGELING, "Verordening", "Verordening (EU) {0}/{1}"),
    "L": (ItemKind.REGELING, "Richtlijn", "Richtlijn (EU) {0}/{1}"),
    "D": (ItemKind.REGELING, "Besluit", "Besluit (EU) {0}/{1}"),
    "H": (ItemKind.EU_DOCUMENT, "Aanbeveling", "Aanbeveling (EU) {0}/{1}"),
}
"""Acts that bind are a regeling; a recommendation binds nobody and is a document."""


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the item of a work; KeyError for a letter that was not asked for."""
    fields = row.fields
    celex, letter = str(fields["celex"]), str(fields["letter"])
    kind, subtype, pattern = _LETTERS[letter]
    number = _number(celex, pattern)
    types = [_SUBTYPES[name] for name in fields["types"] if name in _SUBTYPES]
    title = fields["title_nl"] or fields["title_en"] or f"{number}: nog zonder titel"
    english = not fields["title_nl"] and bool(fields["title_en"])
    return ScrapedItem(
        source="cellar",
        key=f"werk:{row.key}",
        kind=kind,
        title=str(title),
        subtype=types[0] if types else subtype,
        number=number,
        url=f"{PAGE}{celex}",
        status=Status.DONE,
        chamber=_chamber(letter, fields["authors"]),
        published_on=date.fromisoformat(str(fields["date"])),
        identifiers=(*eu_numbers.of_celex(celex), *fields["procedures"]),
        concepts=(*fields["eurovoc"], *fields["chapters"]),
        language="en" if english else "nl",
    )


def _number(celex: str, pattern: str) -> str:
    found = re.fullmatch(r"\d(\d{4})[A-Z]+(\d{4})(\(\d\d\))?", celex)
    return pattern.format(found[1], int(found[2])) if found else celex


def _chamber(letter: str, authors: Sequence[str]) -> str:
    if letter in {"AR", "IR"}:
        return "Comité van de Regio's"
    if "EP" in authors and "CONSIL" in authors:
        return "Europees Parlement en Raad"
    return "Raad van de Europese Unie" if "CONSIL" in authors else "Europese Commissie"
