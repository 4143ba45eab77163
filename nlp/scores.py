"""Write the figures that a model carries as a page, and compare two models' figures.

`python -m nlp.scores --model nlp/model --out docs/model-scores.md` writes the page.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

PARTS = {
    "dutch": "Dutch, careful set",
    "eu": "EU, careful set",
    "dutch_random": "Dutch, drawn at random",
    "dutch_all": "Dutch, all",
    "eu_other": "EU, the other items",
}
FIGURES = {
    "micro_f1": "micro-F1",
    "macro_f1": "macro-F1",
    "bac_f1": "BAC micro-F1",
    "relevance_precision": "relevance precision",
    "relevance_recall": "relevance recall",
    "recall_at_precision_85": "recall at precision 0.85",
    "calibration_error": "calibration error",
}
NOISE = 0.01
"""Two trainings on the same items may differ this much, besides the interval."""

Scores = Mapping[str, Any]


def read_scores(folder: Path) -> Scores:
    """Return what `model.json` in a folder says; empty when there is none."""
    path = folder / "model.json"
    if not path.exists():
        return {}
    found: Scores = json.loads(path.read_text(encoding="utf-8"))
    return found


def _parts(scores: Scores, grouping: str = "near") -> Mapping[str, Scores]:
    found: Mapping[str, Scores] = (
        (scores.get("cross_validation") or {}).get(grouping, {}).get("parts", {})
    )
    return found


def compare(new: Scores, shipped: Scores) -> list[tuple[str, str, float, float | None, bool]]:
    """Return (part, figure, new, shipped, reproduced) for each figure of both."""
    before = _parts(shipped)
    rows = []
    for part, scores in _parts(new).items():
        old = before.get(part, {})
        low, high = scores["interval"]
        room = max(NOISE, (high - low) / 2)
        for figure in FIGURES:
            was = old.get(figure)
            same = was is None or abs(scores[figure] - was) <= room
            rows.append((PARTS[part], FIGURES[figure], scores[figure], was, same))
    return rows


def as_text(new: Scores, shipped: Scores) -> str:
    """Return the comparison as lines for a terminal, the verdict last."""
    rows = compare(new, shipped)
    lines = [f"{'part':24}{'figure':28}{'now':>8}{'shipped':>9}"]
    for part, figure, now, was, same in rows:
        before = "" if was is None else f"{was:.4f}"
        lines.append(f"{part:24}{figure:28}{now:8.4f}{before:>9}{'' if same else '  differs'}")
    known = [row for row in rows if row[3] is not None]
    odd = [row for row in known if not row[4]]
    verdict = f"{len(known) - len(odd)} of {len(known)} shipped scores reproduced within noise."
    return "\n".join([*lines, verdict if known else "No shipped scores to compare with."])


def page(scores: Scores) -> str:
    """Return the figures as Markdown."""
    data = scores["data"]
    lines = [
        "# Scores of the model",
        "",
        "Written by `python -m nlp.scores`; do not edit. What the figures mean and how far to",
        "trust them: [decision 4](decisions/0004-classifier.md).",
        "",
        f"Model `{scores['version']}`, trained on {data['items']:,} labelled items. Five folds,",
        "near-duplicate titles in one fold; a dossier is given from the same line as in use.",
    ]
    for grouping, title in (("near", ""), ("file", " (whole Kamerstukdossiers apart)")):
        if _parts(scores, grouping):
            lines += ["", f"## In short{title}", "", *_table(_parts(scores, grouping))]
    lines += _curve(scores)
    for part in ("dutch_all", "dutch", "eu"):
        if part in _parts(scores):
            lines += ["", f"## Per dossier: {PARTS[part]}", "", *_dossiers(_parts(scores)[part])]
    return "\n".join(lines) + "\n"


def _table(parts: Mapping[str, Scores]) -> list[str]:
    lines = ["| | items | micro-F1 (95 %) | " + " | ".join(list(FIGURES.values())[1:]) + " |"]
    lines.append("| --- | --- |" + " --- |" * len(FIGURES))
    for part, scores in parts.items():
        low, high = scores["interval"]
        rest = " | ".join(f"{scores[figure]:.3f}" for figure in list(FIGURES)[1:])
        micro = f"{scores['micro_f1']:.3f} ({low:.3f}-{high:.3f})"
        lines.append(f"| {PARTS[part]} | {scores['items']:,} | {micro} | {rest} |")
    return lines


def _curve(scores: Scores) -> list[str]:
    curve = scores.get("learning_curve")
    if not curve:
        return []
    lines = ["", "## Learning curve", "", "Dutch items of one fold, by the linear machines alone."]
    lines += ["", "| labelled items to learn from | micro-F1 |", "| --- | --- |"]
    return [*lines, *(f"| {point['items']:,} | {point['micro_f1']:.3f} |" for point in curve)]


def _dossiers(scores: Scores) -> list[str]:
    lines = [
        "| dossier | items | precision | recall | F1 (95 %) |",
        "| --- | --- | --- | --- | --- |",
    ]
    for slug, one in sorted(scores["dossiers"].items(), key=lambda pair: pair[1]["f1"]):
        low, high = one["interval"]
        f1 = f"{one['f1']:.2f} ({low:.2f}-{high:.2f})"
        lines.append(
            f"| {slug} | {one['support']} | {one['precision']:.2f} | {one['recall']:.2f} | {f1} |"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the page of a model."""
    parser = argparse.ArgumentParser(prog="python -m nlp.scores", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="folder of the model")
    parser.add_argument("--out", type=Path, required=True, help="Markdown file to write")
    options = parser.parse_args(arguments)
    options.out.write_text(page(read_scores(options.model)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
