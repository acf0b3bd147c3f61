"""`stray-file`: what stands in a file with a slip in its name decides nothing, and nobody would notice."""

from collections.abc import Iterator
from difflib import get_close_matches

from sync.errors import Problem
from sync.files.schemas import KINDS, kind_of
from sync.lint.subject import Subject

_OVERRIDES = "overrides/"
_SUFFIXES = (".yaml", ".yml", ".json")


def check(subject: Subject) -> Iterator[Problem]:
    """Files that no command reads: an error where people decide, a warning in the catalog."""
    known = _known(subject)
    told = {problem.file for problem in subject.catalog.problems}
    for name in sorted({*subject.catalog.files, *_beside(subject)} - told):
        if kind_of(name) is None:
            yield Problem(
                file=name,
                line=None,
                path="",
                message="no command reads a file of this name",
                rule="stray-file",
                level="error" if name.startswith(_OVERRIDES) else "warning",
                fix=_for_folder(name) or _meant(name, known) or "docs/format.md names the files there are",
            )


def _known(subject: Subject) -> list[str]:
    """The names that files may have, price lists' corrections and all."""
    providers = {*subject.catalog.providers(), *subject.catalog.price_lists()}
    names = [name for name, _ in KINDS if "*" not in name]
    return [*names, *(f"overrides/offers/{provider}.yaml" for provider in sorted(providers))]


def _beside(subject: Subject) -> Iterator[str]:
    """Override files that are passed over for how their names end."""
    root = subject.catalog.root
    for path in (root / "overrides").rglob("*"):
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            yield path.relative_to(root).as_posix()


def _for_folder(name: str) -> str | None:
    """What to do with one file for everything where each provider has its own."""
    folder = name.rpartition(".")[0].lower()
    if f"{folder}/*.yaml" not in {pattern for pattern, _ in KINDS}:
        return None
    return f"write each provider's part into a file of its own: {folder}/<provider>.yaml"


def _meant(name: str, known: list[str]) -> str | None:
    folder, _, last = name.partition("/")
    stem = last.rpartition("/")[2].lower().rpartition(".")[0]
    near = [each for each in known if each.startswith(f"{folder}/")]
    same = [each for each in near if each.rpartition("/")[2].removesuffix(".yaml") == stem]
    close = same or get_close_matches(name, near, n=1, cutoff=0.7)
    return f"rename it: did you mean {close[0]}?" if close else None
