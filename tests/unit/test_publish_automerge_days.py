"""What days bring to a merge without a person: a no, small steps, a moving price, a forged branch."""

import pytest

from sync.publish import proof, trailers
from tests.forge import Person
from tests.scratch import BASE, OFFERS, priced
from tests.unit.openrouter_records import Json, record
from tests.unit.publishing_days import BRANCH, Days, feed
from tests.unit.test_publish_automerge_lane import DEARER, OFF, ON, allow, bot, opened

__all__ = ["bot"]
HISTORY = "catalog/history/openrouter.jsonl"


def listed(price: str, name: str = "Acme: Two") -> list[Json]:
    """A list in which a price and a name may move."""
    return [record("acme/two", name=name) if each["id"] == "acme/two" else each for each in feed(price)]


def lead(lane: Days) -> str:
    [pull] = lane.forge.pulls("open")
    return (pull.body or "").partition("##")[0]


def test_what_a_person_closed_is_not_merged_beside_what_moves_next(lane: Days, bot: Person) -> None:
    opened(lane)
    lane.maintainer.close(1)
    more = listed("0.0000011", "Acme: Deux")

    assert lane.sync(more, later=1).why == "new"
    bot.check(BRANCH)
    assert lane.sync(more).why == "unchanged"
    assert f"{OFF}: `beta/big` `price.input`: a person said no to it lately." in lead(lane)


@pytest.mark.slow
@pytest.mark.parametrize("price", ["0.0000011", "0.00000109"])
def test_what_was_taken_back_is_not_merged_again_whatever_it_costs_by_now(
    lane: Days, bot: Person, price: str
) -> None:
    opened(lane)
    bot.check(BRANCH)
    assert lane.sync(DEARER).why == "merging"
    lane.maintainer.revert("main")
    more = listed(price, "Acme: Deux")

    assert lane.sync(more, later=1).why == "new"
    bot.check(BRANCH)
    assert lane.sync(more).why == "unchanged"
    assert "a person said no to it lately" in lead(lane)


@pytest.mark.slow
def test_small_steps_are_merged_so_often_and_then_a_person_merges(lane: Days, bot: Person) -> None:
    allow(lane, "times: 2", "times: 3")
    allow(lane)
    for price, last in (("0.00000105", "merging"), ("0.0000011", "merging"), ("0.00000111", "unchanged")):
        made = lane.run(feed(price))
        assert lane.publish(made).why == "new"
        bot.check(BRANCH)
        assert lane.publish(made).why == last, price

    assert "`beta/big` `price.input`: 3 times within 30 days" not in lead(lane)
    assert "`beta/big` `price.input`: too far within 30 days" in lead(lane)


def test_a_new_offer_that_costs_something_else_by_now_is_made_anew(lane: Days, bot: Person) -> None:
    one, two = (feed("0.000001", priced("beta/new", price, "0.000001")) for price in ("0.000001", "0.000002"))
    opened(lane, one)
    bot.check(BRANCH)

    assert lane.sync(two).why == "updated"
    assert "price: {input: 2, output: 1}" in lane.read(OFFERS, BRANCH)
    bot.check(BRANCH)
    assert lane.sync(two).why == "merging"


def test_what_was_pushed_on_an_earlier_day_is_what_today_would_write(lane: Days, bot: Person) -> None:
    assert ON in opened(lane)
    lane.maintainer.change("main", {"README.md": "Main moved.\n"})
    bot.check(BRANCH)

    assert lane.sync(DEARER, later=3).why == "merging"


