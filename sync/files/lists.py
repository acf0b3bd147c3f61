"""The named lists in `catalog/lists`: ids of models or offers, in the order of their ranks."""

from pathlib import Path

from sync.errors import CatalogError, UsageError
from sync.files.read import read


def ids(root: Path, name: str) -> tuple[str, ...]:
    """The ids on the list called `name`."""
    folder = root / "catalog" / "lists"
    known = sorted(path.stem for path in folder.glob("*.yaml"))
    if name not in known:
        choices = ", ".join(("free", "paid", "all", *known))
        raise UsageError(
            f"there is no list {name!r}", fix=f"use one of {choices}, or add catalog/lists/{name}.yaml"
        )
    path = folder / f"{name}.yaml"
    document = read(path.read_text("utf-8"), path.relative_to(root).as_posix())
    if document.problems:
        raise CatalogError(document.problems)
    models = document.mapping().get("models")
    items = models if isinstance(models, list) else []
    return tuple(str(item["id"] if isinstance(item, dict) else item) for item in items)
