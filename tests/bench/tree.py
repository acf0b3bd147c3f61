"""A catalog's files as they were, to be put back after each measured run."""

from dataclasses import dataclass, field
from pathlib import Path

_PLACES = ("catalog", "overrides", "schemas", ".state")
_LOCK = ".state/lock"
"""Says who was here last."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The content of every file of a catalog, of what is remembered between runs too."""

    root: Path
    files: dict[str, bytes] = field(default_factory=dict)

    def restore(self) -> None:
        """Put every file back that changed, and take away those that are new."""
        for name in self.files.keys() | contents(self.root).keys():
            path, content = self.root / name, self.files.get(name)
            if content is None:
                path.unlink()
            elif not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)


def kept(root: Path) -> Tree:
    """The catalog at `root` as it is now."""
    return Tree(root, contents(root))


def contents(root: Path) -> dict[str, bytes]:
    """Every file's content by its name."""
    paths = (path for place in _PLACES for path in (root / place).rglob("*"))
    found = {path.relative_to(root).as_posix(): path.read_bytes() for path in paths if path.is_file()}
    return {name: content for name, content in found.items() if name != _LOCK}
