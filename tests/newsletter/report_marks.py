"""How well the sentences of a report are chosen, against what a reader marked by hand.

`python -m tests.newsletter.report_marks` prints the table. Two baselines: the first sentence
of each turn, and every sentence with an expert term of the debate's dossiers.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from config.loader import load_taxonomy
from crawler.kamer.vlos import read_proceedings
from newsletter.report import choose, quotes
from newsletter.report.passages import by_turn
from nlp.terms import TermStage
from tracker.jobs.reporting import labelled
from tracker.records import Passage, Proceedings

MARKS = Path(__file__).with_name("report_marks.yaml")


@dataclass(frozen=True)
class Score:
    """How many sentences were chosen, and how many of them were marked, of how many."""

    debate: str
    way: str
    chosen: int
    right: int
    marked: int

    @property
    def precision(self) -> float:
        return self.right / self.chosen if self.chosen else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 0.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def samples() -> Path:
    """Return the folder of the captured verslagen."""
    base = Path(os.environ.get("HAAGSEZAKEN_SAMPLES", "../shared/sources/samples"))
    return base / "tweedekamer" / "verslag"


def debate_of(mark: dict[str, Any]) -> Proceedings:
    """Return the verslag of a marked debate, cut to it."""
    (path,) = samples().glob(f"*vlos_{mark['sitting']}*.xml")
    whole = read_proceedings(path.read_bytes())
    wanted = {
        place for place, part in enumerate(whole.activities) if part.number == mark["activity"]
    }
    turns = tuple(turn for turn in whole.turns if turn.activity in wanted)
    return replace(whole, turns=turns)


def ways(
    proceedings: Proceedings, passages: tuple[Passage, ...], own: list[str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield what each way of choosing chooses, by ids of sentences."""
    spoken = by_turn(passages)
    found = quotes.quotes(proceedings, spoken, quotes.setting(passages, own, proceedings.title))
    chosen = [*choose.said(found), *choose.answers(found)]
    yield "verslag", {one.id for quote in chosen for one in quote.passages}
    best = sorted(found, key=lambda quote: -quote.score)
    yield "beste 20", {quote.core.id for quote in best[:20]}
    yield "boven de lijn", {quote.core.id for quote in found if quote.score >= choose.LINE}
    members = {turn.id for turn in proceedings.turns if not turn.chair}
    yield "eerste zin", {group[0].id for turn, group in spoken.items() if turn in members}
    terms = (one for one in passages if one.turn in members)
    yield "zin met term", {one.id for one in terms if {slug for slug, _ in one.dossiers} & {*own}}


def scores() -> list[Score]:
    """Return the figures of every marked debate, then those of all together."""
    terms = TermStage(load_taxonomy())
    found = []
    for mark in yaml.safe_load(MARKS.read_text(encoding="utf-8")):
        proceedings = debate_of(mark)
        passages = labelled(terms, proceedings)
        wanted = set(mark["wanted"].split())
        assert wanted <= {one.id for one in passages}, mark["name"]
        for way, chosen in ways(proceedings, passages, mark["dossiers"]):
            right = len(chosen & wanted)
            found.append(Score(mark["name"], way, len(chosen), right, len(wanted)))
    return found + list(_together(found))


def _together(found: list[Score]) -> Iterator[Score]:
    for way in dict.fromkeys(score.way for score in found):
        same = [score for score in found if score.way == way]
        yield Score(
            "samen", way, sum(one.chosen for one in same), sum(one.right for one in same),
            sum(one.marked for one in same),
        )  # fmt: skip


def table(found: list[Score]) -> str:
    """Return the figures as lines of text."""
    lines = [f"{'debat':24} {'keuze':14} {'zinnen':>6} {'P':>5} {'R':>5} {'F1':>5}"]
    lines += [
        f"{one.debate:24} {one.way:14} {one.chosen:6d} {one.precision:5.2f} {one.recall:5.2f}"
        f" {one.f1:5.2f}"
        for one in found
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(scores()) + "\n")
