r"""`pattern` of a JSON Schema as its own language means it: `$` is the end of a text, `\d` one of ten digits.

To Python's `re` the one is also what stands before a last line feed, so `"EUR\n"` would be a currency, and
the other any script's digit.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from sync.core.values import Value

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_PART = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|\$", re.DOTALL)
"""What is escaped, a class of characters, or the end."""


def pattern(_: object, wanted: str, value: Value, __: object) -> "Iterator[ValidationError]":
    """jsonschema's keyword."""
    from jsonschema.exceptions import ValidationError

    if isinstance(value, str) and not _compiled(wanted).search(value):
        yield ValidationError(f"{value!r} does not match {wanted!r}")


@cache
def _compiled(wanted: str) -> re.Pattern[str]:
    return re.compile(_PART.sub(lambda part: r"\Z" if part[0] == "$" else part[0], wanted), re.ASCII)
