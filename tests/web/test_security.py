"""Headers on every answer, reading only, colours that agree with the newsletter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from newsletter.palette import DARK, LIGHT
from tests.web.world import STIKSTOF, Kamer, debate
from tracker.jobs.workshop import Workshop
from tracker.web.app import create_app
from tracker.web.security import policy_for_styles

PATHS = ("/", "/agenda", "/dossiers", "/dossiers/stikstof", "/beoordelen", "/zoeken?q=natuur",
         "/bronnen", "/haagse-zaken", "/healthz", "/readyz", "/items/404", "/nergens",
         "/static/style.css", "/static/forms.css", "/favicon.ico")  # fmt: skip
SCRIPT = '<script src="/static/judge.js" defer>'
WEB = Path(__file__).parent.parent.parent / "tracker" / "web"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert ("script-src 'self'" in policy) is (path == "/beoordelen")
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_head_answers_as_get_and_nothing_else_is_allowed(client: TestClient, path: str) -> None:
    status = client.get(path).status_code

    assert client.head(path).status_code == status
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, path).status_code in {404, 405}


def test_pages_ask_nothing_of_other_servers_and_hold_no_foreign_script(
    client: TestClient, kamer: Kamer
) -> None:
    kamer.add(debate(), STIKSTOF)

    for path in PATHS[:8]:
        page = client.get(path).text
        assert set(re.findall(r"<script[^>]*>", page)) <= {SCRIPT}
        assert page.count("<script") == page.count("</script>") == (path == "/beoordelen")
        assert " style=" not in page
        assert not re.search(r'(?:src|action)="https?:', page)
        assert all(' href="/' in link for link in re.findall(r"<link [^>]+>", page))
    for sheet in (WEB / "static").glob("*.css"):
        assert "http" not in re.sub(r"/\*.*?\*/", "", sheet.read_text()), sheet.name


def test_a_page_that_fails_says_so_and_shows_no_trace(
    client: TestClient, workshop: Workshop
) -> None:
    client.app.state.site.names.taxonomy = None  # type: ignore[attr-defined]
    quiet = TestClient(client.app, raise_server_exceptions=False)

    page = quiet.get("/")

    assert page.status_code == 500
    assert "Er ging iets mis" in page.text
    assert "Traceback" not in page.text
    assert page.headers["x-content-type-options"] == "nosniff"


def test_style_blocks_are_allowed_by_their_hash_only() -> None:
    policy = policy_for_styles("<style>a{}</style><p>x</p><style>b{}</style>")

    assert policy.count("sha256-") == 2
    assert "unsafe" not in policy


def test_no_template_marks_text_as_safe() -> None:
    for path in (WEB / "templates").rglob("*.j2"):
        source = path.read_text()
        assert "safe" not in source, path.name
        assert "autoescape" not in source, path.name


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def test_the_colours_are_those_of_the_newsletter() -> None:
    css = (WEB / "static/style.css").read_text()
    roots = re.findall(r":root \{(.*?)\}", css, re.DOTALL)

    for found, palette in zip(map(_colours, roots[:2]), (LIGHT, DARK), strict=True):
        assert {name: found[name.replace("_", "-")] for name in palette} == dict(palette)


def test_the_application_is_made_without_touching_the_database(workshop: Workshop) -> None:
    lazy = Workshop(workshop.settings, workshop.clock)

    create_app(lazy)

    assert "engine" not in vars(lazy)


def test_invented_data_says_so_and_real_data_does_not(
    client: TestClient, workshop: Workshop
) -> None:
    values = {"syncfeed_url": "http://127.0.0.1:9/SyncFeed/2.0"}
    example = Workshop(workshop.settings.model_copy(update=values), workshop.clock)
    example.engine, example.taxonomy = workshop.engine, workshop.taxonomy

    assert "U ziet een verzonnen week" in TestClient(create_app(example)).get("/dossiers").text
    assert "U ziet een verzonnen week" not in client.get("/dossiers").text
