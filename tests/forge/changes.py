"""What commits say and which files they change: `git show` and `git diff`, read."""

from dataclasses import dataclass
from functools import lru_cache

from tests.forge.repository import Repository

_FIELDS = ("%H", "%T", "%P", "%an", "%ae", "%at", "%cn", "%ce", "%ct", "%B")
STATUSES = {"A": "added", "D": "removed", "M": "modified", "R": "renamed", "C": "copied", "T": "changed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One commit. Dates are seconds since 1970."""

    sha: str
    tree: str
    parents: tuple[str, ...]
    author: tuple[str, str, int]
    committer: tuple[str, str, int]
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One file between two commits; `patch` is None for a binary one."""

    path: str
    before: str | None
    status: str
    blob: str
    added: int
    removed: int
    patch: str | None


def said(repository: Repository, shas: list[str]) -> list[Said]:
    """These commits, in this order."""
    if not shas:
        return []
    form = "%x00".join(_FIELDS) + "%x00%x01"
    shown = repository.git("show", "-s", "--no-walk=unsorted", f"--format={form}", *shas)
    return [_said(part.lstrip("\n").split("\0")) for part in shown.split("\1")[:-1]]


def _said(words: list[str]) -> Said:
    sha, tree, parents, name, email, at, committer, address, when, message = words[:10]
    return Said(
        sha=sha,
        tree=tree,
        parents=tuple(parents.split()),
        author=(name, email, int(at)),
        committer=(committer, address, int(when)),
        message=message.strip("\n"),
    )


@lru_cache(maxsize=256)  # commits never change
def changed(repository: Repository, base: str, head: str) -> tuple[Changed, ...]:
    """Files that differ, by name."""
    words = ("diff", "-M", "--no-ext-diff", "--no-color")
    raw = repository.git(*words, "--raw", "-z", "--no-abbrev", base, head).split("\0")
    if len(raw) < 2:
        return ()
    counts = _counts(repository.git(*words, "--numstat", "-z", base, head).split("\0"))
    patches = ("\n" + repository.git(*words, base, head)).split("\ndiff --git ")[1:]
    found, at = [], 0
    for (added, removed), patch in zip(counts, patches, strict=True):
        head_line = raw[at].split(" ")
        letter = head_line[4][0]
        names = raw[at + 1 : at + (3 if letter in "RC" else 2)]
        at += 1 + len(names)
        start = patch.find("\n@@ ")
        found.append(
            Changed(
                path=names[-1],
                before=names[0] if len(names) > 1 else None,
                status=STATUSES[letter],
                blob=head_line[2] if letter == "D" else head_line[3],
                added=added,
                removed=removed,
                patch=None if start < 0 else patch[start + 1 :].rstrip("\n"),
            )
        )
    return tuple(found)


def _counts(words: list[str]) -> list[tuple[int, int]]:
    found, at = [], 0
    while at < len(words) - 1:
        added, removed, name = words[at].split("\t")
        found.append((0, 0) if added == "-" else (int(added), int(removed)))
        at += 1 if name else 3  # a renamed file's two names follow
    return found
