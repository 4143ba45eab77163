"""``python -m tracker.sandbox.pages --port 0 --state DIR --folder DIR``: serve until stopped."""

import argparse
import sys
from pathlib import Path

from tracker.sandbox.pages.server import PagesServer
from tracker.sandbox.processes import serve


def main() -> int:
    """Print ``listening http://127.0.0.1:PORT`` and serve."""
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.pages", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    server = PagesServer(arguments.folder, arguments.state, arguments.port)
    return serve(server, server.base_url)


if __name__ == "__main__":
    sys.exit(main())
