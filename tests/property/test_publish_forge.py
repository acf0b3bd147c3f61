"""With real git: no order of feeds, merges, closings, reverts, commits by hand and crashes costs a commit.

What test_publish_decides.py shows on a fake, whole syncs of both lanes show here on the stand-in forge.
A crash is a forge that answers nothing any more from the n-th write on.
"""

import shutil
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, currently_in_test_context, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from sync.publish import marker
from sync.publish.world import EDITED, HOLD, REGENERATE
from tests.forge.pull_objects import is_mergeable, pull_of
from tests.forge.state import Item, Pull
from tests.scratch import OFFERS, priced
from tests.unit import publishing_days
from tests.unit.openrouter_records import Json, record
from tests.unit.publishing import BOT
from tests.unit.publishing_days import BRANCH, REVIEW, Days, feed

LANES = st.sampled_from((BRANCH, REVIEW))
PRICES = ("0.000001", "0.000002", "0.000003", "0.00003", "0.00005")
"""Of beta/big, US$ a token; the last two are held."""
WRITES = (("POST", "/[!g]*"), ("POST", "/git-receive-pack"), ("PATCH", "*"), ("DELETE", "*"))
"""What the bot sends to change something; the other POST of git is a fetch."""
WHOLE = 99
THEN = st.sampled_from((None, None, 0, 1, 2, 3, 5, WHOLE, WHOLE, WHOLE))
"""What follows an act: no sync, one that dies after so many writes, or a whole one."""
HOOK = "#!/bin/sh\ncat >> pushed\n"
NOBODY = "0" * 40
FINGERPRINT = "%(trailers:key=Catalog-Sync-Fingerprint,valueonly)"


@pytest.fixture(scope="module")
def prepared_forge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = publishing_days.prepare(tmp_path_factory.mktemp("prepared"))
    hook = next(made.glob("*/*.git")) / "hooks/post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK)
    hook.chmod(0o755)
    return made


