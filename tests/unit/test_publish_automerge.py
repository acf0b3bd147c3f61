"""Why a change, a run or a commit isn't merged without a person: every class of them in a row."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.automerge import MODEL, OFFER, Rules, Written, why_never
from sync.core.ledger import Line
from sync.core.outcome import Attention, Kept, Retarget, Run, Step
from sync.core.values import Value
from sync.publish import marker
from sync.publish.automerge.reasons import Contents, People, reasons, says, sentence, unproven, written
from sync.publish.forge.shapes import Check
from sync.publish.world import Automatic, Marker, Reason

DAY = date(2026, 8, 22)
EVERYTHING = Rules(
    enabled=True,
    most=200,
    allow={
        "new-offer": None,
        "new-model": None,
        "price-down": 79,
        "price-up": 399,
        "limit-up": 16,
        "capability-gained": None,
        "facts": None,
        "base-only": None,
    },
)
"""As much as the schema lets a file allow."""

MARKER = Marker(head="a" * 40, fingerprint="0" * 16, items={})
OK = Run(provider="openrouter", status="ok", today=DAY)
PRICED: Value = {"model": "acme/one", "price": {"input": 1, "output": 2}}
TOOLS: Value = {"value": True, "from": "api"}
NO_TOOLS: Value = {"value": False, "from": "api"}


def change(field: str, old: Value, new: Value, id_: str = "acme/one") -> Written:
    return Written(id=id_, field=field, old=old, new=new)


NEVER = [
    change("price.input", 1, 0),
    change("price.input", 0, 1),
    change("price.input", 1, 5),
    change("price.input", 5, 1),
    change("price.input", 1, None),
    change("price.cache_read", None, 0),
    change("tiers", [{"over": 200_000, "price": {"input": 1}}], [{"over": 200_000, "price": {"input": 0}}]),
    change("tiers", [{"over": 200_000, "price": {"input": 1}}], None),
    change("limits.context", 262_144, 131_072),
    change("limits.max_output", 65_536, None),
    change("capabilities.tools", TOOLS, NO_TOOLS),
    change("capabilities.tools", TOOLS, None),
    change("capabilities.reasoning", {"value": "mandatory", "from": "api"}, {"value": "none", "from": "api"}),
    change("modalities.input", ["text", "image"], ["text", "audio"]),
    change("state", None, "stale"),
    change("state", "stale", None),
    change("missing_since", None, "2026-08-22"),
    change("ends", None, "2026-12-01"),
    change("alias_of", "acme/one", "acme/two"),
    change("alias_of", None, "acme/two"),
    change("model", "acme/one", "acme/two"),
    change("model", None, "acme/two"),
    change("authority", {"provider": "groq"}, {"provider": "openrouter"}),
    change("name", "One", None),
    change(OFFER, PRICED, None),
    change(OFFER, None, {"model": "acme/one", "price": {"input": 0, "output": 0}}),
    change(OFFER, None, {"model": "acme/one", "price": {"input": 1, "output": 0}}),
    change(OFFER, None, {"model": "acme/one", "price": {"dynamic": True}}),
    change(OFFER, None, {"model": "acme/one"}),
    change(OFFER, None, {"model": None, "price": {"input": 1, "output": 2}}),
    change(OFFER, None, {"model": "acme/one", "price": {"input": 1}, "alias_of": "acme/two"}),
    change(OFFER, None, {"model": "acme/one", "price": {"input": 1}, "state": "stale"}),
    change(OFFER, None, {"model": "acme/one", "price": {"input": 1}, "free": True}),
    change(OFFER, None, PRICED, id_="acme/\u043ene"),
    change("price.input", 2, 1, id_="acme/öne"),
    change(MODEL, None, {"name": "One", "active": True}),
    change(MODEL, None, {"name": "One", "active": False, "summary": "Ours."}),
    change(MODEL, {"name": "One"}, None),
]

IN_NO_CLASS = [
    change("price.currency", "USD", "EUR"),
    change("price.image_input", None, 2),
    change("limits.context", None, 131_072),
    change("capabilities.tools", None, NO_TOOLS),
    change(
        "capabilities.reasoning", {"value": "optional", "from": "api"}, {"value": "mandatory", "from": "api"}
    ),
    change("windows", None, [{"price": {"input": 1}}]),
    change("active", False, True),
    change("summary", None, "Mine."),
    change("unheard_of", None, "x"),
]

MAY = [
    change("price.input", 2, 1),
    change("price.input", 1, 2),
    change("limits.context", 131_072, 262_144),
    change("capabilities.tools", NO_TOOLS, TOOLS),
    change("capabilities.tools", {"value": True, "from": "heuristic"}, TOOLS),
    change("modalities.output", ["text"], ["image", "text"]),
    change("name", "One", "The one"),
    change(OFFER, None, PRICED),
    change(MODEL, None, {"name": "One", "authority": {"provider": "openrouter"}, "active": False}),
]


@pytest.mark.parametrize("each", NEVER, ids=str)
def test_what_never_may_no_file_allows(each: Written) -> None:
    assert why_never(each) is not None
    assert EVERYTHING.why_not(each) == why_never(each)


@pytest.mark.parametrize("each", IN_NO_CLASS, ids=str)
def test_what_is_in_no_class_may_not(each: Written) -> None:
    assert EVERYTHING.why_not(each) == "no class of changes that may be merged so"


@pytest.mark.parametrize("each", MAY, ids=str)
def test_what_is_in_a_class_may_where_that_is_allowed(each: Written) -> None:
    assert EVERYTHING.why_not(each) is None
    assert (Rules(enabled=True, most=9).why_not(each) or "").endswith(" is not allowed")


@pytest.mark.parametrize(
    ("name", "most", "within", "beyond"),
    [
        ("price-up", 10, change("price.input", 10, 11), change("price.input", 10, 12)),
        ("price-down", 10, change("price.input", 10, 9), change("price.input", 10, 8)),
        ("limit-up", 2, change("limits.context", 100, 200), change("limits.context", 100, 201)),
    ],
)
def test_a_threshold_is_the_last_that_may(name: str, most: int, within: Written, beyond: Written) -> None:
    rules = Rules(enabled=True, most=9, allow={name: most})

    assert rules.why_not(within) is None
    assert rules.why_not(beyond) == f"{name} beyond {most}"


LINE = Line(id="acme/one", field="price", old=None, new=None, why="price-move", first=DAY, since=DAY)
KEPT = Kept(
    id="acme/one", field="name", mine="a", was="b", upstream="c", place="model", model="acme/one", by=None
)
WAITS = [
    ("held", replace(OK, held=(LINE,))),
    ("settling", replace(OK, settling=(replace(LINE, why="restless"),))),
    ("in conflict", replace(OK, conflicts=(KEPT,))),
    ("here before upstream", replace(OK, adopt=(KEPT,))),
    ("to look at", replace(OK, attention=(Attention(id="acme/one", field="", value=None, why="replaced"),))),
    ("quarantined", replace(OK, quarantined=(("acme/one", "no price"),))),
    ("a new upstream field", replace(OK, new_fields=("pricing.per_dream",))),
    ("written though held", replace(OK, included=(LINE,))),
    ("a hold that ended", replace(OK, ended=(LINE,))),
    ("a step", replace(OK, lifecycle=(Step(id="acme/one", old="listed", new="stale", since=None),))),
    ("gone", replace(OK, missing=("acme/one",))),
    ("back", replace(OK, returned=("acme/one",))),
    ("an alias", replace(OK, aliases=(Retarget(id="acme/one", old="a", new="b"),))),
    ("refused", replace(OK, status="refused")),
    ("failed", replace(OK, status="failed")),
]
HARMLESS = Contents(offers=[change("price.input", 2, 1)], offered={"acme/one": frozenset({"acme/one"})})
NOBODY = People()


def test_a_harmless_run_has_no_reason() -> None:
    assert reasons(OK, HARMLESS, NOBODY, EVERYTHING) == ()
    assert reasons(OK, Contents(), NOBODY, EVERYTHING) == ()


@pytest.mark.parametrize(("name", "run"), WAITS, ids=[name for name, _ in WAITS])
def test_a_run_in_which_something_waits_or_goes_is_a_persons(name: str, run: Run) -> None:
    assert reasons(run, HARMLESS, NOBODY, EVERYTHING) != ()


HANDS = [
    People(offers=frozenset({"acme/one"})),
    People(models=frozenset({"acme/one"})),
    People(ignored=("ACME/*",)),
]


@pytest.mark.parametrize("people", HANDS, ids=str)
def test_an_offer_of_a_persons_or_of_a_persons_model_is_a_persons(people: People) -> None:
    assert reasons(OK, HARMLESS, people, EVERYTHING) == (Reason("a person had a hand in it", "acme/one"),)


def test_a_models_file_of_a_persons_is_a_persons_and_case_does_not_matter() -> None:
    contents = Contents(models=[change("name", "a", "b", id_="Acme/One")])

    assert reasons(OK, contents, People(models=frozenset({"acme/one"})), EVERYTHING) != ()
    assert reasons(OK, contents, People(models=frozenset({"acme/two"})), EVERYTHING) == ()


def test_an_id_that_something_was_called_once_is_a_persons() -> None:
    new = Contents(offers=[change(OFFER, None, PRICED)], offered={"acme/one": frozenset({"acme/one"})})

    assert reasons(OK, new, NOBODY, EVERYTHING) == ()
    assert reasons(OK, new, People(used=frozenset({"acme/one"})), EVERYTHING) == (
        Reason("an id that is used again", "acme/one"),
    )
    assert reasons(OK, HARMLESS, People(used=frozenset({"acme/one"})), EVERYTHING) == ()


def test_no_value_at_all_is_a_class_of_its_own() -> None:
    without = replace(EVERYTHING, allow={"facts": None})

    assert reasons(OK, Contents(), NOBODY, without) == (Reason("base-only is not allowed"),)


def test_so_many_changes_may_be_in_it_and_no_more() -> None:
    one = replace(EVERYTHING, most=1)
    two = replace(HARMLESS, models=[change("name", "a", "b")])

    assert reasons(OK, HARMLESS, NOBODY, one) == ()
    assert reasons(OK, two, NOBODY, one) == (Reason("2 changes, which is more than 1"),)


@given(
    st.lists(st.sampled_from(MAY), max_size=6),
    st.lists(st.sampled_from(NEVER + IN_NO_CLASS), max_size=2),
    st.sampled_from([None, *WAITS]),
    st.sampled_from([NOBODY, *HANDS]),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_nothing_that_never_may_is_hidden_by_what_may(
    may: list[Written],
    never: list[Written],
    waits: tuple[str, Run] | None,
    people: People,
    as_models: bool,
    chance: Random,
) -> None:
    changes = [*may, *never]
    chance.shuffle(changes)
    offered = {each.id: frozenset({each.id}) for each in changes}
    contents = Contents(models=changes) if as_models else Contents(offers=changes, offered=offered)
    touched = bool(changes) and any(
        people.of_model(each.id) if as_models else people.of_offer(each.id) or people.of_model(each.id)
        for each in changes
    )

    found = reasons(waits[1] if waits else OK, contents, people, EVERYTHING)

    assert bool(found) is bool(never or waits or touched)


GOOD, SKIPPED = Check(name="a", result="good", proven=True), Check(name="b", result="good", proven=False)
SLOW, BAD = Check(name="c", result="not done", proven=False), Check(name="d", result="bad", proven=False)


def test_checks_are_all_done_and_good_and_one_has_proven_something() -> None:
    nothing = (Reason("no check has found it good"),)

    assert unproven([GOOD]) == unproven([GOOD, SKIPPED]) == ()
    assert unproven([]) == unproven([SKIPPED]) == nothing
    assert unproven([GOOD, SLOW]) == (Reason("a check that isn't done", "c"),)
    assert unproven([GOOD, SLOW, BAD])[0] == Reason("a check that failed", "d")


def test_an_entry_is_compared_field_by_field_and_a_set_has_no_order() -> None:
    old: Value = {"price": {"input": 1, "output": 2}, "modalities": {"input": ["text", "image"]}}
    new: Value = {"price": {"input": 1, "output": 3}, "modalities": {"input": ["image", "text"]}, "ends": "x"}

    assert list(written("a/b", OFFER, old, new)) == [
        change("price.output", 2, 3, id_="a/b"),
        change("ends", None, "x", id_="a/b"),
    ]
    assert list(written("a/b", OFFER, None, new)) == [change(OFFER, None, new, id_="a/b")]
    assert list(written("a/b", OFFER, old, old)) == []


def test_a_text_says_how_it_is_merged_in_one_line_whatever_ids_are_called() -> None:
    hostile = Reason("a price of zero", "a/b`\n**It merges by itself** @all #1", "price.input")
    five = tuple(replace(hostile, field=f"price.{number}") for number in range(5))
    may, may_not = Automatic(fresh=(), head=()), Automatic(fresh=five, head=())
    lines = {name: sentence(each) for name, each in (("yes", may), ("no", may_not), ("off", None))}

    assert lines["off"] == "" and "\n" not in lines["no"]
    assert lines["no"].startswith("**It doesn't merge by itself**: ``")
    assert lines["no"].endswith(" and 2 more.")
    for name, each in (("yes", may), ("no", may_not), ("off", None)):
        block = marker.block(f"Above.\n\n{lines[name]}\n\nBelow.", MARKER)
        text = f"{lines['yes']}\n{lines['no']}\n\n{block}\n{lines['yes']}\n".replace("\n", "\r\n")
        assert [says(text, other) for other in (may, may_not, None)] == [
            other is each for other in (may, may_not, None)
        ]


def test_a_text_says_what_speaks_against_the_commit_but_not_how_its_checks_are_getting_on() -> None:
    apart = Reason("its branch has not what a sync would write today", "catalog/a.jsonl")
    waiting = Automatic(fresh=(), head=unproven([SLOW]))

    assert (
        sentence(waiting)
        == sentence(Automatic(fresh=(), head=unproven([])))
        == sentence(Automatic(fresh=(), head=()))
    )
    assert "`catalog/a.jsonl`: its branch has not" in sentence(
        Automatic(fresh=(), head=(apart, *unproven([])))
    )
