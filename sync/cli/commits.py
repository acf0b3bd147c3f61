"""`--commit`: what a command wrote as a commit of its own, which says that a command made it."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from sync.errors import UsageError
from sync.report.escape import REASON, plain

if TYPE_CHECKING:
    from datetime import date

    from sync.core.outcome import Run
    from sync.files.journal import Write

COMMIT = click.option("--commit", is_flag=True, help="Commit what is written, and nothing else.")


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

    Raises UsageError, with nothing written, where one of them has changes that nobody committed.
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
    sha = committing.commit(root, names, proof.signed(message, files))
    return f"committed as {sha[:10]}: {shown}"


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
        from sync.publish import body, items, marker
        from sync.report.jsonable import report_json

        [page] = cast("list[dict[str, Any]]", report_json([run], [], today)["runs"])
        found = marker.short(items.items(page) or {items.BASE: items.digest(page["as_of"])})
        return Told(body.title(run, "main", len(found)), items.fingerprint(found))

    return told
