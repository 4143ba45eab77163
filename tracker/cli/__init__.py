"""The command line: `haagsezaken`, also `python -m tracker`."""

from tracker.cli.app import main

__all__ = ["main"]
