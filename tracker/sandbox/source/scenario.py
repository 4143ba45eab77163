"""The steps by which the source moves on, and what each of them adds to the feed."""

from tracker.sandbox.example import build
from tracker.sandbox.source import faults
from tracker.sandbox.source.store import Store

CONTROLS = {
    "normal": "The fault that is on ends; OData v4 is back.",
    "odata-gone": "OData v4 answers 410.",
    "odata-not-found": "OData v4 answers 404.",
    "reset": "Back to the state before any step.",
}


class StepError(ValueError):
    """The step is unknown (404) or cannot be taken again (409)."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def rebuild(steps: list[str]) -> Store:
    """The store after these steps, the same for the same steps."""
    store = build()
    for place, name in enumerate(steps):
        take(store, name, steps[:place])
    return store


def take(store: Store, name: str, earlier: list[str]) -> None:
    raise StepError(f"unknown step {name}", 404)


def catalogue() -> dict[str, str]:
    """Every step, fault and control with what it does."""
    return {**faults.FAULTS, **CONTROLS}
