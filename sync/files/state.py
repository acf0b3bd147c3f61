"""`.state/`: what the engine remembers between runs and could do without.

    .state/.gitignore      `*`: nothing here is ever committed
    .state/checked         hashes of files that are known to be valid, one a line
    .state/fetched.json    per provider: last fetch, its ETag and the SHA-256 of its body
    .state/raw/<p>.json    the last body of each provider, for a 304 to repeat
    .state/journal/<p>/    a write that has begun (see journal.py)
    .state/lock            who is writing now (see lock.py)

Losing all of it costs one full fetch and one full validation, nothing else.
"""

import hashlib
import json
import os
from collections.abc import Iterable
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


class Checked:
    """Which contents were found valid, by hash of their kind, the schemas and the bytes."""

    def __init__(self, root: Path, schemas_digest: str) -> None:
        self._path = root / ".state" / "checked"
        self._salt = schemas_digest.encode()
        try:
            self._known = frozenset(self._path.read_text("ascii").split())
        except (OSError, UnicodeDecodeError):
            self._known = frozenset()

    def key(self, kind: str, raw: bytes) -> str:
        """The hash under which a content is remembered."""
        return hashlib.sha256(b"\0".join((self._salt, kind.encode(), raw))).hexdigest()[:32]

    def knows(self, key: str) -> bool:
        """Whether a content was found valid before."""
        return key in self._known

    def remember(self, root: Path, keys: Iterable[str]) -> None:
        """Keep exactly these, when they are not what is kept already."""
        fresh = frozenset(keys)
        if fresh != self._known:
            folder(root)
            replace_file(self._path, ("\n".join(sorted(fresh)) + "\n").encode("ascii"))


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
