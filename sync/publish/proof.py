"""That a commit's machine files are a command's own: for each a trailer with the hash of what it leaves.

    Machine-File: <16 hex> catalog/upstream/openrouter.jsonl      gone, where the file goes

A merge that squashes joins the messages of its commits: it is theirs as far as each file is as one of
them left it, whatever a person's commits did elsewhere. A commit that has all files of a provider, also
those that it doesn't touch, as they were together in an earlier one writes nothing of its own; nor does a
merge that has all of them as one of its parents (see sync/files/committing.py).

The fingerprint beside it is made of a run's report, which no commit holds: a reader of the commit alone
can't make it again. This one it can. It shows mistakes, a line that was mended by hand or a merge that
went wrong; who wants to lie can make the hash too.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

from sync.publish import trailers

NAME = "Machine-File"
PLACES = ("catalog/upstream", "catalog/history")
"""The folders whose files only commands write."""

Files = Mapping[str, bytes | None]
"""{name below the root: what it holds now; None: it is gone}."""

Said = Mapping[str, frozenset[str]]
"""{name: the hashes that the syncs of a message left there}."""

_GONE = "gone"
_LINE = re.compile(rf"{NAME}: *([0-9a-f]{{16}}|{_GONE}) +((?:{'|'.join(PLACES)})/[a-z0-9][a-z0-9_.-]*)")
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")
_STEM = re.compile(r"/([^/.]+)[^/]*\Z")


def is_machine(name: str) -> bool:
    """Whether only commands write a file."""
    return name.startswith(tuple(f"{place}/" for place in PLACES))


def signed(message: str, files: Files) -> str:
    """A message of `trailers.message` with a trailer for each machine file among these."""
    lines = [f"{NAME}: {_hash(new)} {name}\n" for name, new in sorted(files.items()) if is_machine(name)]
    return message + "".join(lines)


def said(message: str) -> Said | None:
    """What the syncs of a message left in which files; None where it has no trailers of a sync.

    They may stand anywhere in it and be indented, as those do that join the messages of several commits.
    """
    found: dict[str, frozenset[str]] = {}
    blocks = list(_blocks(message))
    for block in blocks:
        for line in block:
            match = _LINE.fullmatch(line)
            if match is not None:
                found[match[2]] = found.get(match[2], frozenset()) | {match[1]}
    return found if blocks else None


def wrong(known: Said | None, files: Files) -> list[str]:
    """Names of the files that aren't as the syncs of a message left them, or of which it says nothing."""
    return sorted(name for name, new in files.items() if _hash(new) not in (known or {}).get(name, ()))


def complaint(known: Said | None, name: str) -> str:
    """What is wrong with a commit that has such a file."""
    if known is None:
        return "changed in a commit that isn't a sync's: it has no trailers of one"
    if name not in known:
        return f"changed in a commit of a sync without the trailer {NAME} for it"
    return f"is not what {NAME} says: changed after the sync wrote it"


def by_provider(names: Iterable[str]) -> dict[str, list[str]]:
    """Names of files by the provider that they are of: those go together."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        match = _STEM.search(name)
        found.setdefault(match[1] if match else name, []).append(name)
    return found


def _blocks(message: str) -> Iterator[list[str]]:
    """The lines of each paragraph that has a sync's trailers, whole."""
    for paragraph in _PARAGRAPHS.split(message.replace("\r\n", "\n"))[1:]:  # a subject is none
        lines = [line.strip() for line in paragraph.strip("\n").split("\n")]
        if trailers.read("x\n\n" + "\n".join(lines)) is not None:
            yield lines


def _hash(content: bytes | None) -> str:
    return _GONE if content is None else hashlib.sha256(content).hexdigest()[:16]
