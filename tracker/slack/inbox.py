"""From acknowledged to done: the spool, the database, the work; in threads of their own.

`receive` only writes a file, so the answer to Slack waits for no database. What a killed
process left behind is taken up by the sweep of the next one.
"""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import structlog

from tracker.slack.office import Office, open_modal
from tracker.slack.reading import Event
from tracker.slack.spool import Spool
from tracker.standing import DATABASE_ERRORS

SWEEP_SECONDS = 10.0
KEEP = timedelta(days=30)
"""How long a finished event is remembered; Slack redelivers within an hour."""
_LEFT_BEHIND = timedelta(seconds=10)
_OPENERS, _WORKERS = 8, 4


class Inbox:
    """Receives events and works on them; one per process."""

    def __init__(self, office: Office, spool: Spool) -> None:
        self.office, self.spool = office, spool
        self._openers = ThreadPoolExecutor(_OPENERS, "slack-open")
        self._workers = ThreadPoolExecutor(_WORKERS, "slack-work")
        self._stop = threading.Event()
        self._sweeper: threading.Thread | None = None
        self._forgot_at: datetime | None = None
        self._log = structlog.get_logger("tracker.slack")

    def receive(self, event: Event) -> bool:
        """Keep an event on disk and start working on it; False when it waits here already."""
        if not self.spool.put(event, self.office.clock()):
            self._log.info("slack_event_repeated", event_id=event.id)
            return False
        self._openers.submit(self._take, event)
        return True

    def _take(self, event: Event) -> None:
        """Open the modal while Slack still allows it, then queue the rest."""
        log, found = self._log, event
        try:
            found = open_modal(self.office.client, event)
        except Exception:
            log.exception("modal_not_opened", event_id=event.id)
        self._workers.submit(self._work, found, self.office.clock())

    def _work(self, event: Event, received_at: datetime) -> str:
        """Move an event from the disk to the database and work on it.

        While the database does not work along it stays where it is, for the next sweep.
        """
        try:
            if not self.office.store(event, received_at):
                self._log.info("slack_event_repeated", event_id=event.id)
            self.spool.remove(event)
            return self.office.work(event.id)
        except (*DATABASE_ERRORS, OSError) as error:
            self._log.warning("slack_event_waits", event_id=event.id, reason=str(error))
            return ""

    def sweep(self) -> int:
        """Work on what was left behind, here on disk or in the database; return how much."""
        before = self.office.clock() - _LEFT_BEHIND
        late = [(event, at) for event, at in self.spool.waiting() if at < before]
        for event, at in late:
            self._work(event, at)
        waiting = self.office.waiting(before)
        for event_id in waiting:
            self.office.work(event_id)
        return len(late) + len(waiting)

    def _tidy(self) -> None:
        """Forget finished events, once a day."""
        now = self.office.clock()
        if self._forgot_at is None or now - self._forgot_at > timedelta(days=1):
            self.office.forget(now - KEEP)
            self._forgot_at = now

    def _keep_sweeping(self) -> None:
        log = self._log
        while not self._stop.wait(SWEEP_SECONDS):
            try:
                self.sweep()
                self._tidy()
            except Exception:
                log.exception("slack_sweep_failed")

    def start(self) -> None:
        """Take up what an earlier process left, now and then again."""
        if self._sweeper is None:
            self._sweeper = threading.Thread(
                target=self._keep_sweeping, name="slack-sweep", daemon=True
            )
            self._sweeper.start()

    def close(self) -> None:
        """Finish the work in hand and stop; what is left stays on disk."""
        self._stop.set()
        self._openers.shutdown(wait=True)
        self._workers.shutdown(wait=True)
        if self._sweeper is not None:
            self._sweeper.join()
