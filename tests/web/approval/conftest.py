"""Approval pages on one engine; `tracker.approvals` and sendings are tested on both."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A migrated SQLite database without rows."""
    return sqlite_url
