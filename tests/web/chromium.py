"""A real browser, axe-core, and the workspace served on loopback."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import uvicorn
from jinja2 import Environment

from config.settings import Settings
from tracker.database import migrate, open_engine
from tracker.jobs.workshop import Clock, Workshop
from tracker.web.app import create_app
from tracker.web.site import environment

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", "--no-first-run",
             "--in-process-gpu", "--disable-software-rasterizer"]  # fmt: skip
"""The last two: nothing draws in three dimensions, and one process less to start."""
AXE = Path(__file__).parent.parent.parent / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ((1280, "light"), (640, "light"), (320, "dark"))
"""Width of the window in pixels and colour scheme: a desk, 200 % zoom, a phone."""
PHONE: dict[str, Any] = {"viewport": {"width": 320, "height": 900}, "color_scheme": "dark"}
"""The last view, in which a page is opened before it is looked at in all."""
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"
NOT_FOUND = "Failed to load resource: the server responded with a status of 404 (Not Found)"
"""What Chromium says of a page that does not exist."""
_AXE_IS_IN = "typeof axe !== 'undefined'"
_RUN = """options => axe.run({...options, resultTypes: ['violations']})
    .then(report => report.violations.map(one => [one.id, one.nodes[0].html]))"""
"""Of a thousand things that are right axe-core makes a megabyte, which nobody reads."""
_IS_SEEN = """([width, scheme]) =>
    innerWidth === width && matchMedia(`(prefers-color-scheme: ${scheme})`).matches"""
_WIDE = "document.documentElement.scrollWidth"


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


def violations(page: Any, options: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    """Return what axe-core has against the page: rules and the first element of each."""
    if not page.evaluate(_AXE_IS_IN):
        page.evaluate(axe_source())
    return [(rule, html) for rule, html in page.evaluate(_RUN, options or {})]


def look(
    page: Any,
    options: dict[str, Any] | None = None,
    views: tuple[tuple[int, str], ...] = VIEWS,
) -> dict[str, object]:
    """Return what is wrong with a loaded page in each view; ends in the last, that of a phone.

    Looks at what axe-core finds, and at whether the page is wider than the window.
    """
    wrong: dict[str, object] = {}
    for width, scheme in views:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(_IS_SEEN, [width, scheme])
        if found := violations(page, options):
            wrong[f"{width} {scheme}"] = found
        if (wide := page.evaluate(_WIDE)) > width:
            wrong[f"{width} sideways"] = wide
    return wrong


@dataclass
class Walk:
    """What a browser met on its way along pages: what is wrong, what it said, what it asked."""

    wrong: dict[str, object] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def hear(self, dialog: Any) -> None:
        """Keep what a script asks the reader, and go on."""
        self.said.append(dialog.message)
        dialog.dismiss()


def walk_along(browser: Any, address: str, paths: tuple[str, ...]) -> Walk:
    """Open each page once with all its details, and look at it in every view."""
    made = Walk()
    page = browser.new_page(**PHONE)
    page.on("console", lambda message: made.said.append(message.text))
    page.on("request", lambda request: made.asked.append(request.url))
    page.on("dialog", made.hear)
    for path in paths:
        page.goto(address + path)
        page.evaluate(OPEN)
        made.wrong[path] = look(page)
    page.close()
    return made


@cache
def _migrated() -> bytes:
    """Return an SQLite file with the newest schema; migrating takes longer than most pages."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        engine = open_engine(f"sqlite:///{path}")
        migrate(engine)
        engine.dispose()
        return path.read_bytes()


@cache
def _templates() -> Environment:
    """The templates, read once for all servers of a run."""
    return environment()


@contextmanager
def served(
    folder: Path, clock: Clock, start: Path | None = None, **values: Any
) -> Iterator[tuple[Workshop, str]]:
    """Serve a workspace; yields its workshop and address, PUBLIC_URL is that address.

    It is empty, or a copy of one that was served from the folder `start`.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = Settings(
            _env_file=None, database_url=f"sqlite:///{folder / 'test.db'}", data_dir=folder,
            public_url=address, **values,
        )  # fmt: skip
        workshop = Workshop(settings, clock)
        if start is None:
            (folder / "test.db").write_bytes(_migrated())
        else:
            shutil.copytree(start, folder, dirs_exist_ok=True)
        workshop.engine = open_engine(settings.database_url)
        app = create_app(workshop)
        app.state.site.templates = _templates()
        config = uvicorn.Config(app, log_config=None, ws="none", lifespan="off")
        server = uvicorn.Server(config)
        serving = threading.Thread(target=server.run, args=([listener],), daemon=True)
        serving.start()
        while not server.started:
            time.sleep(0.02)
        yield workshop, address
        server.should_exit = True
        serving.join(timeout=10)
    workshop.engine.dispose()
