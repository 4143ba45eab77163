"""The outcome as tables and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.faults.kills import KillResult, tally
from tests.faults.points import BY_SLUG
from tests.faults.slack_faults import SlackResult
from tests.faults.source_faults import SourceResult

COLUMNS = ("runs", "lost", "doubled", "altered", "rows", "unsettled", "cycles")


@dataclass
class Report:
    """All that was tried. `lines` are (group, what, figures, remark)."""

    seed: int
    lines: list[tuple[str, str, dict[str, int], str]] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)

    def kills(self, results: list[KillResult]) -> None:
        """Add the kills, summed per point."""
        for slug, counts in tally(results).items():
            figures = {"runs": counts["kills"], **{name: counts[name] for name in COLUMNS[1:]}}
            self.lines.append(("kill -9", BY_SLUG[slug].title, figures, ""))
        for one in results:
            if not one.verdict.is_good:
                kill = one.kill
                where = f"{kill.point.slug}, pass {kill.nth}, {kill.linger:.3f} s later"
                self.bad.append(f"{where}: {one.verdict.describe()}")

    def source(self, result: SourceResult) -> None:
        """Add a fault of the source."""
        figures = _figures(result) | {"cycles": result.cycles}
        remark = f"{result.outcome}: {_short(result.reason)}" if result.reason else result.outcome
        self.lines.append(("source", result.fault.name, figures, remark))
        if not result.is_good:
            problem = [*result.problems, result.verdict.describe()]
            self.bad.append(f"source {result.fault.name}: {problem}")

    def slack(self, result: SlackResult) -> None:
        """Add a fault of Slack."""
        figures = _figures(result) | {"cycles": result.deliveries}
        remark = "; ".join(result.reasons)
        self.lines.append(("Slack", result.fault.name, figures, remark))
        if not result.is_good:
            problem = f"{result.too_early} too early; {result.verdict.describe()}"
            self.bad.append(f"Slack {result.fault.name}: {problem}")

    def other(self, group: str, what: str, figures: dict[str, int], remark: str, bad: str) -> None:
        """Add something else that was tried; `bad` says what was wrong with it."""
        self.lines.append((group, what, figures, remark))
        if bad:
            self.bad.append(f"{group} {what}: {bad}")

    def total(self, name: str) -> int:
        return sum(figures.get(name, 0) for _, _, figures, _ in self.lines)

    def as_json(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "runs": self.total("runs"),
            "lost": self.total("lost"),
            "doubled": self.total("doubled"),
            "seconds": {name: round(value, 1) for name, value in self.seconds.items()},
            "tried": [
                {"group": group, "what": what, **figures, "remark": remark}
                for group, what, figures, remark in self.lines
            ],
            "bad": self.bad,
        }

    def show(self, console: Console) -> None:
        """Print the table and what was wrong."""
        seconds = sum(self.seconds.values())
        table = Table(title=f"Faults, seed {self.seed}, {seconds:.0f} s")
        table.add_column("")
        table.add_column("point or fault")
        for name in COLUMNS:
            table.add_column(name, justify="right")
        table.add_column("remark", overflow="fold")
        for group, what, figures, remark in self.lines:
            table.add_row(group, what, *(str(figures.get(name, "")) for name in COLUMNS), remark)
        sums = [str(self.total(name)) for name in COLUMNS[:-1]]
        table.add_section()
        table.add_row("all", "", *sums, "", "")
        console.print(table)
        for problem in self.bad:
            console.print(f"WRONG {problem}", style="red", markup=False)


def _figures(result: SourceResult | SlackResult) -> dict[str, int]:
    verdict = result.verdict
    return {
        "runs": 1,
        "lost": len(verdict.lost),
        "doubled": len(verdict.doubled),
        "altered": len(verdict.altered),
        "rows": len(verdict.rows_lost) + len(verdict.rows_extra),
        "unsettled": sum(verdict.unsettled.values()),
    }


def _short(reason: str) -> str:
    """Return a reason without the address in it."""
    return reason.partition(": ")[2] if reason.startswith("http") else reason
