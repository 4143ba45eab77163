"""The trained model: weights per word and part of a word, and how sure that makes it.

Stored as `model.json` (what it is and how good), `vocabulary.txt` and `weights.npz`; it
holds words and numbers, never the labelled items.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from nlp.features import Featurizer, Floats, Ids, Token, Vocabulary
from nlp.fillers import is_filler
from nlp.network import BLEND, Network
from nlp.text import Prepared
from tracker.errors import ModelError
from tracker.records import ClassifierInput, Evidence

FORMAT = 2
TERM_WEIGHT = 2.0
SIGN_WEIGHT = 0.3
"""Weight of the two signs: an outside phrase, a mention of the provinces."""

PAIR_FEATURES = 9
RELEVANCE_FEATURES = 6
MAX_WORDS = 4
MIN_SHARE = 0.1
MIN_SHARE_BESIDE_TERMS = 0.25
"""A word is evidence when it carries this share of what speaks for the label."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """From margins to chances: weights of two small logistic models."""

    pair: Floats
    bias: Floats
    relevance: Floats
    line: float


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Weights (columns x labels, the last label is "relevant"), network and calibration."""

    version: str
    slugs: tuple[str, ...]
    vocabulary: Vocabulary
    weights: Floats
    intercept: Floats
    network: Network
    calibration: Calibration
    about: dict[str, Any]


EUROPEAN_SOURCES = ("europe", "eur-lex", "eu ", "committee of the regions", "council of the eu")


def european(item: ClassifierInput) -> bool:
    """Tell whether an item comes from an institution of the EU."""
    source = item.source.lower()
    return item.language != "nl" or any(name in source for name in EUROPEAN_SOURCES)


def _sigmoid(values: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(values, -30, 30))), np.float32)


def with_terms(rows: sp.csr_matrix, terms: Floats, signs: Floats) -> sp.csr_matrix:
    """Return the rows with the term scores per dossier and the two signs as columns."""
    extra = sp.csr_matrix(np.hstack([terms * TERM_WEIGHT, signs * SIGN_WEIGHT]))
    return sp.hstack([rows, extra]).tocsr()


def pair_features(margins: Floats, terms: Floats, european: Floats) -> Floats:
    """Return (items, dossiers, PAIR_FEATURES): what the calibration sees of each pair.

    `margins` has one column more than there are dossiers: relevance, the last.
    """
    own, relevance = margins[:, :-1], margins[:, -1:]
    ranked = -np.sort(-own, axis=1)
    best, second = ranked[:, :1], ranked[:, 1:2]
    rival = np.where(own >= best, second, best)
    eu = european[:, None]
    ones = np.ones_like(own)
    columns = (
        own,
        terms,
        relevance * ones,
        own - rival,
        np.maximum(own, -1) * np.maximum(relevance, -1),
        eu * ones,
        eu * own,
        eu * terms,
        (terms > 0) * ones,
    )
    return np.stack(columns, axis=2).astype(np.float32)


def relevance_features(margins: Floats, terms: Floats, chances: Floats, eu: Floats) -> Floats:
    """Return (items, RELEVANCE_FEATURES) for the chance that an item is relevant."""
    best = margins[:, :-1].max(axis=1)
    highest = chances.max(axis=1)
    log_odds = np.log(np.clip(highest, 1e-4, 1 - 1e-4) / np.clip(1 - highest, 1e-4, 1))
    columns = (margins[:, -1], best, terms.max(axis=1), log_odds, eu, eu * log_odds)
    return np.stack(columns, axis=1).astype(np.float32)


def chances_of(calibration: Calibration, margins: Floats, terms: Floats, eu: Floats) -> Floats:
    """Return (items, dossiers): the chance that each dossier belongs to each item."""
    features = pair_features(margins, terms, eu)
    return _sigmoid(features @ calibration.pair + calibration.bias)


def relevance_of(
    calibration: Calibration, margins: Floats, terms: Floats, chances: Floats, eu: Floats
) -> Floats:
    """Return (items,): the chance that each item concerns the provinces."""
    features = relevance_features(margins, terms, chances, eu)
    return _sigmoid(features @ calibration.relevance[:-1] + calibration.relevance[-1])


def capped(chances: Floats, relevance: Floats) -> Floats:
    """Return the chances of dossiers, none above the chance that the item is relevant at all."""
    return np.minimum(chances, relevance[:, None])


