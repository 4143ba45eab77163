"""Several workers, each with a nursery and a source of its own, that share one base."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from tests.faults.processes import Nursery
from tests.faults.world import World, second, world

Result = TypeVar("Result")
Job = Callable[[World], Result]


class Crew:
    """Does jobs side by side."""

    def __init__(self, worlds: Sequence[World]) -> None:
        self.worlds = worlds

    @property
    def first(self) -> World:
        return self.worlds[0]

    def do(self, jobs: Sequence[Job[Result]], done: Callable[[Result], None]) -> list[Result]:
        """Return the results in the order of the jobs; raises what a job raised."""
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for number in range(len(jobs)):
            waiting.put(number)
        results: dict[int, Result] = {}
        errors: list[BaseException] = []

        def work(place: World) -> None:
            while not errors:
                try:
                    number = waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    results[number] = jobs[number](place)
                    done(results[number])
                except BaseException as error:  # noqa: BLE001  handed to the caller
                    errors.append(error)

        threads = [threading.Thread(target=work, args=(place,)) for place in self.worlds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if errors:
            raise errors[0]
        return [results[number] for number in range(len(jobs))]


@contextmanager
def crew(folder: Path, size: int) -> Iterator[Crew]:
    """Start the workers and prepare the base that they share."""
    with ExitStack() as stack:
        nurseries = [stack.enter_context(Nursery()) for _ in range(size)]
        first = stack.enter_context(world(folder, nurseries[0]))
        others = [
            stack.enter_context(second(first, nursery, str(number)))
            for number, nursery in enumerate(nurseries[1:], 2)
        ]
        yield Crew([first, *others])
