"""Each situation of a lane and what is done about it: one row each, in the words of the table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sync.publish.actions import Action, Close, Comment, Delete, Describe, Merge, Open, Push, Relabel
from sync.publish.decide import decide
from sync.publish.world import (
    EDITED,
    HOLD,
    OBSOLETE,
    REGENERATE,
    SNOOZE,
    Automatic,
    Marker,
    Past,
    Proposal,
    Pull,
    Reason,
    World,
)

NOW = datetime(2026, 8, 22, 6, tzinfo=UTC)
A, B, MAIN, OTHER = "a" * 40, "b" * 40, "c" * 40, "d" * 40
ONE = {"change acme/one price.input": "1"}
TWO = {**ONE, "change acme/two price.input": "2"}
DEARER = {"change acme/one price.input": "9"}


def proposed(items: dict[str, str] | None = None, *, real: bool = True) -> Proposal:
    items = ONE if items is None else items
    return Proposal(
        provider="openrouter", lane="main", items=items, fingerprint=str(sorted(items.items())), real=real
    )


def marker(items: dict[str, str], head: str = A) -> Marker:
    return Marker(head=head, fingerprint=str(sorted(items.items())), items=items)


LABELS = frozenset({"sync"})
OPENED = Pull(
    number=1,
    head=A,
    base="main",
    ours=True,
    pushed=str(sorted(ONE.items())),
    marker=marker(ONE),
    mergeable=True,
    labels=LABELS,
)
EMPTY = World(proposal=proposed(), now=NOW, main=MAIN)
STANDING = replace(EMPTY, branch=A, pull=OPENED)
NOTHING = proposed({})


def closed(items: dict[str, str], *, days: int = 1, merged: bool = False, by_sync: bool = False) -> Past:
    return Past(number=7, at=NOW - timedelta(days=days), items=items, merged=merged, by_sync=by_sync)


def edited(**more: Any) -> Pull:
    return replace(OPENED, head=B, ours=False, **more)


HANDS_OFF: tuple[Action, ...] = (Comment(1, "edited"), Relabel(1, add=frozenset({EDITED})))

ROWS: dict[str, tuple[World, tuple[Action, ...]]] = {
    "1 nothing, no branch": (replace(EMPTY, proposal=NOTHING), ()),
    "2 nothing, a branch of ours is left": (replace(EMPTY, proposal=NOTHING, branch=A), (Delete(A),)),
    "2 nothing, a person's branch": (replace(EMPTY, proposal=NOTHING, branch=A, owned=False), ()),
    "3 nothing any more, untouched": (
        replace(STANDING, proposal=NOTHING),
        (Comment(1, "obsolete"), Relabel(1, add=frozenset({OBSOLETE})), Close(1), Delete(A)),
    ),
    "3 nothing any more, a person's commit": (
        replace(STANDING, proposal=NOTHING, branch=B, pull=edited()),
        HANDS_OFF,
    ),
    "4 changes, none open": (EMPTY, (Push(None), Open())),
    "4 changes, an old branch of ours": (replace(EMPTY, branch=B), (Push(B), Open())),
    "4 changes, a person's branch in the way": (replace(EMPTY, branch=B, owned=False), ()),
    "4 only the merge base moves": (replace(EMPTY, proposal=proposed(real=False)), ()),
    "5 open and the same": (STANDING, ()),
    "5 open and the same, a crash came before its labels": (
        replace(STANDING, pull=replace(OPENED, labels=frozenset())),
        (Describe(1),),
    ),
    "5 open, and only the date of the base moves on": (
        replace(STANDING, proposal=replace(proposed({"change acme/one price.input": "2"}), dated=True)),
        (),
    ),
    "5 open and the same, nobody knows yet whether it merges": (
        replace(STANDING, pull=replace(OPENED, mergeable=None)),
        (),
    ),
    "6 the same, in conflict with main": (
        replace(STANDING, pull=replace(OPENED, mergeable=False)),
        (Push(A), Describe(1)),
    ),
    "7 other values": (replace(STANDING, proposal=proposed(DEARER)), (Push(A), Describe(1))),
    "7 other values, reviewed": (
        replace(STANDING, proposal=proposed(DEARER), pull=replace(OPENED, reviewed=True)),
        (Push(A), Describe(1), Comment(1, "moved")),
    ),
    "8 other values, approved": (
        replace(STANDING, proposal=proposed(TWO), pull=replace(OPENED, approved=True)),
        (Comment(1, "frozen"),),
    ),
    "8 other values, about to merge": (
        replace(STANDING, proposal=proposed(TWO), pull=replace(OPENED, queued=True)),
        (Comment(1, "frozen"),),
    ),
    "8 approved, and upstream says otherwise now": (
        replace(STANDING, proposal=proposed(DEARER), pull=replace(OPENED, approved=True)),
        (Comment(1, "wrong"),),
    ),
    "8 approved and the same": (replace(STANDING, pull=replace(OPENED, approved=True)), ()),
    "9 a person's commit": (replace(STANDING, branch=B, pull=edited()), HANDS_OFF),
    "9 a person's commit, told before": (
        replace(STANDING, branch=B, pull=edited(labels=frozenset({EDITED}))),
        (Comment(1, "edited"),),
    ),
    "9 a person changed what it merges into": (
        replace(STANDING, pull=replace(OPENED, base="release")),
        HANDS_OFF,
    ),
    "16 pushed, and the crash came before it was opened": (
        replace(EMPTY, branch=A, pushed=str(sorted(ONE.items()))),
        (Open(),),
    ),
    "16 pushed, and the crash came before it was described": (
        replace(STANDING, pull=replace(OPENED, marker=marker(DEARER, B))),
        (Describe(1),),
    ),
    "16 its block is gone from the body": (
        replace(STANDING, pull=replace(OPENED, marker=None)),
        (Describe(1),),
    ),
    "9 a fresh branch is asked for": (
        replace(STANDING, branch=B, pull=edited(labels=frozenset({REGENERATE, EDITED}))),
        (
            Relabel(1, remove=frozenset({REGENERATE})),
            Push(B),
            Describe(1),
            Comment(1, "edited"),
            Relabel(1, remove=frozenset({EDITED})),
        ),
    ),
    "9 a person's commit was there and is gone": (
        replace(STANDING, pull=replace(OPENED, labels=LABELS | {EDITED})),
        (Comment(1, "edited"), Relabel(1, remove=frozenset({EDITED}))),
    ),
    "3 a crash left it open with the label of those that are closed": (
        replace(STANDING, pull=replace(OPENED, labels=LABELS | {OBSOLETE})),
        (Relabel(1, remove=frozenset({OBSOLETE})),),
    ),
    "6 the same, and main was set back": (
        replace(STANDING, pull=replace(OPENED, astray=True)),
        (Push(A), Describe(1)),
    ),
    "10 a person's commit, in conflict": (
        replace(STANDING, branch=B, pull=edited(mergeable=False, labels=frozenset({EDITED}))),
        (Comment(1, "edited"),),
    ),
    "11 on hold": (
        replace(STANDING, proposal=proposed(DEARER), pull=replace(OPENED, labels=frozenset({HOLD}))),
        (),
    ),
    "11 on hold and nothing left": (
        replace(STANDING, proposal=NOTHING, pull=replace(OPENED, labels=frozenset({HOLD}))),
        (),
    ),
    "12 closed by a person": (replace(EMPTY, past=(closed(ONE),)), (Comment(7, "snoozed"),)),
    "12 closed with more than this": (replace(EMPTY, past=(closed(TWO),)), (Comment(7, "snoozed"),)),
    "12 closed, a value moved since": (
        replace(EMPTY, proposal=proposed(DEARER), past=(closed(ONE),)),
        (Push(None), Open()),
    ),
    "12 closed, something is new since": (
        replace(EMPTY, proposal=proposed(TWO), past=(closed(ONE),)),
        (Push(None), Open()),
    ),
    "12 closed by a person, its block gone from the body": (
        replace(EMPTY, past=(replace(closed({}), fingerprint=str(sorted(ONE.items()))),)),
        (Comment(7, "snoozed"),),
    ),
    "12 closed, then another value was merged, and the first one is back": (
        replace(EMPTY, past=(closed(DEARER, merged=True), closed(ONE, days=2))),
        (Push(None), Open()),
    ),
    "12 closed after another value was merged": (
        replace(EMPTY, past=(closed(ONE), closed(DEARER, days=2, merged=True))),
        (Comment(7, "snoozed"),),
    ),
    "12 closed long ago": (replace(EMPTY, past=(closed(ONE, days=31),)), (Push(None), Open())),
    "13 closed by the sync": (replace(EMPTY, past=(closed(ONE, by_sync=True),)), (Push(None), Open())),
    "15 merged, and something new": (
        replace(EMPTY, proposal=proposed(DEARER), past=(closed(ONE, merged=True),)),
        (Push(None), Open()),
    ),
    "15 merged, and taken back by a person": (
        replace(EMPTY, past=(closed(ONE, merged=True),)),
        (Comment(7, "reverted"),),
    ),
    "15 merged, and proposed again after what was merged later": (
        replace(EMPTY, past=(closed(DEARER, merged=True), closed(ONE, merged=True))),
        (Push(None), Open()),
    ),
}


@pytest.mark.parametrize(("world", "actions"), ROWS.values(), ids=ROWS)
def test_a_situation_has_its_answer(world: World, actions: tuple[Action, ...]) -> None:
    assert decide(world).actions == actions


@pytest.mark.parametrize("world", [world for world, _ in ROWS.values()], ids=[*ROWS])
def test_a_push_names_the_commit_that_it_replaces(world: World) -> None:
    expected = {world.branch} | ({world.pull.head} if world.pull else set())

    for action in decide(world).actions:
        if isinstance(action, Push | Delete):
            assert action.expect in expected


def test_a_closed_one_sleeps_for_thirty_days() -> None:
    assert timedelta(days=30) == SNOOZE
    assert decide(replace(EMPTY, past=(closed(ONE, days=30),))).why == "snoozed"
    assert decide(replace(EMPTY, past=(closed(ONE, days=31),))).why == "new"


def test_of_several_closed_ones_each_is_asked() -> None:
    past = (closed(DEARER, days=1), replace(closed(ONE, days=2), number=5))

    assert decide(replace(EMPTY, past=past)).why == "snoozed"


GREEN = replace(STANDING, automatic=Automatic(fresh=(), head=()))
MERGED = (Merge(1, A),)


def standing(**more: Any) -> World:
    return replace(GREEN, pull=replace(OPENED, **more))


def test_what_nothing_speaks_against_is_merged_at_the_commit_that_was_looked_at() -> None:
    assert decide(GREEN).actions == decide(standing(approved=True)).actions == MERGED
    assert decide(GREEN).why == "merging"


@pytest.mark.parametrize(
    "world",
    [
        STANDING,
        replace(GREEN, automatic=Automatic(fresh=(), head=(Reason("a check that failed"),))),
        replace(GREEN, told=False),
        replace(GREEN, proposal=proposed(DEARER)),
        replace(GREEN, proposal=NOTHING),
        replace(GREEN, pull=edited()),
        standing(base="other"),
        standing(draft=True),
        standing(queued=True),
        standing(refused=True),
        standing(refused=True, approved=True),
        standing(astray=True),
        standing(mergeable=None),
        standing(mergeable=False),
        standing(marker=None),
        standing(marker=marker(ONE, head=B)),
        standing(labels=LABELS | {HOLD}),
        standing(labels=LABELS | {REGENERATE}),
        standing(labels=LABELS | {EDITED}),
        standing(labels=frozenset()),
    ],
    ids=range(20),
)
def test_whatever_speaks_against_it_leaves_it_to_a_person(world: World) -> None:
    assert [action for action in decide(world).actions if isinstance(action, Merge)] == []


def test_a_text_that_does_not_say_how_it_is_merged_is_written_anew_and_then_it_is_merged() -> None:
    assert decide(replace(GREEN, told=False)).actions == (Describe(1),)
    assert decide(replace(STANDING, told=False)).actions == (Describe(1),)
