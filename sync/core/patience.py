"""How long a schedule waits before it asks for a person, as `catalog/rules/schedule.yaml` says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sync.core.values import Value, get


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """What a dashboard marks, and from when on.

    waiting  days: a pull request that is open for more
    failing  runs: a provider that failed so many in a row, or more
    silent   days: a provider that is asked, and whose last success is so long ago, or longer
    """

    waiting: int = 7
    failing: int = 3
    silent: int = 14


def patience(doc: Mapping[str, Value]) -> Patience:
    """What a file says; what it leaves out, or says in another shape than its schema's, is as above."""
    usual = Patience()
    return Patience(
        waiting=_whole(doc, "waiting", "days", usual.waiting),
        failing=_whole(doc, "failing", "runs", usual.failing),
        silent=_whole(doc, "silent", "days", usual.silent),
    )


def _whole(doc: Mapping[str, Value], name: str, unit: str, usual: int) -> int:
    found = get(dict(doc), (name, unit))
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else usual
