"""Takes a key out of what its own server answered, so that no file, report or artifact ever holds it.

    {"error": "no quota for sk-abc…"} ──without──> {"error": "no quota for ***"}

A server that repeats what it was sent is no attacker, it is careless; so the key is looked for as careless
servers spell it: as it is, as in JSON, as in an address.
"""

import json
from collections.abc import Iterator

STANDS_FOR = b"***"
SHORTEST = 16
"""Characters. No provider's key has fewer; what a server at home takes for one (`none`) is in every list."""

_IN_ADDRESSES = "_.-~"


def without(key: str | None, answered: bytes) -> bytes:
    """What was answered, with `***` wherever it repeats the key, which is printable ASCII."""
    every = {*_forms(key)} if key and len(key) >= SHORTEST else ()
    for form in sorted(every, key=len, reverse=True):  # so that none is left as a part of another
        answered = answered.replace(form.encode("utf-8"), STANDS_FOR)
    return answered


def _forms(key: str) -> Iterator[str]:
    """The ways to spell a key."""
    in_json = json.dumps(key)[1:-1]
    yield from (key, in_json, in_json.replace("/", "\\/"))
    for safe in (_IN_ADDRESSES, f"{_IN_ADDRESSES}/"):
        for code in ("%{:02X}", "%{:02x}"):
            yield "".join(c if c.isalnum() or c in safe else code.format(ord(c)) for c in key)
