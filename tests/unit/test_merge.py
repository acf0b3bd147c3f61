"""The merge table, row by row: base, new and mine → the value, and what is told of it."""

from dataclasses import dataclass
from decimal import Decimal

import pytest

from sync.core.fields import Field, Fields, Mode
from sync.core.merge import Merged, Told, allowed, merge
from sync.core.values import Doc, Value

ABSENT = None
API: Value = {"value": True, "from": "api"}
API_NO: Value = {"value": False, "from": "api"}
MINE: Value = {"value": True, "from": "person"}


@dataclass(frozen=True)
class Row:
    """One row: the field `f` in three documents; `known` False means that nothing was ever accepted."""

    why: str
    base: Value
    new: Value
    mine: Value
    then: Value
    told: tuple[str, ...] = ()
    known: bool = True


REFRESH = [
    Row("nothing moved", base=3, new=3, mine=3, then=3),
    Row("nothing is known of it", base=ABSENT, new=ABSENT, mine=ABSENT, then=ABSENT),
    Row("a hand edit stands", base=3, new=3, mine=2, then=2, told=("kept",)),
    Row("upstream moved", base=3, new=4, mine=3, then=4, told=("written",)),
    Row("both went the same way", base=3, new=4, mine=4, then=4),
    Row("both went their own way", base=3, new=4, mine=2, then=2, told=("conflicts",)),
    Row("upstream takes the value away", base=3, new=ABSENT, mine=3, then=ABSENT, told=("written",)),
    Row("upstream takes an edited value away", base=3, new=ABSENT, mine=2, then=2, told=("conflicts",)),
    Row("a person took it out too", base=3, new=ABSENT, mine=ABSENT, then=ABSENT),
    Row("upstream names it for the first time", base=ABSENT, new=4, mine=ABSENT, then=4, told=("written",)),
    Row("a person named it first, differently", base=ABSENT, new=4, mine=2, then=2, told=("conflicts",)),
    Row("a person named it first, the same", base=ABSENT, new=4, mine=4, then=4),
    Row("a person's own, upstream never said", base=ABSENT, new=ABSENT, mine=2, then=2, told=("kept",)),
    Row("a deletion is an edit", base=3, new=3, mine=ABSENT, then=ABSENT, told=("kept",)),
    Row(
        "a deletion stands when upstream moves", base=3, new=4, mine=ABSENT, then=ABSENT, told=("conflicts",)
    ),
    Row("the same number in another spelling", base=3, new=Decimal("3.0"), mine=Decimal("3.00"), then=3),
    Row("a number is no truth value", base=1, new=2, mine=True, then=True, told=("conflicts",)),
    Row("a hand-written value is adopted", ABSENT, 4, 2, 2, ("adopt",), known=False),
    Row("an equal one is nothing to tell", ABSENT, 4, 4, 4, known=False),
    Row("an adopted entry's gap is filled", ABSENT, 4, ABSENT, 4, ("written",), known=False),
    Row("upstream has nothing to set against it", ABSENT, ABSENT, 2, 2, ("kept",), known=False),
]

FILL = [
    Row("it was never said", base=ABSENT, new="a", mine=ABSENT, then="a", told=("written",)),
    Row("news don't replace it", base="a", new="b", mine="a", then="a"),
    Row("a person's own stays, untold", base=ABSENT, new="b", mine="mine", then="mine"),
    Row("a deletion stays", base="a", new="b", mine=ABSENT, then=ABSENT),
    Row("upstream's silence takes nothing away", base="a", new=ABSENT, mine="a", then="a"),
    Row("a first run fills", ABSENT, "a", ABSENT, "a", ("written",), known=False),
]

KEEP = [
    Row("news are not for it", base="a", new="b", mine="a", then="a"),
    Row("not even where there is nothing", base=ABSENT, new="b", mine=ABSENT, then=ABSENT),
]

UNION = [
    Row("upstream's additions enter", ["a"], ["a", "b"], ["a"], ["a", "b"], ("written",)),
    Row("what upstream drops stays", ["a", "b"], ["a"], ["a", "b"], ["a", "b"]),
    Row("a person's own stays", ["a"], ["a", "b"], ["x", "a"], ["x", "a", "b"], ("written",)),
    Row(
        "an element a person took out stays out", ["a", "b"], ["a", "b", "c"], ["a"], ["a", "c"], ("written",)
    ),
    Row("a deletion stays", ["a"], ["a", "b"], ABSENT, ABSENT),
    Row("nothing there yet", ABSENT, ["a"], ABSENT, ["a"], ("written",)),
    Row("both began without the other", ABSENT, ["a", "b"], ["b", "x"], ["b", "x", "a"], ("written",), False),
    Row("a text in place of a set stays", ["a"], ["a", "b"], "a", "a"),
    Row("upstream falls silent", ["a"], ABSENT, ["a"], ["a"]),
]

