"""What a source server must remember: the steps taken and the fault that is on."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(slots=True)
class Fault:
    """A fault that is on. ``times`` counts down to zero; None means until ``normal``.

    ``seconds`` is the delay of ``slow``; ``retry_after`` the header of 503 and 429.
    """

    name: str
    times: int | None = None
    seconds: float = 5.0
    retry_after: int = 1


@dataclass(slots=True)
class State:
    """Steps in the order taken, the fault, and the HTTP status that OData v4 gives when gone."""

    steps: list[str] = field(default_factory=list)
    fault: Fault | None = None
    v4_gone: int | None = None


def load(path: Path) -> State:
    """The state in that file, or a fresh one."""
    if not path.exists():
        return State()
    data = json.loads(path.read_text(encoding="utf-8"))
    fault = Fault(**data["fault"]) if data["fault"] else None
    return State(data["steps"], fault, data["v4_gone"])


def save(path: Path, state: State) -> None:
    """Write the state; a crash leaves the old or the new file, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(state), indent=1), encoding="utf-8")
    draft.replace(path)
