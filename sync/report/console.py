"""The same report for a terminal and for a log: short aligned lines, no colour, nothing that acts.

openrouter   ok        3 new · 1 price up
  [NEW] [FREE] qwen/qwen3-coder:free
  ! 1 conflict: upstream moved where a hand edit stands; the edit stays
inserted 3 · updated 1 · …
"""

from collections.abc import Sequence
from datetime import date

from sync.core.outcome import Run
from sync.errors import Problem
from sync.report.attention import Point, points, problem_points
from sync.report.counts import age, lines, outcome, summary
from sync.report.escape import plain


def text(runs: Sequence[Run], problems: Sequence[Problem], today: date) -> str:
    """Every provider with what was written and what needs attention, problems, and the totals."""
    width = max((len(plain(run.provider)) for run in runs), default=0)
    told = [line for run in runs for line in _provider(run, today, width)]
    for point in problem_points(problems, plain):
        told += _point(point, "")
    return "\n".join([*told, summary(runs, problems)]) + "\n"


def _provider(run: Run, today: date, width: int) -> list[str]:
    head = f"{plain(run.provider):<{width}}  {run.status:<7}  {age(run, today):>7}  {outcome(run, plain)}"
    written = lines(run)
    column = max((len(cost) for _, cost, _, _ in written), default=0) + 2
    told = [
        f"  [{what}] {f'[{cost}]':<{column}} {plain(id_)}"
        + (f" → {plain(target)}" if target is not None else "")
        for what, cost, id_, target in written
    ]
    return [head, *told, *(line for point in points(run, plain) for line in _point(point))]


def _point(point: Point, indent: str = "  ") -> list[str]:
    head = f"{indent}! {point.kind}{f': {point.text}' if point.text else ''}"
    return [head, *(f"{indent}  {item}" for item in point.items)]