class Publishing(RuleBasedStateMachine):
    """Syncs, and what people and upstream do between them and while they go on."""

    prepared: Path

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        folder = Path(tempfile.mkdtemp(prefix="publishing-"))
        self.closing.callback(shutil.rmtree, folder)
        self.lane: Days = self.closing.enter_context(publishing_days.days(self.prepared, folder))
        self.git = self.lane.forge.repository
        self.price, self.new, self.gone, self.far = PRICES[0], False, False, False
        self.theirs: dict[str, str] = {}
        self.asked: set[int] = set()
        self.read, self.edits = 0, 0

    def teardown(self) -> None:
        self.closing.close()

    # what upstream says

    @initialize(price=st.sampled_from(PRICES[1:]), far=st.booleans())
    def the_first_change(self, price: str, far: bool) -> None:
        self.price, self.far = price, far
        self._synced(WHOLE)

    @rule(price=st.sampled_from(PRICES), then=THEN)
    def a_price_moves(self, price: str, then: int | None) -> None:
        self.price = price
        self._then(then)

    @rule(which=st.sampled_from(("new", "gone", "far")), days=st.sampled_from((0, 1, 8, 31)), then=THEN)
    def an_id_comes_or_goes_or_a_price_moves_very_far(self, which: str, days: int, then: int | None) -> None:
        setattr(self, which, not getattr(self, which))
        self._wait(days)
        self._then(then)

    # what people do

    @rule(branch=st.sampled_from(("main", BRANCH, REVIEW)), values=st.booleans(), then=THEN)
    def a_person_commits(self, branch: str, values: bool, then: int | None) -> None:
        self._commits(branch, values)
        self._then(then)

    @precondition(lambda self: self._opened())
    @rule(
        last=st.booleans(), how=st.sampled_from(("merge", "squash", "rebase")), back=st.booleans(), then=THEN
    )
    def a_person_merges_and_may_take_it_back(
        self, last: bool, how: str, back: bool, then: int | None
    ) -> None:
        item, pull = self._one(last)
        if pull.base_ref == "main" and is_mergeable(self.git, pull):
            straight = self.git.contains(pull.head_sha, self._at())
            self.lane.maintainer.merge(item.number, how if straight else "merge")
            if back:
                self.theirs[self.lane.maintainer.revert("main")] = "reverted"
        self._then(then)

    @precondition(lambda self: self._opened())
    @rule(last=st.booleans(), days=st.sampled_from((0, 1, 31)), then=THEN)
    def a_person_closes(self, last: bool, days: int, then: int | None) -> None:
        self.lane.maintainer.close(self._one(last)[0].number)
        self._wait(days)
        self._then(then)

    @precondition(lambda self: self.lane.forge.pulls("closed"))
    @rule(then=THEN)
    def a_person_opens_it_again(self, then: int | None) -> None:
        item = self.lane.forge.pulls("closed")[-1]
        pull = pull_of(item)
        tip = self._tip(pull.head_ref)
        there = tip is not None and self.git.contains(tip, pull.head_sha)
        if there and not pull.merged_at and not self._opened(pull.head_ref):
            self.lane.maintainer.reopen(item.number)
        self._then(then)

    @precondition(lambda self: self._opened())
    @rule(
        last=st.booleans(), how=st.sampled_from(("approve", "request_changes", HOLD, REGENERATE)), then=THEN
    )
    def a_person_reviews_or_labels(self, last: bool, how: str, then: int | None) -> None:
        item, maintainer = self._one(last)[0], self.lane.maintainer
        if how in ("approve", "request_changes"):
            getattr(maintainer, how)(item.number)
        else:
            there = how in item.labels
            (maintainer.unlabel if there else maintainer.label)(item.number, how)
            if how == REGENERATE:
                (self.asked.discard if there else self.asked.add)(item.number)
        self._then(then)

    @precondition(lambda self: self._opened())
    @rule(last=st.booleans(), update=st.booleans(), then=THEN)
    def a_person_updates_the_branch_or_aims_it_elsewhere(
        self, last: bool, update: bool, then: int | None
    ) -> None:
        item, pull = self._one(last)
        if self._tip("release") is None:
            self.lane.maintainer.change("release", {"release.txt": "1\n"}, "A release")
        aimed = "release" if pull.base_ref == "main" else "main"
        if update and is_mergeable(self.git, pull) and pull.base_ref == "main":
            sha = self.lane.maintainer.merge_into(pull.head_ref)
            self.theirs.update({sha: "updated"} if sha != pull.head_sha else {})
        elif not update and self.git.between(self._at(aimed), pull.head_sha):
            self.lane.maintainer.edit(item.number, base=aimed)
        self._then(then)

    # what the sync does

    @rule(branch=LANES, values=st.booleans())
    def a_person_is_faster_than_a_push(self, branch: str, values: bool) -> None:
        act = partial(self._commits, branch, values)
        self.lane.forge.before("POST", "/git-receive-pack", act)
        self._synced(WHOLE)

    @rule(carry=st.booleans())
    def of_two_syncs_the_second_writes_nothing(self, carry: bool) -> None:
        self._synced(WHOLE, carry=carry)
        again = self.lane.writes(lambda: self._synced(WHOLE, carry=carry))
        assert again == []
        for item in self._opened():
            known = marker.read(item.body)
            if not {HOLD, EDITED} & {*item.labels}:
                assert known is not None and known.head == pull_of(item).head_sha

    # what never happens

    @invariant()
    def a_persons_commit_is_still_there(self) -> None:
        here = set(self.git.git("rev-list", "--all").split())
        assert {sha: what for sha, what in self.theirs.items() if sha not in here} == {}

    @invariant()
    def at_most_one_is_open_of_a_branch(self) -> None:
        assert all(len(self._opened(branch)) <= 1 for branch in (BRANCH, REVIEW))

    # hands

    def _wait(self, days: int) -> None:
        self.lane.today += timedelta(days=days)
        self.lane.forge.clock.advance(days=days)

    def _commits(self, branch: str, values: bool) -> None:
        """A person's commit: of another output price of beta/big, or of a file of their own."""
        self.edits += 1
        files = {f"note-{self.edits}.txt": "Seen.\n"}
        if values:
            text = self.lane.read(OFFERS, branch if self._tip(branch) else "main")
            before, found, after = text.partition("\nbeta/big:\n")
            head, price, rest = after.partition("output: ")
            assert found and price
            files[OFFERS] = f"{before}{found}{head}{price}{self.edits + 2}{rest[rest.index('}') :]}"
        self.theirs[self.lane.maintainer.change(branch, files)] = branch

    def _listed(self) -> list[Json]:
        listed = feed(self.price)
        if self.far:
            listed[0] = priced("acme/one", "0.00009", "0.000015")
        if self.gone:
            del listed[2]
        return [*listed, *([record("gamma/new")] if self.new else [])]

    def _then(self, writes: int | None) -> None:
        if writes is not None:
            self._synced(writes)

    def _synced(self, writes: int, *, carry: bool = False) -> None:
        """A sync of both lanes, with the forge dead after so many writes."""
        asked = self._given_up()
        where = ("--carry", f"origin/{BRANCH}") if carry and self._tip(BRANCH) else ()
        made = self.lane.run(self._listed(), *where)
        if writes < WHOLE:
            self._die_after(writes)
        done = self.lane.publish(made), self.lane.publish_review(made)
        if currently_in_test_context():
            note(f"{done[0].why} {done[0].told}; {done[1].why} {done[1].told}")
        if writes == WHOLE:
            assert [each.failed for each in done] == [None, None]
        self.lane.heal()
        self._check_pushes(asked)

    def _die_after(self, writes: int) -> None:
        left = iter(range(writes))

        def count() -> None:
            if next(left, None) is None:
                self.lane.forge.fail("*", "*", "500", times=99)

        for method, path in WRITES:
            self.lane.forge.before(method, path, count, times=99)

    def _given_up(self) -> dict[str, int]:
        """Branches that are to be made afresh, by whose pull request; what lies on them now was given up."""
        asked = {
            pull_of(item).head_ref: item.number
            for item in self._opened()
            if REGENERATE in item.labels and item.number in self.asked
        }
        for branch in asked:
            for sha in self.git.between(self._at(), self._at(branch)):
                self.theirs.pop(sha, None)
        return asked

    def _check_pushes(self, asked: dict[str, int]) -> None:
        """No push of the bot leaves a branch with what it replaces, but once where that was asked for."""
        path = self.git.path / "pushed"
        rows = path.read_text().splitlines() if path.exists() else []
        fresh, self.read = rows[self.read :], len(rows)
        for before, after, ref in (row.split() for row in fresh):
            old, new = (self._content(sha) for sha in (before, after))
            if new:
                number = asked.pop(ref.removeprefix("refs/heads/"), 0)
                assert number or not old & new, f"pushed twice: {ref} {after}"
                self.asked.discard(number)

    def _content(self, sha: str) -> set[str]:
        """What a commit of the bot is for: its files, and its fingerprint, each on its main."""
        if sha == NOBODY:
            return set()
        said = self.git.git("show", "-s", f"--format=%ce%n%P%n%T%n{FINGERPRINT}", sha).split("\n")
        return {f"{said[1]} {what}" for what in said[2:4]} if said[0] == BOT.mail else set()

    def _opened(self, branch: str | None = None) -> list[Item]:
        opened = self.lane.forge.pulls("open")
        return [item for item in opened if branch in (None, pull_of(item).head_ref)]

    def _one(self, last: bool) -> tuple[Item, Pull]:
        item = self._opened()[-1 if last else 0]
        return item, pull_of(item)

    def _tip(self, branch: str) -> str | None:
        return self.git.branch(branch)

    def _at(self, branch: str = "main") -> str:
        found = self._tip(branch)
        assert found
        return found


