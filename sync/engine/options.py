"""What a run is asked to do, what it takes from outside, and what it gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sync.core.carry import Branch
from sync.core.outcome import Run
from sync.core.scope import EVERYTHING, Scope
from sync.errors import Problem
from sync.files.journal import Write
from sync.sources.provider import Provider

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how much of how much is done."""

Deliver = Callable[[Run, Sequence[Write]], None]
"""Takes what a run of one provider shall write, nothing where it isn't `ok`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run was asked to do.

    skipped  a Run for each provider that isn't asked this time
    files    where payloads come from; None: over the network
    waved    rules of refusal that a person waves through this once, by provider
    include_held  whether held changes are written this once
    deliver  where the files go; None: into the working tree, all of a provider's or none
    branches  by provider, unmerged branches of which earlier dates are taken
    problems  what the report tells beside what the run finds itself
    review    where the held changes go, as files that a person can merge; None: nowhere
    """

    providers: tuple[Provider, ...]
    skipped: tuple[Run, ...] = ()
    scope: Scope = EVERYTHING
    files: Mapping[str, Path] | None = None
    save_raw: Path | None = None
    dry_run: bool = False
    force: bool = False
    backup: bool = False
    waved: Mapping[str, frozenset[str]] = field(default_factory=dict)
    include_held: bool = False
    deliver: Deliver | None = None
    branches: Mapping[str, Sequence[Branch]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    review: Deliver | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a run takes from outside: the day, the time, a stopwatch, the environment and a way to wait."""

    today: date
    now: datetime
    clock: Callable[[], float]
    environ: Mapping[str, str]
    sleep: Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run did: a Run for each provider by its name, problems of files, and the bytes to write."""

    runs: tuple[Run, ...]
    problems: tuple[Problem, ...] = ()
    writes: Mapping[str, Sequence[Write]] = field(default_factory=dict)
    healed: tuple[str, ...] = ()
    backup: Path | None = None
