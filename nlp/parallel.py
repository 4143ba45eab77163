"""Classify in several child processes, in order and without holding everything."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from config.schema import Taxonomy
from tracker.errors import ModelError
from tracker.records import Classification, ClassifierInput

if TYPE_CHECKING:
    from nlp.classifier import Classifier

CHUNK = 1_000
AHEAD = 3
"""Chunks in flight per process: enough to keep it busy, few enough to stay small."""


class _Worker:
    """The classifier of a child process, built once when the process starts."""

    classifier: Classifier | None = None


def _start(taxonomy: Taxonomy, folder: Path) -> None:
    from nlp.classifier import load

    _Worker.classifier = load(taxonomy, folder)


def _classify(items: list[ClassifierInput]) -> list[Classification]:
    if _Worker.classifier is None:
        raise ModelError("the worker process has no classifier")
    return list(_Worker.classifier.classify_many(items))


def spread(
    taxonomy: Taxonomy, folder: Path, items: Iterable[ClassifierInput], processes: int
) -> Iterator[Classification]:
    """Yield classifications in the order of `items`.

    Raises ModelError when a child process dies.
    """
    source = iter(items)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, context, _start, (taxonomy, folder)) as pool:
        waiting: deque[Future[list[Classification]]] = deque()
        try:
            while True:
                while len(waiting) < AHEAD * processes and (chunk := list(islice(source, CHUNK))):
                    waiting.append(pool.submit(_classify, chunk))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        except BrokenProcessPool as error:
            raise ModelError("a classifier process stopped unexpectedly") from error
        finally:
            pool.shutdown(cancel_futures=True)
