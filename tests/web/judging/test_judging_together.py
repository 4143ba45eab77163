"""Several people at one item: resends, conflicts, and the second person."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from tests.web.accounts import HEADERS, enter
from tests.web.judging.desk import Desk, doubt, far, given, slugs
from tests.web.world import Kamer
from tracker.database import read_scope
from tracker.records import Verdict


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


def test_a_far_reaching_judgement_needs_somebody_else(
    desk: Desk, engine: Engine, kamer: Kamer
) -> None:
    desk.send(doubt(kamer), "change", "wonen")
    word = far(engine)

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
