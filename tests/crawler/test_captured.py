"""What spiders make of pages from disk: which they know, and with which rows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from config.loader import load_source, source_names
from crawler import notices
from crawler.captured import Captured, KeptPage
from crawler.safe_xml import parse_xml
from crawler.shelf import page_spider
from crawler.spiders import cellar
from tests.crawler.pages import FIXTURES
from tracker.errors import MalformedPageError, SourceError
from tracker.records import SourceRow

SOURCES = [name for name in source_names() if name != "tweedekamer"]
UUID = "5e0f7c1a-a8d1-11f1-9b21-01aa75ed71a1"


def captured(source: str, body: bytes | str) -> Captured | None:
    data = body.encode() if isinstance(body, str) else body
    return page_spider(source).captured(KeptPage("page", data, load_source(source)))


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


def answers(name: str) -> list[cellar.Binding]:
    return cellar.parse_bindings(json.loads(fixture(f"cellar/{name}")))


def uri(value: str, kind: str = "cellar") -> str:
    tail = value.rpartition("/")[2]
    return f"<URI><VALUE>{value}</VALUE><IDENTIFIER>{tail}</IDENTIFIER><TYPE>{kind}</TYPE></URI>"


def data(name: str, value: str) -> str:
    return f"<{name} type='data'><VALUE>{value}</VALUE></{name}>"


def expression(language: str, title: str) -> str:
    used = f"<EXPRESSION_USES_LANGUAGE>{uri(f'http://x/{language}', 'language')}"
    return (
        f"<EXPRESSION>{data('EXPRESSION_TITLE', title)}{used}</EXPRESSION_USES_LANGUAGE>"
        "</EXPRESSION>"
    )


def noticed_fields(found: cellar.Binding, about: dict[str, Any]) -> str:
    """Return what a notice says of a work of the fixtures, each thing in its own form."""
    eurovoc = "".join(
        "<WORK_IS_ABOUT_CONCEPT_EUROVOC>"
        f"<WORK_IS_ABOUT_CONCEPT_EUROVOC_DOM>{uri('http://e/52', 'EUROVOC')}"
        "<PREFLABEL>52 ENVIRONMENT</PREFLABEL></WORK_IS_ABOUT_CONCEPT_EUROVOC_DOM>"
        f"<WORK_IS_ABOUT_CONCEPT_EUROVOC_CONCEPT>{uri('http://e/1', 'EUROVOC')}"
        f"<PREFLABEL>{label}</PREFLABEL></WORK_IS_ABOUT_CONCEPT_EUROVOC_CONCEPT>"
        "</WORK_IS_ABOUT_CONCEPT_EUROVOC>"
        for label in about["eurovoc"]
    )
    name = "RESOURCE_LEGAL_IS_ABOUT_CONCEPT_DIRECTORY-CODE"
    directory = "".join(
        f"<{name}><{name}_1>{uri(f'http://d/{code[:2]}', 'fd_555')}</{name}_1>"
        f"<{name}_4>{uri(f'http://d/{code}', 'fd_555')}</{name}_4></{name}>"
        for code in about["directory"]
    )
    concepts = "".join(
        f"<{tag}>{uri(f'http://x/{value}', 'x')}</{tag}>"
        for tag, key in (("WORK_HAS_RESOURCE-TYPE", "type"), ("WORK_CREATED_BY_AGENT", "author"))
        for value in about[key]
    )
    own = (
        data("RESOURCE_LEGAL_ID_CELEX", found["celex"])
        + data("RESOURCE_LEGAL_TYPE", found["letter"])
        + data("WORK_DATE_DOCUMENT", found["date"])
    )
    return own + eurovoc + directory + concepts


@pytest.fixture
def proposal() -> cellar.Binding:
    return next(row for row in answers("found.json") if row["celex"] == "52026PC0512")


@pytest.fixture
def told(proposal: cellar.Binding) -> dict[str, Any]:
    return dict(cellar.parse_details(answers("details.json"))[proposal["celex"]])


@pytest.fixture
def same(proposal: cellar.Binding, told: dict[str, Any]) -> SourceRow:
    """The row that the two SPARQL answers give."""
    row = cellar.parse_work(proposal)
    assert row is not None
    return cellar.completed(
        row, {row.fields["celex"]: told}, load_source("cellar").options["chapters"]
    )


def reference(told: dict[str, Any]) -> str:
    name = "PROCEDURE_CODE_INTERINSTITUTIONAL_REFERENCE_PROCEDURE"
    return "".join(data(name, one) for one in told["procedure"])


def test_a_branch_notice_gives_the_row_that_sparql_gives(
    proposal: cellar.Binding, told: dict[str, Any], same: SourceRow
) -> None:
    titles = "".join(
        f"<WORK_HAS_EXPRESSION>{uri(proposal['work'] + number)}<EMBEDDED_NOTICE><WORK>"
        f"{data('RESOURCE_LEGAL_ID_CELEX', proposal['celex'])}</WORK>{expression(language, title)}"
        "</EMBEDDED_NOTICE></WORK_HAS_EXPRESSION>"
        for number, language, title in (
            (".0001", "FRA", "Proposition de directive"),
            (".0002", "ENG", proposal["titleEn"]),
            (".0003", "NLD", proposal["titleNl"]),
        )
    )
    body = (
        f"<NOTICE type='branch'><WORK>{uri(proposal['work'])}{noticed_fields(proposal, told)}"
        f"{titles}<WORK_PART_OF_DOSSIER><DOSSIER>{reference(told)}</DOSSIER>"
        "</WORK_PART_OF_DOSSIER></WORK></NOTICE>"
    )

    found = captured("cellar", body)

    assert found is not None
    assert found.rows == (same,)


def test_a_tree_notice_gives_its_works_once_and_no_others(
    proposal: cellar.Binding, told: dict[str, Any], same: SourceRow
) -> None:
    work = (
        f"<EVENT_LEGAL_CONTAINS_WORK>{uri(proposal['work'])}<EMBEDDED_NOTICE><WORK>"
        f"{noticed_fields(proposal, told)}</WORK>{expression('ENG', proposal['titleEn'])}"
        "</EMBEDDED_NOTICE></EVENT_LEGAL_CONTAINS_WORK>"
    )
    other = work.replace(UUID, UUID.replace("5e", "6f"))
    opinion = other.replace("52026PC0512", "52026AE0512").replace(">PC<", ">AE<")
    nameless = work.replace(UUID, UUID.replace("5e", "7f")).replace("RESOURCE_LEGAL_ID_CELEX", "X")
    body = (
        f"<NOTICE type='tree'><DOSSIER>{uri('http://x/cellar/dossier')}{reference(told)}</DOSSIER>"
        f"<EVENT>{work}{opinion}{nameless}</EVENT><INVERSE>{work}</INVERSE></NOTICE>"
    )

    found = captured("cellar", body)

    assert found is not None
    assert found.rows == (
        SourceRow("cellar", "werk", same.key, fields={**same.fields, "title_nl": ""}),
    )
    assert found.problems == ()


def test_a_concept_in_a_hierarchy_is_the_narrowest_of_it() -> None:
    level = "<C level='{}'>" + uri("http://e/1", "EUROVOC") + "<PREFLABEL>{}</PREFLABEL></C>"
    body = (
        f"<NOTICE type='tree'><WORK>{uri(f'http://x/cellar/{UUID}')}"
        f"{data('RESOURCE_LEGAL_ID_CELEX', '52026PC0512')}<WORK_IS_ABOUT_CONCEPT_EUROVOC>"
        f"{level.format(1, 'economic policy')}{level.format(4, 'EU aid')}"
        "</WORK_IS_ABOUT_CONCEPT_EUROVOC></WORK></NOTICE>"
    )

    (work,) = notices.works(parse_xml(body.encode()))

    assert work.about["eurovoc"] == ["EU aid"]


def test_a_work_of_a_notice_without_a_date_is_set_aside(proposal: cellar.Binding) -> None:
    body = (
        f"<NOTICE type='branch'><WORK>{uri(proposal['work'])}"
        f"{data('RESOURCE_LEGAL_ID_CELEX', '52026PC0512')}{data('RESOURCE_LEGAL_TYPE', 'PC')}"
        "</WORK></NOTICE>"
    )

    found = captured("cellar", body)

    assert found is not None
    assert found.rows == ()
    assert [one.key for one in found.problems] == ["page:1"]


def test_a_notice_with_a_doctype_is_refused() -> None:
    with pytest.raises(MalformedPageError, match="DOCTYPE"):
        captured("cellar", "<!DOCTYPE x [<!ENTITY a 'b'>]><NOTICE type='branch'>&a;</NOTICE>")


def test_a_report_of_the_plenary_is_a_document_of_the_parliament() -> None:
    entry = {
        "id": "eli/dl/doc/A-10-2026-0101",
        "identifier": "A-10-2026-0101",
        "label": "A10-0101/2026",
        "epNumber": "PE791.300",
        "document_date": "2026-11-20",
        "creator": ["person/1", "org/REGI"],
        "title_dcterms": {"nl": "VERSLAG over cohesie", "en": "REPORT on cohesion"},
    }

    found = captured("epprocedures", json.dumps({"data": [entry], "@context": []}))

    assert found is not None
    (row,) = found.rows
    item = page_spider("epprocedures").item(row)
    assert item is not None
    assert (item.title, item.subtype) == ("VERSLAG over cohesie", "Verslag")
    assert item.committee_name == "Commissie regionale ontwikkeling"
    assert item.identifiers == ("ep:A10-0101/2026", "ep:PE791.300")


def test_an_sru_answer_is_read_below_what_was_noted_above_it() -> None:
    whole = fixture("officielepublicaties/staatsblad.xml")
    noted = b"URL: https://example.nl/sru\nStatus: 200\n\n" + whole[whole.index(b"<?xml") :]

    assert captured("officielepublicaties", noted) == captured("officielepublicaties", whole)


def test_an_sru_diagnostic_is_a_refusal() -> None:
    body = (
        "<diagnostics xmlns='http://docs.oasis-open.org/ns/search-ws/srw/diagnostic'>"
        "<diagnostic><message>Query syntax error</message></diagnostic></diagnostics>"
    )

    with pytest.raises(SourceError, match="Query syntax error"):
        captured("officielepublicaties", body)


def test_a_feed_of_the_list_has_its_name_and_another_goes_by_its_host() -> None:
    entry = "<item><title>Iets</title><link>https://{0}/iets</link></item>"
    page = "<rss version='2.0'><channel><title>Nieuws</title>{0}</channel></rss>"

    known = captured("feeds", page.format(entry.format("www.rivm.nl")))
    other = captured("feeds", page.format(entry.format("www.vng.nl")))

    assert known is not None
    assert other is not None
    assert known.rows[0].fields["feed_title"] == "RIVM"
    assert other.rows[0].key == "vng-nl:https://www.vng.nl/iets"
    assert other.rows[0].fields["feed_title"] == "Nieuws"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "niets",
        "[]",
        '{"data": [{"id": "def/ep-roles/1"}], "note": "eli/dl/"}',
        "<html><body>Nieuws</body></html>",
        "@prefix atom: <http://www.w3.org/2005/Atom> .",
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:t='http://www.tweedekamer.nl/x'></feed>",
        "<officiele-publicatie/>",
        "<x><NOTICE/></x>",
    ],
)
def test_a_page_of_nobody_is_claimed_by_nobody(body: str) -> None:
    assert [name for name in SOURCES if captured(name, body) is not None] == []


@pytest.mark.parametrize(
    ("name", "owner"),
    [
        ("oeil/file-2026-0211.html", ["oeil"]),
        ("cellar/found.json", ["cellar"]),
        ("epprocedures/agenda-2026-12-15.json", ["epprocedures"]),
        ("officielepublicaties/kamervragen.xml", ["officielepublicaties"]),
        ("wetgevingskalender/WGK027731.xml", ["wetgevingskalender"]),
        ("councilpress/feed.xml", ["councilpress", "feeds"]),
        ("rijksoverheid/berichten.xml", ["feeds", "rijksoverheid"]),
    ],
)
def test_a_page_is_known_by_its_own_spider_and_a_feed_also_by_that_of_feeds(
    name: str, owner: list[str]
) -> None:
    assert [one for one in SOURCES if captured(one, fixture(name)) is not None] == owner
