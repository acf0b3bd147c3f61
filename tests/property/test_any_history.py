"""Whatever happens to a catalog, in whatever order: its promises hold after every step.

    lists of days, good and bad ─┐
    edits by hand ───────────────┼─> a catalog, the real command line ──after each step──> the promises
    decisions, sweeps, crashes ──┘

1 no edit of a person is lost    2 nothing risky is written unseen    3 base, ledger, history and files agree
4 a second run changes no byte   5 no pair of prices is shown that upstream never published together
"""

import io
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from sync.core.guards.terms import value as said_of
from sync.core.values import Value, get, same
from sync.files.names import model_name
from tests.property import pen
from tests.property.days import CONTEXTS, IDS, MOVES, PER_MILLION, Upstream
from tests.property.killed import killed_at
from tests.property.test_no_edit_is_lost import MEMORY
from tests.property.world import (
    MODEL,
    OFFER,
    PRICES,
    PROVIDER,
    Patience,
    People,
    Seen,
    Where,
    bare,
    covered,
    decided_by,
    risks,
    seen,
    unlike_their_history,
    waits_for_nothing,
)  # fmt: skip
from tests.scratch import ACCEPTED, OFFERS, ONE, Scratch, Tree, scratch
from tests.unit.holding import HELD, HISTORY, guarded

GUARDS = "{shrink: {percent: 20, count: 2}, mass-removal: {percent: 5, count: 1}}"
"""So that six ids are enough for a list to be refused, or for a going to be held."""

ids = st.sampled_from(IDS)
models = st.sampled_from(sorted({id_.partition(":")[0] for id_ in IDS}))
amounts = st.integers(0, 3)
moves = st.lists(st.tuples(st.sampled_from(MOVES), ids, amounts), max_size=5)
days = st.sampled_from((1, 2, 6, 0, 16, 40))
flags = st.sampled_from(((), (), (), (), ("--include-held",), ("--accept", f"{PROVIDER}:shrink")))
picks = st.integers(0, 20)


@cache
def first() -> Tree:
    """A catalog that accepted upstream's first list, and in which people rely on one model."""
    silence = io.StringIO()
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(silence), redirect_stderr(silence):
        catalog = guarded(scratch(Path(folder), Upstream().sent()), GUARDS)
        catalog.edit(ONE, "active: false", "active: true")
        return catalog.tracked()


