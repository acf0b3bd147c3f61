"""What a revision of git says of what a sync dates, such as a pull request's branch that nobody merged yet.

    REF ──extract──> its files ──read──> Branch of each provider

The branch may be anybody's by now: where one of these files doesn't read well, none of it is believed.
"""

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sync.core import history, ledger
from sync.core.carry import Branch
from sync.errors import CatalogError, Problem, UsageError
from sync.files import jsonl, revision
from sync.files.names import base_name, held_name, history_name


def branches(root: Path, ref: str, providers: Iterable[str]) -> dict[str, Branch]:
    """What `ref` says of these providers.

    Raises UsageError where there is no such revision, CatalogError where its files don't read well.
    """
    commit = revision.resolve(root, ref)
    if commit is None:
        revision.require_repository(root)
        fix = "fetch it first, or leave --carry out where no pull request is open"
        raise UsageError(f"--carry {ref}: there is no such revision in this repository", fix=fix)
    with tempfile.TemporaryDirectory(prefix="modelbook-") as folder:
        problems: list[Problem] = []
        found = {}
        try:
            revision.extract(root, commit, Path(folder), name=ref)
            for provider in providers:
                try:
                    found[provider] = _branch(Path(folder), provider)
                except CatalogError as error:
                    problems += error.problems
        except CatalogError as error:
            problems += error.problems
    if problems:
        raise CatalogError([_of(ref, problem) for problem in problems])
    return found


def _branch(folder: Path, provider: str) -> Branch:
    base, held, past = base_name(provider), held_name(provider), history_name(provider)
    return Branch(
        base=jsonl.read(_bytes(folder, base), base),
        ledger=ledger.ledger(jsonl.lines(_bytes(folder, held), held, ledger.from_doc)),
        history=jsonl.lines(_bytes(folder, past), past, history.from_doc),
    )


def _bytes(folder: Path, name: str) -> bytes:
    path = folder / name
    return path.read_bytes() if path.is_file() else b""


def _of(ref: str, problem: Problem) -> Problem:
    fix = f"mend it on that branch, or close its pull request; until then no date of {ref} is carried over"
    return replace(problem, file=f"{ref}:{problem.file}", fix=fix)
