"""What the acts of `make demo` share: the real commands and git on a scratch copy, and how they are shown."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sync.cli.shared import printable
from tests.upstream.server import PATH

HERE = Path(__file__).resolve().parents[1]
PROVIDER = "openrouter"
OFFER = "anthropic/claude-sonnet-4.5"
OFFERS = f"catalog/offers/{PROVIDER}.yaml"
_COPIED = ("catalog", "overrides", "schemas")
_AUTHOR = ("-c", "user.name=Maria Curator", "-c", "user.email=maria@example.com")


@contextmanager
def scratch() -> Iterator[Path]:
    """A copy of the catalog in a git repository of its own, nothing committed."""
    with tempfile.TemporaryDirectory(prefix="modelbook-demo-") as folder:
        root = Path(folder)
        for name in _COPIED:
            if (HERE / name).exists():
                shutil.copytree(HERE / name, root / name)
        git(root, "init", "--quiet", "--initial-branch=main")
        yield root


def point_at(root: Path, host: str) -> None:
    """The scratch catalog's provider file names the loopback server."""
    path = root / f"catalog/providers/{PROVIDER}.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("https://openrouter.ai/api/v1/models", host + PATH), "utf-8")


def run(
    root: Path,
    *words: str,
    ends_with: int = 0,
    quiet: bool = False,
    environ: Mapping[str, str] | None = None,
) -> None:
    """`python -m sync …`; the demo ends where a command ends otherwise than told."""
    sys.stdout.flush()
    done = subprocess.run(
        [sys.executable, "-m", "sync", "--root", str(root), *words],
        cwd=HERE,
        check=False,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.DEVNULL if quiet else None,
    )
    if done.returncode != ends_with:
        raise SystemExit(f"python -m sync {words[0]} ended with {done.returncode}")


def commit(root: Path, message: str) -> str:
    """Commit everything; the commit."""
    git(root, "add", "--all")
    git(root, *_AUTHOR, "commit", "--quiet", "--message", message)
    return git(root, "rev-parse", "HEAD").strip()


def git(root: Path, *words: str) -> str:
    """What git prints."""
    done = subprocess.run(["git", *words], cwd=root, check=True, capture_output=True)
    return done.stdout.decode("utf-8", "replace")


def status(root: Path) -> str | None:
    """What git says of a checkout; None where there is none (an unpacked archive)."""
    done = subprocess.run(
        ["git", "status", "--porcelain"], cwd=root, check=False, capture_output=True, text=True
    )
    return done.stdout if done.returncode == 0 else None


def title(text: str) -> None:
    """An act begins."""
    print(f"\n{'─' * 88}\n{text}\n{'─' * 88}", flush=True)


def show_diff(root: Path) -> None:
    """What changed in the files that people read."""
    files = ("catalog/offers", "catalog/models")
    show(git(root, "diff", "-U0", "--no-color", "--no-prefix", "--", *files))


def show(text: str) -> None:
    """Text of files and feeds; a diff without its headers' noise."""
    for line in text.splitlines():
        if not line.startswith(("index ", "diff ", "--- ")):
            print(f"  {printable(line)}")
