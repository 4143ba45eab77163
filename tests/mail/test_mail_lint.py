"""The letter as others see it: html-validate, and caniemail's table of what clients can do."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from typing import Any

import pytest

from newsletter import render
from tests.conftest import ROOT
from tests.newsletter.week import busy
from tracker.letters import Letter, Line, Part
from tracker.mail import reader_page

CAN_MISS = {
    "@media": "Outlook for Windows keeps the light colours and the wide layout",
    "overflow": "only keeps long words in; the cell grows",
    "overflow-wrap": "a long word makes the letter wider",
    "border-radius": "corners are square",
    "role attribute": "old Windows Mail reads the layout as tables",
    "<body> element": "the same colours stand on the table inside it",
    "Local anchors": "the contents list does not jump; every item has a link to the web version",
    "height property": "only of lines and spaces",
}
"""What some clients cannot do, and what their readers then see."""


def letter() -> str:
    edition = replace(busy().edition(), notice="Alles in deze brief is verzonnen.")
    return render.html(edition, web_url="https://werkplek.example/haagse-zaken/2026-W48")


def mail_to_a_reader() -> str:
    lines = (Line("Wanneer: wo 2 dec"), Line("Bekijk de agenda", url="https://hz.example/agenda"))
    button = Part("", (Line("Bevestig", "Eén keer.", url="https://hz.example/abonneren"),))
    parts = (button, Part("Verplaatst: Commissiedebat Stikstof", lines))
    return reader_page.html(Letter("Verplaatst", "U vroeg hierom.", parts, "Slot."))


@pytest.fixture(scope="module", params=[letter, mail_to_a_reader])
def said(request: pytest.FixtureRequest) -> dict[str, Any]:
    if shutil.which("node") is None or not (ROOT / "node_modules/caniemail").is_dir():
        pytest.skip("no Node with packages: npm ci")
    done = subprocess.run(
        ["node", "tests/mail/mail_lint.mjs"], input=request.param(), cwd=ROOT, capture_output=True,
        text=True, timeout=300, check=True,
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_the_html_is_valid(said: dict[str, Any]) -> None:
    assert said["validate"] == []


def test_what_a_mail_client_cannot_do_costs_its_readers_no_content(said: dict[str, Any]) -> None:
    missing = {one["feature"] for one in said["errors"]}

    assert missing - CAN_MISS.keys() == set()
    assert len(said["silent"]) <= 1
    outlook = {one["feature"] for one in said["errors"] if one["client"] == "outlook.windows"}
    assert outlook, "the lint says nothing of Outlook: it does not look"
    assert outlook.isdisjoint({"flex", "grid", "position", "<video> element", "background-image"})
