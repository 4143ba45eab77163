"""The whole way in a real browser: draft, edit, regenerate, conflict, check, approve, plan."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from newsletter import sealing
from tests.web.accounts import add
from tests.web.chromium import OPEN, PHONE, launched, look, served
from tests.web.judging_desk import page_of
from tests.web.world import COMMITMENT, MOTION, NOW, RICH, STIKSTOF, WONEN, Kamer
from tracker import approvals, blocks, corrections, dispatches, editing, editions, remarks
from tracker.database import read_scope, session_scope
from tracker.jobs import correcting, drafting
from tracker.jobs.workshop import Workshop
from tracker.models import DeliveryTable, SubscriberTable
from tracker.records import Choices, Edition, Role, Stage

pytestmark = pytest.mark.browser
WEEK = "2026-W48"
ROOT = f"/haagse-zaken/{WEEK}"
INTRO, SAVED = "intro:intro", "[data-stand]:has-text('Bewaard om')"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
REASON = "Voor deze proef klopt het zo."
World = tuple[Workshop, str]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A week of which the machine made the draft, its editors, and who gets the letter."""
    folder = tmp_path_factory.mktemp("drafted")
    with served(folder, lambda: NOW) as (workshop, _):
        kamer = Kamer(workshop.engine)
        kamer.add(RICH, STIKSTOF, WONEN)
        kamer.add(MOTION, STIKSTOF)
        kamer.add(COMMITMENT, STIKSTOF)
        drafting.draft(workshop, WEEK)
        for role, name in ((Role.REDACTEUR, "Anneke"), (Role.REDACTEUR, "Bram"),
                           (Role.EINDREDACTEUR, "Eva")):  # fmt: skip
            add(workshop.engine, role, name)
        with session_scope(workshop.engine) as session:
            for name in ("jan", "piet"):
                session.add(
                    SubscriberTable(
                        email=f"{name}@provincie.example", name=name.title(), state="active",
                        ground="bestuur", choices=Choices().to_json(), secret=name * 8,
                        created_at=NOW, province="Utrecht",
                    )
                )  # fmt: skip
    return folder


@pytest.fixture
def world(drafted: Path, tmp_path: Path) -> Iterator[World]:
    """A copy of that week, served."""
    with served(tmp_path, lambda: NOW, drafted) as found:
        yield found


def edition(workshop: Workshop) -> Edition:
    with read_scope(workshop.engine) as session:
        found = editions.load(session, WEEK)
    assert found is not None
    return found


def intro(workshop: Workshop) -> str:
    return str(next(one for one in edition(workshop).blocks if one.key == INTRO).human)


def by_bram(workshop: Workshop, text: str) -> None:
    """Let another editor be first with the same text."""
    seen = next(one for one in edition(workshop).blocks if one.key == INTRO).version
    with session_scope(workshop.engine) as session:
        editing.write(
            session, WEEK, INTRO, {"tekst": f"<p>{text}</p>"}, seen=seen, by="bram@ipo.example",
            now=NOW,
        )  # fmt: skip


