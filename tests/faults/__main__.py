"""`python -m tests.faults`: break everything, count what was lost and what was doubled.

Exit code 1 when anything was.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from tests.faults.crew import crew
from tests.faults.session import GROUPS, Session


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--kills", type=int, default=25, help="kills at each of twelve stages")
    parser.add_argument("--others", type=int, default=5, help="kills at each other point")
    parser.add_argument("--rounds", type=int, default=200, help="letters edited at once")
    parser.add_argument("--postgres", help="address of an empty database, for editing there too")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--json", type=Path, help="also write the outcome to this file")
    parser.add_argument("--only", choices=GROUPS, action="append", help="only this group")
    return parser.parse_args()


def main() -> int:
    """Run what was asked for and report."""
    arguments, console = _arguments(), Console(width=160)
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as folder,
        crew(Path(folder), arguments.workers) as made,
    ):
        session = Session(arguments, made, console)
        for group in arguments.only or GROUPS:
            with session.timed(group):
                getattr(session, group)()
    session.report.show(console)
    if arguments.json:
        text = json.dumps(session.report.as_json(), indent=1, ensure_ascii=False)
        arguments.json.write_text(text, encoding="utf-8")
    return 1 if session.report.bad else 0


if __name__ == "__main__":
    sys.exit(main())
