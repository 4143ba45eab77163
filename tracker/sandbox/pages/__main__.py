"""``python -m tracker.sandbox.pages --port 0 --state DIR --folder DIR``: serve until stopped."""

import argparse
import sys
from pathlib import Path

from tracker.sandbox.pages.server import PagesServer


def main() -> int:
    """Print ``listening http://127.0.0.1:PORT`` and serve."""
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.pages", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    with PagesServer(arguments.folder, arguments.state, arguments.port) as server:
        sys.stdout.write(f"listening {server.base_url}\n")
        sys.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
