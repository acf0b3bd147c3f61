"""One run over some providers: fetch, plan, apply, report. The order, and nothing else.

    providers ─gather─> listings ─plan─> Plan ─apply─> writes ─journal─> files
                                          └─> Run (the report's material), one for each provider

A provider that fails is reported and leaves its files alone; the others go on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from sync.core.base import Base
from sync.core.exclude import Exclusions, patterns
from sync.core.fields import Field, under
from sync.core.mine import Mine, Rulebook
from sync.core.outcome import Run
from sync.core.plan import Plan, plan
from sync.core.scope import EVERYTHING, Scope
from sync.core.values import Doc
from sync.errors import Problem, SourceError, SyncError
from sync.files import apply, backup, journal, state
from sync.files.journal import Write
from sync.files.schemas import Kind
from sync.files.sound import Sound
from sync.files.store import Catalog
from sync.sources import gather
from sync.sources.provider import Provider

Progress = Callable[[str, int, int], None]
"""Told what is being done, and how much of how much is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run was asked to do. `files` and `network` say where payloads come from."""

    providers: tuple[Provider, ...]
    scope: Scope = EVERYTHING
    files: Mapping[str, Path] | None = None
    save_raw: Path | None = None
    dry_run: bool = False
    force: bool = False
    backup: bool = False


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
    """What a run did: a Run for each provider, problems of files, and the bytes written, or that would be."""

    runs: tuple[Run, ...]
    problems: tuple[Problem, ...] = ()
    writes: Mapping[str, Sequence[Write]] = field(default_factory=dict)
    healed: tuple[str, ...] = ()
    backup: Path | None = None


def run(sound: Sound, options: Options, world: World, progress: Progress) -> Result:
    """Do one run over a sound catalog."""
    work = _Work(sound.catalog, options, world, progress)
    runs = work.all()
    saved = None
    if not options.dry_run:
        saved = work.backup() if options.backup else None
        runs = work.commit(runs)
        sound.remember(sound.catalog.root, work.written())
        if options.files is None:
            state.remember_fetched(sound.catalog.root, work.fetched)
    return Result(
        runs=tuple(runs),
        problems=(*sound.warnings, *_not_listed(runs)),
        writes=work.writes,
        healed=sound.healed,
        backup=saved,
    )


class _Work:
    """One run in the making."""

    def __init__(self, catalog: Catalog, options: Options, world: World, progress: Progress) -> None:
        self.catalog, self.options, self.world, self.progress = catalog, options, world, progress
        self.writes: dict[str, list[Write]] = {}
        self.fetched = state.fetched(catalog.root)

    def all(self) -> list[Run]:
        """Plan every provider; a failure is that provider's own."""
        providers = self.options.providers
        self.progress("fetch", 0, len(providers))
        started = self.world.clock()
        answers = self._answers()
        runs = []
        for number, provider in enumerate(providers, 1):
            self.progress(f"plan {provider.id}", number, len(providers))
            try:
                run = self._one(provider, answers[provider.id])
                runs.append(replace(run, milliseconds=round(1000 * (self.world.clock() - started))))
            except SyncError as error:
                runs.append(_failed(provider, error, self.catalog))
        return runs

    def _answers(self) -> dict[str, gather.Answer]:
        options = self.options
        if options.files is not None:
            return gather.from_files(options.providers, options.files)
        kept = {} if options.force else self._kept()
        return gather.over_http(
            options.providers, environ=self.world.environ, kept=kept, sleep=self.world.sleep
        )

    def _kept(self) -> dict[str, gather.Body]:
        """The bodies that a 304 may repeat: those whose ETag and bytes are both still here."""
        kept = {}
        for provider in self.options.providers:
            known = self.fetched.get(provider.id, {})
            for number, endpoint in enumerate(provider.endpoints):
                etag = known.get("etags", {}).get(endpoint.url)
                path = state.raw_path(self.catalog.root, gather.raw_name(provider, number))
                if etag and path.exists():
                    kept[endpoint.url] = gather.Body(endpoint=endpoint, content=path.read_bytes(), etag=etag)
        return kept

    def _one(self, provider: Provider, answer: gather.Answer) -> Run:
        if isinstance(answer, SourceError):
            raise answer
        self._save(provider, answer)
        planned = self._plan(provider, answer)
        writes = apply.writes(self.catalog, planned)
        if writes:
            self.writes[provider.id] = writes
        return self._told(planned, provider)

    def _plan(self, provider: Provider, bodies: Sequence[gather.Body]) -> Plan:
        offers = self.catalog.offers(provider.id)
        schemas = self.catalog.schemas

        def fields(kind: Kind) -> tuple[Field, ...]:
            return under(schemas.fields(kind), provider.strategy, provider.always, provider.never)

        return plan(
            provider.id,
            gather.listing(bodies),
            self.catalog.base(provider.id),
            Mine(offers=offers.doc if offers else {}, models=self.catalog.model_docs()),
            Rulebook(
                offer_fields=fields("offers"),
                model_fields=fields("model"),
                exclusions=Exclusions(
                    patterns=patterns(self._ignored(), provider.id),
                    min_context=provider.min_context,
                    outputs=provider.outputs,
                ),
                descriptions=provider.descriptions,
            ),
            source=Base(source=" ".join(body.endpoint.url for body in bodies), rules=gather.rules(provider)),
            today=self.world.today,
            scope=self.options.scope,
        )

    def _ignored(self) -> Doc:
        file = self.catalog.files.get("overrides/ignore.yaml")
        return file.doc if file else {}

    def _told(self, planned: Plan, provider: Provider) -> Run:
        """The run with who made each standing edit."""
        run = planned.run
        if not (run.kept or run.conflicts or run.adopt):
            return run
        from sync.files.blame import with_edits

        told = with_edits(self.catalog, provider.id, (*run.kept, *run.conflicts, *run.adopt))
        first, second = len(run.kept), len(run.kept) + len(run.conflicts)
        return replace(run, kept=told[:first], conflicts=told[first:second], adopt=told[second:])

    def _save(self, provider: Provider, bodies: Sequence[gather.Body]) -> None:
        """Keep raw payloads where asked to, and for a later 304."""
        for number, body in enumerate(bodies):
            name = gather.raw_name(provider, number)
            if self.options.save_raw is not None:
                state.replace_file(self.options.save_raw / f"{name}.json", body.content)
            if self.options.files is None and not self.options.dry_run and body.fresh:
                state.replace_file(state.raw_path(self.catalog.root, name), body.content)
        if self.options.files is None:
            self.fetched[provider.id] = {
                "at": self.world.now.isoformat(timespec="seconds"),
                "etags": {body.endpoint.url: body.etag for body in bodies if body.etag},
            }

    def commit(self, runs: Sequence[Run]) -> list[Run]:
        """Write each provider's files, all or none of them."""
        told = []
        for run in runs:
            try:
                journal.commit(self.catalog.root, run.provider, self.writes.get(run.provider, []))
                told.append(run)
            except SyncError as error:
                told.append(
                    Run(provider=run.provider, status="failed", reason=str(error.what), fix=error.fix)
                )
        return told

    def backup(self) -> Path | None:
        """Copies of the files that are about to change."""
        names = [write.name for writes in self.writes.values() for write in writes if write.old is not None]
        return backup.save(self.catalog.root, names, self.world.now) if names else None

    def written(self) -> dict[str, bytes]:
        """What was written, by name."""
        return {write.name: write.new for writes in self.writes.values() for write in writes}


def _failed(provider: Provider, error: SyncError, catalog: Catalog) -> Run:
    rule = error.rule if isinstance(error, SourceError) else None
    return Run(
        provider=provider.id,
        status="refused" if rule else "failed",
        reason=error.what if not error.where else f"{error.where}: {error.what}",
        rule=rule,
        fix=error.fix or None,
        source=" ".join(endpoint.url for endpoint in provider.endpoints),
        as_of=catalog.base(provider.id).as_of,
    )


def _not_listed(runs: Sequence[Run]) -> list[Problem]:
    """What was asked for by name and no asked provider lists."""
    good = [run for run in runs if run.status == "ok"]
    missed = set.intersection(*(set(run.not_listed) for run in good)) if good else set()
    return [
        Problem(
            file="(command line)",
            line=None,
            path=name,
            message="no provider of this run lists it",
            rule="not-listed",
            fix="mend the spelling, or take it out of the list",
        )
        for name in sorted(missed)
    ]
