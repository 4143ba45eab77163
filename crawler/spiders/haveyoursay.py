"""Have Your Say: initiatives of the Commission on which anyone may react now.

A row is one period for reactions: an initiative and the day on which the period began, which
the list always has (the number of the publication is only on the initiative's own page).
Times are those of Brussels; the source does not say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.http import Response

from crawler.captured import Captured, KeptPage, each, from_json
from crawler.text import plain
from crawler.visits import PageSpider, Yielded, read_json
from tracker import eu_numbers
from tracker.errors import MalformedPageError, UnlikelyError
from tracker.records import ItemKind, Json, ScrapedItem, SourceRow, Status

API = "info/law/better-regulation/brpapi"
PAGE = "https://ec.europa.eu/info/law/better-regulation/have-your-say/initiatives/{0}_nl"
BRUSSELS = ZoneInfo("Europe/Brussels")
SIZE = 100
ACCEPT = "application/json"


class HaveYourSaySpider(PageSpider):
    """Reads the list of open initiatives, then each of them."""

    name = "haveyoursay"

    def begin(self) -> Iterable[Request]:
        """Ask for the first page."""
        yield self.ask(self.list_url(0), self.read_list, accept=ACCEPT, number=0)

    def list_url(self, number: int) -> str:
        """Return the address of a page, from 0; language, page and size are obligatory."""
        query = f"language=NL&page={number}&size={SIZE}&feedbackStatus=OPEN"
        return self.url(f"{API}/searchInitiatives?{query}")

    def read_list(self, response: Response, number: int) -> Iterator[Yielded]:
        """Ask for each open initiative of a page, and for the next page."""
        page = parse_list(read_json(response))
        if page["totalElements"] > self.source.options["most_open"]:
            raise UnlikelyError(
                f"{page['totalElements']} open initiatieven: het filter is genegeerd"
            )
        problems = []
        for entry in page["content"]:
            try:
                listed = parse_initiative(entry)
            except MalformedPageError as error:
                key = str(entry.get("id", "")) if isinstance(entry, dict) else ""
                problems.append(self.skipped(key, error, str(entry), "initiatief"))
                continue
            if listed is None:
                self.totals.ignored += 1
                continue
            url = self.url(f"{API}/groupInitiatives/{listed['id']}?language=NL")
            yield self.ask(
                url,
                self.read_detail,
                accept=ACCEPT,
                absent=(404, 500),
                instead=self.read_nothing,
                listed=listed,
            )
        yield self.page((), problems)
        if number + 1 < page["totalPages"]:
            next_url = self.list_url(number + 1)
            yield self.ask(next_url, self.read_list, accept=ACCEPT, number=number + 1)

    def read_detail(self, response: Response, listed: dict[str, Json]) -> Iterator[Yielded]:
        """Yield one initiative with its summary, its DG and its publications."""
        yield self.page([parse_detail(listed, read_json(response))])

    def read_nothing(self, _response: Response, listed: dict[str, Json]) -> Iterator[Yielded]:
        """Yield an initiative as the list has it: its last day counts, also without a page."""
        yield self.page([parse_detail(listed, {})])

    @classmethod
    def captured(cls, page: KeptPage) -> Captured | None:
        """Return the open initiatives of a page of the list, as the list has them."""
        if b'"initiativeResultDtoPage"' not in page.body:
            return None

        def row(entry: Any) -> SourceRow | None:
            listed = parse_initiative(entry)
            return parse_detail(listed, {}) if listed else None

        return each(page, parse_list(from_json(page.body))["content"], row)

    @staticmethod
    def item(row: SourceRow) -> ScrapedItem | None:
        """Return a consultation with its last day."""
        return parse_item(row)


def parse_list(answer: Any) -> Mapping[str, Any]:
    """Return the page of results: content, totalElements, totalPages.

    Raises MalformedPageError for anything else.
    """
    page = answer.get("initiativeResultDtoPage") if isinstance(answer, dict) else None
    if not isinstance(page, dict) or not isinstance(page.get("content"), list):
        raise MalformedPageError("geen lijst met initiatieven")
    if not isinstance(page.get("totalElements"), int):
        raise MalformedPageError("een lijst zonder totalElements")
    return {**page, "totalPages": page.get("totalPages") or 1}


def parse_initiative(entry: Any) -> dict[str, Json] | None:
    """Return the fields of one entry of the list, None when it is not open (any more).

    Raises MalformedPageError without a number, a title or a last day.
    """
    try:
        number = int(entry["id"])
        open_now = [
            status
            for status in entry["currentStatuses"]
            if status.get("isCurrent", True) and status["receivingFeedbackStatus"] == "OPEN"
        ]
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise MalformedPageError(f"een initiatief zonder nummer of status: {error}") from error
    if not open_now:
        return None
    title, language = _title(entry)
    start, end = (parse_time(open_now[0].get(f"feedback{name}Date")) for name in ("Start", "End"))
    if not title or end is None:
        raise MalformedPageError("een open initiatief zonder titel of laatste dag")
    return {
        "id": number,
        "reference": entry.get("reference") or "",
        "title": title,
        "language": language,
        "plan": eu_numbers.plan(_english(entry)),
        "began": start.astimezone(BRUSSELS).date().isoformat() if start else "",
        "end": end.isoformat(),
        "act": entry.get("foreseenActType") or "",
        "stage": open_now[0].get("frontEndStage") or "",
        "topics": [plain(topic.get("label") or "") for topic in entry.get("topics") or ()],
    }


def _title(entry: Mapping[str, Any]) -> tuple[str, str]:
    dutch = _translated(entry, "NL")
    return (dutch, "nl") if dutch else (_english(entry), "en")


def _english(entry: Mapping[str, Any]) -> str:
    return _translated(entry, "EN") or plain(entry.get("shortTitle") or "")


def _translated(entry: Mapping[str, Any], language: str) -> str:
    """Return the short title in a language, "" when it is not there."""
    for text in entry.get("initiativeTranslations") or ():
        if text.get("field") == "SHORT_TITLE" and text.get("language") == language:
            return plain(text.get("value") or "")
    return ""


def parse_time(text: Any) -> datetime | None:
    """Return "2026/12/15 23:59:59" of Brussels in UTC, None when there is none."""
    try:
        moment = datetime.strptime(str(text), "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007  next line
    except ValueError:
        return None
    return moment.replace(tzinfo=BRUSSELS).astimezone(UTC)


def parse_detail(listed: Mapping[str, Json], detail: Any) -> SourceRow:
    """Return the row of an initiative: the list, and what its own page adds.

    Raises MalformedPageError when the page is something else.
    """
    if not isinstance(detail, dict) or (detail and "publications" not in detail):
        raise MalformedPageError(f"geen initiatief {listed['id']}")
    publications = [entry for entry in detail.get("publications") or () if "id" in entry]
    current = [entry for entry in publications if entry.get("receivingFeedbackStatus") == "OPEN"]
    about = (current or publications or [{}])[-1]
    references = " ".join(
        str(entry.get("reference") or "")
        for entry in publications
        if str(entry.get("type", "")).startswith("PROP_")
    )
    fields: dict[str, Json] = {
        **listed,
        "summary": plain(detail.get("dossierSummary") or "")[:4_000],
        "dg": _label(detail.get("dg")),
        "policy": [_label(entry) for entry in detail.get("policyAreas") or ()],
        "type": about.get("type") or "",
        "proposals": list(eu_numbers.files(references)),
    }
    key = f"{listed['id']}-{listed['began'] or 0}"
    return SourceRow("haveyoursay", "initiatief", key, fields=fields)


def _label(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("label") or value.get("code")
    return plain(str(value or ""))


_TYPES = (
    ("OPC_", "Openbare raadpleging"),
    ("CFE_", "Verzoek om input"),
    ("IMPACT_ASSESS", "Verzoek om input"),
    ("PROP_", "Reacties op een voorstel"),
)
_ACTS = {
    "DIR": "richtlijn",
    "REG": "verordening",
    "DEC": "besluit",
    "REG_DEL": "gedelegeerde verordening",
    "REG_IMPL": "uitvoeringsverordening",
    "DIR_DEL": "gedelegeerde richtlijn",
    "DIR_IMPL": "uitvoeringsrichtlijn",
    "DEC_DEL": "gedelegeerd besluit",
    "DEC_IMPL": "uitvoeringsbesluit",
    "COMMU": "mededeling",
    "RECO": "aanbeveling",
}


def parse_item(row: SourceRow) -> ScrapedItem:
    """Return the consultation. One that ends at midnight has the day before as its last."""
    fields = row.fields
    end = datetime.fromisoformat(str(fields["end"]))
    about = (("Verwachte vorm", _ACTS.get(str(fields["act"]))), ("DG", fields["dg"]))
    labels = (label for begin, label in _TYPES if str(fields["type"]).startswith(begin))
    return ScrapedItem(
        source="haveyoursay",
        key=f"initiatief:{row.key}",
        kind=ItemKind.CONSULTATIE,
        title=str(fields["title"]),
        subtype=next(labels, "Reacties gevraagd"),
        number=str(fields["reference"]),
        url=PAGE.format(fields["id"]),
        status=Status.OPEN,
        chamber="Europese Commissie",
        published_on=date.fromisoformat(str(fields["began"])) if fields["began"] else None,
        due_on=(end.astimezone(BRUSSELS) - timedelta(seconds=1)).date(),
        note=" ".join(f"{name}: {value}." for name, value in about if value),
        text=str(fields["summary"]),
        identifiers=tuple(
            filter(None, (f"hys:{fields['id']}", *fields["proposals"], str(fields["plan"])))
        ),
        concepts=tuple(dict.fromkeys((*fields["topics"], *filter(None, fields["policy"])))),
        language=str(fields["language"]),
    )