REPLACE = [
    Row("a hand edit goes", base=3, new=3, mine=2, then=3, told=("written",)),
    Row("a deletion goes", base=3, new=3, mine=ABSENT, then=3, told=("written",)),
    Row("a conflict is upstream's", base=3, new=4, mine=2, then=4, told=("written",)),
    Row("upstream's silence counts too", base=3, new=ABSENT, mine=3, then=ABSENT, told=("written",)),
    Row("what upstream never said stays", base=ABSENT, new=ABSENT, mine=2, then=2),
    Row("equal is equal", base=3, new=4, mine=4, then=4),
    Row("a hand-written value goes", ABSENT, 4, 2, 4, ("written",), known=False),
]

SET = [
    Row("order says nothing", ["a", "b"], ["b", "a"], ["a", "b"], ["a", "b"]),
    Row("a person's order isn't an edit to tell", ["a", "b"], ["a", "b"], ["b", "a"], ["b", "a"]),
    Row("upstream adds", ["a", "c"], ["a", "b", "c"], ["a", "c"], ["a", "b", "c"], ("written",)),
    Row(
        "upstream adds, a person's order stays",
        ["a", "b"],
        ["a", "b", "c"],
        ["b", "a"],
        ["b", "a", "c"],
        ("written",),
    ),
    Row("upstream drops", ["a", "b"], ["a"], ["a", "b"], ["a"], ("written",)),
    Row("a person added", ["a"], ["a"], ["a", "x"], ["a", "x"], ("kept",)),
    Row("a person took out", ["a", "b"], ["a", "b"], ["a"], ["a"], ("kept",)),
    Row("both added", ["a"], ["a", "b"], ["a", "x"], ["a", "x", "b"], ("written", "kept")),
    Row("both added the same", ["a"], ["a", "b"], ["a", "b"], ["a", "b"]),
    Row("one took out, the other added", ["a", "b"], ["a", "b", "c"], ["a"], ["a", "c"], ("written", "kept")),
    Row("upstream drops what a person had", ["a", "b"], ["a"], ["b", "x"], ["x"], ("written", "kept")),
    Row(
        "upstream comes to what a person had",
        ["a"],
        ["a", "x", "b"],
        ["a", "x"],
        ["a", "x", "b"],
        ("written",),
    ),
    Row("upstream drops the last difference", ["a", "b"], ["a"], ["a"], ["a"]),
    Row("the whole set was deleted by hand", ["a"], ["a", "b"], ABSENT, ABSENT, ("conflicts",)),
    Row("upstream falls silent", ["a"], ABSENT, ["a"], ABSENT, ("written",)),
    Row("upstream falls silent over another order", ["a", "b"], ABSENT, ["b", "a"], ABSENT, ("written",)),
    Row("upstream falls silent over an edit", ["a"], ABSENT, ["a", "x"], ["a", "x"], ("conflicts",)),
    Row("an adopted set stays as it is", ABSENT, ["a", "b"], ["a", "x"], ["a", "x"], ("adopt",), False),
]

UNIT = [
    Row("a person's no stands against yes", API, API, False, False, ("kept",)),
    Row("a person's no agrees with upstream's", API_NO, API_NO, False, False),
    Row("upstream comes to a person's no", API, API_NO, False, False),
    Row("a person's unit agrees by its value", API, API, MINE, MINE),
    Row("upstream moves against a person's no", API_NO, API, False, False, ("conflicts",)),
    Row("a person's unit differs by its value", API, API, {"value": False}, {"value": False}, ("kept",)),
    Row("upstream's own unit is refreshed", API, API_NO, API, API_NO, ("written",)),
    Row("a retracted unit goes", API, ABSENT, API, ABSENT, ("written",)),
    Row("a retracted unit that a person had agreed to stays", API, ABSENT, True, True, ("conflicts",)),
    Row("a person's yes is no 1", API, API, 1, 1, ("kept",)),
]  # fmt: skip


def field(mode: Mode, *, is_set: bool = False, agree: str | None = None) -> Field:
    return Field(path=("f",), mode=mode, is_set=is_set, agree=agree)


def doc(value: Value) -> Doc:
    return {} if value is None else {"f": value}


def told(merged: Merged) -> tuple[str, ...]:
    return tuple(name for name in ("written", "kept", "conflicts", "adopt") if getattr(merged, name))


TABLES: list[tuple[str, Field, list[Row]]] = [
    ("refresh", field("refresh"), REFRESH),
    ("fill", field("fill"), FILL),
    ("keep", field("keep"), KEEP),
    ("union", field("union", is_set=True), UNION),
    ("replace", field("replace"), REPLACE),
    ("set", field("refresh", is_set=True), SET),
    ("unit", field("refresh", agree="value"), UNIT),
]
CASES = [
    pytest.param(each, row, id=f"{name}: {row.why}")
    for name, each, rows in TABLES
    for row in rows
]  # fmt: skip


@pytest.mark.parametrize(("field", "row"), CASES)
def test_the_table_decides_value_and_what_is_told(field: Field, row: Row) -> None:
    mine = doc(row.mine)

    merged = merge(Fields([field]), base=doc(row.base) if row.known else None, new=doc(row.new), mine=mine)

    assert (merged.doc, told(merged)) == (doc(row.then), row.told)
    assert mine == doc(row.mine)


