"""Judging in the workspace: the queue, every button, resends, conflicts, the second person."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from threading import Barrier

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import HEADERS, add, enter
from tests.web.world import NOW, STIKSTOF, WONEN, Kamer, debate
from tracker import audit, feedback, judged, queries
from tracker.audit import AuditFilter
from tracker.database import read_scope, session_scope
from tracker.models import FeedbackTable
from tracker.records import Classification, Evidence, Feedback, Role, Verdict
from tracker.web.view.evidence import Piece, passages


@dataclass
class Desk:
    """Somebody who judges in the workspace."""

    client: TestClient
    engine: Engine
    token: str
    fields: dict[str, str] = field(default_factory=dict)

    def form(self, item_id: int) -> dict[str, str]:
        """Return the hidden fields of the forms of one item."""
        page = self.client.get(f"/beoordelen?stuk={item_id}").text
        found = dict(re.findall(r'name="(kenmerk|gezien|volgende)" value="([^"]*)"', page))
        return {"formulier": self.token, **found}

    def send(self, item_id: int, verdict: str, *chosen: str, **changed: str):  # type: ignore[no-untyped-def]
        fields: dict[str, object] = {**(self.fields or self.form(item_id)), "oordeel": verdict,
                                     "keuze": list(chosen), **changed}  # fmt: skip
        return self.client.post(
            f"/beoordelen/{item_id}", data=fields, headers=HEADERS, follow_redirects=False
        )

    def about(self, feedback_id: int, deed: str):  # type: ignore[no-untyped-def]
        return self.client.post(
            f"/beoordelen/oordeel/{feedback_id}/{deed}", data={"formulier": self.token},
            headers=HEADERS, follow_redirects=False,
        )  # fmt: skip

    def as_somebody_else(self, name: str) -> Desk:
        token = enter(self.client, self.engine, add(self.engine, Role.REDACTEUR, name))
        return Desk(self.client, self.engine, token)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One engine: judgements are tested on both in `test_feedback`."""
    return sqlite_url


@pytest.fixture
def desk(client: TestClient, engine: Engine) -> Desk:
    account = add(engine, Role.LOBBYIST, "Anneke", person="energie")
    return Desk(client, engine, enter(client, engine, account))


def said(engine: Engine, item_id: int) -> Classification:
    with read_scope(engine) as session:
        found = queries.stored_items(session, [item_id])[item_id].classification
    assert found is not None
    return found


def given(engine: Engine) -> list[Feedback]:
    with read_scope(engine) as session:
        return [one.feedback for one in reversed(judged.history(session))]


def slugs(engine: Engine, item_id: int) -> list[str]:
    return [match.slug for match in said(engine, item_id).dossiers]


def doubt(kamer: Kamer, number: int = 1, *matches: object) -> int:
    labels = matches or (STIKSTOF,)
    item = debate(f"Stikstof {number}", f"activiteit:{number}")
    return kamer.add(item, *labels, certain=False)  # type: ignore[arg-type]


def test_only_what_is_uncertain_waits_with_its_reasons(client: TestClient, kamer: Kamer) -> None:
    kamer.add(debate("Stikstof, maar onzeker"), STIKSTOF, certain=False)
    kamer.add(debate("Zeker raak", "activiteit:2"), STIKSTOF)
    kamer.add(debate("Misschien sport", "activiteit:3"), certain=False)
    kamer.add(debate("Verwijderd", "activiteit:4"), STIKSTOF, certain=False, deleted_at=NOW)

    page = client.get("/beoordelen").text
    second = client.get("/beoordelen?stuk=3").text

    assert "<span>nog</span> <strong>2</strong>" in page
    assert "<mark>Stikstof</mark>, maar onzeker" in page
    assert "Vrijwel zeker</span>, 92 procent" in page
    assert "De kans dat dit de provincies raakt is 40 procent." in second
    assert "Zeker raak" not in page
    assert "Verwijderd" not in page
    assert page.index("maar onzeker") < page.index("Misschien sport")
    assert 'name="oordeel"' not in page, "who is not signed in sees no buttons"
    assert 'href="/aanmelden?verder=/beoordelen%3Fstuk%3D1"' in page