def forge(lane: Days, bot: Person, files: dict[str, str | None]) -> None:
    """One commit with other files, made to look like the sync's in all that it says."""
    head = lane.tip()
    assert head
    message = lane.forge.repository.git("log", "-1", "--format=%B", head)
    bot.switch(BRANCH)
    forged = bot.commit(BRANCH, files, message)
    raw = {name: None if text is None else text.encode() for name, text in files.items()}
    known = trailers.read(message)
    assert known is not None
    rest = [line for line in message.splitlines() if not line.endswith(tuple(files))]
    message = proof.signed("\n".join(rest) + "\n", raw)
    made = bot.git("commit-tree", f"{forged}^{{tree}}", "-p", lane.tip("main") or "", "-m", message)
    bot.reset(BRANCH, made)
    bot.check(BRANCH)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.edit(1, body=(pull.body or "").replace(head, made))


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param(OFFERS, "input: 1.1", "input: 1.05", marks=pytest.mark.slow),
        pytest.param(OFFERS, "input: 1.1", "input: 1.10", marks=pytest.mark.slow),
        (BASE, '"price": {"input": 3, ', '"price": {"input": 4, '),
        pytest.param(HISTORY, '"after"', '"After"', marks=pytest.mark.slow),
    ],
    ids=["a price", "how it is spelled", "what upstream said", "what was accepted"],
)
def test_a_commit_that_only_looks_like_the_syncs_is_not_merged(
    lane: Days, bot: Person, name: str, old: str, new: str
) -> None:
    """Its address, its trailers and its proofs are anybody's who may push; what it writes is no run's."""
    assert ON in opened(lane)
    text = lane.read(name, BRANCH)
    assert old in text
    forge(lane, bot, {name: text.rstrip("\n").replace(old, new, 1) + "\n"})

    assert lane.sync(DEARER).why == "unchanged"
    assert lane.forge.pulls("open")
    assert f"`{name}`: its branch has not what a sync would write today" in lead(lane)
    assert ON not in lead(lane)


@pytest.mark.slow
def test_a_machine_file_that_its_commit_does_not_vouch_for_is_not_merged(lane: Days, bot: Person) -> None:
    """A commit of the right content whose proofs are of another would be refused on main."""
    opened(lane)
    head = lane.tip() or ""
    message = lane.forge.repository.git("log", "-1", "--format=%B", head)
    message = "\n".join(line for line in message.splitlines() if not line.endswith(HISTORY))
    bot.git("fetch", "--quiet", "origin")
    made = bot.git("commit-tree", f"{head}^{{tree}}", "-p", lane.tip("main") or "", "-m", message)
    bot.reset(BRANCH, made)
    bot.check(BRANCH)
    [pull] = lane.forge.pulls("open")
    lane.maintainer.edit(1, body=(pull.body or "").replace(head, made))

    assert lane.sync(DEARER).why == "unchanged"
    assert f"{OFF}: `{HISTORY}`: not as its commit says." in lead(lane)


def test_what_a_person_writes_above_our_text_is_not_taken_for_it(lane: Days, bot: Person) -> None:
    body = opened(lane)
    lane.maintainer.edit(1, body=f"{OFF} last week, why?\n\n{body}")
    bot.check(BRANCH)

    assert lane.sync(DEARER).why == "merging"


@pytest.mark.slow
@pytest.mark.parametrize("what", ["a comment", "an entry that was there first"])
def test_a_persons_words_and_what_stood_there_first_are_left_to_a_person(
    lane: Days, bot: Person, what: str
) -> None:
    more: list[Json] = []
    if what == "a comment":
        lane.edit("price: {input: 1, output: 2}", "price: {input: 1, output: 2}  # as agreed")
        why = "`beta/big`: a person had a hand in it"
    else:
        early = "beta/early:\n  model: beta/big\n  price: {input: 9, output: 9}\n"
        lane.maintainer.change("main", {OFFERS: lane.read(OFFERS).rstrip("\n") + "\n" + early})
        more = [priced("beta/early", "0.000001", "0.000002", name="Beta: Early")]
        why = "it was here before upstream had it"
    found = feed("0.0000011", *more)
    body = opened(lane, found)
    bot.check(BRANCH)

    assert why in body
    assert lane.sync(found).why == "unchanged"
