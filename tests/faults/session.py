"""One run of `python -m tests.faults`: a method for each group, which breaks and reports."""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property, partial

from rich.console import Console

from tests.faults import (
    bulk,
    editing,
    errors,
    hostile,
    inbound,
    kills,
    mail_faults,
    pages,
    reader_floods,
    readers,
    sending,
    sending_report,
    slack_faults,
    source_faults,
    year,
)
from tests.faults.crew import Crew
from tests.faults.hostile_strings import strings
from tests.faults.kills import KillResult, Oracle
from tests.faults.mail_faults import MailResult
from tests.faults.processes import post
from tests.faults.report import Report
from tests.faults.source_faults import PAGE_FAULTS, ROW_FAULTS, SLOW
from tests.faults.world import second
from tracker.sandbox.pages.faults import FAULTS

GROUPS = (
    "kills", "source", "pages", "slack", "limits", "resets", "errors", "bulk", "inbound",
    "reminders", "sending", "readers", "editing",
    "hostile",
)  # fmt: skip
SENDING_READERS = 300


class Session:
    """One run of the program."""

    def __init__(self, arguments: argparse.Namespace, made: Crew, console: Console) -> None:
        self.arguments, self.crew, self.console = arguments, made, console
        self.report = Report(arguments.seed)

    @cached_property
    def plain(self) -> Oracle:
        """What a round tells in which nothing goes wrong."""
        return kills.oracle(self.crew.first, draft=False)

    @contextmanager
    def timed(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.report.seconds[name] = time.monotonic() - began
        self.console.print(f"{name}: {self.report.seconds[name]:.0f} s")

    def kills(self) -> None:
        """Kill at every point, and at random moments."""
        seed, others = self.arguments.seed, self.arguments.others
        drafted = kills.oracle(self.crew.first, draft=True)
        planned = kills.plan(seed, self.arguments.kills, others, drafted.passed)
        planned += kills.anywhere(seed, others, self.plain.seconds)
        jobs = [
            partial(
                kills.carry_out,
                kill=kill,
                expected=(drafted if kill.point.draft else self.plain).ledger,
            )
            for kill in planned
        ]
        orphans = [partial(kills.orphan, expected=self.plain.ledger)] * others
        self.report.kills(self.crew.do([*jobs, *orphans], self._killed))

    def _killed(self, one: KillResult) -> None:
        mark = "ok" if one.verdict.is_good else "WRONG"
        self.console.print(f"  {one.kill.point.slug} {one.kill.nth} {one.seconds:.1f} s {mark}")

    def source(self) -> None:
        """Let the source fail; publish everything again."""
        expected = self.plain.ledger
        jobs = [
            partial(source_faults.carry_out, fault=fault, expected=expected)
            for fault in (*PAGE_FAULTS, SLOW)
        ]
        for result in self.crew.do(jobs, lambda _: None):
            self.report.source(result)
        nursery = self.crew.first.nursery
        with second(self.crew.first, nursery, "rows") as world:
            for fault in ROW_FAULTS:
                self.report.source(source_faults.carry_out(world, fault, expected))
        with second(self.crew.first, nursery, "again", 1_000) as world:
            fetched, changed, verdict = source_faults.republish(world, 10)
        told = len(verdict.lost) + len(verdict.doubled)
        wrong = "" if verdict.is_good and not changed else f"{changed} {verdict.describe()}"
        figures = {"runs": 10, "lost": 0, "doubled": told + changed}
        remark = f"{fetched} rows, {changed} changes and pings"
        self.report.other("source", "mass re-publication", figures, remark, wrong)

    def pages(self) -> None:
        """Spoil every answer of every other source in forty ways."""
        folder = self.crew.first.folder / "pages"
        found = list(pages.run(folder, pages.page_sources(), tuple(FAULTS)))
        for source in pages.page_sources():
            own = [one for one in found if one.source == source]
            wrong = [f"{one.fault}: {one.wrong}" for one in own if one.wrong]
            outcomes = Counter(one.outcome for one in own)
            remark = ", ".join(f"{count} {name}" for name, count in sorted(outcomes.items()))
            figures = {"runs": len(own), "lost": len(wrong), "doubled": 0}
            self.report.other("pages", source, figures, remark, "; ".join(wrong)[:1_000])

    def slack(self) -> None:
        """Let Slack fail."""
        jobs = [
            partial(slack_faults.carry_out, fault=fault, expected=self.plain.ledger)
            for fault in slack_faults.FAULTS
        ]
        for result in self.crew.do(jobs, lambda _: None):
            self.report.slack(result)

    def limits(self) -> None:
        """Let Slack ask to wait, over a thousand messages in twenty channels."""
        self._mail(mail_faults.limited(self.crew.first, self.arguments.seed))

    def resets(self) -> None:
        """Let Slack take each of 200 messages and reset the connection."""
        self._mail(mail_faults.reset(self.crew.first, self.arguments.seed))

    def _mail(self, result: MailResult) -> None:
        figures = {
            "runs": result.messages,
            "lost": result.lost,
            "doubled": result.doubled,
            "cycles": result.deliveries,
        }
        remark = f"{result.remark}; too early {result.early}, too fast {result.fast}"
        wrong = "" if result.is_good else repr(result)
        self.report.other("Slack", result.name, figures, remark, wrong)

    def errors(self) -> None:
        """Let Slack refuse, for a while and for good, fifty messages each."""
        jobs = [partial(errors.carry_out, kind=kind) for kind in errors.KINDS]
        for result in self.crew.do(jobs, lambda _: None):
            ways = ", ".join(f"{count} by {way}" for way, count in sorted(result.ways.items()))
            remark = (
                f"{'delivered later' if result.kind.passes else ways}; "
                f"alarms {result.alarms} of {result.causes} causes, "
                f"tried again {result.tried}, others late {result.late}"
            )
            figures = {
                "runs": result.messages,
                "lost": result.lost,
                "doubled": result.doubled,
                "cycles": result.deliveries,
            }
            wrong = "" if result.is_good else repr(result)
            self.report.other("Slack", result.kind.name, figures, remark, wrong)

    def bulk(self) -> None:
        """Tell 500 changes and not 500 no-ops, while Slack takes 50 and resets the connection;
        then publish the feed ten times again, each time in another order.
        """
        folder, nursery = self.crew.first.folder, self.crew.first.nursery
        with bulk.bulk(folder, nursery, 500, 500) as made:
            post(f"{made.round.slack}/_faults", {"kind": "reset", "count": 50})
            made.round.run(batch=2_000)
            deliveries = made.round.until_quiet("deliver", minutes=10, at_most=40)
            made.round.run(minutes=600)
            verdict = bulk.judge(made)
            again = made.again(self.arguments.seed, 10)
        figures = {
            "runs": len(made.changes),
            "lost": len(verdict.lost),
            "doubled": len(verdict.doubled),
            "altered": len(verdict.wrong) + len(verdict.astray) + len(verdict.noops_told),
            "cycles": deliveries,
        }
        remark = (
            f"{verdict.told} told, 50 accepted and reset; wrong values {len(verdict.wrong)}, "
            f"wrong thread {len(verdict.astray)}, no-ops told {len(verdict.noops_told)}"
        )
        wrong = "" if verdict.is_good else repr(verdict)[:2_000]
        self.report.other("bulk", "500 changes, 500 no-ops", figures, remark, wrong)
        again_wrong = f"{again} changed or told" if again else ""
        figures = {"runs": 10, "lost": 0, "doubled": again}
        self.report.other("bulk", "the same feed re-ordered", figures, "", again_wrong)

    def inbound(self) -> None:
        """Forge, replay and repeat what comes in, while the database is slow."""
        result = inbound.abuse(self.crew.first, self.arguments.seed)
        figures = {
            "runs": sum(result.cases.values()) + result.kills,
            "lost": result.lost,
            "doubled": result.doubled,
            "altered": result.taken,
        }
        sorts = ", ".join(f"{count} {sort}" for sort, count in result.cases.items())
        remark = (
            f"{sorts}, {result.kills} killed after the answer; bad ones taken {result.taken}; "
            f"p99 {result.p99:.2f} s, slowest {result.slowest:.2f} s"
        )
        wrong = "" if result.is_good else repr(result)
        self.report.other("inbound", "forged, replayed, repeated", figures, remark, wrong)

    def reminders(self) -> None:
        """Poll one debate for a year; it moves to a later and to an earlier day."""
        folder = self.crew.first.folder / "year"
        folder.mkdir()
        with self.crew.first.nursery.slack(folder / "slack") as slack:
            lived = year.live(folder, slack, days=365, held=350, moves={120: 360, 240: 340})
        kinds = Counter(one.kind for one in lived.messages)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items()))
        twice, unsent = lived.twice(), [one for one in lived.messages if one.state != "sent"]
        problems = [*twice, *map(str, unsent), *map(str, lived.stale_reminders())]
        if lived.busiest_week() > 1 or not lived.of("reminder"):
            problems.append(f"{lived.busiest_week()} messages in a quiet week")
        figures = {"runs": lived.polls, "lost": len(unsent), "doubled": len(twice)}
        remark = f"{told}, in {lived.digests} digests; most in a quiet week {lived.busiest_week()}"
        self.report.other(
            "reminders", "365 days, polled each 15 minutes", figures, remark, "; ".join(problems)
        )

    def sending(self) -> None:
        """Send an edition to 300 readers past eight faults of the mail server; then kill the
        process that sends it in the middle of a mail, 25 times at each of three points.
        """
        folder = self.crew.first.folder / "sending"
        for name in (*sending.EIGHT, *sending.DOT_SCRIPTS):
            found = sending.carry_out(name, SENDING_READERS, folder / name.replace(" ", "-"))
            allowed = found.repeats if name in sending.DOT_SCRIPTS else 0
            self.report.other("mail", name, *sending_report.of_fault(found, allowed))
        with sending.kills(folder / "kills") as made:
            planned = sending.plan(self.arguments.seed, self.arguments.kills)
            results = [made.carry_out(*one) for one in planned]
        for point in sending.POINTS:
            found_here = [one for one in results if one.point == point]
            row = sending_report.of_kills(found_here)
            self.report.other("mail", f"kill -9 {point}", *row)

    def readers(self) -> None:
        """Open every link of readers as scanners do, forge links, and unsubscribe by one-click."""
        folder = self.crew.first.folder / "readers"
        found = readers.abuse(folder, self.arguments.seed)
        wrong = "" if found.is_good else repr(found)[:2_000]
        for what, runs, bad, remark in readers.rows(found):
            figures = {"runs": runs, "lost": 0, "altered": bad}
            self.report.other("readers", what, figures, remark, wrong if bad else "")
        if found.problems and not (found.changed or found.late or found.accepted):
            self.report.bad.append(f"readers: {wrong}")
        with readers.office(folder / "flood", 1) as place:
            flood = reader_floods.flood(place, 10_000)
        remark = f"{flood.let_in} let in, {flood.mails} mails, {flood.rows} rows written"
        figures = {"runs": flood.asked, "lost": 0, "altered": 0 if flood.is_good else 1}
        wrong = "" if flood.is_good else repr(flood)
        self.report.other("readers", "sign-ups from one address", figures, remark, wrong)

    def editing(self) -> None:
        """Let two editors, the machine, an approver and a sender at 200 letters at once."""
        folder = self.crew.first.folder / "editing"
        urls = {"SQLite": f"sqlite:///{folder / 'editing.db'}"}
        if self.arguments.postgres:
            urls["PostgreSQL"] = self.arguments.postgres
        for name, url in urls.items():
            found = editing.run(folder / name, url, self.arguments.rounds, self.arguments.seed)
            figures = {
                "runs": found.rounds, "lost": found.lost, "doubled": 0, "altered": found.altered,
            }  # fmt: skip
            wrong = "; ".join(found.problems)[:2_000]
            self.report.other("editing", f"interleavings, {name}", figures, found.remark, wrong)

    def hostile(self) -> None:
        """Put 150 hostile strings in every field of a letter and look at every output."""
        folder = self.crew.first.folder / "hostile"
        folder.mkdir()
        found = hostile.run(strings(), folder)
        looked = ", ".join(f"{count} {name}" for name, count in sorted(found.outputs.items()))
        remark = (
            f"scripts run {len(found.ran)}, headers injected {len(found.injected)}, "
            f"template evaluations {len(found.evaluated)}; outputs: {looked}; "
            f"{found.refused} refused in the editor with a message"
        )
        done = len(found.ran) + len(found.injected) + len(found.evaluated)
        lost = len(found.lost) + len(found.broken)
        figures = {"runs": found.runs, "lost": lost, "doubled": 0, "altered": done}
        self.report.other("hostile", "strings in every output", figures, remark, found.describe())
