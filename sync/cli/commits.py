"""`--commit`: what a command wrote as a commit of its own, which says that a command made it.

writes ──journal──> files ──git──> commit ──proof──> is it what was written, as `check --commits` sees it?
                      └─ git or a hook refuses: ──journal──> files as they were, and nothing staged
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from sync.errors import SyncError, UsageError
from sync.report.escape import REASON, plain

if TYPE_CHECKING:
    from datetime import date

    from sync.core.outcome import Run
    from sync.files.journal import Write

COMMIT = click.option("--commit", is_flag=True, help="Commit what is written, and nothing else.")


class NotCommittedError(SyncError):
    """Git, or a hook, refused the commit. `written`: what it was to hold is in the files all the same."""

    def __init__(self, what: str, *, where: str, fix: str, written: bool = False) -> None:
        super().__init__(what, where=where, fix=fix)
        self.written = written


class UnprovenError(NotCommittedError):
    """A hook made another commit of it, which stands and which `check --commits` refuses."""


class Told(NamedTuple):
    """What a commit says: a subject, and the fingerprint of what it changes."""

    title: str
    fingerprint: str


def require(root: Path, commit: bool, why_not: str | None = None) -> None:
    """Raise UsageError where --commit was said and there is nothing to commit, or nothing to commit on."""
    if not commit:
        return
    if why_not is not None:
        raise UsageError(f"--commit commits what is written, and {why_not}", fix="leave one of them out")
    from sync.files import committing

    committing.head(root)


def put(
    root: Path,
    remember: Callable[[Mapping[str, bytes | None]], None],
    provider: str,
    writes: Sequence["Write"],
    told: Callable[[], Told] | None,
) -> str:
    """Write all files or none, commit them where `told` says how, and say what was done.

    Raises UsageError where one of them has changes that nobody committed, NotCommittedError where git
    won't have the commit; nothing is written then, or the error says what is. UnprovenError: it is made.
    """
    from sync.files import committing, journal
    from sync.publish import proof, trailers

    if not writes:
        return ""
    names, files = [write.name for write in writes], {write.name: write.new for write in writes}
    shown = ", ".join(plain(name, REASON) for name in names)
    base = None
    if told is not None:
        base = committing.head(root)
        committing.require_clean(root, names)
    journal.commit(root, provider, writes)
    remember(files)
    if told is None or base is None:
        return f"written, not committed: {shown}"
    title, fingerprint = told()
    message = trailers.message(
        provider=provider, lane="main", base=base, fingerprint=fingerprint, title=title
    )
    try:
        sha = committing.commit(root, names, proof.signed(message, files))
    except SyncError as refused:
        raise _taken_back(root, provider, writes, refused) from None
    _require_proven(root, base, sha, files)
    return f"committed as {sha[:10]}: {shown}"


def _require_proven(root: Path, base: str, sha: str, files: Mapping[str, bytes | None]) -> None:
    """Raise UnprovenError for a commit that lacks what was written, or that `check --commits` refuses."""
    from shlex import join

    from sync.cli import check_commits
    from sync.files import committing
    from sync.publish import proof

    found = [problem for each in check_commits.unproven(root, base, sha) for problem in each]
    said = [f"{problem.file} {problem.message}" for problem in found]
    if not said:
        machine = [name for name in files if proof.is_machine(name)]
        lost = [name for name in machine if committing.content(root, sha, name) != files[name]]
        said = [f"{name} isn't in it as it was written" for name in lost]
    if said:
        what = f"committed as {sha[:10]}, and that can't be proven: {plain(said[0], REASON)}"
        fix = (
            f"have no hook change {' or '.join(proof.PLACES)}, the message or the commit; take it back,"
            f" git reset -q {base[:12]}, then git stash push --include-untracked -- {join(files)},"
            " and do the same once more"
        )
        raise UnprovenError(what, where=str(root), fix=fix, written=True)


def _taken_back(
    root: Path, provider: str, writes: Sequence["Write"], refused: SyncError
) -> NotCommittedError:
    """Put the files back, which were as the last commit has them; not over what a hook made of them."""
    from shlex import join

    from sync.files import committing, journal

    names = [write.name for write in writes]
    fix = "take away what is in the way, then do the same once more"
    try:
        back = [journal.Write(name=write.name, old=write.new, new=write.old) for write in writes]
        journal.commit(root, provider, back)
    except SyncError as error:
        shown = ", ".join(plain(name, REASON) for name in names)
        what = f"{refused.what}; written and not committed: {shown} ({error.where}: {error.what})"
        back_with = f"git stash push --include-untracked -- {join(names)}"
        fix = f"take away what is in the way and the files back, {back_with}, then do the same once more"
        return NotCommittedError(what, where=refused.where, fix=fix, written=True)
    committing.unstage(root, names)
    return NotCommittedError(f"{refused.what}; nothing was written", where=refused.where, fix=fix)


def uncommitted(root: Path, writes: Sequence["Write"]) -> list[str]:
    """What a run says that wrote machine files into a checkout and made no commit of them."""
    from sync.files import committing
    from sync.publish import proof

    names = [write.name for write in writes if proof.is_machine(write.name)]
    if not names or not committing.is_checkout(root):
        return []
    shown = ", ".join(plain(name, REASON) for name in names)
    return [f"written, not committed: {shown}" + _more(len(writes) - len(names))]


def _more(count: int) -> str:
    return f", and {count:,} more {'file' if count == 1 else 'files'}" if count else ""


def by_person(provider: str, words: str, writes: Sequence["Write"]) -> Callable[[], Told]:
    """What the commit of a command says that a person gave: its words, and what the files hold now."""

    def told() -> Told:
        from hashlib import sha256

        from sync.publish.items import fingerprint

        items = {w.name: "gone" if w.new is None else sha256(w.new).hexdigest() for w in writes}
        return Told(f"sync({provider}): {words}", fingerprint(items))

    return told


def by_run(run: "Run", today: "date") -> Callable[[], Told]:
    """What the commit of a run says: the very same as its pull request's."""

    def told() -> Told:
        from sync.publish import items, marker
        from sync.publish.text import body
        from sync.report.jsonable import report_json

        [page] = cast("list[dict[str, Any]]", report_json([run], [], today)["runs"])
        found = marker.short(items.items(page) or {items.BASE: items.digest(page["as_of"])})
        return Told(body.title(run, "main", len(found)), items.fingerprint(found))

    return told
