"""Where each entry of a keyed YAML file stands, told from its text without parsing it.

A line that begins in the first column begins an entry, unless a quoted text or a flow mapping
goes on there. Where a file could hold such a thing nobody skims it, and it is read whole.
"""

import re

_KEY = re.compile(r"""^(?:"([^"\n]+)"|'([^'\n]+)'|([A-Za-z0-9~_][^\s"'#{}\[\],&*!|>%@`]*?)):(?=\s)""", re.M)
_FIRST = re.compile(r"^[^\s#]", re.M)
_QUOTING = re.compile(r"""^.*["'\\].*$""", re.M)


def entries(text: str) -> dict[str, tuple[int, int]] | None:
    """Where each entry's text begins and ends, by its key; None where that isn't plain to see."""
    if "*" in text or "&" in text or any(_goes_on(line[0]) for line in _QUOTING.finditer(text)):
        return None
    found = [(match[1] or match[2] or match[3], match.start()) for match in _KEY.finditer(text)]
    if len(found) != sum(1 for _ in _FIRST.finditer(text)):
        return None
    ends = [start for _, start in found[1:]] + [len(text)]
    spans = {key: (start, end) for (key, start), end in zip(found, ends, strict=True)}
    whole = len(spans) == len(found) and all(_is_closed(text, *span) for span in spans.values())
    return spans if whole else None


def _goes_on(line: str) -> bool:
    """Whether a quoted text might go on in the next line."""
    quotes, apostrophes = line.count('"'), line.count("'")
    return "\\" in line or bool(quotes and apostrophes) or quotes % 2 == 1 or apostrophes % 2 == 1


def _is_closed(text: str, start: int, end: int) -> bool:
    return all(text.count(left, start, end) == text.count(right, start, end) for left, right in ("{}", "[]"))
