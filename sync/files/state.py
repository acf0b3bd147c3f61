"""`.state/`: what the engine remembers between runs and could do without.

    .state/.gitignore      `*`: nothing here is ever committed
    .state/checked         files that are known to be valid, by content (see checked.py)
    .state/fetched.json    per provider: last fetch and the ETags of its lists
    .state/raw/<p>.json    the last body of each provider, for a 304 to repeat
    .state/journal/<p>/    a write that has begun (see journal.py)
    .state/lock            who is writing now (see lock.py)

Losing all of it costs one full fetch and one full validation, nothing else.
"""

import json
import os
from pathlib import Path
from typing import Any


def folder(root: Path) -> Path:
    """The state folder of a catalog, made when absent."""
    return unseen(root / ".state")


def unseen(path: Path) -> Path:
    """A folder of which git never sees a file, made when absent."""
    mark = path / ".gitignore"
    if not mark.exists():
        replace_file(mark, b"*\n")  # never an empty one, which would hide nothing
    return path


def fetched(root: Path) -> dict[str, dict[str, Any]]:
    """What is remembered of each provider's last fetch; empty when nothing is."""
    try:
        known = json.loads((root / ".state" / "fetched.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    items = known.items() if isinstance(known, dict) else ()
    return {name: about for name, about in items if isinstance(about, dict)}


def remember_fetched(root: Path, known: dict[str, dict[str, Any]]) -> None:
    """Keep what is known of the last fetches."""
    replace_file(folder(root) / "fetched.json", (json.dumps(known, indent=2, sort_keys=True) + "\n").encode())


def raw_path(root: Path, provider: str) -> Path:
    """Where a provider's last body is kept."""
    return root / ".state" / "raw" / f"{provider}.json"


def replace_file(path: Path, content: bytes) -> None:
    """Write a file so that it is either the old one or the new one, whatever happens."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