@pytest.mark.slow
def test_no_order_of_events_costs_a_commit_or_pushes_twice(prepared_forge: Path) -> None:
    class Here(Publishing):
        prepared = prepared_forge

    # Each example is a forge and some ten syncs: thousands, as of the others, would take hours.
    run_state_machine_as_test(
        Here,
        settings=settings(max_examples=25, stateful_step_count=12, suppress_health_check=list(HealthCheck)),
    )


@pytest.mark.slow
def test_orders_that_chance_seldom_takes(prepared_forge: Path) -> None:
    class Here(Publishing):
        prepared = prepared_forge

    def a_branch_of_a_persons_own(days: Publishing) -> None:
        days.a_person_commits(REVIEW, False, WHOLE)
        days.an_id_comes_or_goes_or_a_price_moves_very_far("far", 0, WHOLE)

    def a_commit_after_a_branch_was_half_made_afresh(days: Publishing) -> None:
        days.a_person_reviews_or_labels(False, REGENERATE, None)
        days.a_price_moves(PRICES[2], 1)
        days.a_person_commits(BRANCH, False, WHOLE)

    def a_push_that_nothing_followed(days: Publishing) -> None:
        days.a_price_moves(PRICES[2], 1)
        days.of_two_syncs_the_second_writes_nothing(False)

    def a_day_without_news(days: Publishing) -> None:
        days._wait(1)
        days._synced(WHOLE)

    def a_crash_after_the_push_of_another_day(days: Publishing) -> None:
        days._synced(1)
        days._wait(1)
        days._synced(WHOLE)

    for order in (
        a_branch_of_a_persons_own,
        a_commit_after_a_branch_was_half_made_afresh,
        a_push_that_nothing_followed,
        a_day_without_news,
        a_crash_after_the_push_of_another_day,
    ):
        days = Here()
        days.the_first_change(PRICES[1], False)
        order(days)
        days.a_persons_commit_is_still_there()
        days.teardown()
