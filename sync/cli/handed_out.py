"""`run --out`: what each provider's run would write, as a change set; what is held, as one of its own."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from sync.core.outcome import Run
from sync.engine.options import Options, Progress, Result, World
from sync.engine.run import run
from sync.errors import Problem
from sync.files.journal import Write
from sync.files.sound import Sound

_ITS_FILES = ("catalog/providers/{}.yaml", "catalog/offers/{}.yaml", "overrides/offers/{}.yaml")
"""The files that are one provider's alone: their problems belong into its own report."""


def handed_out(out: Path, sound: Sound, options: Options, world: World, told: Progress) -> Result:
    """Run with every provider's files going into a change set of its own."""
    from sync.files import changeset, outbox

    catalog = sound.catalog
    providers = [each.provider for each in options.skipped] + [each.id for each in options.providers]
    outbox.prepare(out, catalog.root, providers)
    base, limited = changeset.head(catalog.root), options.scope.limited

    def deliver(run: Run, writes: Sequence[Write]) -> None:
        own = {write.name for write in writes} | {name.format(run.provider) for name in _ITS_FILES}
        problems = [problem for problem in sound.warnings if problem.file in own] + [*options.problems]
        changes = changeset.of(run, writes, base=base, today=world.today, limited=limited)
        outbox.put(out, changes, pages(run, problems, world.today, limited=limited))

    def review(run: Run, writes: Sequence[Write]) -> None:
        changes = changeset.of(run, writes, base=base, today=world.today, lane="review", limited=limited)
        outbox.put(out, changes, pages(run, (), world.today, limited=limited))

    result = run(sound, replace(options, deliver=deliver, review=review), world, told)
    outbox.drop_others(out, providers)
    return result


def pages(run: Run, problems: Sequence[Problem], today: date, *, limited: bool = False) -> dict[str, bytes]:
    """The report of a change set, for people and for machines."""
    return {
        "report.md": told_page([run], problems, today).encode("utf-8"),
        "report.json": told_json([run], problems, today, limited=limited),
    }


def told_page(runs: Sequence[Run], problems: Sequence[Problem], today: date) -> str:
    """The report as Markdown."""
    from sync.report.markdown import markdown

    return markdown(runs, problems, today)


def told_json(
    runs: Sequence[Run], problems: Sequence[Problem], today: date, *, limited: bool = False
) -> bytes:
    """The report as JSON; of a run that looked at some models only it says so."""
    from sync.report.jsonable import report_json

    told = report_json(runs, problems, today) | ({"limited": True} if limited else {})
    page = json.dumps(told, indent=2, ensure_ascii=False)
    return (page + "\n").encode("utf-8", "backslashreplace")
