"""``python -m tracker.sandbox.source --port 0 --state DIR``: serve until interrupted."""

import argparse
import sys
from pathlib import Path

from tracker.sandbox.processes import serve
from tracker.sandbox.source.server import SourceServer


def main() -> int:
    """Print ``listening http://127.0.0.1:PORT`` and serve."""
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.source", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--page-size", type=int, default=250)
    arguments = parser.parse_args()
    server = SourceServer(arguments.state, arguments.port, arguments.page_size)
    return serve(server, server.base_url)


if __name__ == "__main__":
    sys.exit(main())
