"""The judge sees what is lost, doubled, altered and left lying."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from tests.faults.ledger import Ledger, compare

MOVED = ("activiteit:1", "change:a|#kanaal|moved", False)
ROOM = ("activiteit:1", "change:b|#kanaal|room", True)
ROW = ("row", "tweedekamer", "zaal", "1", "FF", 0)
TOKEN = ("token", "tweedekamer", "all", "12")
GOOD = Ledger(
    told=Counter([MOVED, ROOM]),
    tops={MOVED: "Verplaatst", ROOM: "Andere zaal"},
    stored=Counter([ROW, TOKEN]),
    unsettled={"runs left open": 0},
)


def test_the_same_is_good() -> None:
    assert GOOD.is_quiet
    assert compare(GOOD, GOOD).is_good
    assert compare(GOOD, GOOD).describe() == ""


def test_a_message_less_is_lost_and_one_more_is_doubled() -> None:
    less = compare(replace(GOOD, told=Counter([MOVED])), GOOD)
    more = compare(replace(GOOD, told=Counter([MOVED, ROOM, ROOM])), GOOD)

    assert (less.lost, less.doubled, less.is_good) == ((ROOM,), (), False)
    assert (more.lost, more.doubled, more.is_good) == ((), (ROOM,), False)


def test_a_message_outside_its_thread_is_lost_and_extra() -> None:
    outside = (*ROOM[:2], False)

    found = compare(replace(GOOD, told=Counter([MOVED, outside])), GOOD)

    assert (found.lost, found.doubled) == ((ROOM,), (outside,))


def test_another_text_or_another_row_is_seen() -> None:
    text = compare(replace(GOOD, tops={**GOOD.tops, MOVED: "Nieuw"}), GOOD)
    rows = compare(replace(GOOD, stored=Counter([TOKEN])), GOOD)
    extra = replace(GOOD, stored=Counter([ROW, (*TOKEN[:3], "13")]))

    assert text.altered == (MOVED,)
    assert rows.rows_lost == (ROW,)
    assert not compare(extra, GOOD).is_good
    assert compare(extra, GOOD, extra_rows=True).is_good


def test_what_is_left_lying_is_not_good() -> None:
    found = compare(replace(GOOD, unsettled={"runs left open": 1}), GOOD)

    assert not found.is_good
    assert found.describe() == "runs left open: 1"
