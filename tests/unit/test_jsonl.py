"""The merge base: what is written is read back exactly, and a line changes only when a fact does."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.core.base import Base
from sync.core.facts import Record
from sync.core.values import Doc, Value
from sync.errors import CatalogError
from sync.files.jsonl import read, write

NAME = "catalog/upstream/p.jsonl"
FIX = f"this file is the sync's own: restore it with `git checkout -- {NAME}`"
HEADER = '{"as_of": "2026-08-22", "source": "https://x.y/models", "rules": "p/1"}\n'

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
numbers = st.integers(-(10**18), 10**18) | st.decimals(
    "-1000000", "1000000", allow_nan=False, allow_infinity=False
)
values: st.SearchStrategy[Value] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
docs: st.SearchStrategy[Doc] = st.dictionaries(texts, values, max_size=3)
records = st.builds(Record, id=texts, model=st.none() | texts, facts=docs, offer=docs, more=docs) | st.builds(
    Record, id=texts, model=st.none(), alias_of=texts
)
bases = st.builds(
    Base,
    records=st.lists(records, max_size=5).map(lambda found: {record.id: record for record in found}),
    as_of=st.dates(),
    source=texts,
    rules=texts,
)


def base(*records: Record) -> Base:
    return Base(
        records={record.id: record for record in records},
        as_of=date(2026, 8, 22),
        source="https://x.y/models",
        rules="p/1",
    )


def told(raw: bytes) -> list[tuple[int | None, str, str]]:
    with pytest.raises(CatalogError) as error:
        read(raw, NAME)
    assert {problem.fix for problem in error.value.problems} == {FIX}
    assert {problem.file for problem in error.value.problems} == {NAME}
    return [(problem.line, problem.rule, problem.message) for problem in error.value.problems]


@given(bases)
def test_what_is_written_is_read_back(known: Base) -> None:
    raw = write(known)

    assert read(raw, NAME) == known
    assert write(read(raw, NAME)) == raw


@given(bases)
def test_a_file_has_one_line_a_record_in_the_order_of_ids(known: Base) -> None:
    lines = write(known).decode("ascii").split("\n")

    assert len(lines) == len(known.records) + 2
    assert list(read(write(known), NAME).records) == sorted(known.records)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12))
def test_a_number_never_carries_an_exponent(number: Decimal) -> None:
    line = write(base(Record(id="a", model=None, offer={"price": number}))).split(b"\n")[1]

    spelled = line.removeprefix(b'{"id": "a", "model": null, "offer": {"price": ').removesuffix(b"}}")
    assert set(spelled) <= set(b"-0123456789.")
    assert Decimal(spelled.decode()) == number


def test_a_file_looks_like_this() -> None:
    offer: Doc = {"price": {"input": Decimal("0.0000001"), "output": 3}, "tiers": [{"over": 1}, {"over": 2}]}
    known = base(
        Record(id="b", model="lab/b", offer=offer, facts={"name": 'é "x"\n'}),
        Record(id="a", model=None, alias_of="b"),
    )

    assert write(known).decode() == (
        HEADER + '{"id": "a", "alias_of": "b"}\n'
        '{"id": "b", "model": "lab/b", "offer": {"price": {"input": 0.0000001, "output": 3},'
        ' "tiers": [{"over": 1}, {"over": 2}]}, "facts": {"name": "\\u00e9 \\"x\\"\\n"}}\n'
    )


def test_one_changed_fact_changes_one_line() -> None:
    before = write(base(*(Record(id=f"m{n}", model=None, offer={"price": n}) for n in range(9)))).split(b"\n")
    after = write(
        base(*(Record(id=f"m{n}", model=None, offer={"price": n if n != 4 else 40}) for n in range(9)))
    ).split(b"\n")

    assert [at for at, line in enumerate(after) if line != before[at]] == [5]


def test_an_empty_file_is_an_empty_base() -> None:
    assert read(b"", NAME) == Base()


def test_every_broken_line_is_told_at_once() -> None:
    lines = ["{nope", "[1]", '{"id": 3}', '{"id": "a"}', '{"id": "a"}', '{"id": "b", "offer": 3}']

    assert told((HEADER + "\n".join(lines)).encode()) == [
        (2, "upstream", "not JSON: Expecting property name enclosed in double quotes"),
        (3, "upstream", "not a JSON object"),
        (4, "upstream", "a record without an id"),
        (6, "upstream", "the id 'a' stands here twice"),
        (7, "upstream", "offer is not a mapping"),
    ]


def test_merge_markers_are_told_as_such() -> None:
    lines = ["<<<<<<< HEAD", '{"id": "a"}', "||||||| base", "=======", '{"id": "a"}', ">>>>>>> theirs"]

    assert told((HEADER + "\n".join(lines)).encode())[:4] == [
        (2, "merge-marker", "a merge marker"),
        (4, "merge-marker", "a merge marker"),
        (5, "merge-marker", "a merge marker"),
        (6, "upstream", "the id 'a' stands here twice"),
    ]


@pytest.mark.parametrize(
    "header", ['{"id": "a"}', '{"as_of": 3}', '{"as_of": "yesterday"}', '{"as_of": "2026-02-30"}']
)
def test_a_first_line_without_a_date_is_told(header: str) -> None:
    assert told(f"{header}\n".encode()) == [(1, "upstream", "the first line has no as_of date")]


def test_bytes_that_are_not_utf_8_are_told_with_their_line() -> None:
    assert told(HEADER.encode() + b'{"id": "\xff"}\n') == [(2, "upstream", "not UTF-8")]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999999999"])
def test_what_is_no_number_is_told(number: str) -> None:
    line = f'{{"id": "a", "model": null, "offer": {{"price": {number}}}}}\n'

    assert told((HEADER + line).encode()) == [(2, "upstream", f"not a plain number: {number}")]


def test_a_key_that_stands_twice_in_a_record_is_told() -> None:
    assert told((HEADER + '{"id": "a", "model": "x", "model": "y"}\n').encode()) == [
        (2, "upstream", "the key 'model' stands here twice")
    ]


def test_line_ends_of_another_system_are_read() -> None:
    raw = write(base(Record(id="a", model=None))).replace(b"\n", b"\r\n")

    assert read(raw, NAME) == base(Record(id="a", model=None))
