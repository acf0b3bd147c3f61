"""A new catalog: what this version ships that is knowledge, without what it knows of models."""

from pathlib import Path

from sync.errors import UsageError
from sync.files.decision_list import DECISIONS
from sync.files.state import replace_file

_COPIED = ("schemas/*.schema.json", "catalog/rules/*.yaml", "catalog/providers/*.yaml", ".gitattributes")
_FOLDERS = ("catalog/models", "catalog/offers", "catalog/lists", "catalog/upstream", "overrides/offers")

_README = """\
# A catalog of language models

Kept with modelbook. `catalog/` holds what is known, `overrides/` what people decided against it,
`schemas/` what is valid. Refresh it with `python -m sync run --root .`, check it with
`python -m sync check --root .`.
"""

_CODEOWNERS = """\
# The last matching line decides.
*                    {owners}
"""


def create(template: Path, folder: Path, *, owners: str) -> list[str]:
    """Make the catalog; the names of its files. Raises UsageError where one is already."""
    if (folder / "catalog").exists():
        raise UsageError("there is a catalog here already", where=str(folder), fix="name an empty folder")
    if folder.exists() and not folder.is_dir():
        raise UsageError("this is a file", where=str(folder), fix="name a folder")
    names = sorted(
        {path.relative_to(template).as_posix() for pattern in _COPIED for path in template.glob(pattern)}
        - {DECISIONS}  # they are about what this catalog held
    )
    taken = [name for name in names if (folder / name).exists()]
    if taken:
        raise UsageError(
            f"files of a catalog are here already: {', '.join(taken[:5])}",
            where=str(folder),
            fix="name an empty folder, or move them away",
        )
    for name in names:
        replace_file(folder / name, (template / name).read_bytes())
    own = {
        "README.md": _README,
        "CODEOWNERS": _CODEOWNERS.format(owners=owners),
        ".gitignore": ".state/\n.backup/\n.env\n",
    } | {f"{name}/.gitkeep": "" for name in _FOLDERS}
    for name, text in own.items():
        if not (folder / name).exists():
            replace_file(folder / name, text.encode("utf-8"))
    return sorted((*names, *own))
