"""A record as one line of the merge base, and back."""

import pytest

from sync.core.facts import Record, from_doc, to_doc
from sync.core.values import Doc
from tests.unit.core_records import alias, offered


@pytest.mark.parametrize(
    "record",
    [
        offered(),
        alias("~acme/latest", "acme/one"),
        Record(id="odd", model=None),
        Record(id="a/b", model="a/b", more={"created": 1}, voice_of=("a/b", "a/c")),
    ],
    ids=lambda record: record.id,
)
def test_a_record_comes_back_from_its_line(record: Record) -> None:
    assert from_doc(to_doc(record)) == record


def test_empty_parts_are_left_out_of_a_line_but_an_unknown_model_is_said() -> None:
    assert to_doc(Record(id="odd", model=None)) == {"id": "odd", "model": None}


@pytest.mark.parametrize(
    ("doc", "why"),
    [
        ({"id": "a", "offer": 3}, "offer is not a mapping"),
        ({"id": "a", "facts": []}, "facts is not a mapping"),
        ({"id": "a", "voice_of": "b"}, "voice_of is not a list"),
    ],
)
def test_a_part_of_the_wrong_shape_is_told(doc: Doc, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{why}$"):
        from_doc(doc)