def test_a_lezer_reads_along(client: TestClient, engine: Engine, kamer: Kamer) -> None:
    doubt(kamer)
    enter(client, engine, add(engine, Role.LEZER))

    page = client.get("/beoordelen").text

    assert "Met de rol lezer beoordeelt u niet." in page
    assert 'name="oordeel"' not in page


def test_the_queue_is_paged_and_filtered(client: TestClient, kamer: Kamer) -> None:
    for number in range(21):
        doubt(kamer, number)
    kamer.add(debate("Woningbouw", "activiteit:90"), WONEN, certain=False)

    first, later = client.get("/beoordelen").text, client.get("/beoordelen?pagina=2").text
    wonen = client.get("/beoordelen?dossier=wonen").text

    assert first.count('class="row-facts"') - 1 == 20
    assert "Volgende pagina" in first
    assert "Volgende pagina" not in later
    assert "Woningbouw" in wonen
    assert "Stikstof 1" not in wonen
    assert client.get("/beoordelen?pagina=0").status_code == 404
    assert client.get("/beoordelen?stuk=-1").status_code == 404
    assert client.get(f"/beoordelen?stuk={10**30}").status_code == 404


def test_nothing_waits_says_so(client: TestClient, desk: Desk) -> None:
    assert "Alles is beoordeeld" in client.get("/beoordelen").text


