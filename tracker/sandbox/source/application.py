"""What the stand-in answers: routes, faults and scenario control, without sockets."""

import json
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from tracker.sandbox.source import faults, feed, metadata, odata, scenario, state
from tracker.sandbox.source.feed import FeedQuery
from tracker.sandbox.source.replies import Reply, Request, conditional
from tracker.sandbox.source.store import Store

ROBOTS = b"User-agent: *\nDisallow: /_scenario\nAllow: /\n"
ATOM = "application/atom+xml; charset=utf-8"
XML = "application/xml; charset=utf-8"


class Application:
    """One source: its store, its state file and the answers. Safe to call from several threads."""

    def __init__(self, state_dir: Path, page_size: int = 250, store: Store | None = None) -> None:
        self.page_size = page_size
        self._file = state_dir / "state.json"
        self._lock = threading.RLock()
        self.state = state.load(self._file)
        self.world = scenario.World(self.state.steps, store)

    @property
    def store(self) -> Store:
        """The rows that are served."""
        return self.world.store

    def handle(self, request: Request, base: str) -> Reply:
        """The reply to one request; ``base`` is the address the caller used."""
        with self._lock:
            if request.path.startswith("/_scenario"):
                return self._control(request)
            if request.path == "/robots.txt":
                return Reply(200, ROBOTS, "text/plain; charset=utf-8")
            fault, wait = self._fault()
            spoiled = faults.before(fault) if fault else None
            reply = spoiled or self._data(request, base, fault)
        if wait:
            time.sleep(wait)
        return reply

    def step(self, name: str, options: dict[str, str] | None = None) -> int:
        """Take a step and return the number of rows it added. Raises scenario.StepError."""
        with self._lock:
            added = self._step(name, options or {})
            state.save(self._file, self.state)
            return added

    def _step(self, name: str, options: dict[str, str]) -> int:
        if name in scenario.CONTROLS:
            self._switch(name)
            return 0
        if name in faults.FAULTS:
            self.state.fault = _fault(name, options)
            if name not in faults.ROW_FAULTS or name in self.state.steps:
                return 0
        added = self.world.take(name)
        self.state.steps.append(name)
        return added

    def _switch(self, name: str) -> None:
        if name == "reset":
            self.state = state.State()
            self.world = scenario.World([])
        elif name == "normal":
            self.state.fault, self.state.v4_gone = None, None
        else:
            self.state.v4_gone = 410 if name == "odata-gone" else 404

    def _fault(self) -> tuple[state.Fault | None, float]:
        fault = self.state.fault
        if fault is None:
            return None, 0
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.state.fault = None
            state.save(self._file, self.state)
        return fault, fault.seconds if fault.name == "slow" else 0

    def _control(self, request: Request) -> Reply:
        name = request.path.removeprefix("/_scenario").strip("/")
        if request.method != "POST":
            return _json({"steps": scenario.catalogue(), "state": self._described()})
        try:
            added = self.step(name, request.options)
        except scenario.StepError as error:
            return Reply(error.status, str(error).encode(), "text/plain; charset=utf-8")
        return _json({"step": name, "rows": added, "state": self._described()})

    def _described(self) -> dict[str, object]:
        fault = self.state.fault
        return {
            "steps": self.state.steps,
            "fault": fault.name if fault else None,
            "v4_gone": self.state.v4_gone,
            "last_token": self.store.versions[-1].skiptoken,
            "versions": len(self.store.versions),
            "entities": len(self.store.current),
        }

    def _data(self, request: Request, base: str, fault: state.Fault | None) -> Reply:
        if request.method not in {"GET", "HEAD"}:
            return _error(405, "The requested resource does not support this method.")
        path = request.path
        if path == feed.FEED:
            return self._feed(request, base, fault)
        if path.startswith("/SyncFeed/2.0/Entiteiten/"):
            return self._entity(request, path.rsplit("/", 1)[1])
        if path.startswith("/SyncFeed/2.0/Resources/"):
            return self._resource(request, path.rsplit("/", 1)[1])
        for version in (odata.V4, odata.V5):
            if path == version.path or path.startswith(f"{version.path}/"):
                return self._odata(request, base, version, fault)
        return _error(404, "Not found.")

    def _feed(self, request: Request, base: str, fault: state.Fault | None) -> Reply:
        category = request.options.get("category") or None
        token = request.options.get("skiptoken") or "0"
        if category and not feed.known_category(category):
            return _error(400, f"Unknown category '{category}'.")
        if not token.lstrip("-").isdigit():
            return _error(400, f"Invalid skiptoken '{token}'.")
        content = request.options.get("content", "internal")
        query = FeedQuery(category, int(token), content)
        name = fault.name if fault else None
        entries = feed.select(self.store, query, self.page_size, name)
        body = faults.spoil_feed(fault, base, query, entries)
        return conditional(request, body, ATOM, self._changed())

    def _changed(self) -> datetime:
        return self.store.versions[-1].updated

    def _entity(self, request: Request, guid: str) -> Reply:
        version = self.store.current.get(guid)
        if version is None:
            return _error(404, "Not found.")
        return conditional(request, version.xml, XML, version.updated)

    def _resource(self, request: Request, guid: str) -> Reply:
        file = self.store.resources.get(guid)
        version = self.store.current.get(guid)
        if file is None or version is None or version.deleted:
            return _error(404, "Not found.")
        return conditional(request, file[1], file[0], version.updated)

    def _odata(
        self, request: Request, base: str, version: odata.Version, fault: state.Fault | None
    ) -> Reply:
        if version is odata.V4 and self.state.v4_gone:
            return _error(self.state.v4_gone, "This version is no longer available.")
        tail = request.path.removeprefix(version.path).strip("/")
        if tail == "$metadata":
            return conditional(
                request, metadata.document(version), XML, datetime(2026, 6, 12, tzinfo=UTC)
            )
        try:
            return self._odata_answer(request, base, version, tail, fault)
        except odata.BadQuery as error:
            return _error(400, str(error))
        except KeyError:
            return _error(404, "Resource not found for the segment.")

    def _odata_answer(
        self,
        request: Request,
        base: str,
        version: odata.Version,
        tail: str,
        fault: state.Fault | None,
    ) -> Reply:
        entity, key, rest = odata.split_path(tail)
        if key and rest.lower() == "resource":
            return self._resource(request, key)
        result: object = odata.service_document(base, version)
        if key:
            result = odata.one(self.store, version, base, entity, key, request.options)
        elif rest == "$count":
            counting = {**request.options, "$count": "true", "$top": "0"}
            result = odata.answer(self.store, version, base, entity, counting)["@odata.count"]
        elif entity:
            result = odata.answer(self.store, version, base, entity, request.options)
        if result is None:
            return _error(404, "Not found.")
        body = json.dumps(result, ensure_ascii=False).encode()
        media = "application/json; odata.metadata=minimal; charset=utf-8"
        return conditional(request, faults.spoil_json(fault, body), media, self._changed())


def _fault(name: str, options: dict[str, str]) -> state.Fault:
    fault = state.Fault(name)
    if "times" in options:
        fault.times = int(options["times"])
    fault.seconds = float(options.get("seconds", fault.seconds))
    fault.retry_after = int(options.get("retry_after", fault.retry_after))
    return fault


def _json(data: object, status: int = 200) -> Reply:
    return Reply(status, json.dumps(data, ensure_ascii=False, indent=1).encode())


def _error(status: int, message: str) -> Reply:
    return _json({"error": {"code": "", "message": message}}, status)


__all__ = ["Application", "Store"]