class Keys:
    """Somebody who has a keyboard only."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, selector: str, key: str = "Enter") -> None:
        """Go with Tab to the first thing that fits, and press a key on it."""
        self.reach(selector)
        self.page.keyboard.press(key)

    def reach(self, selector: str) -> None:
        for _ in range(500):
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached with Tab")

    def write(self, selector: str, text: str) -> None:
        self.reach(selector)
        self.page.keyboard.type(text)


class Mouse(Keys):
    """The same with a mouse."""

    def press(self, selector: str, key: str = "Enter") -> None:
        del key
        self.page.click(f"{selector} >> nth=0")

    def reach(self, selector: str) -> None:
        self.page.focus(f"{selector} >> nth=0")


def edit(hand: Keys, workshop: Workshop, address: str) -> None:
    """Write in the intro, make another block anew, and settle what two wrote at once."""
    page = hand.page
    page.goto(f"{address}{ROOT}/redactie")
    hand.press("#bewerk-i-intro-intro")
    page.wait_for_selector("#i-intro-intro trix-editor")
    page.wait_for_function("document.querySelector('trix-editor').editor !== undefined")
    hand.reach("trix-editor")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Lees eerst het debat. ")
    page.wait_for_selector(SAVED)
    hand.press("[id^='i-toezeggingen'] summary")
    hand.press("[id^='opnieuw-i-toezeggingen']")
    page.wait_for_selector("#bericht:has-text('De computer maakte dit blok opnieuw')")
    assert "Lees eerst het debat." in intro(workshop)
    by_bram(workshop, "Bram was eerder.")
    hand.reach("trix-editor")
    page.keyboard.press("Control+Home")
    page.keyboard.type("Ook dit nog. ")
    page.wait_for_selector("#botsing-kop")
    assert "Bram was eerder." in page.inner_text("[data-botsing-vak]")
    page.evaluate("document.activeElement.blur()")
    hand.press("[data-botsing-vak] button")
    page.wait_for_selector("#botsing-kop", state="detached")


def check(hand: Keys, workshop: Workshop, address: str) -> int:
    """Set aside each open point with a reason; returns how many there were."""
    page, count = hand.page, 0
    page.goto(f"{address}{ROOT}/controle")
    while page.query_selector(".finding summary"):
        assert "Goedkeuren kan als" in page.content() or "eindredacteur keurt" in page.content()
        hand.press(".finding summary")
        hand.write(".finding details[open] input[name=reden]", REASON)
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]:has-text('Vastgelegd')")
        count += 1
        assert count < 60
    return count


def approve(hand: Keys, address: str) -> None:
    """Look at the letter, approve it and plan it."""
    page = hand.page
    page.goto(f"{address}{ROOT}/controle")
    hand.press(".forms a")
    page.wait_for_selector("iframe.preview-frame")
    page.goto(f"{address}{ROOT}/controle")
    hand.press("#gelezen", "Space")
    hand.press(".approve button.yes")
    page.wait_for_selector("[role=status]:has-text('U hebt deze versie goedgekeurd')")
    hand.press(".plan button.yes")
    page.wait_for_selector(".when:has-text('vrijdag 27 november 2026, 16.00 uur')")


@pytest.mark.parametrize("kind", [Mouse, Keys], ids=["mouse", "keyboard"])
def test_from_draft_to_plan(browser: Any, world: World, kind: type[Keys]) -> None:
    workshop, address = world
    editor = page_of(browser, workshop, address, "Anneke")
    trouble: list[str] = []
    editor.on("pageerror", lambda error: trouble.append(str(error)))
    hand = kind(editor)
    edit(hand, workshop, address)
    set_aside = check(hand, workshop, address)
    assert "Een eindredacteur keurt deze versie goed" in editor.content()
    chief = page_of(browser, workshop, address, "Eva")
    approve(kind(chief), address)

    with read_scope(workshop.engine) as session:
        approval = approvals.current(session, WEEK)
        assert approval is not None
        files = approvals.files(session, approval.id)
        sending = dispatches.present(session, WEEK)
        lost = [str(one.human) for one in remarks.history(session, WEEK, INTRO)]
    assert edition(workshop).status == Stage.SCHEDULED.value
    assert approval.by == "eva@ipo.example"
    assert len(approval.review["set_aside"]) == set_aside
    assert {one["by"] for one in approval.review["set_aside"]} <= {"anneke@ipo.example"}
    assert b"Eva heeft deze brief op maandag 23 november 2026" in files[sealing.MAIL]
    assert sending is not None
    assert sending.state == "planned"
    for text in ("Lees eerst het debat.", "Bram was eerder.", "Ook dit nog."):
        assert any(text in one for one in lost)
    assert trouble == []


def _sent(workshop: Workshop) -> None:
    """Do as if the approved letter went to everybody, and correct it."""
    with session_scope(workshop.engine) as session:
        for row in session.exec(select(DeliveryTable)).all():
            row.state = "sent"
        found = blocks.edition_row(session, WEEK, locked=True)
        assert found is not None
        found.status = Stage.SENT.value
    block = next(one for one in edition(workshop).blocks if one.kind == "toezegging")
    with session_scope(workshop.engine) as session:
        corrections.propose(
            session, WEEK, block.key, {"text": "De juiste toezegging."},
            "De toezegging was niet volledig.", by="anneke@ipo.example", now=NOW,
        )  # fmt: skip


def _states(page: Any, workshop: Workshop, address: str) -> Iterator[str]:
    """Bring the letter from state to state; yields the name of each page."""
    base = f"{address}{ROOT}"
    page.goto(f"{base}/controle")
    page.evaluate(OPEN)
    yield "open points"
    check(Mouse(page), workshop, address)
    page.goto(f"{base}/controle")
    yield "to approve"
    for form in ("mail", "mobiel", "donker", "tekst", "web", "persoonlijk"):
        page.goto(f"{base}/voorbeeld?vorm={form}")
        yield form
    approve(Mouse(page), address)
    yield "planned"
    _sent(workshop)
    page.goto(f"{base}/controle")
    yield "sent"
    key = next(one for one in edition(workshop).blocks if one.kind == "toezegging").key
    page.goto(f"{base}/correctie?blok={key}")
    page.evaluate(OPEN)
    yield "correction"
    correcting.approve(workshop, WEEK, 1, "eva@ipo.example")
    page.goto(f"{base}/correctie")
    yield "corrected"
    page.goto(base)
    yield "web edition"
    page.goto(f"{address}/haagse-zaken")
    yield "list"


def _mails(workshop: Workshop) -> list[str]:
    """Return the letter as it was sent, and the correction of it."""
    with read_scope(workshop.engine) as session:
        last, original = approvals.current(session, WEEK), approvals.original(session, WEEK)
        assert original is not None
        assert last is not None
        assert last.id != original.id
        return [approvals.file(session, one.id, sealing.MAIL).decode() for one in (original, last)]


def test_every_page_is_accessible_and_fits(browser: Any, world: World) -> None:
    page = page_of(browser, *world, "Eva", **PHONE)
    wrong = {name: look(page, RULES) for name in _states(page, *world)}
    page.context.close()
    assert len(wrong) == 14
    reader = browser.new_page(**PHONE)
    for number, mail in enumerate(_mails(world[0])):
        reader.set_content(mail)
        wrong[f"mail {number}"] = look(reader, RULES, ((320, "light"), (320, "dark")))

    assert {name: problems for name, problems in wrong.items() if problems} == {}