def test_accept_makes_it_certain_and_goes_on(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    first, second = doubt(kamer, 1), doubt(kamer, 2)
    shown = re.search(r'action="/beoordelen/(\d+)"', desk.client.get("/beoordelen").text)
    assert shown
    ids = (first, second) if int(shown[1]) == first else (second, first)

    answer = desk.send(ids[0], "accept", "stikstof")
    page = desk.client.get(answer.headers["location"]).text

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/beoordelen?stuk={ids[1]}"
    assert said(engine, ids[0]).certain
    assert said(engine, ids[0]).judged_by == "energie"
    assert [(one.verdict, one.by, one.via) for one in given(engine)] == [
        (Verdict.ACCEPT, "energie", "web")
    ]
    assert "Beoordeeld:" in page
    assert "Ongedaan maken" in page
    assert "<strong>1</strong>" in page


def test_change_takes_the_chosen_dossiers(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    item_id = doubt(kamer)

    desk.send(item_id, "change", "wonen", "natuur", "wonen", toelichting="  gaat over huizen ")

    assert slugs(engine, item_id) == ["wonen", "natuur"]
    assert given(engine)[0].before == ("stikstof",)
    assert given(engine)[0].note == "gaat over huizen"


def test_reject_takes_all_dossiers_away(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    item_id = doubt(kamer)

    desk.send(item_id, "reject", "stikstof")

    assert slugs(engine, item_id) == []
    assert not said(engine, item_id).relevant
    assert given(engine)[0].dossiers == ()


def test_every_judgement_is_in_the_log(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    desk.send(doubt(kamer), "change", "wonen")

    with read_scope(engine) as session:
        line = audit.lines(session, AuditFilter(what="judge"))[0]

    assert (line.by, line.what, line.allowed) == ("anneke@ipo.example", "judge.change", True)
    assert line.detail["before"] == ["stikstof"]
    assert line.detail["dossiers"] == ["wonen"]


def test_sent_twice_counts_once_whatever_the_button(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    desk.fields = desk.form(item_id)

    answers = [desk.send(item_id, "accept", "stikstof"), desk.send(item_id, "accept", "stikstof"),
               desk.send(item_id, "reject")]  # fmt: skip

    assert [one.status_code for one in answers] == [303, 303, 303]
    assert [one.verdict for one in given(engine)] == [Verdict.ACCEPT]
    assert slugs(engine, item_id) == ["stikstof"]


def test_judged_by_somebody_else_meanwhile_asks_again(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    desk.fields = desk.form(item_id)
    bas = desk.as_somebody_else("Bas")
    bas.send(item_id, "reject")
    desk.token = enter(desk.client, engine, _account(engine))
    desk.fields["formulier"] = desk.token

    answer = desk.send(item_id, "change", "wonen")

    assert answer.status_code == 409
    assert "Bas beoordeelde dit intussen: niet relevant." in answer.text
    assert "Uw oordeel is nog niet vastgelegd: Wonen" in answer.text
    assert re.search(r'value="wonen" checked', answer.text)
    assert len(given(engine)) == 1
    fresh = dict(re.findall(r'name="(kenmerk|gezien)" value="([^"]*)"', answer.text))
    desk.fields |= fresh
    assert desk.send(item_id, "change", "wonen").status_code == 303
    assert slugs(engine, item_id) == ["wonen"]


def _at_once(desks: list[Desk], item_id: int, forms: list[dict[str, str]]) -> list[int]:
    """Let everybody press a button at the same moment; return the answers."""
    ready = Barrier(len(desks))

    def press(place: int) -> int:
        ready.wait()
        fields = {**forms[place], "oordeel": "reject"}
        answer = desks[place].client.post(
            f"/beoordelen/{item_id}", data=fields, headers=HEADERS, follow_redirects=False
        )
        return int(answer.status_code)

    with ThreadPoolExecutor(len(desks)) as pool:
        return sorted(pool.map(press, range(len(desks))))


def test_two_people_at_once_are_one_judgement_and_one_question(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    other = Desk(TestClient(desk.client.app), engine, "").as_somebody_else("Bas")
    desks = [desk, other]

    assert _at_once(desks, item_id, [one.form(item_id) for one in desks]) == [303, 409]
    assert len(given(engine)) == 1


def test_one_form_sent_by_four_threads_is_one_judgement(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    form = desk.form(item_id)
    desks = [desk]
    for _ in range(3):
        client = TestClient(desk.client.app)
        client.cookies.update(dict(desk.client.cookies))
        desks.append(Desk(client, engine, desk.token))

    assert _at_once(desks, item_id, [form] * 4) == [303] * 4
    assert len(given(engine)) == 1


def _account(engine: Engine):  # type: ignore[no-untyped-def]
    from tracker import access

    with read_scope(engine) as session:
        return next(one for one in access.accounts(session) if one.name == "Anneke")


def test_an_item_that_changed_meanwhile_asks_again(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    desk.fields = {**desk.form(item_id), "gezien": "7::stikstof"}

    answer = desk.send(item_id, "accept", "stikstof")

    assert answer.status_code == 409
    assert "Dit stuk is intussen veranderd." in answer.text
    assert given(engine) == []


@pytest.mark.parametrize(
    ("verdict", "chosen", "status", "text"),
    [("change", (), 422, "Kies ten minste één dossier"),
     ("change", ("bestaat-niet",), 422, "Onbekend dossier"),
     ("misschien", (), 400, "Dit oordeel kennen wij niet."),
     ("", (), 400, "Dit oordeel kennen wij niet.")],
)  # fmt: skip
def test_what_cannot_be_taken_says_why(
    desk: Desk, engine: Engine, kamer: Kamer, verdict: str, chosen: tuple[str, ...], status: int,
    text: str,
) -> None:  # fmt: skip
    answer = desk.send(doubt(kamer), verdict, *chosen)

    assert answer.status_code == status
    assert text in answer.text
    assert given(engine) == []


def test_an_item_or_judgement_that_is_not_there(desk: Desk, kamer: Kamer) -> None:
    desk.fields = desk.form(doubt(kamer))

    assert desk.send(999, "reject").status_code == 404
    assert desk.about(999, "terug").status_code == 404
    assert desk.about(999, "bevestig").status_code == 404


def test_undo_puts_back_what_was_and_twice_is_harmless(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = doubt(kamer)
    desk.send(item_id, "change", "wonen")
    word = given(engine)[0]

    answers = [desk.about(word.id, "terug") for _ in range(2)]

    assert {one.headers["location"] for one in answers} == {f"/beoordelen?stuk={item_id}"}
    assert slugs(engine, item_id) == ["stikstof"]
    assert not said(engine, item_id).certain
    assert said(engine, item_id).judged_by == ""
    page = desk.client.get("/beoordelen/gedaan").text
    assert "teruggedraaid door Anneke" in page
    assert "Draai terug" not in page


def _far(engine: Engine, reach: int = 120) -> int:
    """Make the last judgement one that touches many items."""
    with session_scope(engine) as session:
        row = session.get_one(FeedbackTable, given(engine)[-1].id)
        row.reach = reach
        session.add(row)
    return int(row.id or 0)


def test_a_far_reaching_judgement_needs_somebody_else(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    desk.send(doubt(kamer), "change", "wonen")
    word = _far(engine)

    mine = desk.client.get("/beoordelen/tweede").text
    refused = desk.about(word, "bevestig")
    bas = desk.as_somebody_else("Bas")
    theirs = bas.client.get("/beoordelen/tweede").text
    agreed = [bas.about(word, "bevestig").status_code for _ in range(2)]

    assert "U hebt dit zelf beoordeeld; een ander moet het bevestigen." in mine
    assert "/bevestig" not in mine
    assert refused.status_code == 409
    assert "een ander moet het bevestigen" in refused.text
    assert "Volgens Anneke" in theirs
    assert "120 stukken" in theirs
    assert agreed == [303, 303]
    assert given(engine)[0].seconded_by.startswith("account-")
    assert "bevestigd door Bas" in bas.client.get("/beoordelen/gedaan").text
    assert "Geen oordeel wacht" in bas.client.get("/beoordelen/tweede").text


def test_the_page_of_an_item_takes_a_judgement_too(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    item_id = kamer.add(debate(), STIKSTOF)
    page = desk.client.get(f"/items/{item_id}").text
    fresh = dict(re.findall(r'name="(kenmerk|gezien|terug)" value="([^"]*)"', page))

    answer = desk.send(item_id, "reject", **fresh)
    after = desk.client.get(answer.headers["location"]).text

    assert answer.headers["location"] == f"/items/{item_id}"
    assert "<strong>Anneke</strong>: niet relevant" in after
    assert "Draai terug" in after
    assert "Dit is niet relevant voor de provincies; dat zei een collega." in after


def test_the_way_back_stays_here(desk: Desk, kamer: Kamer) -> None:
    answer = desk.send(doubt(kamer), "reject", terug="//evil.example/")

    assert answer.headers["location"] == "/"


def test_mentions_are_shown_once_each(client: TestClient, engine: Engine, kamer: Kamer) -> None:
    from tracker.models import ClassificationTable

    item_id = kamer.add(debate(), STIKSTOF)
    with session_scope(engine) as session:
        row = session.get_one(ClassificationTable, item_id)
        row.mentions = [{"text": text, "start": 0, "end": 3, "field": "text"}
                        for text in ("provincies", "IPO", "Provincies")]  # fmt: skip
        session.add(row)

    assert "Noemt: provincies, IPO<" in client.get(f"/items/{item_id}").text
    assert "Noemt: provincies, IPO<" in client.get("/agenda?week=2026-W49").text
    assert "Noemt" not in client.get("/bronnen").text


def test_hostile_words_are_text_everywhere(desk: Desk, engine: Engine, kamer: Kamer) -> None:
    evil = "<script>alert(1)</script>{{ 7*7 }}"
    item_id = kamer.add(
        debate(evil, text=evil),
        replace(STIKSTOF, evidence=(Evidence(evil[:8], 0, 8, "title"),)), certain=False,
    )  # fmt: skip
    desk.send(item_id, "change", "wonen", toelichting=evil)
    _far(engine)

    for path in ("/beoordelen", f"/beoordelen?stuk={item_id}", "/beoordelen/tweede",
                 "/beoordelen/gedaan", f"/items/{item_id}"):  # fmt: skip
        page = desk.client.get(path).text
        assert "<script>alert" not in page
        assert "49" not in re.sub(r"[0-9a-f]{64}|[\w-]{22}", "", page)


def test_long_texts_are_cut_to_what_matters() -> None:
    words = "woord " * 200
    found = passages((Piece(words, False), Piece("stikstof", True), Piece(words, False)))

    assert "".join(one.text for one in found).count("…") == 2
    assert [one.text for one in found if one.marked] == ["stikstof"]
    assert sum(len(one.text) for one in found) < 400
    assert len(passages((Piece(words, False),))[0].text) <= 400
    assert passages(()) == (Piece("", marked=False),)


def test_feedback_of_the_web_is_what_training_sees(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    desk.send(doubt(kamer), "change", "wonen")

    with read_scope(engine) as session:
        found = feedback.corrections(session)

    assert [(one.dossiers, one.seen.title) for one in found] == [(("wonen",), "Stikstof 1")]
