"""What readers get: mail, plain text and web page, held against the rules for them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from lxml import html as parser

from newsletter import render
from newsletter.palette import DARK, LIGHT, TEXT_ON, Palette
from newsletter.view import build, safe_url
from tests.newsletter.week import Shelf, at, busy
from tracker.records import Edition, ItemKind, Status

HOSTILE = '<script>alert(1)</script> "quotes" & <b>bold</b> {{ 7*7 }} <!-- Motie'


@pytest.fixture(scope="module")
def edition() -> Edition:
    return replace(busy().edition(), notice="Alles in deze brief is verzonnen.")


@pytest.fixture(scope="module", params=[render.html, render.page], ids=["mail", "page"])
def tree(request: pytest.FixtureRequest, edition: Edition) -> parser.HtmlElement:
    draw: Callable[[Edition], str] = request.param
    return parser.document_fromstring(draw(edition))


def words(tree: parser.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def test_language_title_and_one_main_heading(tree: parser.HtmlElement, edition: Edition) -> None:
    assert tree.get("lang") == "nl"
    assert tree.findtext(".//title") == edition.subject
    assert [head.text_content() for head in tree.iter("h1")] == ["Haagse Zaken"]


def test_no_heading_level_is_skipped(tree: parser.HtmlElement) -> None:
    levels = [int(node.tag[1]) for node in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels))


def test_data_tables_have_a_caption_and_scoped_headers(tree: parser.HtmlElement) -> None:
    tables = [table for table in tree.iter("table") if table.get("role") != "presentation"]
    assert tables
    for table in tables:
        assert table.findall("caption")
        assert {head.get("scope") for head in table.iter("th")} == {"col", "row"}
        assert all(len(row) == 2 for row in table.iter("tr"))
        assert not table.xpath(".//*[@colspan or @rowspan]")


def test_links_say_where_they_go_and_none_is_dead(tree: parser.HtmlElement) -> None:
    ids = {node.get("id") for node in tree.iter() if node.get("id")}
    links = list(tree.iter("a"))
    assert all(len(link.text_content().strip()) > 3 for link in links)
    assert not any(
        link.text_content().strip().lower() in {"klik hier", "lees meer"} for link in links
    )
    inside = [link.get("href")[1:] for link in links if link.get("href").startswith("#")]
    assert inside
    assert set(inside) <= ids
    outside = [link.get("href") for link in links if not link.get("href").startswith("#")]
    assert all(href.startswith(("https://", "mailto:")) for href in outside)


def test_ids_are_unique(tree: parser.HtmlElement) -> None:
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))


def test_images_have_text_and_nothing_is_loaded(tree: parser.HtmlElement) -> None:
    assert all(image.get("alt") is not None for image in tree.iter("img"))
    assert not list(tree.iter("script", "iframe", "object"))
    assert not tree.xpath("//*[@src]")
    assert not tree.xpath("//link[@rel='stylesheet']")


def test_the_draft_says_that_it_is_one(tree: parser.HtmlElement) -> None:
    assert words(tree).count("Concept, ter redactie") == 2
    assert "Alles in deze brief is verzonnen." in words(tree)


def test_an_approved_edition_has_no_draft_label(edition: Edition) -> None:
    approved = replace(edition, status="approved")
    for text in (render.html(approved), render.page(approved), render.text(approved)):
        assert "ter redactie" not in text


def test_what_is_struck_is_also_said_in_words(tree: parser.HtmlElement) -> None:
    cells = [node.getparent().getparent() for node in tree.iter("s")]
    assert len(cells) == 2
    assert all("Geannuleerd" in words(cell) or "Verplaatst" in words(cell) for cell in cells)


def test_abbreviations_are_written_out_once_and_first(tree: parser.HtmlElement) -> None:
    text = words(tree)
    full = "aste commissie voor Landbouw, Visserij, Voedselzekerheid en Natuur (LVVN)"
    assert text.count(full) == 1
    assert text.index(full) < text.index("ommissie LVVN")
    assert text.count("BAC Landelijk Gebied, LG") == 1
    assert text.count("(BAC LG)") > 1


def test_mail_styles_are_inlined_and_dark_mode_is_kept(edition: Edition) -> None:
    mail = render.html(edition)
    tree = parser.document_fromstring(mail)
    styles = tree.xpath("//style/text()")
    assert len(styles) == 1
    assert "prefers-color-scheme: dark" in styles[0]
    assert tree.xpath("//meta[@name='color-scheme']/@content") == ["light dark"]
    assert all(node.get("style") for node in tree.iter("h1", "h2", "h3", "h4", "a"))
    layout = [table for table in tree.iter("table") if "hz-agenda" not in table.get("class", "")]
    assert all(table.get("role") == "presentation" for table in layout)
    assert "max-width:600px" in mail.replace(": ", ":")


def test_the_mail_links_to_the_web_page_when_there_is_one(edition: Edition) -> None:
    address = "https://haagsezaken.example/2026-W48"
    assert f'href="{address}"' in render.html(edition, web_url=address)
    assert address in render.text(edition, web_url=address)
    assert "webpagina</a>" not in render.html(edition)


def hostile() -> Edition:
    shelf = Shelf()
    stored = shelf.debate(HOSTILE, at(26, 18), "wonen", room=HOSTILE, committee_name=HOSTILE,
                          url="javascript:alert(1)")  # fmt: skip
    shelf.put(ItemKind.KAMERBRIEF, HOSTILE, "wonen", published_on=at(24).date(),
              file_number=HOSTILE, url="https://www.tweedekamer.nl/?a=1&b=<x>\"")  # fmt: skip
    shelf.put(ItemKind.STEMMING, f"Motie van het lid {HOSTILE} over {HOSTILE}", "wonen",
              starts_at=at(24), outcome=HOSTILE)  # fmt: skip
    shelf.put(ItemKind.KAMERVRAGEN, "x" * 400, "wonen", published_on=at(24).date())
    assert stored
    return shelf.edition()


@pytest.mark.parametrize("draw", [render.html, render.page])
def test_hostile_source_text_stays_text(draw: Callable[[Edition], str]) -> None:
    page = draw(hostile())
    tree = parser.document_fromstring(page)
    assert not list(tree.iter("script", "b"))
    assert "javascript:" not in page
    assert "<!-- Motie" not in page
    assert "<script>alert(1)</script>" in tree.text_content()
    assert "{{ 7*7 }}" in tree.text_content()


def test_only_web_addresses_become_links() -> None:
    assert safe_url("https://www.tweedekamer.nl/x") == "https://www.tweedekamer.nl/x"
    for address in ("javascript:alert(1)", "data:text/html,x", "//elders.nl", "", "https://[", "#"):
        assert safe_url(address) == ""


def test_plain_text_keeps_its_width_and_holds_the_same_in_the_same_order(edition: Edition) -> None:
    text = render.text(edition)
    assert "Haagse Zaken week" not in text.splitlines()[0]
    long = [line for line in text.splitlines() if len(line) > 78]
    assert all(re.fullmatch(r"\s*https?://\S+", line) for line in long)
    titles = ["In het kort", "Politieke agenda", "Uit de Kamer", "Debatten", "Moties en stemmingen",
              "Toezeggingen", "Kamerbrieven en wetsvoorstellen", "Kamervragen", "Vooruitblik",
              "Colofon"]  # fmt: skip
    heads = [
        head.text_content()
        for head in parser.document_fromstring(render.html(edition)).iter("h2", "h3")
    ]
    lines = text.splitlines()
    assert [head for head in heads if head in titles] == titles
    places = [lines.index(title) for title in titles]
    assert places == sorted(places)


def test_plain_text_holds_every_title_and_address_of_the_mail(edition: Edition) -> None:
    text = " ".join(render.text(edition).split())
    tree = parser.document_fromstring(render.html(edition))
    for link in tree.iter("a"):
        if link.get("href").startswith("https://"):
            assert link.get("href") in text
            assert " ".join(link.text_content().split()) in text


def test_plain_text_has_no_markup_and_no_escapes() -> None:
    shelf = Shelf()
    shelf.put(ItemKind.KAMERBRIEF, "Wonen & 'werken' <b>", "wonen", published_on=at(24).date())
    text = render.text(shelf.edition())
    assert "Wonen & 'werken' <b>" in text
    assert "&amp;" not in text


def test_what_a_person_wrote_is_shown_in_place_of_the_machine() -> None:
    edition = busy().edition()
    intro = next(block for block in edition.blocks if block.kind == "intro")
    written = replace(intro, human={"paragraphs": ["Deze week telt <één> ding."], "task": ""})
    changed = replace(
        edition, blocks=tuple(written if block is intro else block for block in edition.blocks)
    )
    assert "Deze week telt &lt;één&gt; ding." in render.html(changed)
    assert "Deze week telt <één> ding." in render.text(changed)
    assert "Op de agenda van de Tweede Kamer" not in render.text(changed)


def test_the_page_has_navigation_to_every_section(edition: Edition) -> None:
    tree = parser.document_fromstring(render.page(edition))
    (navigation,) = tree.iter("nav")
    targets = [link.get("href") for link in navigation.iter("a")]
    heads = [f"#{head.get('id')}" for head in tree.iter("h2", "h3")]
    assert targets == heads
    assert tree.xpath("//a[@href='#inhoud']")
    assert tree.xpath("//main[@id='inhoud']")
    assert "@media print" in tree.xpath("//style/text()")[0]


def test_long_lists_are_cut_in_the_mail_and_whole_on_the_page() -> None:
    shelf = Shelf()
    for number in range(30):
        shelf.put(ItemKind.KAMERBRIEF, f"Brief {number}", "wonen", published_on=at(24).date())
    edition = shelf.edition()
    more = "Nog 20 andere berichten bij Kamerbrieven en wetsvoorstellen"
    assert more in render.html(edition)
    assert more in " ".join(render.text(edition).split())
    assert "in de webversie" not in render.page(edition).replace("een webpagina", "")
    assert all(f"Brief {number}<" in render.page(edition) for number in range(30))


def test_an_empty_section_is_left_out() -> None:
    view = build(Shelf().edition())
    assert view.kamer == ()
    assert view.brief is None
    assert "Uit de Kamer" not in render.page(Shelf().edition())


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_contrast_is_at_least_four_and_a_half(palette: Palette, text: str, ground: str) -> None:
    lighter, darker = sorted((_luminance(palette[text]), _luminance(palette[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5


def test_overdue_promises_get_one_heading_also_after_a_list_of_links() -> None:
    shelf = Shelf()
    for name in ("bodem", "wonen", "natuur", "water", "wegen", "spoor", "lucht"):
        said = date(2026, 11, 24)
        shelf.put(ItemKind.TOEZEGGING, f"Brief over {name}", "water-bodem", published_on=said)
    old = {"published_on": date(2026, 5, 1), "seen_at": at(1, month=5), "status": Status.OPEN}
    for day in (1, 2):
        due = date(2026, 11, 20 + day)
        shelf.put(ItemKind.TOEZEGGING, f"Brief {day}", "water-bodem", due_on=due, **old)

    shown = render.text(shelf.edition())

    assert shown.count("Termijn verlopen, nog open") == 1
    assert shown.index("Ook deze week") < shown.index("Termijn verlopen")
    assert shown.index("Termijn verlopen") < shown.index("Brief 1")
