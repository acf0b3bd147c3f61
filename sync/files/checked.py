"""`.state/checked`: what was found valid, by its content, and what it says.

    HASH<TAB>SUM<TAB>JSON    the hash of a file's kind, of the schemas, of how files are read, and of its
                             bytes; the values that its YAML holds, fractions exact, and their own hash

Whoever finds a content here needn't parse or validate it again. Nothing is ever out of date: other
bytes, other schemas or another reader have another hash. `check` doesn't look here.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import cast

from sync.core.values import Doc
from sync.files import jsonl, state

_PARTS = 3
_EXACT = json.JSONDecoder(parse_float=Decimal)


class Checked:
    """The contents of one catalog that were found valid."""

    def __init__(self, root: Path, digest: str) -> None:
        self._path = root / ".state" / "checked"
        self._salt = digest.encode()
        try:
            lines = self._path.read_bytes().split(b"\n")
        except OSError:
            lines = []
        parts = (line.split(b"\t", 2) for line in lines)
        self._lines = {part[0]: (part[1], part[2]) for part in parts if len(part) == _PARTS}
        self._known: dict[bytes, bytes | None] = {}

    def key(self, kind: str, raw: bytes) -> bytes:
        """The hash under which a content is remembered."""
        return hashlib.sha256(b"\0".join((self._salt, kind.encode(), raw))).hexdigest()[:32].encode()

    def knows(self, key: bytes) -> bool:
        """Whether a content was found valid before."""
        return self._said(key) is not None

    def doc(self, key: bytes) -> Doc:
        """What a known content says."""
        return cast(Doc, _EXACT.decode((self._said(key) or b"").decode("ascii")))

    def mentions(self, text: str) -> bool:
        """Whether any known file holds these words as JSON spells them."""
        words = text.encode("ascii", "backslashreplace")
        return any(words in said for _, said in self._lines.values())

    def _said(self, key: bytes) -> bytes | None:
        """The line of a content, where nobody changed it."""
        if key not in self._known:
            summed, said = self._lines.get(key, (b"", b""))
            self._known[key] = said if summed and summed == _sum(said) else None
        return self._known[key]

    def remember(self, docs: Mapping[bytes, Callable[[], Doc]]) -> None:
        """Keep exactly these, when they are not what is kept already."""
        if docs.keys() == self._lines.keys() and all(map(self.knows, docs)):
            return
        said = {key: self._said(key) or jsonl.spelled_one(docs[key]()) for key in sorted(docs)}
        lines = [b"\t".join((key, _sum(text), text)) for key, text in said.items()]
        state.folder(self._path.parents[1])
        state.replace_file(self._path, b"".join(line + b"\n" for line in lines))


def _sum(said: bytes) -> bytes:
    """What a memory that was changed no longer fits."""
    return hashlib.sha256(said).hexdigest()[:16].encode()
