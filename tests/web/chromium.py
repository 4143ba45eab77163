"""A real browser, axe-core, and the workspace served on loopback."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from config.settings import Settings
from tracker.database import migrate, open_engine
from tracker.jobs.workshop import Clock, Workshop
from tracker.web.app import create_app

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run"]  # fmt: skip
AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"


@contextmanager
def launched() -> Iterator[Any]:
    """Start Chromium; the test is skipped where there is none."""
    playwright = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: install Debian's chromium")
    with playwright.sync_playwright() as running:
        found = running.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield found
        found.close()


def axe_source() -> str:
    """Return axe-core; the test is skipped without it."""
    if not AXE.is_file():
        pytest.skip("no axe-core: npm ci --ignore-scripts")
    return AXE.read_text(encoding="utf-8")


@contextmanager
def served(folder: Path, clock: Clock, **values: Any) -> Iterator[tuple[Workshop, str]]:
    """Serve an empty workspace; yields its workshop and address, PUBLIC_URL is that address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(
            _env_file=None, database_url=f"sqlite:///{folder / 'test.db'}", data_dir=folder,
            public_url=address, **values,
        )  # fmt: skip
        workshop = Workshop(settings, clock)
        workshop.engine = open_engine(settings.database_url)
        migrate(workshop.engine)
        config = uvicorn.Config(create_app(workshop), log_config=None, ws="none", lifespan="off")
        server = uvicorn.Server(config)
        serving = threading.Thread(target=server.run, args=([listener],), daemon=True)
        serving.start()
        while not server.started:
            time.sleep(0.02)
        yield workshop, address
        server.should_exit = True
        serving.join(timeout=10)
    workshop.engine.dispose()
