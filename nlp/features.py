"""Words, pairs of words and parts of words as one sparse row per item.

TF-IDF over words (1 and 2) and over parts of words (3 to 5 letters, with a space at the
edges), each block with length one, then kind and committee. Parts stay inside a word,
so they are looked up once per word and remembered.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlp.text import Prepared
from tracker.records import ClassifierInput

Ids = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]

TEXT_CHARS = 600
"""Of the text only this much is read by the linear model: the labelled items have no more."""

CATEGORY_WEIGHT = 0.3
MAX_CACHED_WORDS = 300_000
_WORD = re.compile(r"\w+")
_PARENTHESES = re.compile(r"\(.*?\)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of an item in lower case, at its place in `Prepared.text`."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known words and pairs, parts of words and categories, with their IDF."""

    words: tuple[str, ...]
    parts: tuple[str, ...]
    categories: tuple[str, ...]
    idf: Floats

    @property
    def size(self) -> int:
        """Return the number of columns."""
        return len(self.words) + len(self.parts) + len(self.categories)


def tokens_of(prepared: Prepared) -> list[Token]:
    """Return the words of all fields, of the text only the start."""
    limit = prepared.fields[-1].start + TEXT_CHARS
    text = prepared.text[:limit]
    return [Token(m.group().lower(), m.start(), m.end()) for m in _WORD.finditer(text)]


def parts_of(word: str) -> list[str]:
    """Return the parts of 3 to 5 letters of a word with a space on both sides."""
    padded = f" {word} "
    length = len(padded)
    if length <= 3:
        return [padded]
    return [
        padded[start : start + size]
        for size in (3, 4, 5)
        for start in range(length - size + 1)
        if size <= length
    ]


def categories_of(item: ClassifierInput) -> list[str]:
    """Return kind and committee as features; a committee without its years."""
    committee = _PARENTHESES.sub("", item.committee).strip().lower()
    return [f"kind={item.kind.lower()}", f"committee={committee}"]


def learn_vocabulary(
    items: Sequence[tuple[ClassifierInput, Prepared]], words_in: int = 2, parts_in: int = 3
) -> Vocabulary:
    """Return the words in at least `words_in` items and the parts in at least `parts_in`."""
    word_items: Counter[str] = Counter()
    part_items: Counter[str] = Counter()
    category_items: Counter[str] = Counter()
    for item, prepared in items:
        words = [token.word for token in tokens_of(prepared)]
        word_items.update(set(words) | {f"{a} {b}" for a, b in pairwise(words)})
        part_items.update({part for word in set(words) for part in parts_of(word)})
        category_items.update(categories_of(item))
    kept_words = sorted(word for word, count in word_items.items() if count >= words_in)
    kept_parts = sorted(part for part, count in part_items.items() if count >= parts_in)
    categories = sorted(name for name, count in category_items.items() if count >= 2)
    counts = [word_items[word] for word in kept_words] + [part_items[p] for p in kept_parts]
    idf = np.log((1 + len(items)) / (1 + np.array(counts, np.float64))) + 1
    weights = np.concatenate([idf, np.full(len(categories), CATEGORY_WEIGHT)])
    return Vocabulary(
        tuple(kept_words), tuple(kept_parts), tuple(categories), weights.astype(np.float32)
    )


class Featurizer:
    """Turns items into sparse rows; remembers the parts of the words it has met."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._words = {word: i for i, word in enumerate(vocabulary.words)}
        first = len(self._words)
        self._parts = {part: first + i for i, part in enumerate(vocabulary.parts)}
        first += len(self._parts)
        self._categories = {name: first + i for i, name in enumerate(vocabulary.categories)}
        self._known: dict[str, Ids] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the vocabulary that fixes the columns."""
        return self._vocabulary

    def ids_of(self, word: str) -> Ids:
        """Return the columns of a word: of its known parts, then its own if it is known."""
        ids = self._known.get(word)
        if ids is None:
            if len(self._known) > MAX_CACHED_WORDS:
                self._known.clear()
            parts = self._parts
            found = [parts[part] for part in parts_of(word) if part in parts]
            own = self._words.get(word)
            ids = self._known[word] = np.array(found if own is None else [*found, own], np.int32)
        return ids

    def part_ids(self, word: str) -> Ids:
        """Return the columns of the known parts of a word."""
        ids = self.ids_of(word)
        return ids[:-1] if word in self._words else ids

    def word_ids(self, words: Sequence[str]) -> list[int]:
        """Return the columns of the known words and pairs, in order, with repeats."""
        known = self._words
        ids = [known[word] for word in words if word in known]
        pairs = (f"{a} {b}" for a, b in pairwise(words))
        ids.extend(known[pair] for pair in pairs if pair in known)
        return ids

    def transform(self, items: Iterable[tuple[ClassifierInput, Sequence[Token]]]) -> sp.csr_matrix:
        """Return one row per item, columns sorted: TF-IDF, each block of length one."""
        words: list[list[int]] = []
        parts: list[Ids] = []
        others: list[list[int]] = []
        for item, tokens in items:
            spelled = [token.word for token in tokens]
            words.append(self.word_ids(spelled))
            arrays = [self.part_ids(word) for word in spelled]
            parts.append(np.concatenate(arrays) if arrays else np.empty(0, np.int32))
            names = categories_of(item)
            others.append([self._categories[name] for name in names if name in self._categories])
        blocks = (self._block(words, True), self._block(parts, True), self._block(others, False))
        rows = sum(blocks[1:], blocks[0])
        rows.sort_indices()
        return rows

    def _block(self, rows: Sequence[Sequence[int] | Ids], scale: bool) -> sp.csr_matrix:
        """Return the rows of one block; with `scale` as TF-IDF of length one."""
        columns = np.concatenate([np.asarray(row, np.int32) for row in rows])
        starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
        matrix = sp.csr_matrix(
            (np.ones(len(columns), np.float32), columns, starts),
            shape=(len(rows), self._vocabulary.size),
        )
        matrix.sum_duplicates()
        if scale:
            matrix.data = 1 + np.log(matrix.data)
        matrix.data *= self._vocabulary.idf[matrix.indices]
        if scale:
            lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
            matrix.data /= np.repeat(np.maximum(lengths, 1e-6), np.diff(matrix.indptr))
        return matrix
