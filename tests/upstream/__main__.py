"""`python -m tests.upstream`: the catalog's own list as a provider would serve it, until SIGTERM.

One line goes to stdout, `listening on http://127.0.0.1:PORT`; what the drift did goes to stderr.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from tests.upstream import groq, openai, openrouter
from tests.upstream.drift import STEPS, play
from tests.upstream.server import serve

CATALOG = Path(__file__).parents[2] / "catalog"
OTHERS = {
    "groq": (groq.body, groq.models, groq.LIST),
    "openai": (openai.body, openai.models, openai.LIST),
}
"""Dialects that are served from a list by hand where the catalog has none of theirs."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM or SIGINT."""
    parser = _parser()
    options = parser.parse_args(arguments)
    body = _body(parser, options)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with serve(body, port=options.port) as url:
        print(f"listening on {url}", flush=True)
        stop.wait()
    return 0


def _body(parser: argparse.ArgumentParser, options: argparse.Namespace) -> bytes:
    base = options.catalog / "upstream" / f"{options.dialect}.jsonl"
    if options.dialect != "openrouter":
        if options.drift:
            parser.error("the script of --drift plays on OpenRouter's list only")
        body, models, by_hand = OTHERS[options.dialect]
        return body(models(openrouter.read(base)) if base.is_file() else by_hand)
    if not base.is_file():
        parser.error(f"{base}: no such file; name a catalog directory with --catalog")
    listed = [each for each in openrouter.read(base) if "missing_since" not in each.offer]
    after, steps = play(openrouter.models(listed), options.drift)
    for step in steps:
        print(step, file=sys.stderr, flush=True)
    return openrouter.body(after)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.upstream", description=__doc__)
    parser.add_argument("--dialect", choices=["openrouter", *OTHERS], default="openrouter")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--catalog", type=Path, default=CATALOG, metavar="DIR", help="default: this checkout's"
    )
    parser.add_argument(
        "--drift",
        type=_script,
        default=frozenset(),
        metavar="SCRIPT",
        help=f"none (the default), all, or steps with commas between them: {', '.join(STEPS)}",
    )
    return parser


def _script(text: str) -> frozenset[str]:
    if text in ("none", "all"):
        return frozenset(STEPS if text == "all" else ())
    names = frozenset(text.split(","))
    if not names <= STEPS.keys():
        raise argparse.ArgumentTypeError(f"no such step: {', '.join(sorted(names - STEPS.keys()))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
