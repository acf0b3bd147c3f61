"""The values a field can hold, and when two of them are the same.

A value is what one YAML or JSON node says: None, bool, int, Decimal, str, a list or a
dict of values. Money and other fractions are always Decimal, never float. None means
"not known", exactly as an absent key does.
"""

from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import TypeAlias

Value: TypeAlias = "bool | int | Decimal | str | list[Value] | dict[str, Value] | None"
Doc: TypeAlias = dict[str, Value]
Path: TypeAlias = tuple[str, ...]

SIGNIFICANT = 8
"""Digits of a price that are kept; what lies beyond is the feed's float noise."""

_ROUND = Context(prec=SIGNIFICANT, rounding=ROUND_HALF_EVEN)


def same(a: Value, b: Value, *, as_set: bool = False) -> bool:
    """Equality without Python's surprises: True is not 1, 3 is 3.0, sets have no order.

    With `as_set`, two lists are compared as sets of strings.
    """
    if a is b:
        return True
    if isinstance(a, bool) or isinstance(b, bool):
        return isinstance(a, bool) and isinstance(b, bool) and a == b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(value, b[key]) for key, value in a.items())
    if isinstance(a, list) and isinstance(b, list):
        if as_set:
            return {str(item) for item in a} == {str(item) for item in b}
        return len(a) == len(b) and all(map(same, a, b))
    return a == b


def price(value: Decimal) -> Decimal:
    """A price with its 8 significant digits, without trailing zeros or exponent."""
    rounded = _ROUND.plus(value)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def plain(value: int | Decimal) -> str:
    """A number as text: digits, at most one dot, never an exponent."""
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def get(doc: Value, path: Path) -> Value:
    """What stands at `path`, None where nothing does."""
    for key in path:
        if not isinstance(doc, dict):
            return None
        doc = doc.get(key)
    return doc


def put(doc: Doc, path: Path, value: Value) -> None:
    """Set `path` to `value`, in place; None takes the key out, and containers it leaves empty with it."""
    *parents, last = path
    nodes = [doc]
    for key in parents:
        child = nodes[-1].get(key)
        if not isinstance(child, dict):
            if value is None:
                return
            child = nodes[-1][key] = {}
        nodes.append(child)
    if value is not None:
        nodes[-1][last] = value
        return
    nodes[-1].pop(last, None)
    for parent, key in zip(reversed(nodes[:-1]), reversed(parents), strict=True):
        if parent.get(key) == {}:
            del parent[key]


def copy(value: Value) -> Value:
    """A copy whose dicts and lists are its own."""
    if isinstance(value, dict):
        return {key: copy(item) for key, item in value.items()}
    if isinstance(value, list):
        return [copy(item) for item in value]
    return value


def copy_doc(doc: Mapping[str, Value]) -> Doc:
    """`copy` for a document."""
    return {key: copy(item) for key, item in doc.items()}


def leaves(value: Value, path: Path = ()) -> Iterator[tuple[Path, Value]]:
    """Every value that is not a dict, with its path, in the order of the file."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    else:
        yield path, value
