"""The page that a reviewer reads: the body of a pull request, and the summary of a job.

    headline          how many of what
    Needs attention   everything risky, of all providers, before any table
    the changes       prices first, the biggest move on top; then what hands decided
    Sources           every provider's status and age, also where nothing changed
    Summary           inserted, updated, unchanged, free, paid, errors

The same runs make the same page: nothing but the input and its `today` is on it.
"""

from collections.abc import Sequence
from datetime import date

from sync.core.outcome import Run
from sync.errors import Problem
from sync.report.attention import DETAILS, Detail, Point, points, problem_points
from sync.report.counts import age, headline, outcome, summary
from sync.report.escape import code, word
from sync.report.sections import sections, written
from sync.report.tables import Part, Section, fit, size


def markdown(runs: Sequence[Run], problems: Sequence[Problem], today: date, *, limit: int = 60_000) -> str:
    """The page, at most `limit` long in UTF-8 bytes.

    What needs attention is never cut; where it would take more than half of the page, or the
    page doesn't fit otherwise, it is told with fewer examples, in the end as counts.
    """
    page, head, rest = "", f"**{title(runs)}**", _rest(runs, problems, today)
    for detail in DETAILS:
        urgent = _attention(runs, problems, detail)
        page = fit([head, urgent, *rest], limit)
        if size(urgent) <= limit // 2 and size(page) <= limit:
            break
    return page


def title(runs: Sequence[Run]) -> str:
    """The headline: what happened to whom."""
    if not runs:
        return "No source was asked."
    if len(runs) > 1:
        return f"{len(runs):,} providers: {headline(runs)}"
    return f"{word(runs[0].provider, code)}: {outcome(runs[0])}"


def _rest(runs: Sequence[Run], problems: Sequence[Problem], today: date) -> list[Part]:
    parts: list[Part] = []
    for run in runs:
        parts += _provider(run, alone=len(runs) == 1)
    if runs:
        parts += [_sources(runs, today), _summary(runs, problems)]
    if len(runs) == 1:
        parts += written(runs[0], see=_see(runs[0]))
    return parts


def _provider(run: Run, *, alone: bool) -> list[Part]:
    depth = 2 if alone else 3
    rederived = "The rules that derive these values changed; a difference may be ours and not upstream's."
    note = rederived if run.rederived and run.changes else ""
    parts: list[Part] = [note, *sections(run, depth=depth, see=_see(run))]
    if alone:
        return parts
    heading = f"## {word(run.provider, code)}\n\n{outcome(run)}"
    return [heading, *parts, *written(run, depth=depth, see=_see(run))]


def _attention(runs: Sequence[Run], problems: Sequence[Problem], detail: Detail) -> str:
    items = []
    for run in runs:
        who = "" if len(runs) == 1 else f"{word(run.provider, code)}: "
        found = points(run, code, detail)
        if not detail.reasons and found and who:
            items.append(f"- {who}{', '.join(point.kind for point in found)}")
        else:
            items += [_item(who, point) for point in found]
    items += [_item("", point) for point in problem_points(problems, code, detail)]
    return "\n".join(["## Needs attention", "", *items]) if items else ""


def _item(who: str, point: Point) -> str:
    text = f": {point.text}" if point.text else ""
    return "\n".join([f"- {who}**{point.kind}**{text}", *(f"  - {item}" for item in point.items)])


def _sources(runs: Sequence[Run], today: date) -> Section:
    head = ("provider", "status", "as of", "age:", "fetched:", "unchanged:", "source")
    rows = [
        (
            word(run.provider, code),
            run.status if run.status == "ok" else f"**{run.status}**",
            run.as_of.isoformat() if run.as_of else "never",
            age(run, today),
            f"{run.fetched:,}",
            f"{run.unchanged:,}",
            code(run.source, 200) if run.source else "",
        )
        for run in runs
    ]
    return Section(title="Sources", head=head, rows=rows, cut=False)


def _summary(runs: Sequence[Run], problems: Sequence[Problem]) -> str:
    return f"## Summary\n\n{summary(runs, problems)}"


def _see(run: Run) -> str:
    return f"python -m sync run --provider {run.provider} --dry-run"
