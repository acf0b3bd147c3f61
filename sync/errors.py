"""What can go wrong, said so that whoever reads it can mend it.

    Problem      one thing wrong in one place: collected, shown together
    SyncError    the command can't go on; carries its exit code and, where files are
                 at fault, their problems

Anything else that is raised is a bug and keeps its traceback (exit 70).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong: `file:line path: message [rule]` and how to mend it.

    `line` counts from 1; None where a file has no line to show. `path` is dotted
    and empty for the whole file. The field order is the report's.
    """

    file: str
    line: int | None
    path: str
    message: str
    rule: str
    level: Level = "error"
    fix: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        path = f" {self.path}" if self.path else ""
        return f"{where}{path}: {self.message} [{self.rule}]\n  fix: {self.fix}"


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Those that stop a run; warnings don't."""
    return [problem for problem in problems if problem.level == "error"]


class SyncError(Exception):
    """Something a person can act on; `exit_code` is what the command ends with."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.fix = what, where, fix

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  fix: {self.fix}" if self.fix else head


class UsageError(SyncError):
    """The command was called in a way it can't serve: unknown provider, bad date, no catalog."""

    exit_code = 2


class CatalogError(SyncError):
    """Files of the catalog are wrong; nothing was written."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)


class SourceError(SyncError):
    """A provider's list could not be had or can't be believed as a whole.

    `rule` is None for a failure (nothing came) and names the guard for a refusal
    (what came can't be believed).
    """

    exit_code = 3

    def __init__(self, what: str, *, rule: str | None = None, where: str = "", fix: str = "") -> None:
        super().__init__(what, where=where, fix=fix)
        self.rule = rule
