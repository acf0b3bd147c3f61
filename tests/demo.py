"""`make demo`: the main job on an embedded upstream, offline, on a scratch copy of the catalog.

    the catalog's own facts + scripted drift ──loopback HTTP──> the real `run` ──> report, git diff
    a scratch copy with a few hand edits    ───────────────────┘

Nothing is written to the checkout; everything lies in a temporary folder that goes away.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from sync.cli.shared import printable
from sync.files import jsonl
from tests.upstream import drift, openrouter
from tests.upstream.server import PATH, Upstream, serve

HERE = Path(__file__).resolve().parents[1]
PROVIDER = "openrouter"
OFFER = "anthropic/claude-sonnet-4.5"
CONTESTED = "ai21/jamba-large-1.7"
"""The script moves this price, on which a person has an opinion: a conflict."""
DECISION = (
    "price.input=2.4", "price.output=11", "tiers=null", "--until", "2027-06-30",
    "--reason", "New volume agreement, signed yesterday.",
)  # fmt: skip
_COPIED = ("catalog", "overrides", "schemas")
_AUTHOR = ("-c", "user.name=Maria Curator", "-c", "user.email=maria@example.com")


def main() -> int:
    """Play the demo; 0 when everything went as told."""
    before = _status(HERE)
    base = jsonl.read(
        (HERE / "catalog/upstream/openrouter.jsonl").read_bytes(), "catalog/upstream/openrouter.jsonl"
    )
    if base.as_of is None:
        raise SystemExit("error: the catalog has no upstream yet\n  fix: make catalog DATA=DIR")
    yesterday = openrouter.models(base.records.values())
    models, steps = drift.play(yesterday)
    done = {step.name: str(step.id) for step in steps}
    upstream = Upstream(payload=openrouter.body(models))
    today, tomorrow = ((base.as_of + timedelta(days=days)).isoformat() for days in (1, 2))
    with _scratch() as root, serve(upstream) as host:
        _point_at(root, host + PATH)
        _commit(root, "The catalog as shipped")
        _title("1  What people decided, by hand, in the catalog's files")
        _edit_by_hand(root)
        _show_diff(root)
        _commit(root, "Our prices, our choice of models")
        _title(f"2  What upstream says on {today}, at {host + PATH}")
        for step in steps:
            print(f"  {printable(str(step))}")
        _one_day(root, today)
        _what_waits(root, today, done["price-times-100"])
        _title(f"11  A day later {done['gone']} is back:  python -m sync run")
        upstream.payload = openrouter.body(
            [*models, *(one for one in yesterday if one["id"] == done["gone"])]
        )
        _sync(root, tomorrow)
        _commit(root, "sync(openrouter)")
        _title("12  An empty list is not believed")
        upstream.payload = openrouter.body([])
        _sync(root, tomorrow, ends_with=3)
        _unchanged(root)
    untouched = _status(HERE) == before
    print("the checkout is untouched" if untouched else "THE CHECKOUT WAS CHANGED")
    return 0 if untouched else 1


def _one_day(root: Path, today: str) -> None:
    """The sync, what a reviewer sees of it, and a decision of a person beside it."""
    _title("3  The sync:  python -m sync run")
    _sync(root, today)
    _title("4  The page that the reviewer of the pull request reads")
    print((root / ".state/report.md").read_text("utf-8"))
    _title("5  The change itself: every line holds a changed value, every comment stands")
    _show_diff(root)
    _show(_git(root, "diff", "--stat", "--no-color"))
    _title("6  Why a value is what it is:  python -m sync explain")
    _run(root, "explain", OFFER, "price.output", "--provider", PROVIDER, "--today", today)
    _title("7  A decision beside the catalog, with a reason and an end:  python -m sync override set")
    _run(root, "override", "set", OFFER, *DECISION, "--provider", PROVIDER, "--today", today)
    print()
    _run(root, "explain", OFFER, "price.output", "--provider", PROVIDER, "--today", today)
    print()
    _run(root, "diff", "HEAD", "--today", today)
    _title("8  The same sync once more")
    _commit(root, "sync(openrouter)")
    _sync(root, today)
    _unchanged(root)


def _what_waits(root: Path, today: str, dear: str) -> None:
    """What is too risky to do alone, and a person who decides one of it."""
    _title("9  What the sync did not do alone:  python -m sync held")
    _run(root, "held", "--today", today)
    _title(f"10  The × 100 is right, somebody says:  python -m sync held --accept {dear}")
    _run(root, "held", "--accept", dear, "--provider", PROVIDER, "--today", today)
    _show_diff(root)
    _commit(root, f"{dear} is that dear")


def _unchanged(root: Path) -> None:
    changed = _git(root, "status", "--porcelain")
    if changed:
        raise SystemExit(f"CHANGED: {changed}")
    print("no file changed")


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="modelbook-demo-") as folder:
        root = Path(folder)
        for name in _COPIED:
            if (HERE / name).exists():
                shutil.copytree(HERE / name, root / name)
        _git(root, "init", "--quiet", "--initial-branch=main")
        yield root


def _point_at(root: Path, url: str) -> None:
    """The scratch catalog's provider file names the loopback server."""
    path = root / f"catalog/providers/{PROVIDER}.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("https://openrouter.ai/api/v1/models", url), "utf-8")