@pytest.mark.parametrize(("field", "row"), CASES)
def test_a_second_merge_with_the_new_base_writes_nothing(field: Field, row: Row) -> None:
    new = doc(row.new)
    first = merge(Fields([field]), base=doc(row.base) if row.known else None, new=new, mine=doc(row.mine))

    second = merge(Fields([field]), base=new, new=new, mine=first.doc)

    assert second.doc is first.doc
    assert not {"written", "conflicts", "adopt"} & set(told(second))


@pytest.mark.parametrize(("field", "row"), CASES)
def test_null_is_absent(field: Field, row: Row) -> None:
    base, new, mine = {"f": row.base}, {"f": row.new}, {"f": row.mine}

    merged = merge(Fields([field]), base=base if row.known else None, new=new, mine=mine)

    assert (merged.doc.get("f"), told(merged)) == (row.then, row.told)


def test_a_conflict_is_told_with_all_three_values() -> None:
    merged = merge(Fields([field("refresh")]), base={"f": 3}, new={"f": 4}, mine={"f": 2})

    assert merged.conflicts == [Told(field=field("refresh"), mine=2, base=3, new=4)]


def test_what_is_told_of_a_set_is_what_it_says_after_the_merge() -> None:
    a_set = field("refresh", is_set=True)

    merged = merge(Fields([a_set]), base={"f": ["a"]}, new={"f": ["a", "b"]}, mine={"f": ["a", "x"]})

    assert merged.written == [Told(field=a_set, mine=["a", "x"], base=["a"], new=["a", "x", "b"])]
    assert merged.kept == [Told(field=a_set, mine=["a", "x", "b"], base=["a"], new=["a", "b"])]


def test_a_write_that_is_refused_leaves_the_value_and_is_not_told_as_written() -> None:
    asked: list[Told] = []
    fields = Fields(Field(path=(name,), mode="refresh") for name in ("a", "b"))

    def may_write(told: Told) -> bool:
        asked.append(told)
        return told.field.name != "a"

    merged = merge(
        fields, base={"a": 1, "b": 1}, new={"a": 2, "b": 2}, mine={"a": 1, "b": 1}, may_write=may_write
    )

    assert merged.doc == {"a": 1, "b": 2}
    assert [each.field.name for each in merged.written] == ["b"]
    assert [(each.field.name, each.mine, each.base, each.new) for each in asked] == [
        ("a", 1, 1, 2),
        ("b", 1, 1, 2),
    ]


def test_a_write_is_not_asked_for_where_a_hand_edit_stands() -> None:
    merged = merge(
        Fields([field("refresh")]), base={"f": 1}, new={"f": 2}, mine={"f": 3}, may_write=lambda _: 1 / 0 > 0
    )

    assert told(merged) == ("conflicts",)


def test_all_writes_refused_is_the_document_itself() -> None:
    mine: Doc = {"f": 1}

    merged = merge(
        Fields([field("refresh")]), base={"f": 1}, new={"f": 2}, mine=mine, may_write=lambda _: False
    )

    assert merged.doc is mine


def test_nested_fields_merge_each_on_its_own_and_other_keys_are_never_looked_at() -> None:
    fields = Fields(Field(path=("price", kind), mode="refresh") for kind in ("input", "output"))
    mine: Doc = {"x_own": {"deep": [1]}, "price": {"input": 2, "output": 15, "currency": "EUR"}}

    merged = merge(
        fields,
        base={"price": {"input": 3, "output": 15}},
        new={"price": {"input": 4, "output": 16}},
        mine=mine,
    )

    assert merged.doc == {"x_own": {"deep": [1]}, "price": {"input": 2, "output": 16, "currency": "EUR"}}
    assert (told(merged), merged.conflicts[0].field.name) == (("written", "conflicts"), "price.input")


def test_a_written_value_is_the_documents_own() -> None:
    news: Doc = {"f": {"value": True, "from": "api"}}

    merged = merge(Fields([field("refresh", agree="value")]), base={}, new=news, mine={})
    written = merged.doc["f"]
    assert isinstance(written, dict)
    written["value"] = False

    assert news == {"f": {"value": True, "from": "api"}}


def test_taking_out_the_last_field_takes_its_container_out_too() -> None:
    limits = Fields([Field(path=("limits", "context"), mode="refresh")])

    merged = merge(limits, base={"limits": {"context": 1}}, new={}, mine={"limits": {"context": 1}, "x": 1})

    assert merged.doc == {"x": 1}


def test_a_new_entry_has_nothing_that_the_policy_forbids() -> None:
    never = (Field(path=("price", "input"), mode="keep"), Field(path=("name",), mode="refresh"))
    new: Doc = {"name": "One", "price": {"input": 3, "output": 15}}

    assert allowed(never, new) == {"name": "One", "price": {"output": 15}}
    assert new["price"] == {"input": 3, "output": 15}
