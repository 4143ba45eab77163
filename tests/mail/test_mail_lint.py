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


@pytest.fixture(scope="module")
def said() -> dict[str, Any]:
    if shutil.which("node") is None or not (ROOT / "node_modules/caniemail").is_dir():
        pytest.skip("no Node with packages: npm ci")
    edition = replace(busy().edition(), notice="Alles in deze brief is verzonnen.")
    html = render.html(edition, web_url="https://werkplek.example/haagse-zaken/2026-W48")
    done = subprocess.run(
        ["node", "tests/mail/mail_lint.mjs"], input=html, cwd=ROOT, capture_output=True,
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