def _edit_by_hand(root: Path) -> None:
    """Two contract prices, a switch, an alias, and a capability that isn't believed."""
    offers = root / f"catalog/offers/{PROVIDER}.yaml"
    text = offers.read_text("utf-8")
    for offer, kind, ours, why in (
        (OFFER, "output", "12", "volume agreement, contract 2026-07"),
        (CONTESTED, "output", "7.5", "measured on our invoices"),
    ):
        start = text.index("price:", text.index(f"\n{offer}:\n"))
        end = text.index("\n", start)
        line = re.sub(rf"\b{kind}: [0-9.]+", f"{kind}: {ours}", text[start:end])
        text = f"{text[:start]}{line}   # {why}{text[end:]}"
    offers.write_text(text, "utf-8")
    model = root / f"catalog/models/{OFFER}.yaml"
    kept = [row for row in model.read_text("utf-8").splitlines() if "web_search" not in row]
    decided = ["# people decide what follows", "alias: sonnet-4-5   # in the app's menu since March"]
    text = "\n".join([*kept, *decided, "summary: Balanced coding model with a long context.", ""])
    model.write_text(text.replace("active: false", "active: true"), "utf-8")


def _sync(root: Path, today: str, *, ends_with: int = 0) -> None:
    words = ("run", "--provider", PROVIDER, "--today", today, "--report", str(root / ".state/report.md"))
    _run(root, *words, ends_with=ends_with)


def _run(root: Path, *words: str, ends_with: int = 0) -> None:
    sys.stdout.flush()
    done = subprocess.run([sys.executable, "-m", "sync", "--root", str(root), *words], cwd=HERE, check=False)
    if done.returncode != ends_with:
        raise SystemExit(f"python -m sync {words[0]} ended with {done.returncode}")


def _commit(root: Path, message: str) -> None:
    _git(root, "add", "--all")
    _git(root, *_AUTHOR, "commit", "--quiet", "--message", message)


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def _status(root: Path) -> str | None:
    """What git says of the checkout; None where there is none (an unpacked archive)."""
    done = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, check=False, capture_output=True, text=True
    )
    return done.stdout if done.returncode == 0 else None


def _title(text: str) -> None:
    print(f"\n{'─' * 88}\n{text}\n{'─' * 88}", flush=True)


def _show_diff(root: Path) -> None:
    """What changed in the files that people read."""
    files = ("catalog/offers", "catalog/models")
    _show(_git(root, "diff", "-U0", "--no-color", "--no-prefix", "--", *files))


def _show(text: str) -> None:
    """A diff without its headers' noise."""
    for line in text.splitlines():
        if not line.startswith(("index ", "diff ", "--- ")):
            print(f"  {printable(line)}")


if __name__ == "__main__":
    sys.exit(main())
