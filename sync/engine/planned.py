"""One provider, planned: what its files shall say, and what a person may merge of what is held.

bodies ──listing──┐
catalog ──sides───┴──plan──> Plan ──apply──> writes, and the Run that tells of them
                      └──what is held let in──> Plan ──apply──> the same, of offers and models alone
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from glob import escape

from sync import sides
from sync.core import carry
from sync.core.authority import Authority
from sync.core.base import Base
from sync.core.ledger import Ledger
from sync.core.mine import Rulebook
from sync.core.outcome import Run
from sync.core.plan import Plan, plan
from sync.core.review import review
from sync.engine.options import Options
from sync.errors import SyncError
from sync.files import apply, rules
from sync.files.journal import Write
from sync.files.names import MODELS, OFFERS
from sync.files.store import Catalog
from sync.sources import gather
from sync.sources.provider import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is written of a provider, with its Run.

    models  ids of the models whose files are among the writes
    review  what is held, as a Run and writes of its own; None: nothing, or nobody asked for it
    """

    run: Run
    writes: Sequence[Write]
    models: frozenset[str]
    review: tuple[Run, Sequence[Write]] | None = None


def planned(
    catalog: Catalog,
    provider: Provider,
    bodies: Sequence[gather.Body],
    options: Options,
    today: date,
    written_by: Mapping[str, str],
) -> Planned:
    """What came of a provider's answer. Raises SyncError where nothing of it can be written.

    written_by  models that a provider before it in this run writes
    """
    found, held = _plans(catalog, provider, bodies, options, today, written_by)
    writes = apply.writes(catalog, found)
    return Planned(
        run=_with_edits(catalog, provider, found.run),
        writes=writes,
        models=frozenset(found.models if writes else ()),
        review=None if held is None else _review(catalog, held),
    )


def _plans(
    catalog: Catalog,
    provider: Provider,
    bodies: Sequence[gather.Body],
    options: Options,
    today: date,
    written_by: Mapping[str, str],
) -> tuple[Plan, Plan | None]:
    """What is written, and what a review would write beside it."""
    version, listing = rules.version(catalog), gather.listing(bodies)
    base, mine = catalog.base(provider.id), sides.mine(catalog, provider.id)
    book = _rulebook(catalog, provider, options, today, written_by)
    source = Base(
        source=" ".join(body.endpoint.url for body in bodies),
        rules=f"{gather.rules(provider)} {version}".strip(),
    )

    def planned(waits: Ledger, book: Rulebook = book) -> Plan:
        ours = replace(mine, ledger=waits)
        return plan(provider.id, listing, base, ours, book, source=source, today=today, scope=options.scope)

    branches = options.branches.get(provider.id, ())
    found = carry.carried(planned, branches, base, mine, book.guards, today)
    if options.review is None or not found.run.held:
        return found, None
    let_in = planned({**mine.ledger, **found.ledger}, replace(book, include_held=True))
    return found, review(found, let_in, mine)


def _review(catalog: Catalog, held: Plan) -> tuple[Run, Sequence[Write]] | None:
    """What a person may merge; where its files can't be written, nothing is lost but the offer."""
    try:
        writes = apply.writes(catalog, held)
    except SyncError:
        return None
    own = [write for write in writes if write.name.startswith((OFFERS, MODELS))]
    return (held.run, own) if own else None


def _rulebook(
    catalog: Catalog, provider: Provider, options: Options, today: date, written_by: Mapping[str, str]
) -> Rulebook:
    return replace(
        sides.rulebook(catalog, provider),
        authority=_authority(catalog, provider, written_by),
        waved=options.waved.get(provider.id, frozenset()),
        include_held=options.include_held,
        exclusions=sides.exclusions(catalog, provider, today),
    )


def _authority(catalog: Catalog, provider: Provider, written_by: Mapping[str, str]) -> Authority:
    """Who speaks for a model. Where no rule says so, it is whoever comes first: no two providers of
    a run write the same file.
    """
    told = rules.authority_of(catalog)
    if told.lines or not written_by:
        return told
    first = ((escape(model), by) for model, by in written_by.items())
    return Authority((*first, ("*", provider.id)))


def _with_edits(catalog: Catalog, provider: Provider, run: Run) -> Run:
    """The run with who made each standing edit."""
    if not (run.kept or run.conflicts or run.adopt):
        return run
    from sync.files.blame import with_edits

    told = with_edits(catalog, provider.id, (*run.kept, *run.conflicts, *run.adopt))
    first, second = len(run.kept), len(run.kept) + len(run.conflicts)
    return replace(run, kept=told[:first], conflicts=told[first:second], adopt=told[second:])
