"""`python -m tests.crawler.warm SOCKET`: has all imports done, and forks a process per crawl.

Starting Python and Scrapy costs a second and a half, the crawl itself a tenth of that. A
fork is a process of its own without the start: its reactor and its database are its own.
"""

from __future__ import annotations

import os
import pkgutil
import select
import socket
import sys
import traceback
from importlib import import_module
from pathlib import Path

from scrapy.settings import default_settings

import crawler
from crawler.run import main as crawl

_BASES = ("DOWNLOADER_MIDDLEWARES_BASE", "EXTENSIONS_BASE", "SPIDER_MIDDLEWARES_BASE")
_OTHERS = (
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.scheduler",
    "scrapy.crawler",
    "scrapy.dupefilters",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.robotstxt",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "sqlite3",
)


def _load() -> None:
    """Import what a crawl of any source needs."""
    own = [module.name for module in pkgutil.walk_packages(crawler.__path__, "crawler.")]
    parts = [part for base in _BASES for part in getattr(default_settings, base)]
    for name in (*_OTHERS, *own, *(part.rpartition(".")[0] for part in parts)):
        import_module(name)
    if "twisted.internet.reactor" in sys.modules:
        raise RuntimeError("a reactor cannot be shared with forks")


def _carry_out(order: socket.socket) -> None:
    """Crawl with the connection as standard input and output, and end this process."""
    code = 1
    try:
        os.dup2(order.fileno(), 0)
        os.dup2(order.fileno(), 1)
        sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
        crawl()
        sys.stdout.flush()
        code = 0
    except Exception:  # noqa: BLE001  the outermost frame of the fork
        traceback.print_exc()
    finally:
        os._exit(code)


def serve(path: Path) -> None:
    """Take one order per connection, one after the other, until standard input closes."""
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))
        door.listen()
        _load()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while sys.stdin not in select.select([door, sys.stdin], [], [])[0]:
            order, _ = door.accept()
            with order:
                pid = os.fork()
                if pid == 0:
                    _carry_out(order)
            os.waitpid(pid, 0)


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
