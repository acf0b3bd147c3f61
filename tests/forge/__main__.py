"""`python -m tests.forge`: the stand-in for GitHub, until SIGTERM.

Stdout gets `listening on http://127.0.0.1:PORT`, then a publisher's environment, a NAME=VALUE a line:
GITHUB_API_URL, GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_TOKEN (the bot's) and the token of each person.
"""

import argparse
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tests.forge.clock import START, Clock
from tests.forge.forge import SLUG, Forge
from tests.forge.people import Person, files_of
from tests.forge.server import serve
from tests.forge.users import USERS


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT; with --folder, what was there is there again next time."""
    options = _parser().parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with (
        _folder(options.folder) as folder,
        serve(folder, port=options.port, slug=options.repository, clock=Clock(options.date)) as forge,
    ):
        if options.seed and not forge.repository.branches():
            Person(forge, "maintainer").change("main", files_of(options.seed), "Begin")
        for line in _lines(forge):
            print(line, flush=True)
        stop.wait()
    return 0


def _lines(forge: Forge) -> Iterator[str]:
    yield f"listening on {forge.url}"
    yield f"GITHUB_API_URL={forge.url}"
    yield f"GITHUB_SERVER_URL={forge.url}"
    yield f"GITHUB_REPOSITORY={forge.slug}"
    yield f"GITHUB_TOKEN={forge.token('bot')}"
    for user in USERS.values():
        if user.name != "bot":
            yield f"{user.name.upper()}_TOKEN={user.token}"


@contextmanager
def _folder(named: Path | None) -> Iterator[Path]:
    if named:
        named.mkdir(parents=True, exist_ok=True)
        yield named
    else:
        with tempfile.TemporaryDirectory(prefix="forge-") as made:
            yield Path(made)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.forge", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where it lives; default: a temporary one")
    parser.add_argument("--seed", type=Path, metavar="DIR", help="what main begins with")
    parser.add_argument("--repository", default=SLUG, metavar="OWNER/NAME")
    parser.add_argument("--date", type=_date, default=START, metavar="YYYY-MM-DD", help="today, all day")
    return parser


def _date(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(hour=6, tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main())
