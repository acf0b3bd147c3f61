"""How long a decision holds: `--until` as it is typed, and what to do about one that has ended."""

from collections.abc import Sequence

from sync.cli.override_line import Line, spelled
from sync.core import decide
from sync.core.decide import Decision
from sync.core.overrides import Override
from sync.core.values import Value
from sync.errors import UsageError
from sync.files import override_files, scalars
from sync.files.override_files import Places
from sync.report.escape import REASON, plain

NO_END = "none"
"""What is typed instead of a day to take the end out."""


def check_until(until: str | None, today: str) -> None:
    """Raise UsageError for a last day that is none, or is over."""
    if until in (None, NO_END):
        return
    if not scalars.is_date(str(until)):
        fix = f"write it as YYYY-MM-DD, or --until {NO_END} to take the end out"
        raise UsageError(f"--until {until!a} is not a date", fix=fix)
    if str(until) < today:
        raise UsageError(f"--until {until} is before {today}", fix="name today or a later day")


def last_day(until: str | None) -> str | None:
    """The day that is meant; None where none is, or the end is taken out."""
    return None if until == NO_END else until


def refuse_ended(
    line: Line, listed: Sequence[Value], made: tuple[str, str, Decision], places: Places
) -> None:
    """Raise UsageError where a new entry would begin anew what one that has ended said in full.

    `listed` are the entries under the key, `made` is where the decision goes and the decision.
    """
    place, key, decision = made
    over = decide.ended(place, key, listed, decision)
    if over is None:
        return
    asked, where = line.asked, places[override_files.entry_of(over)]
    fields = [".".join(path) for path in over.values]
    told = {"provider": asked.provider}
    back = spelled("refresh", line.settings, line.id, *fields, **told, until=asked.until or "YYYY-MM-DD")
    out = spelled("revert", line.settings, line.id, *fields, **told)
    raise UsageError(
        f"the entry at {where} decided this and ended on {over.until}: {_about(over)}",
        fix=f"bring it back, then amend it: {back}\n  or take it out, then decide anew: {out}",
    )


def _about(over: Override) -> str:
    return f"{', '.join('.'.join(path) for path in over.values)} ({plain(over.reason, REASON)})"
