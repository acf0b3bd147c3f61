"""The measured rows as one table: aligned for a terminal, as Markdown for docs/benchmarks.md, as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from tests.bench.ratios import Measured, Unit

HEADS = ("measured", "beside", "it", "beside it", "ratio", "min–max", "target", "")
_LEFT = 2
_FINE = 0.1
"""Ratios below this are told with one digit more."""

_PAGE = """\
# Benchmarks

`make bench` measures this; `make bench ARGS=--write` writes this page, too. Taken on:

{about}

{table}

## How to read it

Each row measures two things in turn, A B A B …, in one run on one machine. The times are medians; the ratio
is the median of the pairs' ratios, with the smallest and the largest of them. Times are those of this
machine; the ratios can be compared, and are what the targets are about.

- **PyYAML CSafeLoader, the same files** reads every YAML file of the catalog with the loader that fast Python
  programs use, and does nothing with it. A run reads the same files by stricter rules and knows where every
  value stands; it also reads the payload and the merge base, merges, and tells what it did.
- **ruamel load + dump** is what passing every file through ruamel.yaml would cost, which keeps comments, too.
- **The made-up catalog** comes from `python -m tests.bench.generate DIR --models 3000`: 2.5 offers a model at
  ten providers, 40 % of them at the largest; every seventh model has comments and keys of people. Of what
  changes, 80 % are prices and limits, 20 % price kinds and models that are new. That a list changes nothing,
  or exactly so much, is proven before anything is measured. Timed is the command with its output, in a
  process that has imported everything; payloads are files that the operating system has in memory.
- **without .state** is the run of a fresh checkout, which finds out first that every file is valid.
- **Whole processes** work on a copy of the shipped catalog, beside processes that only import what is named;
  the five packages are requests, ruamel.yaml, jsonschema, deepdiff and click.
  Its list says what the merge base says and what waits, and ran until it changed nothing any more.
"""


def table(measured: Sequence[Measured]) -> str:
    """Aligned columns."""
    lines = [HEADS, *map(cells, measured)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at < _LEFT or at == len(HEADS) - 1 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def page(measured: Sequence[Measured], about: Mapping[str, str]) -> str:
    """docs/benchmarks.md."""
    rows = [HEADS, ("---", "---", *["---:"] * (len(HEADS) - _LEFT)), *map(cells, measured)]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    said = "\n".join(f"- {name}: {value}" for name, value in about.items())
    return _PAGE.format(about=said, table="\n".join(lines))


def as_json(measured: Sequence[Measured], about: Mapping[str, str]) -> dict[str, object]:
    """The same for machines; times in milliseconds."""
    return {"about": dict(about), "rows": [asdict(one) | {"verdict": one.verdict} for one in measured]}


def cells(one: Measured) -> tuple[str, ...]:
    """One row of the table."""
    fine = one.target is not None and one.target < _FINE
    digits = 3 if fine else 2
    return (
        one.name,
        one.against,
        amount(one.work, one.unit),
        amount(one.beside, one.unit),
        f"{one.ratio:.{digits}f}",
        f"{one.lowest:.{digits}f}–{one.highest:.{digits}f}",
        "" if one.target is None else f"{one.target:.{digits}f}".rstrip("0").rstrip("."),
        one.verdict,
    )


def amount(number: float, unit: Unit) -> str:
    """`1,234 ms`, `0.91 ms a model`, `285 MB`."""
    return f"{number:.2f} {unit}" if unit == "ms a model" else f"{number:,.0f} {unit}"
