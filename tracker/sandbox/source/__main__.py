"""``python -m tracker.sandbox.source --port 0 --state DIR``: serve until interrupted."""

import argparse
import sys
from pathlib import Path

from tracker.sandbox.source.server import SourceServer


def main() -> int:
    """Print ``listening http://127.0.0.1:PORT`` and serve."""
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.source", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--page-size", type=int, default=250)
    arguments = parser.parse_args()
    server = SourceServer(arguments.state, arguments.port, arguments.page_size)
    sys.stdout.write(f"listening {server.base_url}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
