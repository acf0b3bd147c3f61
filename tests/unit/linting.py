"""What a rule of `check` says of a catalog, short enough to read in a test."""

from datetime import date

from sync.errors import Problem
from sync.files import store
from sync.lint import RULES
from sync.lint.subject import Subject
from tests.scratch import TODAY, Scratch


def found(catalog: Scratch, rule: str, today: str = TODAY) -> list[str]:
    """The problems, without their fixes."""
    return [line(problem) for problem in problems(catalog, rule, today)]


def fixes(catalog: Scratch, rule: str, today: str = TODAY) -> list[str]:
    """The fixes alone."""
    return [problem.fix for problem in problems(catalog, rule, today)]


def problems(catalog: Scratch, rule: str, today: str = TODAY) -> list[Problem]:
    """All that a rule finds; each under its own name and with a fix."""
    told = list(RULES[rule](Subject(store.load(catalog.root), date.fromisoformat(today))))
    assert all(problem.rule == rule and problem.fix for problem in told)
    return told


def line(problem: Problem) -> str:
    return f"{problem.level} {str(problem).partition(f' [{problem.rule}]')[0]}"
