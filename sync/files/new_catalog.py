"""A new catalog: what this version ships that is knowledge, without what it knows of models."""

from pathlib import Path

from sync.errors import UsageError
from sync.files import workflows
from sync.files.decision_list import DECISIONS
from sync.files.state import replace_file
from sync.files.workflows import Engine

_SCHEMAS = "schemas/*.schema.json"
_COPIED = (_SCHEMAS, "catalog/rules/*.yaml", "catalog/providers/*.yaml", ".gitattributes")
_FOLDERS = ("catalog/models", "catalog/offers", "catalog/lists", "catalog/upstream", "overrides/offers")

_README = """\
# A catalog of language models

Kept with modelbook. `catalog/` holds what is known, `overrides/` what people decided against it,
`schemas/` what is valid. Refresh it with `python -m sync run --root .`, check it with
`python -m sync check --root .`.
"""

_CODEOWNERS = """\
# The last matching line decides. Where another team is to look after overrides, rules, providers, schemas and
# workflows, write its name into the line with the star; the others are what a sync writes.
*                    {owners}
/catalog/models/     {owners}
/catalog/offers/     {owners}
/catalog/upstream/   {owners}
/catalog/history/    {owners}
"""


def create(template: Path, folder: Path, *, owners: str, engine: Engine | None = None) -> list[str]:
    """Make the catalog, with workflows that run this engine; the names of its files.

    Raises UsageError where one is already, or the owners are none.
    """
    if not owners.isprintable() or not owners.strip().startswith("@"):
        raise UsageError("owners are @NAME or @ORG/TEAM", where="--owners", fix="say --owners @ORG/TEAM")
    if (folder / "catalog").exists():
        raise UsageError("there is a catalog here already", where=str(folder), fix="name an empty folder")
    if folder.exists() and not folder.is_dir():
        raise UsageError("this is a file", where=str(folder), fix="name a folder")
    files = _shipped(template, _COPIED) | _workflows(template, engine, template)
    files.pop(DECISIONS, None)  # they are about what this catalog held
    taken = [name for name in sorted(files) if (folder / name).exists()]
    if taken:
        raise UsageError(
            f"files of a catalog are here already: {', '.join(taken[:5])}",
            where=str(folder),
            fix="name an empty folder, or move them away",
        )
    own = {
        "README.md": _README,
        "CODEOWNERS": _CODEOWNERS.format(owners=owners),
        ".gitignore": ".state/\n.backup/\n.env\n",
    } | {f"{name}/.gitkeep": "" for name in _FOLDERS}
    for name, text in own.items():
        if not (folder / name).exists():
            files[name] = text.encode("utf-8")
    _write(folder, files)
    return sorted({*files, *own})


def upgrade(template: Path, folder: Path, *, engine: Engine | None) -> list[str]:
    """Take over this version's schemas and workflows; the names of the files that changed.

    Raises UsageError where there is no catalog.
    """
    if not (folder / "catalog").is_dir():
        raise UsageError("there is no catalog here", where=str(folder), fix="name the catalog's folder")
    files = _shipped(template, (_SCHEMAS,)) | _workflows(template, engine, folder)
    stale = {name: raw for name, raw in files.items() if not _holds(folder / name, raw)}
    _write(folder, stale)
    return sorted(stale)


def _shipped(template: Path, patterns: tuple[str, ...]) -> dict[str, bytes]:
    paths = (path for pattern in patterns for path in template.glob(pattern))
    return {path.relative_to(template).as_posix(): path.read_bytes() for path in paths}


def _workflows(template: Path, engine: Engine | None, root: Path) -> dict[str, bytes]:
    """Those of the template, for the providers of the catalog at `root`."""
    texts = workflows.adopted(template, engine, workflows.keys(root)) if engine else {}
    return {name: text.encode("utf-8") for name, text in texts.items()}


def _holds(path: Path, raw: bytes) -> bool:
    return path.is_file() and path.read_bytes() == raw


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name in sorted(files):
        replace_file(folder / name, files[name])
