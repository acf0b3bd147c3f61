"""`diff`: what changed for applications between two revisions of the catalog."""

import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from sync.cli.shared import Settings, echo_json, shared
from sync.errors import CatalogError, UsageError
from sync.report.consumers import WORKING_TREE

if TYPE_CHECKING:
    import modelbook


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two catalogs: `folder` holds it, or gets the files of the commit; `out` what is compiled."""

    name: str
    kind: Literal["compiled", "catalog", "commit"]
    folder: Path
    out: Path
    commit: str = ""


@click.command(name="diff")
@click.argument("old", metavar="A")
@click.argument("new", metavar="[B]", required=False)
@click.option("--markdown", "as_markdown", is_flag=True, help="For a pull request or release notes.")
@click.option("--json", "as_json", is_flag=True, help="For machines.")
@shared
def command(settings: Settings, old: str, new: str | None, as_markdown: bool, as_json: bool) -> int:
    """Say what changed for applications from A to B, the gravest first.

    A and B are revisions of the catalog's repository (v2026.11.0, HEAD~1, a branch), or folders
    that hold a catalog or what `build` wrote. Without B, the working tree is compared.
    """
    import modelbook
    from sync.report import consumers, consumers_json

    if as_markdown and as_json:
        raise UsageError("--markdown and --json exclude each other", fix="choose one")
    with tempfile.TemporaryDirectory(prefix="modelbook-") as scratch:
        sides = [_side(settings.root, name, Path(scratch) / f"{at}") for at, name in enumerate((old, new))]
        known = settings.root / ".state" / "checked"
        books = []
        for side in sides:
            books.append(_book(settings, side, known))
            known = side.folder / ".state" / "checked"
        try:
            changes = modelbook.diff(*books)
        except modelbook.CatalogError as error:
            raise _unreadable(error) from None
    names = old, new or WORKING_TREE
    if as_json:
        echo_json(consumers_json.as_json(changes, *names, settings.today))
    elif as_markdown:
        click.echo(consumers.markdown(changes, *names), nl=False)
    else:
        click.echo(consumers.text(changes, *names), nl=False)
    return 0


def _side(root: Path, name: str | None, scratch: Path) -> _Side:
    """What a name on the command line means; what has to be written for it goes into `scratch`."""
    from sync.files import revision

    out = scratch / "compiled"
    if name is None:
        return _Side(WORKING_TREE, "catalog", root, out)
    kind = _held(Path(name)) if name else None
    commit = revision.resolve(root, name)
    if kind and commit:
        fix = f"write ./{name} for the folder, {commit[:12]} for the revision"
        raise UsageError(f"{name} is a folder and a revision", fix=fix)
    if kind:
        return _Side(name, kind, Path(name), Path(name) if kind == "compiled" else out)
    if commit:
        return _Side(name, "commit", scratch / "files", out, commit)
    revision.require_repository(root)
    fix = (
        "name two revisions, one after the other" if ".." in name else "look at `git log`, or fetch it first"
    )
    raise UsageError(f"{name!r} is no revision of this repository and no folder with a catalog", fix=fix)


def _held(folder: Path) -> Literal["compiled", "catalog"] | None:
    if (folder / "catalog").is_dir():
        return "catalog"
    return "compiled" if (folder / "catalog.jsonl").is_file() else None


def _book(settings: Settings, side: _Side, known: Path) -> "modelbook.Catalog":
    """A side as applications would read it; `known` may name files that are known to be valid."""
    import modelbook

    if side.kind != "compiled":
        _compile(settings, side, known)
    try:
        return modelbook.load(side.out)
    except modelbook.CatalogError as error:
        raise _unreadable(error) from None


def _unreadable(error: Exception) -> UsageError:
    return UsageError(str(error), fix="python -m sync build --out DIR")


def _compile(settings: Settings, side: _Side, known: Path) -> None:
    from sync.files import compiled, revision, shelf
    from sync.files.sound import sound_catalog

    try:
        if side.kind == "commit":
            revision.extract(settings.root, side.commit, side.folder, name=side.name)
            if known.is_file():
                (side.folder / ".state").mkdir(parents=True)
                shutil.copyfile(known, side.folder / ".state" / "checked")
        with sound_catalog(side.folder, writing=False, now=settings.now()) as sound:
            compiled.write(shelf.open_book(sound.catalog, settings.today), side.out)
    except CatalogError as error:
        if side.name == WORKING_TREE:
            raise
        raise CatalogError([replace(p, file=f"{side.name}:{p.file}") for p in error.problems]) from None
    except UsageError as error:
        where = error.where.replace(str(side.folder), side.name) if side.kind == "commit" else error.where
        raise UsageError(error.what, where=where, fix=error.fix) from None
