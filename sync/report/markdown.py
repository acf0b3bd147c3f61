"""The page that a reviewer reads: the body of a pull request, and the summary of a job.

    headline          how many of what
    Needs attention   everything risky, of all providers, before any table of changes
    Held              what waits for a person, with the commands that decide it
    the changes       prices first, the biggest move on top; then what hands decided, then what settles
    Sources           every provider's status and age, also where nothing changed
    Summary           inserted, updated, unchanged, free, paid, errors

Of several providers, Sources stands on top, a line for each, those that failed first; below,
whoever has nothing more to tell has no heading.

The same runs make the same page: nothing but the input and its `today` is on it.
"""

from collections.abc import Sequence
from datetime import date

from sync.core.outcome import Run, Status
from sync.errors import Problem
from sync.report.attention import DETAILS, Detail, Point, points, problem_points
from sync.report.counts import age, headline, outcome, skipped, summary
from sync.report.escape import code, word
from sync.report.sections import sections, written
from sync.report.tables import Part, Section, fit, render, size

_FAILURES_FIRST: tuple[Status, ...] = ("failed", "refused", "ok", "skipped")


def markdown(runs: Sequence[Run], problems: Sequence[Problem], today: date, *, limit: int = 60_000) -> str:
    """The page, at most `limit` long in UTF-8 bytes.

    What needs attention is never cut; where it would take more than half of the page, or the
    page doesn't fit otherwise, it is told with fewer examples, in the end as counts.
    """
    runs = sorted(runs, key=lambda run: _FAILURES_FIRST.index(run.status))
    page, head, rest = "", _head(runs, today), _rest(runs, problems, today)
    for detail in DETAILS:
        urgent = _attention(runs, problems, detail)
        page = fit([*head, urgent, *rest], limit)
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


def _head(runs: Sequence[Run], today: date) -> list[Part]:
    headline = f"**{title(runs)}**"
    return [headline, _overview(runs, today)] if len(runs) > 1 else [headline]


def _rest(runs: Sequence[Run], problems: Sequence[Problem], today: date) -> list[Part]:
    if not runs:
        return []
    if len(runs) > 1:
        return [*(part for run in runs for part in _one_of_several(run)), _summary(runs, problems)]
    [run] = runs
    end: list[Part] = [_sources(run, today), _summary(runs, problems)]
    return [_note(run), *sections(run, see=_see(run)), *end, *written(run, see=_see(run))]


def _one_of_several(run: Run) -> list[Part]:
    told = [*sections(run, depth=3, see=_see(run)), *written(run, depth=3, see=_see(run))]
    if not told:
        return []
    source = f"\n\nSource: {code(run.source, 200)}" if run.source else ""
    return [f"## {word(run.provider, code)}\n\n{outcome(run)}{source}", _note(run), *told]


def _note(run: Run) -> str:
    rederived = "The rules that derive these values changed; a difference may be ours and not upstream's."
    return rederived if run.rederived and run.changes else ""


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


_SOURCE = ("provider", "status", "as of", "age:", "fetched:", "unchanged:")


def _sources(run: Run, today: date) -> Section:
    row = (*_source(run, today), code(run.source, 200) if run.source else "")
    return Section(title="Sources", head=(*_SOURCE, "source"), rows=[row], cut=False)


def _overview(runs: Sequence[Run], today: date) -> str:
    """A line for each provider; not a section, for it always stays."""
    rows = [(*_source(run, today), _outcome(run)) for run in runs]
    return render(Section(title="Sources", head=(*_SOURCE, "outcome"), rows=rows))


def _outcome(run: Run) -> str:
    """What came of it, beside its status; why a provider failed needs attention and is told there."""
    if run.status == "ok":
        return outcome(run)
    return skipped(run) if run.status == "skipped" else "nothing was written"


def _source(run: Run, today: date) -> tuple[str, ...]:
    return (
        word(run.provider, code),
        run.status if run.status == "ok" else f"**{run.status}**",
        run.as_of.isoformat() if run.as_of else "never",
        age(run, today),
        f"{run.fetched:,}",
        f"{run.unchanged:,}",
    )


def _summary(runs: Sequence[Run], problems: Sequence[Problem]) -> str:
    return f"## Summary\n\n{summary(runs, problems)}"


def _see(run: Run) -> str:
    return f"python -m sync run --provider {run.provider} --dry-run"
