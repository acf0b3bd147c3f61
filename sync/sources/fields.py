"""Reading values out of a record that a stranger wrote.

Every reader gives the value, None where nothing is known (absent, null, "", [], {} all say
that: seen side by side in one list, 2026-08-22), or raises `Unusable`, which names the
field and what was wrong with it and costs only its record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sync.core import values
from sync.core.values import Doc, Value

MAX_TEXT = 200
MAX_PROSE = 5000
MAX_WHOLE = 10**15


class Unusable(Exception):  # noqa: N818  it is said of a record, not of the program
    """A record can't be used: `<field> <what is wrong with it>`."""


@dataclass(slots=True)  # not frozen: a list makes tens of thousands of them
class Fields:
    """An object of a payload, with the dotted path at which it stands."""

    values: Mapping[str, object]
    at: str = ""

    def path(self, key: str) -> str:
        """Where `key` stands in the record."""
        return f"{self.at}.{key}" if self.at else key

    def unusable(self, key: str, why: str) -> Unusable:
        """The error that says so of `key`; `why` goes on from its name: "is negative"."""
        return Unusable(f"{self.path(key)} {why}")

    def wrong(self, key: str, wanted: str) -> Unusable:
        """The error for a value of another type than `wanted`."""
        return self.unusable(key, f"is {_kind(self.values.get(key))}, not {wanted}")

    def part(self, key: str) -> "Fields":
        """The object under `key`; an empty one where there is none."""
        found = self.values.get(key)
        if found is None:
            found = {}
        if not isinstance(found, dict):
            raise self.wrong(key, "an object")
        return Fields(found, self.path(key))

    def parts(self, key: str) -> Iterator["Fields"]:
        """The objects of the list under `key`."""
        for index, item in enumerate(self._list(key)):
            here = f"{self.path(key)}[{index}]"
            if not isinstance(item, dict):
                raise Unusable(f"{here} is {_kind(item)}, not an object")
            yield Fields(item, here)

    def text(self, key: str) -> str | None:
        """A text in one line, without invisible characters."""
        found = self.values.get(key)
        if found is None:
            return None
        if not isinstance(found, str):
            raise self.wrong(key, "a text")
        try:
            return _short(found) or None
        except ValueError as error:
            raise self.unusable(key, str(error)) from None

    def first_text(self, keys: Sequence[str]) -> str | None:
        """The text under the first of these keys that has one."""
        return next((text for key in keys if (text := self.text(key)) is not None), None)

    def prose(self, key: str) -> str | None:
        """A longer text in one line; what isn't one, or is too long, is not known."""
        found = self.values.get(key)
        return one_line(found) or None if isinstance(found, str) and len(found) <= MAX_PROSE else None

    def words(self, key: str) -> list[str]:
        """A list of texts as what it is, a set: sorted, each once."""
        found = self._list(key)
        if not found:
            return []
        if not all(isinstance(item, str) for item in found):
            raise self.unusable(key, "holds something other than texts")
        try:
            return list(_set_of(tuple(map(str, found))))
        except ValueError as error:
            raise self.unusable(key, str(error)) from None

    def whole(self, key: str) -> int | None:
        """A whole number above 0; 0 says that nothing is known."""
        found = self.values.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int):
            raise self.wrong(key, "a whole number")
        if not 0 <= found <= MAX_WHOLE:
            raise self.unusable(key, "is negative" if found < 0 else "is absurdly large")
        return found or None

    def first_whole(self, keys: Sequence[str]) -> int | None:
        """The number above 0 under the first of these keys that has one."""
        return next((number for key in keys if (number := self.whole(key)) is not None), None)

    def number(self, key: str) -> int | Decimal | None:
        """Any number of a sane size, 1 and 1.0 the same; zero and negative ones are numbers too."""
        found = self.values.get(key)
        if found is None:
            return None
        if isinstance(found, bool) or not isinstance(found, int | Decimal | float):
            raise self.wrong(key, "a number")
        exact = Decimal(str(found)) if isinstance(found, float) else Decimal(found)
        if not exact.is_finite() or (exact and not -15 <= exact.adjusted() <= 15):
            raise self.unusable(key, "is of an absurd size")
        rounded = values.price(exact)
        return int(rounded) if rounded == rounded.to_integral_value() else rounded

    def flag(self, key: str) -> bool | None:
        """True or false."""
        found = self.values.get(key)
        if found is not None and not isinstance(found, bool):
            raise self.wrong(key, "true or false")
        return found

    def _list(self, key: str) -> list[object]:
        found = self.values.get(key)
        if found is None:
            return []
        if not isinstance(found, list):
            raise self.wrong(key, "a list")
        return found


def known(doc: Mapping[str, Value]) -> Doc:
    """What of `doc` is known: not null, "", [] or {}; 0 and false are."""
    return {key: value for key, value in doc.items() if value or value == 0}


def one_line(text: str) -> str:
    """`text` without invisible or direction-changing characters, its white space single blanks."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join("".join(c if c.isprintable() else " " if c.isspace() else "" for c in text).split())


@lru_cache(maxsize=4096)  # a list repeats its few words thousands of times
def _short(text: str) -> str:
    """`one_line` of a text that isn't prose; raises ValueError where it's too long for that."""
    short = one_line(text)
    if len(short) > MAX_TEXT:
        raise ValueError(f"is longer than {MAX_TEXT} characters")
    return short


@lru_cache(maxsize=4096)
def _set_of(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({_short(word) for word in words} - {""}))


def _kind(value: object) -> str:
    return next((name for type_, name in _KINDS.items() if isinstance(value, type_)), "null")


# bool first: to Python it is a number too.
_KINDS: Mapping[type, str] = {
    bool: "true or false",
    int: "a number",
    Decimal: "a fraction",
    float: "a fraction",
    str: "a text",
    list: "a list",
    dict: "an object",
}
