"""A run from its options to its result: every provider planned, delivered, remembered. The order alone.

A provider that fails is reported and leaves its files alone; the others go on. Only a list
that was believed, delivered and looked at as a whole is remembered as fetched.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sync import fetch
from sync.core.outcome import Run
from sync.core.values import Doc
from sync.engine.mishaps import echoed, failed, not_listed
from sync.engine.options import Options, Progress, Result, World
from sync.engine.planned import planned
from sync.errors import SourceError, SyncError
from sync.files import backup, journal, state
from sync.files.journal import Write
from sync.files.sound import Sound
from sync.files.store import Catalog
from sync.sources import gather
from sync.sources.provider import Provider


def run(sound: Sound, options: Options, world: World, progress: Progress) -> Result:
    """Do one run over a sound catalog."""
    work = _Work(sound.catalog, options, world, progress)
    runs = sorted((*work.all(), *options.skipped), key=lambda run: run.provider)
    saved = None
    if not options.dry_run:
        saved = work.backup() if options.backup else None
        runs = work.deliver(runs)
        sound.remember(work.written(), work.said())
        work.remember(runs)
    return Result(
        runs=tuple(runs),
        problems=(*sound.warnings, *options.problems, *not_listed(runs), *echoed(work.bodies)),
        writes=work.writes,
        healed=sound.healed,
        backup=saved,
    )


class _Work:
    """One run in the making."""

    def __init__(self, catalog: Catalog, options: Options, world: World, progress: Progress) -> None:
        self.catalog, self.options, self.world, self.progress = catalog, options, world, progress
        self.writes: dict[str, Sequence[Write]] = {}
        self.reviews: dict[str, tuple[Run, Sequence[Write]]] = {}
        self.bodies: dict[str, Sequence[gather.Body]] = {}
        self.written_by: dict[str, str] = {}

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
                run = replace(run, milliseconds=round(1000 * (self.world.clock() - started)))
            except SyncError as error:
                source = " ".join(endpoint.url for endpoint in provider.endpoints)
                run = failed(provider.id, source, error, self.catalog, self.world.today)
            runs.append(self._sourced(run, provider))
        return runs

    def _sourced(self, run: Run, provider: Provider) -> Run:
        """The run with what was read for it, and where a person looks the same up."""
        read = gather.sources(self.bodies.get(provider.id, ()), self.world.now)
        return replace(run, sources=read, pricing_url=provider.pricing_url)

    def _answers(self) -> dict[str, gather.Answer]:
        options, world = self.options, self.world
        if options.files is not None:
            return gather.from_files(options.providers, options.files)
        return fetch.answers(
            self.catalog.root,
            options.providers,
            environ=world.environ,
            sleep=world.sleep,
            force=options.force,
        )

    def _one(self, provider: Provider, answer: gather.Answer) -> Run:
        if isinstance(answer, SourceError):
            raise answer
        self._save(provider, answer)
        catalog, today = self.catalog, self.world.today
        found = planned(catalog, provider, answer, self.options, today, self.written_by)
        self.written_by |= dict.fromkeys(found.models, provider.id)
        if found.writes:
            self.writes[provider.id] = found.writes
        if found.review is not None:
            held, writes = found.review
            self.reviews[provider.id] = self._sourced(held, provider), writes
        return found.run

    def _save(self, provider: Provider, bodies: Sequence[gather.Body]) -> None:
        """Keep raw payloads where asked to: also those that turn out to be no list."""
        self.bodies[provider.id] = bodies
        if self.options.save_raw is not None:
            for number, body in enumerate(bodies):
                name = gather.raw_name(provider, number)
                state.replace_file(self.options.save_raw / f"{name}.json", body.content)

    def deliver(self, runs: Sequence[Run]) -> list[Run]:
        """Bring each provider's files to where they belong, all or none of them."""
        deliver = self.options.deliver or self._into_the_tree
        told = []
        for run in runs:
            try:
                deliver(run, self.writes.get(run.provider, ()))
                if self.options.review is not None and run.provider in self.reviews:
                    self.options.review(*self.reviews[run.provider])
                told.append(run)
            except SyncError as error:
                broken = failed(run.provider, run.source, error, self.catalog, self.world.today)
                told.append(replace(broken, sources=run.sources))
        return told

    def _into_the_tree(self, run: Run, writes: Sequence[Write]) -> None:
        journal.commit(self.catalog.root, run.provider, writes)

    def remember(self, runs: Sequence[Run]) -> None:
        """Keep for next time which lists were fetched, believed, delivered and looked at as a whole."""
        good = {run.provider for run in runs if run.status == "ok"}
        lists = [(each, self.bodies[each.id]) for each in self.options.providers if each.id in good]
        if lists and self.options.files is None and not self.options.scope.limited:
            fetch.remember(self.catalog.root, lists, self.world.now)

    def backup(self) -> Path | None:
        """Copies of the files that are about to change."""
        names = [write.name for writes in self.writes.values() for write in writes if write.old is not None]
        return backup.save(self.catalog.root, names, self.world.now) if names else None

    def written(self) -> dict[str, bytes | None]:
        """What was written or handed over, by name."""
        return {write.name: write.new for writes in self.writes.values() for write in writes}

    def said(self) -> dict[str, Doc]:
        """What of it was read already, by name."""
        every = (write for writes in self.writes.values() for write in writes)
        return {write.name: write.said for write in every if write.said is not None}
