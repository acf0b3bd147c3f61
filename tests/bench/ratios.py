"""A B A B …: two things measured in turn, and the median of the ratios of the pairs.

What disturbs the machine disturbs both of a pair, so their ratio holds where no time does.
"""

import gc
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

Unit = Literal["ms", "ms a model", "MB"]
Take = Callable[[], float]
"""Measures one thing once: seconds, or MB. What makes it ready is no part of the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is measured, beside what, and the ratio that it shall not pass; None: it is only told.

    rounds  pairs to take, of a row that is slow; None: as many as asked for
    warm_up pairs to throw away before
    """

    name: str
    against: str
    target: float | None
    work: Take
    beside: Take
    unit: Unit = "ms"
    rounds: int | None = None
    warm_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One row's outcome: the medians of both, in the row's unit, and the ratios of the pairs."""

    name: str
    against: str
    target: float | None
    unit: Unit
    pairs: int
    work: float
    beside: float
    ratio: float
    lowest: float
    highest: float

    @property
    def verdict(self) -> str:
        """Whether the target is met; "" where there is none."""
        if self.target is None:
            return ""
        return "met" if self.ratio <= self.target else "OVER"


def measure(row: Row, rounds: int) -> Measured:
    """Take a row's pairs, after those to warm up."""
    for _ in range(row.warm_up):
        row.work(), row.beside()
    return judged(row, [(row.work(), row.beside()) for _ in range(row.rounds or rounds)])


def judged(row: Row, pairs: Sequence[tuple[float, float]]) -> Measured:
    """What these pairs say of a row."""
    ratios = [work / beside for work, beside in pairs]
    scale = 1 if row.unit == "MB" else 1000
    work, beside = (statistics.median(column) * scale for column in zip(*pairs, strict=True))
    return Measured(
        name=row.name,
        against=row.against,
        target=row.target,
        unit=row.unit,
        pairs=len(pairs),
        work=work,
        beside=beside,
        ratio=statistics.median(ratios),
        lowest=min(ratios),
        highest=max(ratios),
    )


@contextmanager
def stopwatch() -> Iterator[list[float]]:
    """A list that holds the seconds once the block has ended. Garbage of before is collected first."""
    gc.collect()
    spent: list[float] = []
    start = time.perf_counter()
    yield spent
    spent.append(time.perf_counter() - start)
