"""A small catalog of its own for a test, and the real command line on it, in this process.

catalog = scratch(tmp_path)               three models and a :free offer, accepted on 2026-08-21
catalog.run([record(...)], "--strict")    `python -m sync run --from-file …` on 2026-08-22
"""

import atexit
import io
import json
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sync.cli.main import call
from tests.unit.openrouter_records import Json, record
from tests.upstream.server import PATH

ACCEPTED, TODAY = "2026-08-21", "2026-08-22"
OFFERS = "catalog/offers/openrouter.yaml"
PROVIDER = "catalog/providers/openrouter.yaml"
BASE = "catalog/upstream/openrouter.jsonl"
ONE = "catalog/models/acme/one.yaml"

RULES = {
    "authority": 'authority:\n  - {models: "*", provider: openrouter, examples: [acme/one]}\n',
    "id-map": (
        "ids:\n"
        "  - match: '([^~/:][^/:]*/[^/:]+)(:[^/:]+)?'\n"
        "    model: '\\1'\n"
        "    examples: {acme/one:free: acme/one}\n"
    ),
}
"""The shipped rules without what they say of providers that a test's catalog doesn't have."""

Tree = dict[str, bytes]


def priced(id_: str, prompt: str, completion: str, **more: object) -> Json:
    """A record with these prices for a token."""
    return record(id_, pricing={"prompt": prompt, "completion": completion}, **more)


def records() -> list[Json]:
    """What upstream lists."""
    return [
        record("acme/one"),
        priced("acme/one:free", "0", "0"),
        record("acme/two", name="Acme: Two"),
        priced("beta/big", "0.000001", "0.000002", name="Beta: Big"),
    ]


def body(listed: Sequence[object]) -> bytes:
    """A payload that lists these records."""
    return json.dumps({"data": list(listed)}).encode()


@dataclass(frozen=True)
class Scratch:
    """A catalog in a folder."""

    root: Path

    def call(self, command: str, *args: str, today: str = TODAY) -> int:
        return call([command, "--root", str(self.root), "--today", today, *args])

    def payload(self, listed: Sequence[object] | None = None) -> Path:
        path = self.root.parent / "payload.json"
        path.write_bytes(body(records() if listed is None else listed))
        return path

    def run(self, listed: Sequence[object] | None = None, *args: str, today: str = TODAY) -> int:
        return self.call("run", "--from-file", f"openrouter={self.payload(listed)}", *args, today=today)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def read(self, name: str) -> str:
        return (self.root / name).read_text("utf-8")

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert text.count(old) == 1, (name, old, text)
        self.write(name, text.replace(old, new))

    def listen_to(self, host: str) -> None:
        """Have the provider's file name a server of the test's own."""
        self.edit(PROVIDER, "https://openrouter.ai/api/v1/models", host + PATH)

    def tree(self) -> Tree:
        """Every file by name, with its bytes."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def tracked(self) -> Tree:
        """The same without what no one commits."""
        return {name: raw for name, raw in self.tree().items() if not name.startswith(".state/")}


def empty(folder: Path) -> Scratch:
    """A catalog as `init` makes it."""
    return _copied(_empty(), folder)


def scratch(folder: Path, listed: Sequence[object] | None = None) -> Scratch:
    """A catalog of one provider that accepted a list, `records()` where none is given, the day before."""
    return _copied(_accepted(json.dumps(records() if listed is None else listed)), folder)


def _copied(made: Path, folder: Path) -> Scratch:
    catalog = Scratch(folder / "catalog")
    shutil.copytree(made, catalog.root)
    return catalog


@cache
def _empty() -> Path:
    """One that is only ever copied, as long as this process runs."""
    place = Path(tempfile.mkdtemp(prefix="modelbook-scratch-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert call(["init", str(place / "catalog")]) == 0
    return place / "catalog"


@cache
def _accepted(listed: str) -> Path:
    catalog = _copied(_empty(), Path(tempfile.mkdtemp(dir=_empty().parent)))
    for path in (catalog.root / PROVIDER).parent.glob("*.yaml"):
        if path != catalog.root / PROVIDER:
            path.unlink()
    for name, text in RULES.items():
        header = f"# yaml-language-server: $schema=../../schemas/{name}.schema.json\n"
        catalog.write(f"catalog/rules/{name}.yaml", header + text)
    (catalog.root / "catalog/rules/heuristics.yaml").unlink()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        assert catalog.run(json.loads(listed), today=ACCEPTED) == 0
    return catalog.root
