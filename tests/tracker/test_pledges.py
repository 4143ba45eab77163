"""Toezeggingen and aangenomen moties: their stage, and the letters tied to a motie."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from tests.web.world import COMMITMENT, MOTION, NOW, STIKSTOF, WONEN, Kamer
from tracker import pledges
from tracker.database import read_scope, session_scope
from tracker.models import SourceLinkTable
from tracker.overview import Scope
from tracker.pledges import Stage
from tracker.records import ItemKind, ScrapedItem, Status

TODAY = NOW.date()
STIKSTOF_ONLY = Scope(dossier="stikstof")


@pytest.fixture
def kamer(engine: Engine) -> Kamer:
    return Kamer(engine)


def _promise(key: str, days: int | None, status: Status = Status.OPEN) -> ScrapedItem:
    due = TODAY + timedelta(days=days) if days is not None else None
    return replace(COMMITMENT, key=f"toezegging:{key}", title=key, due_on=due, status=status)


def _titles(engine: Engine, stage: Stage, scope: Scope = STIKSTOF_ONLY) -> list[str]:
    with read_scope(engine) as session:
        return [one.item.title for one in pledges.commitments(session, scope, stage, TODAY).items]


def test_each_stage_holds_its_own_and_stands_by_day(engine: Engine, kamer: Kamer) -> None:
    kamer.add(_promise("zonder dag", None), STIKSTOF)
    for title, days in (("ver weg", 90), ("vandaag", 0), ("te laat", -1), ("veel te laat", -40)):
        kamer.add(_promise(title, days), STIKSTOF)
    kamer.add(_promise("gedaan", -5, Status.DONE), STIKSTOF)
    kamer.add(_promise("vervallen", -5, Status.LAPSED), STIKSTOF)
    kamer.add(_promise("wonen", -5), WONEN)

    assert _titles(engine, Stage.OPEN) == [
        "veel te laat", "te laat", "vandaag", "ver weg", "zonder dag",
    ]  # fmt: skip
    assert _titles(engine, Stage.LATE) == ["veel te laat", "te laat"]
    assert _titles(engine, Stage.SOON) == ["vandaag"]
    assert _titles(engine, Stage.KEPT) == ["gedaan"]
    assert "vervallen" in _titles(engine, Stage.ALL)
    assert _titles(engine, Stage.LATE, Scope(dossiers=("wonen",))) == ["wonen"]


def test_the_stage_of_one_is_that_of_the_list(engine: Engine, kamer: Kamer) -> None:
    for days, status in ((-1, Status.OPEN), (0, Status.OPEN), (90, Status.OPEN), (3, Status.DONE)):
        kamer.add(_promise(f"{days}", days, status), STIKSTOF)

    with read_scope(engine) as session:
        found = pledges.commitments(session, STIKSTOF_ONLY, Stage.ALL, TODAY).items

    stages = {one.item.title: pledges.stage_of(one, TODAY) for one in found}
    assert stages == {"-1": Stage.LATE, "0": Stage.SOON, "90": Stage.OPEN, "3": Stage.KEPT}


def _motion(key: str, outcome: str, on: date = TODAY) -> ScrapedItem:
    title = f'Motie {key} “"outcome":"aangenomen”'
    return replace(
        MOTION, key=f"zaak:{key}", number=key, title=title, outcome=outcome, published_on=on
    )


def test_only_adopted_motions_of_the_period_count(engine: Engine, kamer: Kamer) -> None:
    wanted = kamer.add(_motion("1", "aangenomen"), STIKSTOF)
    kamer.add(_motion("2", "verworpen"), STIKSTOF)
    kamer.add(_motion("3", ""), STIKSTOF)
    kamer.add(_motion("4", "aangenomen", TODAY - timedelta(days=400)), STIKSTOF)
    kamer.add(_motion("5", "aangenomen"), WONEN)
    since = TODAY - timedelta(days=300)

    with read_scope(engine) as session:
        found = pledges.adopted(session, STIKSTOF_ONLY, since)

    assert [one.id for one in found] == [wanted]


def _tie(kamer: Kamer, key: str, target: str) -> None:
    with session_scope(kamer.engine) as session:
        session.add(
            SourceLinkTable(
                source="tweedekamer", category="zaak", key=key, relation="gerelateerdVanuit",
                target=target,
            )
        )  # fmt: skip


def test_a_motion_is_answered_by_later_letters_tied_either_way(
    engine: Engine, kamer: Kamer
) -> None:
    kamer.add(_motion("m1", "aangenomen"), STIKSTOF)
    kamer.add(_motion("m2", "aangenomen"), STIKSTOF)
    later, letter = TODAY + timedelta(days=9), replace(MOTION, kind=ItemKind.KAMERBRIEF)
    first = kamer.add(replace(letter, key="zaak:b1", published_on=later))
    second = kamer.add(replace(letter, key="zaak:b2", published_on=later + timedelta(days=1)))
    kamer.add(replace(letter, key="zaak:b3", published_on=TODAY - timedelta(days=1)))
    kamer.add(replace(MOTION, key="zaak:m3", published_on=later))
    _tie(kamer, "b2", "m1")
    for target in ("b1", "b3", "m3", "unknown"):
        _tie(kamer, "m1", target)

    with read_scope(engine) as session:
        motions = pledges.adopted(session, STIKSTOF_ONLY, TODAY)
        found = pledges.letters_about(session, motions)

    by_number = {one.item.number: [other.id for other in found[one.id]] for one in motions}
    assert by_number == {"m1": [first, second], "m2": []}


def test_without_motions_nothing_is_asked(engine: Engine) -> None:
    with read_scope(engine) as session:
        assert pledges.letters_about(session, ()) == {}