class AnyHistory(RuleBasedStateMachine):
    """One catalog, from its first list on."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None)
        self.catalog = Scratch(Path(self.folder) / "catalog")
        for name, raw in first().items():
            self.catalog.write(name, raw)
        self.upstream, self.people, self.patience = Upstream(), People(), Patience()
        self.today = date.fromisoformat(ACCEPTED)
        self.patience.believed(self.upstream, self.today)
        self.fresh_start: set[str] = set()  # ids whose history doesn't end with what the base says

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    # -- what upstream and time do --------------------------------------------------------

    @rule(days=days, moves=moves, flags=flags)
    def a_list_comes(self, days: int, moves: Sequence[tuple[str, str, int]], flags: tuple[str, ...]) -> None:
        self._another_day(days, moves)
        self._run(flags)

    @rule(days=days)
    def the_same_list_comes(self, days: int) -> None:
        self._another_day(days, ())
        self._run(())

    @rule(
        days=days,
        id_=ids,
        what=st.sampled_from(("far", "zero", "unsaid", "context", "tools", "gone")),
        amount=amounts,
    )
    def a_risky_list_comes(self, days: int, id_: str, what: str, amount: int) -> None:
        self._another_day(days, [(what, id_, amount)])
        self._run(())

    @rule(days=days, moves=moves, step=st.integers(1, 14), sweeps=st.booleans())
    def a_run_is_killed(
        self, days: int, moves: Sequence[tuple[str, str, int]], step: int, sweeps: bool
    ) -> None:
        self._another_day(days, moves)
        before = seen(self.catalog)
        alone, swept = self._undisturbed("run"), self._undisturbed("sweep")
        swept_after = self._undisturbed("run", "sweep")
        with killed_at(step):
            self._list("run")
        if sweeps:
            assert self._call("sweep")[0] == 0
            assert self.catalog.tracked() in (swept, swept_after), "neither all old nor all new"
        if not sweeps:
            assert self._list("run")[0] in (0, 3)
            assert self.catalog.tracked() == alone, "not what one run alone makes"
        self._run((), before)

    @rule()
    def it_is_swept(self) -> None:
        before = seen(self.catalog)
        assert self._call("sweep")[0] == 0
        self._hold_promises(before, seen(self.catalog))

    @rule()
    def it_is_pruned(self) -> None:
        before = seen(self.catalog)
        assert self._call("prune")[0] == 0
        now = seen(self.catalog)
        for model in before.files["model"].keys() - now.files["model"].keys():
            words = [
                each
                for each in (*self.people.edits, *self.people.comments.values())
                if each[:2] == ("model", model)
            ]
            assert not words, f"{model} was pruned with what people wrote: {words}"
            assert before.mine(("model", model, "active")) is not True
        self.fresh_start |= before.base.keys() - now.base.keys()
        self.people.went(now)
        self._hold_promises(before, now, pruned=True)

    # -- what people do -------------------------------------------------------------------

    @rule(id_=ids, path=st.sampled_from(PRICES), amount=st.none() | amounts)
    def a_price_is_typed(self, id_: str, path: tuple[str, str], amount: int | None) -> None:
        value = None if amount is None else PER_MILLION[amount]
        word = None if value is None else format(value.normalize(), "f")
        self._edit(("offer", id_, *path), value, lambda lines: pen.typed(lines, *path, word))

    @rule(model=models, key=st.sampled_from(("context", "max_output")), amount=st.none() | amounts)
    def a_limit_is_typed(self, model: str, key: str, amount: int | None) -> None:
        value = None if amount is None else CONTEXTS[amount]
        word = None if value is None else str(value)
        self._edit(
            ("model", model, "limits", key), value, lambda lines: pen.typed(lines, "limits", key, word)
        )

    @rule(model=models, can=st.booleans())
    def a_capability_is_typed(self, model: str, can: bool) -> None:
        where = ("model", model, "capabilities", "tools")
        self._edit(where, can, lambda lines: pen.capability(lines, "tools", str(can).lower()))

    @rule(model=models, on=st.sampled_from((True, True, False)))
    def a_model_is_switched(self, model: str, on: bool) -> None:
        self._edit(("model", model, "active"), None, lambda lines: pen.active(lines, on=on))

    @rule(id_=ids)
    def an_entry_is_taken_out(self, id_: str) -> None:
        self._edit(("offer", id_), None, pen.nothing)

    @rule(id_=ids, in_model=st.booleans(), at=picks)
    def a_comment_is_written(self, id_: str, in_model: bool, at: int) -> None:
        where = ("model", id_.partition(":")[0]) if in_model else ("offer", id_)
        comment = f"c{len(self.people.comments)}."
        if self._edit((*where, "#"), None, lambda lines: pen.commented(lines, comment, at)):
            self.people.comments[comment] = where

    @precondition(lambda self: self.catalog.tree().get(HELD))
    @rule(pick=picks, whole=st.booleans())
    def what_waits_is_accepted(self, pick: int, whole: bool) -> None:
        self._decide(pick, whole=whole, accept=True)

    @precondition(lambda self: self.catalog.tree().get(HELD))
    @rule(pick=picks, whole=st.booleans())
    def what_waits_is_rejected(self, pick: int, whole: bool) -> None:
        self._decide(pick, whole=whole, accept=False)

    @precondition(lambda self: self._given_up_by_name())
    @rule(pick=picks)
    def an_edit_is_given_up(self, pick: int) -> None:
        edits = self._given_up_by_name()
        before, id_ = seen(self.catalog), edits[pick % len(edits)][1]
        code, said = self._call("conflicts", "--accept", "upstream", id_)
        assert code == 0, said
        now = seen(self.catalog)
        self.people.edits = {
            each: value
            for each, value in self.people.edits.items()
            if each[1] != id_
            or same(bare(value), bare(before.upstream(each)))  # a word that nobody contradicts
        }
        same_model = {each for each in now.files["offer"] if now.model(each) == now.model(id_)}
        self._hold_promises(before, now, let=same_model)

    def _decide(self, pick: int, *, whole: bool, accept: bool) -> None:
        """Accept or reject a line of the ledger, or all that waits of its id."""
        before = seen(self.catalog)
        waits = list(before.ledger.values())
        one = waits[pick % len(waits)]
        args = [one.id] if whole else [one.id, one.field]
        code, said = self._call("held", "--accept" if accept else "--reject", *args)
        now = seen(self.catalog)
        if code:
            assert (code, now.tree) == (2, before.tree), said
            return
        if not accept:
            self.fresh_start.add(one.id)
            for where in covered(now, decided_by(waits, one, whole=whole)):
                if not same(now.mine(where), now.upstream(where)):
                    self.people.wrote(where, now.mine(where))
        self._hold_promises(before, now, let={one.id} if accept else set())

    def _given_up_by_name(self) -> list[Where]:
        """Edits that `conflicts` may settle. (What a decision about a going left stays.)"""
        return [each for each in self.people.edits if each[-1] not in ("state", "missing_since")]

    # -- how ------------------------------------------------------------------------------

    def _another_day(self, days: int, moves: Sequence[tuple[str, str, int]]) -> None:
        self.today += timedelta(days=days)
        self.upstream.malformed.clear()
        for move in moves:
            self.upstream.move(*move)

    def _call(self, command: str, *args: str, catalog: Scratch | None = None) -> tuple[int, str]:
        said = io.StringIO()
        with redirect_stdout(said), redirect_stderr(said):
            code = (catalog or self.catalog).call(command, *args, today=self.today.isoformat())
        return code, said.getvalue()

    def _list(self, command: str, *args: str, catalog: Scratch | None = None) -> tuple[int, str]:
        """A command on today's list."""
        payload = self.catalog.payload(self.upstream.sent())
        given = ["--from-file", f"{PROVIDER}={payload}"] if command == "run" else []
        return self._call(command, *given, *args, catalog=catalog)

    def _undisturbed(self, *commands: str) -> Tree:
        """What these commands make of a copy of the catalog."""
        copy = Scratch(Path(self.folder) / "copy" / "catalog")
        shutil.copytree(self.catalog.root, copy.root)
        for command in commands:
            self._list(command, catalog=copy)
        tree = copy.tracked()
        shutil.rmtree(copy.root)
        return tree

    def _run(self, flags: tuple[str, ...], before: Seen | None = None) -> None:
        before = before or seen(self.catalog)
        code, said = self._list("run", *flags)
        now = seen(self.catalog)
        if code:
            assert "run --accept openrouter:shrink" in said or not self.upstream.usable(), said
            assert now.tree == before.tree
            return
        self.patience.believed(self.upstream, self.today)
        let = {*now.files["offer"]} if "--include-held" in flags else set()
        self._hold_promises(before, now, let=let)
        for line in now.ledger.values():
            assert not waits_for_nothing(now, self.people, line), f"{line} where hand edits stand"
            if line.field not in ("id", "state"):
                assert same(line.old, said_of(now.base[line.id], line.field)) or line.id not in now.base, line
        assert self._list("run")[0] == 0
        assert _difference(now.tree, self.catalog.tracked()) == {}, "a second run changes a file"

    def _edit(self, where: Where, value: Value, edit: Callable[[pen.Lines], bool]) -> bool:
        """Edit a text by hand; False where there is nothing to edit."""
        before = seen(self.catalog)
        text = before.text(where)
        if text is None:
            return False
        name = OFFERS if where[0] == "offer" else model_name(where[1])
        lines = text.split("\n")
        if where[0] == "offer":
            new = pen.in_entry(text, where[1], edit)
        else:
            new = "\n".join(lines) if edit(lines) else None
        if new is None:
            return False
        self.catalog.write(name, new)
        now = seen(self.catalog)
        if where[-1] not in ("#", "active"):
            self.people.wrote(where, value)
        self._hold_promises(before, now, let={*now.files["offer"]}, pruned=len(where) == 2)
        return True

    # -- the promises ---------------------------------------------------------------------

    def _hold_promises(
        self, before: Seen, now: Seen, *, let: set[str] | frozenset[str] = frozenset(), pruned: bool = False
    ) -> None:
        """Whether all is as promised; what moved of the ids in `let` was moved by a person."""
        self.people.settled(now)
        assert [*self.people.lost(now)] == []
        assert pruned or before.files["offer"].keys() <= now.files["offer"].keys()
        for id_ in (before.files["offer"].keys() & now.files["offer"].keys()) - let:
            self._nothing_unseen(before, now, id_)
        for id_ in now.files["offer"].keys() & now.base.keys():
            self._files_say_what_upstream_said(now, id_)
        for id_ in now.base:
            self._only_published_pairs(now, id_)
        if before.tree != now.tree:
            old, new = (each.tree.get(HISTORY, b"").splitlines() for each in (before, now))
            assert {*old} <= {*new}, "history is only added to"
            assert [*unlike_their_history(now, new, self.fresh_start)] == []
            code, said = self._call("check")
            assert code == 0, said

    def _nothing_unseen(self, before: Seen, now: Seen, id_: str) -> None:
        for path, why in risks(before, now, id_):
            if any(self.people.touched(each) for each in now.places(id_, path)):
                continue
            by_itself = why in ("far", "unsaid") and not now.weighty(id_)
            assert by_itself and self.patience.is_over(id_, self.today), f"{id_} {path}: {why}, unseen"

    def _files_say_what_upstream_said(self, now: Seen, id_: str) -> None:
        model = now.model(id_)
        places = [("offer", id_, *path) for path in OFFER] + [("model", model, *path) for path in MODEL]
        for where in places:
            if (
                where[1] in now.files[where[0]]
                and where[1] in now.said[where[0]]
                and not self.people.touched(where)
            ):
                assert same(now.mine(where), now.upstream(where)), where

    def _only_published_pairs(self, now: Seen, id_: str) -> None:
        published = self.upstream.published[id_]
        unconfirmed = {tuple(each or None for each in pair) for pair in published}
        in_base = tuple(get(now.base[id_].offer, path) for path in PRICES[:2])
        assert in_base in published | unconfirmed, f"{id_}: {in_base} in the base"
        entry = [("offer", id_, *path) for path in PRICES[:2]]
        if id_ in now.files["offer"] and not any(map(self.people.touched, entry)):
            pair = tuple(map(now.mine, entry))
            assert pair in published | unconfirmed, f"{id_}: {pair} in the price list"
            free = id_.endswith(":free") or now.mine(("offer", id_, "free")) == "confirmed"
            assert free or 0 not in pair, f"{id_}: an unconfirmed zero"


def _difference(one: Tree, other: Tree) -> dict[str, tuple[bytes | None, bytes | None]]:
    return {
        name: (one.get(name), other.get(name)) for name in {*one, *other} if one.get(name) != other.get(name)
    }


AnyHistory.TestCase.settings = settings(max_examples=settings().max_examples // 7, stateful_step_count=20)
TestAnyHistory = AnyHistory.TestCase
