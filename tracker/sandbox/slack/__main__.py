"""`python -m tracker.sandbox.slack --port 0 --state DIR`: serve until interrupted."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from config.loader import ConfigFileError, read
from config.schema import People
from config.settings import CONFIG_DIR
from tracker.sandbox.processes import serve
from tracker.sandbox.slack.directory import from_people
from tracker.sandbox.slack.server import SIGNING_SECRET, SlackServer

DEFAULT_TOKEN = "xoxb-sandbox"  # noqa: S105  the stand-in has no secrets


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tracker.sandbox.slack", description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--token", default=DEFAULT_TOKEN)
    parser.add_argument("--people", type=Path, default=CONFIG_DIR / "people.yaml")
    parser.add_argument("--channel", action="append", default=["#haagse-zaken-beheer"])
    parser.add_argument("--signing-secret", default=SIGNING_SECRET)
    parser.add_argument(
        "--request-url",
        default="",
        help="where the app has /events, /interactions and /commands; without it: Socket Mode",
    )
    return parser.parse_args()


def main() -> int:
    """Print `listening http://127.0.0.1:PORT` and serve."""
    arguments = _arguments()
    try:
        people = read(arguments.people, People)
    except ConfigFileError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    directory = from_people(people, tuple(arguments.channel))
    server = SlackServer(
        arguments.state,
        directory,
        arguments.token,
        arguments.port,
        signing_secret=arguments.signing_secret,
        request_url=arguments.request_url,
    )
    return serve(server, server.base_url)


if __name__ == "__main__":
    sys.exit(main())
