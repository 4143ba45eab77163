"""Rows of the report about sending: figures, a remark, and what was wrong."""

from __future__ import annotations

from collections.abc import Sequence

from tests.faults.sending import KillResult, SendingResult

Row = tuple[dict[str, int], str, str]


def of_fault(found: SendingResult, allowed: int) -> Row:
    """Return the row of one fault; `allowed` mails may come twice with one Message-ID."""
    state = found.progress
    remark = (
        f"sent {state.sent} + failed {state.failed} + suppressed {state.suppressed} of "
        f"{found.readers}, {found.minutes} minutes; repeated with the same Message-ID "
        f"{found.repeats}, told of {state.repeated}"
    )
    figures = {"runs": found.readers, "lost": found.lost, "doubled": found.others}
    return figures, remark, "" if found.is_good(allowed) else repr(found)


def of_kills(found: Sequence[KillResult]) -> Row:
    """Return the row of all kills at one point."""
    figures = {
        "runs": len(found),
        "lost": sum(one.result.lost for one in found),
        "doubled": sum(one.result.others for one in found),
    }
    repeats = sum(one.result.repeats for one in found)
    told = sum(one.result.progress.repeated for one in found)
    remark = f"repeated with the same Message-ID {repeats}, told of {told}"
    return figures, remark, "; ".join(repr(one) for one in found if not one.is_good)[:2_000]