class LinearStage:
    """A linear model in use."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model
        self.featurizer = Featurizer(model.vocabulary)
        self._promises: dict[str, float] = {}

    def promise(self, word: str) -> float:
        """Return the largest weight of a word for any dossier, squared; 0 when unknown."""
        if not self._promises:
            words = self.model.vocabulary.words
            best = self.model.weights[: len(words), :-1].max(axis=1)
            best = np.maximum(best * self.model.vocabulary.idf[: len(words)], 0) ** 2
            self._promises = dict(zip(words, best.tolist(), strict=True))
        return self._promises.get(word, 0.0)

    def margins(self, rows: sp.csr_matrix, terms: Floats, signs: Floats) -> Floats:
        """Return (items, dossiers + 1): signed distances to the lines between yes and no."""
        words = self.model.vocabulary.size
        weights, network = self.model.weights, self.model.network
        extra = np.hstack([terms * TERM_WEIGHT, signs * SIGN_WEIGHT])
        found = rows @ weights[:words] + extra @ weights[words:] + self.model.intercept
        summed = rows @ network.inner[:words] + extra @ network.inner[words:]
        return np.asarray(found + BLEND * network.log_odds(summed), np.float32)

    def words_for(
        self,
        label: int,
        prepared: Prepared,
        tokens: Sequence[Token],
        columns: Ids,
        values: Floats,
        share: float = MIN_SHARE,
        learned: Floats | None = None,
    ) -> tuple[Evidence, ...]:
        """Return the words of an item that carry at least `share` of a label, best first.

        `columns` (sorted) and `values` are the row of the item; `learned` are weights on
        top of the model's.
        """
        if not tokens or not len(columns):
            return ()
        told = (token.word for token in tokens if not is_filler(token.word))
        words = sorted({word for word in told if len(word) > 2})
        weights = self.model.weights[columns, label]
        if learned is not None:
            weights = weights + learned
        gains = self._gains(words, columns, values * weights)
        total = sum(gain for gain in gains.values() if gain > 0)
        ranked = sorted(gains, key=lambda word: (-gains[word], word))[:MAX_WORDS]
        chosen = [word for word in ranked if gains[word] > share * total > 0]
        first = {token.word: token for token in reversed(tokens)}
        return tuple(_evidence(first[word], prepared) for word in chosen)

    def _gains(self, words: Sequence[str], columns: Ids, values: Floats) -> dict[str, float]:
        """Return what each word, with its parts, adds; `columns` are sorted."""
        known = self.featurizer
        ids = [known.ids_of(word) for word in words]
        if not ids:
            return {}
        flat = np.concatenate(ids)
        place = np.minimum(np.searchsorted(columns, flat), len(columns) - 1)
        gain = np.where(columns[place] == flat, values[place], 0.0)
        sums = np.concatenate([[0.0], np.cumsum(gain)])
        ends = np.cumsum([len(found) for found in ids])
        totals = sums[ends] - sums[np.concatenate([[0], ends[:-1]])]
        return dict(zip(words, totals.tolist(), strict=True))


def _evidence(token: Token, prepared: Prepared) -> Evidence:
    field = prepared.field_at(token.start)
    start, end = token.start - field.start, token.end - field.start
    return Evidence(field.original[start:end], start, end, field.name)


def save(model: LinearModel, folder: Path) -> None:
    """Write the model; numbers are kept as 16-bit floats."""
    folder.mkdir(parents=True, exist_ok=True)
    vocabulary, calibration = model.vocabulary, model.calibration
    blocks = (vocabulary.words, vocabulary.parts, vocabulary.categories)
    text = "\n\n".join("\n".join(block) for block in blocks)
    (folder / "vocabulary.txt").write_text(text, encoding="utf-8", newline="\n")
    np.savez(
        folder / "weights.npz",
        weights=model.weights.astype(np.float16),
        idf=vocabulary.idf.astype(np.float16),
        intercept=model.intercept,
        inner=model.network.inner.astype(np.float16),
        inner_bias=model.network.inner_bias,
        outer=model.network.outer,
        outer_bias=model.network.outer_bias,
        pair=calibration.pair,
        bias=calibration.bias,
        relevance=calibration.relevance,
    )
    about = {
        "format": FORMAT,
        "version": model.version,
        "dossiers": list(model.slugs),
        "line": calibration.line,
        **model.about,
    }
    text = json.dumps(about, indent=1, ensure_ascii=False) + "\n"
    (folder / "model.json").write_text(text, encoding="utf-8")


def read(folder: Path) -> LinearModel:
    """Return the model in a folder.

    Raises ModelError when a file is missing, broken, or of another format.
    """
    try:
        about = json.loads((folder / "model.json").read_text(encoding="utf-8"))
        blocks = (folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n\n")
        with (folder / "weights.npz").open("rb") as file, np.load(file) as arrays:
            return _assemble(about, [tuple(block.split("\n")) for block in blocks], dict(arrays))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        raise ModelError(f"model in {folder} is not readable: {error}") from error


def _assemble(
    about: dict[str, Any], blocks: list[tuple[str, ...]], arrays: dict[str, npt.NDArray[Any]]
) -> LinearModel:
    if about.pop("format") != FORMAT:
        raise ValueError("another format")
    words, parts, categories = blocks
    vocabulary = Vocabulary(words, parts, categories, arrays["idf"].astype(np.float32))
    slugs = tuple(about.pop("dossiers"))
    weights = arrays["weights"].astype(np.float32)
    if weights.shape != (vocabulary.size + len(slugs) + 2, len(slugs) + 1):
        raise ValueError("weights do not fit the vocabulary")
    inner = arrays["inner"].astype(np.float32)
    if len(inner) != len(weights):
        raise ValueError("network does not fit the vocabulary")
    network = Network(inner, arrays["inner_bias"], arrays["outer"], arrays["outer_bias"])
    calibration = Calibration(
        arrays["pair"], arrays["bias"], arrays["relevance"], float(about.pop("line"))
    )
    version = str(about.pop("version"))
    return LinearModel(
        version, slugs, vocabulary, weights, arrays["intercept"], network, calibration, about
    )
