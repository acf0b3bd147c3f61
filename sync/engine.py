"""One run over some providers: fetch, plan, apply, report. The order, and nothing else.

    providers ─gather─> listings ─plan─> Plan ─apply─> writes ─deliver─> files, or change sets
                                   held too ─> Plan ─apply─> writes ─review─> a change set of its own
                                          └─> Run (the report's material), one for each provider

A provider that fails is reported and leaves its files alone; the others go on. Only a list
that was believed, delivered and looked at as a whole is remembered as fetched.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from glob import escape
from pathlib import Path

from sync import fetch, sides
from sync.core import carry
from sync.core.authority import Authority
from sync.core.base import Base
from sync.core.ledger import Ledger, Line
from sync.core.mine import Rulebook
from sync.core.outcome import Run
from sync.core.plan import Plan, plan
from sync.core.review import review
from sync.core.scope import EVERYTHING, Scope
from sync.core.values import Doc
from sync.errors import CatalogError, Problem, SourceError, SyncError
from sync.files import apply, backup, journal, rules, state
from sync.files.journal import Write
from sync.files.sound import Sound
from sync.files.store import Catalog
from sync.sources import gather
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
    branches: Mapping[str, Sequence[carry.Branch]] = field(default_factory=dict)
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
        problems=(*sound.warnings, *options.problems, *_not_listed(runs), *_echoed(work.bodies)),
        writes=work.writes,
        healed=sound.healed,
        backup=saved,
    )


class _Work:
    """One run in the making."""

    def __init__(self, catalog: Catalog, options: Options, world: World, progress: Progress) -> None:
        self.catalog, self.options, self.world, self.progress = catalog, options, world, progress
        self.writes: dict[str, list[Write]] = {}
        self.reviews: dict[str, tuple[Run, list[Write]]] = {}
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
                run = _failed(provider.id, source, error, self.catalog, self.world.today)
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
        planned = self._plan(provider, answer)
        writes = apply.writes(self.catalog, planned)
        if writes:
            self.writes[provider.id] = writes
            self.written_by |= dict.fromkeys(planned.models, provider.id)
        return self._told(planned, provider)

    def _plan(self, provider: Provider, bodies: Sequence[gather.Body]) -> Plan:
        version, listing = rules.version(self.catalog), gather.listing(bodies)
        base, mine = self.catalog.base(provider.id), sides.mine(self.catalog, provider.id)
        book, today = self._rulebook(provider), self.world.today
        source = Base(
            source=" ".join(body.endpoint.url for body in bodies),
            rules=f"{gather.rules(provider)} {version}".strip(),
        )

        def planned(waits: Ledger, book: Rulebook = book) -> Plan:
            ours, scope = replace(mine, ledger=waits), self.options.scope
            return plan(provider.id, listing, base, ours, book, source=source, today=today, scope=scope)

        branches = self.options.branches.get(provider.id, ())
        found = carry.carried(planned, branches, base, mine, book.guards, today)
        if self.options.review is not None and found.run.held:
            let_in = planned({**mine.ledger, **found.ledger}, replace(book, include_held=True))
            self._review(review(found, let_in, mine), provider)
        return found

    def _review(self, held: Plan | None, provider: Provider) -> None:
        """Keep what a person may merge; where its files can't be written, nothing is lost but the offer."""
        if held is None:
            return
        try:
            writes = apply.writes(self.catalog, held)
        except SyncError:
            return
        own = [write for write in writes if write.name.startswith(("catalog/offers/", "catalog/models/"))]
        if own:
            self.reviews[provider.id] = self._sourced(held.run, provider), own

    def _rulebook(self, provider: Provider) -> Rulebook:
        return replace(
            sides.rulebook(self.catalog, provider),
            authority=self._authority(provider),
            waved=self.options.waved.get(provider.id, frozenset()),
            include_held=self.options.include_held,
            exclusions=sides.exclusions(self.catalog, provider, self.world.today),
        )

    def _authority(self, provider: Provider) -> Authority:
        """Who speaks for a model. Where no rule says so, it is whoever comes first: no two providers of
        a run write the same file.
        """
        told = rules.authority_of(self.catalog)
        if told.lines or not self.written_by:
            return told
        first = ((escape(model), by) for model, by in self.written_by.items())
        return Authority((*first, ("*", provider.id)))

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
                failed = _failed(run.provider, run.source, error, self.catalog, self.world.today)
                told.append(replace(failed, sources=run.sources))
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


def _failed(provider: str, source: str, error: SyncError, catalog: Catalog, today: date) -> Run:
    """The run of a list that wasn't written; what waits goes on waiting."""
    waits = _waiting(catalog, provider)
    rule = error.rule if isinstance(error, SourceError) else None
    return Run(
        provider=provider,
        status="refused" if rule else "failed",
        reason=error.what if not error.where else f"{error.where}: {error.what}",
        rule=rule,
        fix=error.fix or None,
        source=source,
        as_of=catalog.base(provider).as_of,
        held=tuple(line for line in waits if line.held),
        settling=tuple(line for line in waits if not line.held),
        today=today,
    )


def _waiting(catalog: Catalog, provider: str) -> Sequence[Line]:
    """What waits at a provider; nothing where its ledger can't be read, which is then why it failed."""
    try:
        return tuple(catalog.ledger(provider).values())
    except CatalogError:
        return ()


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


def _echoed(bodies: Mapping[str, Sequence[gather.Body]]) -> list[Problem]:
    """The providers whose answer held the key that they were asked with."""
    return [
        Problem(
            file=f"catalog/providers/{provider}.yaml",
            line=None,
            path="api_keys",
            message="the key came back in the provider's answer; *** stands in its place",
            rule="key-echoed",
            level="warning",
            fix="tell the provider, and use a new key where anybody else may have seen that answer",
        )
        for provider, answered in sorted(bodies.items())
        if any(body.echoed for body in answered)
    ]
