"""`python -m sync.replay --data DIR`: the shipped catalog, made again from recorded payloads.

    DIR/<provider>/YYYY-MM-DD….json[.gz] ──in date order, --today = its date──> run ──┐
    catalog/rules/decisions.yaml ──on its day, after that day's payloads──────> held ─┴─> catalog

The days run over a new catalog with the lists and overrides of the old one; only when all have
passed are its files put in the place of the old ones, with what people decided in model files.
An edit of what upstream says, and of a price list, is not kept: it belongs into `overrides/`. A provider
whose offers waited for models that came later is asked once more, with the last that it said.
Nothing of a payload but its normalised facts is kept.
"""

import argparse
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path

from sync.cli.providers import chosen
from sync.core.ledger import from_doc
from sync.core.outcome import Run
from sync.engine.options import Options, Result, World
from sync.engine.run import run
from sync.errors import CatalogError, SourceError, SyncError, UsageError
from sync.files import handiwork, jsonl, names, new_catalog, store
from sync.files.decision_list import DECISIONS, Decision, decisions
from sync.files.sound import sound_catalog

HERE = Path(__file__).resolve().parents[1]
Payload = tuple[str, str, Path]
"""A day (`YYYY-MM-DD`), a provider, and the file that holds what it listed then."""

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T\d{4})?[^/]*\.json(\.gz)?")
_TAKEN = ("catalog/lists/*.yaml", "overrides/*.yaml", "overrides/offers/*.yaml")
_MADE = ("catalog/models", "catalog/offers", "catalog/upstream", "catalog/history")


def days(data: Path, first: str, last: str) -> list[Payload]:
    """The payloads of the days `first` to `last` in the order of time, for the providers known here."""
    found = []
    for provider in names.providers(HERE):
        for path in sorted((data / provider).glob("*.json*")):
            match = _DAY.fullmatch(path.name)
            if match and first <= match[1] <= last:
                found.append((match[1], match[2] or "", provider, path))
    return [(day, provider, path) for day, _, provider, path in sorted(found)]


def replay(root: Path, payloads: Sequence[Payload]) -> Iterator[Result]:
    """Run each payload on its day over the catalog at `root`."""
    for day, provider, path in payloads:
        today = date.fromisoformat(day)
        now = datetime.combine(today, time(), UTC)
        world = World(today=today, now=now, environ={}, clock=lambda: 0, sleep=lambda _: None)
        with sound_catalog(root, writing=True, now=now) as sound:
            asked = tuple(chosen(sound.catalog, [provider]))
            options = Options(providers=asked, files={provider: path})
            result = run(sound, options, world, lambda *_: None)
        yield result


def main(args: Sequence[str] | None = None) -> int:
    """The command; its exit code."""
    parser = argparse.ArgumentParser(prog="python -m sync.replay", description="Make the catalog again.")
    parser.add_argument(
        "--data", type=Path, required=True, help="recorded payloads: DIR/<provider>/YYYY-MM-DD.json.gz"
    )
    parser.add_argument("--from", dest="first", default="0000", metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last", default="9999", metavar="YYYY-MM-DD")
    parser.add_argument("--root", type=Path, default=HERE, help="the catalog to make again  [this checkout]")
    asked = parser.parse_args(args)
    try:
        _make_again(asked.root, asked.data, days(asked.data, asked.first, asked.last))
    except SyncError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _make_again(root: Path, data: Path, payloads: Sequence[Payload]) -> None:
    """Replay into a scratch catalog, then put its files in place."""
    if not payloads:
        raise UsageError(
            "no payload of those days is here", where=str(data), fix="name the folder with --data"
        )
    _require_readable(root)
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        new_catalog.create(HERE, scratch, owners="@OWNER")
        for name in (path.relative_to(root) for pattern in _TAKEN for path in root.glob(pattern)):
            (scratch / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / name, scratch / name)
        waiting: dict[str, Payload] = {}
        left = decisions(root)
        for day, some in groupby(payloads, key=lambda payload: payload[0]):
            for payload, run in _told(scratch, list(some)):
                waiting.pop(payload[1], None)
                if run.waiting:
                    waiting[payload[1]] = payload
            for decision in [each for each in left if each.date == day]:
                _decide(scratch, decision)
                left.remove(decision)
        missed = [each for each in left if payloads[0][0] <= each.date <= payloads[-1][0]]
        if missed:
            told = ", ".join(f"{each.date} {each.provider} {each.id}" for each in missed)
            fix = "give it the day of one of its provider's lists"
            raise UsageError(f"no list is of the day of a decision: {told}", where=DECISIONS, fix=fix)
        for _ in _told(scratch, list(waiting.values())):
            pass
        _put_in_place(scratch, root)


def _require_readable(root: Path) -> None:
    """Raise CatalogError for a file that doesn't read well: what people wrote in it would be lost."""
    if (root / "schemas").is_dir() and (problems := store.load(root).problems):
        raise CatalogError(problems)


def _put_in_place(scratch: Path, root: Path) -> None:
    """The files that were made, with what people wrote into those that were there."""
    if (root / "schemas").is_dir():
        for name, content in list(handiwork.kept(store.load(root), store.load(scratch))):
            (scratch / name).write_bytes(content)
    for name in _MADE:
        shutil.rmtree(root / name, ignore_errors=True)
        (scratch / name).mkdir(exist_ok=True)
        shutil.copytree(scratch / name, root / name, ignore=shutil.ignore_patterns(".gitkeep"))


def _decide(root: Path, decision: Decision) -> None:
    """Give a decision to `held`. Raises UsageError for one about nothing that waits."""
    from sync.cli.main import call

    about = f"{decision.date} {decision.provider} {decision.id} {decision.field}"
    waits = jsonl.lines(_bytes(root / names.held_name(decision.provider)), DECISIONS, from_doc)
    if not any((line.id, line.field) == (decision.id, decision.field) for line in waits):
        raise UsageError(f"nothing waits there: {about}", where=DECISIONS, fix="take the decision out")
    if decision.decide == "open":
        return
    where = ["--root", str(root), "--today", decision.date, "--provider", decision.provider]
    if call(["held", f"--{decision.decide}", *where, "--", decision.id, decision.field]):
        raise UsageError(f"can't be decided so: {about}", where=DECISIONS, fix="see what `held` says above")


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _told(root: Path, payloads: Sequence[Payload]) -> Iterator[tuple[Payload, Run]]:
    """Each payload and its run, told as it passes; raises SourceError for one that didn't."""
    for payload, result in zip(payloads, replay(root, payloads), strict=True):
        day, provider, path = payload
        run = result.runs[0]
        print(f"{day} {provider:<12} {_summary(run)}", flush=True)
        if run.status != "ok":
            raise SourceError(
                run.reason or run.status, rule=run.rule, where=str(path), fix=run.fix or "mend the source"
            )
        yield payload, run


def _summary(run: Run) -> str:
    return (
        f"{run.status:<8} {len(run.added):4} new {len(run.updated):4} updated "
        f"{len(run.missing):4} missing {len(run.waiting):3} waiting {len(run.attention):3} to look at"
    )


if __name__ == "__main__":
    sys.exit(main())
