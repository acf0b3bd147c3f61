"""`python -m sync.replay --data DIR`: the shipped catalog, made again from recorded payloads.

    DIR/<provider>/YYYY-MM-DD….json[.gz] ──in date order, --today = its date──> run ──> catalog

The days run over a new, empty catalog; only when all have passed are its files put in the
place of the old ones. Nothing of a payload but its normalised facts is kept.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

from sync import engine
from sync.cli.providers import chosen
from sync.core.outcome import Run
from sync.errors import SyncError
from sync.files import new_catalog, store

HERE = Path(__file__).resolve().parents[1]
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{4})?[^/]*\.json(\.gz)?")
_MADE = ("catalog/models", "catalog/offers", "catalog/upstream")


def days(data: Path, first: str, last: str) -> list[tuple[str, str, Path]]:
    """(day, provider, payload) in the order of time, for the providers that this catalog reads."""
    found = []
    for provider in store.provider_names(HERE):
        for path in sorted((data / provider).glob("*.json*")):
            match = _DAY.fullmatch(path.name)
            if match and first <= match[1] <= last:
                found.append((match[1], match[2] or "", provider, path))
    return [(day, provider, path) for day, _, provider, path in sorted(found)]


def replay(root: Path, payloads: Sequence[tuple[str, str, Path]]) -> Iterator[Run]:
    """Run each payload on its day over the catalog at `root`."""
    for day, provider, path in payloads:
        today = date.fromisoformat(day)
        now = datetime.combine(today, time(), UTC)
        with engine.sound_catalog(root, writing=True, now=now) as sound:
            options = engine.Options(providers=tuple(chosen(sound.catalog, [provider])), files={provider: path})
            world = engine.World(today=today, now=now, environ={}, sleep=lambda _: None)
            yield engine.run(sound, options, world, lambda *_: None).runs[0]


def main() -> int:
    """The command: replay into a scratch catalog, then put its files in place."""
    parser = argparse.ArgumentParser(prog="python -m sync.replay", description="Make the catalog again.")
    parser.add_argument("--data", type=Path, required=True, help="recorded payloads: DIR/<provider>/YYYY-MM-DD.json.gz")
    parser.add_argument("--from", dest="first", default="0000", metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last", default="9999", metavar="YYYY-MM-DD")
    parser.add_argument("--root", type=Path, default=HERE, help="the catalog to make again (default: this checkout)")
    asked = parser.parse_args()
    payloads = days(asked.data, asked.first, asked.last)
    if not payloads:
        print(f"error: no payload of those days in {asked.data}\n  fix: name the folder with DATA=DIR", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        new_catalog.create(HERE, Path(scratch), owners="@OWNER")
        for (day, provider, _), run in zip(payloads, replay(Path(scratch), payloads), strict=True):
            print(
                f"{day} {provider:<12} {run.status:<8} {len(run.added):4} new {len(run.updated):4} updated "
                f"{len(run.missing):4} missing {len(run.attention):3} to look at",
                flush=True,
            )
            if run.status != "ok":
                raise SyncError(run.reason or run.status, where=f"{day} {provider}", fix=run.fix or "mend the source")
        for name in _MADE:
            shutil.rmtree(asked.root / name, ignore_errors=True)
            shutil.copytree(Path(scratch) / name, asked.root / name, ignore=shutil.ignore_patterns(".gitkeep"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
