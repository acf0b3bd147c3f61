"""`check --commits A..B`: whether a sync's own commits touch its own files only, and no person's switch."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import join
from typing import TYPE_CHECKING

from sync.errors import Problem

if TYPE_CHECKING:
    from sync.core.values import Doc
    from sync.files.commit_range import Made
    from sync.publish.policy import Flip
    from sync.publish.trailers import Trailers

_AFRESH = "the label sync:regenerate has the sync make its branch afresh"


def checked(root: Path, old: str, new: str, environ: Mapping[str, str] = os.environ) -> list[Problem]:
    """What is wrong with the commits of `new` that `old` hasn't and the sync made, by its address."""
    from sync.cli import forge_environ
    from sync.files import commit_range
    from sync.publish import trailers

    problems = []
    for commit in commit_range.made_by(root, old, new, forge_environ.author(environ).mail):
        said = trailers.read(commit.message)
        if commit.is_merge:
            problems.append(_merged(commit))
        elif said is not None:
            problems += [*_strays(commit, said), *_flips(commit)]
    return problems


def _merged(commit: "Made") -> Problem:
    """What to say of a merge: a sync makes none, so whatever it joins, a person or a workflow made it."""
    from sync.publish import policy

    return Problem(
        file=min(commit.files, default="catalog"),
        line=None,
        path=f"commit {commit.sha[:12]}",
        message="joined with others in a merge with the address of a sync, and a sync merges nothing",
        rule=policy.FILES_RULE,
        fix=f"merge in a commit of your own, or let the forge do it; or {_AFRESH}",
    )


def _strays(commit: "Made", said: "Trailers") -> Iterator[Problem]:
    from sync.publish import policy

    names, sha = policy.strays(said, commit.files), commit.sha[:12]
    if not names:
        return
    more = f" (and {len(names) - 1} more)" if len(names) > 1 else ""
    lane = " review" if said.lane == "review" else ""
    yield Problem(
        file=names[0],
        line=None,
        path=f"commit {sha}",
        message=f"changed in a commit of the sync of {said.provider}, whose{lane} commits touch its own"
        f" files only{more}",
        rule=policy.FILES_RULE,
        fix=f"take it out, git checkout {sha}^ -- {join(names)}, then git commit --amend, and change it in"
        f" a commit of your own; or {_AFRESH}",
    )


def _flips(commit: "Made") -> Iterator[Problem]:
    from sync.publish import policy

    for name, (old, new) in commit.files.items():
        if policy.has_switch(name):
            found = policy.flips(name, _doc(old, name), _doc(new, name))
            yield from (_flipped(commit, name, flip) for flip in found)


def _flipped(commit: "Made", name: str, flip: "Flip") -> Problem:
    from sync.publish import policy

    whose = "" if flip.id is None else f"{flip.id}: "
    old, new = (_shown(value) for value in (flip.old, flip.new))
    return Problem(
        file=name,
        line=None,
        path=f"commit {commit.sha[:12]}",
        message=f"{whose}active goes from {old} to {new} in a commit of a sync, and only people switch",
        rule=policy.ACTIVE_RULE,
        fix=f"put active back there, and switch it in a commit of your own; or {_AFRESH}",
    )


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "nothing" if value is None else "something else"


def _doc(raw: bytes | None, name: str) -> "Doc | None":
    """A side of a file; one that can't be read holds nothing here, and `check` tells of it."""
    from sync.files.read import read, text_of

    if raw is None:
        return None
    text = text_of(raw, name)
    return read(text, name).mapping() if isinstance(text, str) else {}
