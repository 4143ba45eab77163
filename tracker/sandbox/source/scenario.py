"""The world behind the server: the example week and the steps taken from it."""

from datetime import datetime, timedelta

from tracker.sandbox.example import NOW, Example, lay_out
from tracker.sandbox.source import faults, steps
from tracker.sandbox.source.ids import guid_for
from tracker.sandbox.source.rows import Row
from tracker.sandbox.source.serialise import NAMESPACE
from tracker.sandbox.source.store import Store

CONTROLS = {
    "normal": "The fault that is on ends; OData v4 is back.",
    "odata-gone": "OData v4 answers 410.",
    "odata-not-found": "OData v4 answers 404.",
    "reset": "Back to the state before any step.",
}
REPUBLISH = "mass-republication"
STEP_APART = timedelta(minutes=10)


class StepError(ValueError):
    """The step is unknown (404) or was already taken and cannot be repeated (409)."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


class World:
    """The store as it is after some steps; the same steps give the same bytes.

    With a ``store`` of one's own (bulk tests) there is no example, and only mass re-publication and
    the faults can be asked for.
    """

    def __init__(self, taken: list[str], store: Store | None = None) -> None:
        self._example: Example | None = None if store else lay_out()
        self.store = store or self._laid_out().desk.store()
        self._taken: list[str] = []
        for name in taken:
            self.take(name)

    def take(self, name: str) -> int:
        """Take one step; returns the number of versions added. Raises StepError."""
        repeatable = name == REPUBLISH or name in steps.REPEATABLE
        if name in self._taken and not repeatable:
            raise StepError("al gedaan. Opnieuw beginnen: haagsezaken demo --fresh", 409)
        at = self._next_time()
        before = len(self.store.versions)
        if name == REPUBLISH:
            self._republish(at)
        elif name in faults.ROW_FAULTS:
            self._add_faulty(name, at)
        elif name in steps.STEPS and self._example:
            self._change(name, at)
        else:
            raise StepError(f"kies uit {', '.join(steps.STEPS)}, {REPUBLISH}", 404)
        self._taken.append(name)
        return len(self.store.versions) - before

    def _laid_out(self) -> Example:
        if self._example is None:
            raise StepError("this server runs without the example week", 404)
        return self._example

    def _next_time(self) -> datetime:
        """Ten minutes after the step before, and never before the newest row."""
        planned = NOW + STEP_APART * (len(self._taken) + 1)
        return max(planned, self.store.versions[-1].updated + timedelta(seconds=1))

    def _change(self, name: str, at: datetime) -> None:
        desk = self._laid_out().desk
        before = dict(desk.rows)
        steps.STEPS[name].action(self._laid_out(), self._taken.count(name))
        changed = [guid for guid, laid in desk.rows.items() if before.get(guid) != laid]
        self.store.resources.update(desk.files)
        for place, guid in enumerate(sorted(changed, key=before.__contains__)):
            self.store.add(desk.row(guid), at + timedelta(seconds=place))

    def _republish(self, at: datetime) -> None:
        for place, version in enumerate(self.store.latest()):
            self.store.add(version.row, at + timedelta(milliseconds=20 * place))

    def _add_faulty(self, name: str, at: datetime) -> None:
        if name == "unknown-category":
            row = Row("DebatStream", guid_for("DebatStream", "1"), {})
            xml = (
                f'<debatStream xmlns="{NAMESPACE}" xmlns:tk="{NAMESPACE}" id="{row.guid}" '
                'tk:bijgewerkt="2026-11-26T08:00:00" tk:verwijderd="false">'
                "<adres>rtsp://voorbeeld</adres></debatStream>"
            )
            self.store.add(row, at, xml=xml.encode(), fault=name)
            return
        activity = Row("Activiteit", guid_for("Activiteit", "zonder velden"), {"locatie": None})
        self.store.add(activity, at, fault=name)
        document = Row("Document", guid_for("Document", "zonder id"), {})
        bare = f'<document xmlns="{NAMESPACE}"><soort>Motie</soort></document>'
        self.store.add(document, at, xml=bare.encode(), fault=name)


def catalogue() -> dict[str, str]:
    """Every step, fault and control with what it does."""
    republish = {REPUBLISH: "All rows again, same content, new tokens and times."}
    told = {name: step.description for name, step in steps.STEPS.items()}
    return {**told, **republish, **faults.FAULTS, **CONTROLS}
