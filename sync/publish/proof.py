"""That a commit's machine files are a command's own: a trailer with a digest of all that it changes of them.

    Machine-Files: <16 hex>    of catalog/upstream/*.jsonl and catalog/history/*.jsonl, as they are after it

The fingerprint beside it is made of a run's report, which no commit holds: a reader of the commit alone
can't make it again. This one it can. It shows mistakes, a line that was mended by hand or a merge that
went wrong; who wants to lie can make the digest too.
"""

import hashlib
import re
from collections.abc import Mapping

from sync.publish import trailers

NAME = "Machine-Files"
PLACES = ("catalog/upstream", "catalog/history")
"""The folders whose files only commands write."""

Files = Mapping[str, bytes | None]
"""{name below the root: what it holds now; None: it is gone}."""

_LINE = re.compile(rf"^{NAME}: *([0-9a-f]{{16}})[ \t\r]*$", re.M)


def is_machine(name: str) -> bool:
    """Whether only commands write a file."""
    return name.startswith(tuple(f"{place}/" for place in PLACES))


def signed(message: str, files: Files) -> str:
    """A message of `trailers.message` with the trailer for the machine files among these, where any is."""
    return f"{message}{NAME}: {digest(files)}\n" if any(map(is_machine, files)) else message


def digest(files: Files) -> str:
    """A digest of the machine files among these."""
    found = hashlib.sha256()
    for name, content in sorted(files.items()):
        if is_machine(name):
            spelled = "gone" if content is None else hashlib.sha256(content).hexdigest()
            found.update(f"{name}\0{spelled}\0".encode("utf-8", "surrogateescape"))
    return found.hexdigest()[:16]


def complaint(message: str, files: Files) -> str | None:
    """What is wrong with a commit that leaves machine files as these; None where a command made it so."""
    if trailers.read(message) is None:
        return "changed in a commit that isn't a sync's: it has no trailers of one"
    said = set(_LINE.findall(message))
    if not said:
        return f"changed in a commit without the trailer {NAME}"
    return None if said == {digest(files)} else f"is not what {NAME} says: changed after the sync wrote it"
