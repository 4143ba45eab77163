"""Split labelled items so that near-duplicates never sit on both sides.

Titles of one debate series differ in a date or a name, moties on one Kamerstukdossier in
a clause. `near` keeps near-duplicate titles together, `file` all items of one
Kamerstukdossier as well: stricter than real life, where old dossiers keep coming back.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from nlp.text import Prepared

Grouping = Literal["near", "file"]
_WORD = re.compile(r"\w+")
SERIES_WORDS = 9
"""Two titles that begin with the same nine words are one series."""


def group_of(prepared: Prepared, grouping: Grouping) -> str:
    """Return the name of the group an item belongs to."""
    title, file_title = prepared.fields[0].text, prepared.fields[1].text.strip().lower()
    if grouping == "file" and file_title:
        return f"file:{file_title}"
    words = [word for word in _WORD.findall(title.lower()) if not word.isdigit()]
    if len(words) >= SERIES_WORDS:
        return "series:" + " ".join(words[:SERIES_WORDS])
    if len(words) >= 3:
        return "words:" + " ".join(sorted(set(words)))
    return f"short:{' '.join(words)}|{file_title}"


def assign(groups: Sequence[str], careful: Sequence[bool], folds: int) -> npt.NDArray[np.int64]:
    """Return a fold per item; whole groups, spread evenly over all and over careful items."""
    sizes = Counter(groups)
    careful_sizes = Counter(group for group, flag in zip(groups, careful, strict=True) if flag)
    order = sorted(sizes, key=lambda group: (-sizes[group], _digest(group)))
    load = np.zeros((folds, 2))
    fold: dict[str, int] = {}
    for group in order:
        measure = 1 if careful_sizes[group] else 0
        best = int(np.lexsort((load[:, 0], load[:, measure]))[0])
        fold[group] = best
        load[best] += (sizes[group], careful_sizes[group])
    return np.array([fold[group] for group in groups])


def _digest(group: str) -> str:
    return hashlib.sha256(group.encode("utf-8", "replace")).hexdigest()
