"""A person's edits of one value, in the text of a file as a sync writes it.

typed(text, "price", "input", "7")      in the braces of its line, or among them for the first time
typed(text, "price", "input", None)     taken out, with the line where nothing else stands there
"""

import re
from collections.abc import Callable

Lines = list[str]


def typed(lines: Lines, top: str, key: str, value: str | None) -> bool:
    """Write or take out an item of `top: {…}`; False where there is no such line."""
    at = next((at for at, line in enumerate(lines) if re.match(rf" *{top}: \{{.*\}}", line)), None)
    if at is None:
        return False
    before, inner, behind = re.match(rf"( *{top}: \{{)(.*?)(\}}.*)", lines[at]).groups()  # type: ignore[union-attr]
    items = dict(item.split(": ") for item in inner.split(", "))
    items.pop(key, None)
    if value is not None:
        items = {key: value, **items}
    if items:
        lines[at] = before + ", ".join(f"{name}: {each}" for name, each in items.items()) + behind
    elif "#" not in behind:
        del lines[at]
    else:
        return False
    return True


def capability(lines: Lines, name: str, value: str) -> bool:
    """Write what a model can do; False where nothing is said of it yet."""
    for at, line in enumerate(lines):
        found = re.match(rf"( +{name}: )(\{{.*?\}}|\w+)(.*)", line)
        if found:
            lines[at] = found[1] + value + found[3]
            return True
    return False


def active(lines: Lines, *, on: bool) -> bool:
    """Switch a model on or off."""
    for at, line in enumerate(lines):
        if line.startswith("active:"):
            lines[at] = f"active: {str(on).lower()}"
            return True
    return False


def nothing(lines: Lines) -> bool:
    """Take out all of them."""
    lines.clear()
    return True


def commented(lines: Lines, comment: str, at: int) -> bool:
    """A comment at the end of one of the lines, or above it."""
    keys = [number for number, line in enumerate(lines) if re.match(r" *[a-z].*:", line) and "#" not in line]
    if not keys:
        return False
    where = keys[at % len(keys)]
    if at % 2 or where == 0:
        lines[where] += f"  # {comment}"
    else:
        blanks = lines[where][: len(lines[where]) - len(lines[where].lstrip())]
        lines.insert(where, f"{blanks}# {comment}")
    return True


def in_entry(text: str, id_: str, edit: Callable[[Lines], bool]) -> str | None:
    """The price list with one entry edited; None where there is nothing to edit."""
    lines = text.split("\n")
    span = _span(lines, id_)
    if span is None:
        return None
    entry = lines[span[0] : span[1]]
    if not edit(entry):
        return None
    return "\n".join([*lines[: span[0]], *entry, *lines[span[1] :]])


def _span(lines: Lines, id_: str) -> tuple[int, int] | None:
    keys = [at for at, line in enumerate(lines) if line[:1] not in ("", " ", "#")]
    for at, end in zip(keys, [*keys[1:], len(lines)], strict=True):
        if lines[at].split("  #")[0].strip('"') in (f"{id_}:", f'{id_}":'):
            while lines[end - 1][:1] in ("", "#"):
                end -= 1
            return at, end
    return None
