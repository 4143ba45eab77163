"""The simple linear baseline on the same items: how much does the whole pipeline cost?

TF-IDF over words (1, 2) and parts of words (3 to 5), one linear machine per dossier, no
evidence. Trained on the labelled items when they are at hand, else on the frozen invented
ones; then its vocabulary is small and it runs faster than in earnest.
"""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path

import numpy as np
import orjson

from config.loader import load_taxonomy

Figures = dict[str, float]
TRAINED_ON = 6_000
ITEMS = 10_000


def _labelled(gold: Path | None) -> list[tuple[str, list[str]]]:
    paths = sorted(gold.glob("*.jsonl")) if gold and gold.is_dir() else []
    if not paths:
        paths = [Path(__file__).parents[2] / "nlp/assets/frozen.jsonl"]
    rows = [json.loads(line) for path in paths for line in path.open(encoding="utf-8")]
    step = max(1, len(rows) // TRAINED_ON)
    return [
        (f"{row['title']} {row.get('text', '')[:600]}", row["dossiers"]) for row in rows[::step]
    ]


def classify_linear(database: Path, gold: Path | None) -> Figures:
    """Classify stored items with the baseline, in one process."""
    from scipy import sparse
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC

    slugs = [dossier.slug for dossier in load_taxonomy().dossiers]
    labelled = _labelled(gold)
    texts = [text for text, _ in labelled]
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    parts = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, sublinear_tf=True)
    rows = sparse.hstack([words.fit_transform(texts), parts.fit_transform(texts)]).tocsr()
    machines = []
    for slug in slugs:
        wanted = [slug in given for _, given in labelled]
        if any(wanted):
            machine = LinearSVC(tol=0.1, max_iter=50, random_state=0).fit(rows, wanted)
            machines.append(machine.coef_[0])
    weights = np.stack(machines, axis=1)
    items = _titles(database)
    started = time.perf_counter()
    for at in range(0, len(items), 512):
        batch = items[at : at + 512]
        found = sparse.hstack([words.transform(batch), parts.transform(batch)]).tocsr() @ weights
        (found > 0).any(axis=1)
    seconds = time.perf_counter() - started
    return {
        "items": len(items),
        "processes": 1,
        "trained_on": len(labelled),
        "seconds": seconds,
        "items_a_second": len(items) / seconds,
    }


def _titles(database: Path) -> list[str]:
    rows = sqlite3.connect(database).execute(
        "SELECT title, content FROM item WHERE rowid % 7 = 0 LIMIT ?", (ITEMS,)
    )
    return [f"{row[0]} {orjson.loads(row[1]).get('file_title', '')}" for row in rows]
