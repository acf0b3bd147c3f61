"""Every number that a file of the catalog spells, as it is spelt."""

import json
import re
from collections.abc import Iterator
from functools import cache

from tests.replay.recorded import Tree, text


@cache
def is_plain(number: str) -> bool:
    """Neither negative nor with an exponent, and at most eight digits that count."""
    digits = number.replace(".", "").strip("0")
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", number) is not None and len(digits) <= 8


def yaml_numbers(name: str, files: Tree) -> Iterator[str]:
    """Whatever a line spells as a value that begins like a number, dates and what is quoted left out."""
    for line in text(files, name).splitlines():
        yield from numbers_in(re.sub(r"\s#.*", "", line))


@cache
def numbers_in(line: str) -> tuple[str, ...]:
    spelt = re.findall(r"(?:: |\[|, )([-+.]?[0-9][^\s,\]}]*)", line)
    return tuple(
        one for one in spelt if not re.fullmatch(r"\d{4}-\d\d-\d\d|\d+:.*", one) and "name: " not in line
    )


def jsonl_prices(whole: str) -> Iterator[str]:
    """Every number of the offers of a merge base, as it is spelt."""
    for line in whole.splitlines():
        yield from prices_in(line)


@cache
def prices_in(line: str) -> tuple[str, ...]:
    """Every number of an offer, as it is spelt."""
    numbers: list[str] = []

    def leaf(value: object) -> None:
        if isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                leaf(item)
        elif isinstance(value, Spelt):
            numbers.append(value)

    leaf(json.loads(line, parse_int=Spelt, parse_float=Spelt).get("offer", {}))
    return tuple(numbers)


class Spelt(str):
    """A number of a JSON text, as it is spelt."""

    __slots__ = ()
