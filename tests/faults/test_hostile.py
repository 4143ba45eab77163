"""A few of the hostile strings in every output; `make faults` tries all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import hostile
from tests.faults.hostile_judge import Tally, judge_html, judge_mail
from tests.faults.hostile_strings import MARK, RESULT, SUM, strings
from tests.newsletter.week import busy

FEW = (
    f"<script>window.{MARK}=1</script>",
    f'"><img src=x onerror=window.{MARK}=1>',
    f"{{{{ {SUM} }}}}",
    "x\r\nBcc: alle@evil.example",
    "=?utf-8?q?x=0d=0aBcc=3a_alle=40evil=2eexample?=",
    f"<\x00script>window.{MARK}=1;alert(1)</script>",
)
CHROMIUM = Path("/usr/bin/chromium")


def test_there_are_150_and_none_twice() -> None:
    assert len(strings()) == len(set(strings())) == 150
    assert set(FEW[1:]) & set(strings())


@pytest.mark.browser
def test_nothing_runs_comes_in_is_worked_out_or_is_lost(tmp_path: Path) -> None:
    found = hostile.run(FEW, tmp_path, look=CHROMIUM.exists())

    assert found.runs == len(FEW)
    assert (found.ran, found.injected, found.evaluated) == ([], [], [])
    assert (found.lost, found.broken) == ([], [])
    assert set(found.outputs) == {
        "mail", "page", "personal", "report", "text", "word", "headers", "pdf",
    }  # fmt: skip


@pytest.mark.browser
def test_the_browser_would_see_it(tmp_path: Path) -> None:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium: install Debian's chromium")
    page = (
        f"<title>x</title><h1>x</h1><script>window.{MARK}=1;console.log('x');alert(1)</script>"
        "<img src=http://127.0.0.1:9/x>"
    )

    with hostile.browser(tmp_path) as looker:
        did = looker.look(page)
        clean = looker.look("<title>x</title><h1>x</h1>")

    assert {one.split(":")[0] for one in did} >= {"dialog", "console", "request",
                                                  "the marker is set"}  # fmt: skip
    assert clean == []


def test_the_judges_would_see_it() -> None:
    tally = Tally()
    judge_html("page", f"<title>x</title><h1>x</h1><p onclick=x>{RESULT}</p>", "woord", tally)
    judge_html("page", "<title>x</title><h1>x</h1><a href='javascript:x'>woord</a>", "woord", tally)
    edition = busy().edition()
    judge_mail(edition, "<p>x</p>", "x\n", "woord", tally)

    assert len(tally.ran) == 2
    assert len(tally.evaluated) == 1
    assert len(tally.lost) == 2
    assert tally.injected == []
