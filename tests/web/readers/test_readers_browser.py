"""A reader's way in a real browser: every page accessible, nothing sideways, no script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.tracker.reader_world import reader, wanted
from tests.web.accounts import add
from tests.web.chromium import OPEN, PHONE, launched, look, served
from tests.web.readers.post import ANNA, deliver, link_in, mails
from tests.web.world import NOW
from tracker import sessions
from tracker.database import session_scope
from tracker.jobs.workshop import Workshop
from tracker.records import Role

pytestmark = pytest.mark.browser
LIST = (
    "naam;e-mail;functie;provincie;bac\n"
    "Anna;anna@zeeland.example;Gedeputeerde;Zeeland;LG\n"
    "=1+1;bert@utrecht.example;;Utrecht;\n"
)
CONFIRM, PREFERENCES, STOP = "/abonneren/bevestigen", "/voorkeuren", "/afmelden-nieuwsbrief"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with launched() as found:
        yield found


@pytest.fixture
def served_workshop(tmp_path: Path) -> Iterator[tuple[Workshop, str]]:
    with served(tmp_path, lambda: NOW) as found:
        yield found


class Looker:
    """A page of which every state is looked at; `problems` is what was wrong."""

    def __init__(self, browser: Any) -> None:
        self.context = browser.new_context(**PHONE)
        self.page = self.context.new_page()
        self.problems: dict[str, object] = {}
        self.seen: list[str] = []
        self.page.on("console", lambda said: self.problems.setdefault(said.text, "console"))

    def look(self) -> None:
        """Look at this page in every view, with all its details."""
        title = self.page.title()
        self.seen.append(title)
        self.page.evaluate(OPEN)
        if wrong := look(self.page):
            self.problems[title] = wrong


def test_subscribe_confirm_choose_and_unsubscribe(
    browser: Any, served_workshop: tuple[Workshop, str]
) -> None:
    workshop, address = served_workshop
    eye = Looker(browser)
    page = eye.page

    page.goto(f"{address}/abonneren")
    eye.look()
    page.fill("#email", "anna@provincie")
    page.fill("#naam", "www.kwaad.example")
    page.click("text=Vraag Haagse Zaken aan")
    eye.look()
    page.click(".trouble a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "email"
    page.fill("#email", ANNA)
    page.fill("#naam", "Anna")
    page.check("#bac-landelijk-gebied")
    page.check("text=Zeeland")
    page.click("text=Vraag Haagse Zaken aan")
    eye.look()
    deliver(workshop)
    page.goto(address + link_in(mails(workshop.data_dir)[-1], CONFIRM))
    eye.look()
    assert wanted(workshop.engine) == []
    page.click("text=Bevestig mijn aanmelding")
    eye.look()
    assert wanted(workshop.engine) == [ANNA]
    deliver(workshop)
    welcome = mails(workshop.data_dir)[-1]
    page.goto(address + link_in(welcome, PREFERENCES))
    eye.look()
    page.check("text=Stuur mij ook een mail")
    page.check("#bac-digitalisering")
    page.click("text=Bewaar mijn voorkeuren")
    eye.look()
    assert page.inner_text("[role=status]") == "Uw voorkeuren zijn bewaard."
    assert page.is_checked("#bac-digitalisering")
    page.goto(address + link_in(welcome, STOP))
    eye.look()
    page.click("text=Stuur mij geen mail meer")
    eye.look()
    assert (wanted(workshop.engine), wanted(workshop.engine, "urgent")) == ([], [])
    for path in ("/privacy", "/voorkeuren", f"{STOP}/x"):
        page.goto(address + path)
        eye.look()
    eye.context.close()

    # the one page that is not found is a message in every browser's console
    eye.problems = {key: one for key, one in eye.problems.items() if "status of 4" not in key}
    assert eye.problems == {}
    assert len(set(eye.seen)) >= 10


def test_a_list_is_brought_in(
    browser: Any, served_workshop: tuple[Workshop, str], tmp_path: Path
) -> None:
    workshop, address = served_workshop
    made = reader(workshop.engine, "wilhelmina.van.oranje-nassau@provincie.example")
    account = add(workshop.engine, Role.BEHEERDER)
    with session_scope(workshop.engine) as session:
        token = sessions.start(session, account.id, NOW)
    eye = Looker(browser)
    eye.context.add_cookies([{"name": "hz-sessie", "value": token, "url": address}])
    page = eye.page
    (tmp_path / "lijst.csv").write_text(LIST, encoding="utf-8")
    (tmp_path / "fout.csv").write_text("naam;e-mail\nA;b\n", encoding="utf-8")

    page.goto(f"{address}/beheer/lezers")
    eye.look()
    page.set_input_files("#bestand", tmp_path / "fout.csv")
    page.click("text=Toon de verschillen")
    eye.look()
    page.set_input_files("#bestand", tmp_path / "lijst.csv")
    page.click("text=Toon de verschillen")
    eye.look()
    assert "formule" in page.inner_text("main")
    page.click("text=Voer de lijst door")
    eye.look()
    assert len(wanted(workshop.engine)) == 3
    page.goto(f"{address}/beheer/lezers/{made.id}")
    eye.look()
    eye.context.close()

    eye.problems = {key: one for key, one in eye.problems.items() if "status of 4" not in key}
    assert eye.problems == {}
