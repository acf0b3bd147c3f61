"""Patterns of the schemas: their end is that of the text, their digits are ten."""

from pathlib import Path

import pytest

from sync.core.values import Doc
from sync.files import schemas
from sync.files.patterns import pattern
from sync.files.verdicts import verdicts

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("wanted", "good", "bad"),
    [
        (r"^[A-Z]{3}$", "EUR", "EUR\n"),
        (r"^a\$$", "a$", "a$\n"),
        (r"^[$]\d+$", "$12", "$12\n"),
        (r"^(?!\d$)[\s\S]*b", "1\nb", "1"),
        (r"^\d{4}$", "2026", "２０２６"),
        (r"^https?://", "https://a\n", "ftp://a"),
    ],
)
def test_a_pattern_means_what_it_means_in_a_schema(wanted: str, good: str, bad: str) -> None:
    assert [*pattern(None, wanted, good, None)] == []
    [error] = pattern(None, wanted, bad, None)
    assert error.message == f"{bad!r} does not match {wanted!r}"
    assert [*pattern(None, wanted, 3, None)] == []


@pytest.mark.parametrize(("currency", "valid"), [("EUR", True), ("EUR\n", False)])
def test_both_ways_of_asking_know_it(currency: str, valid: bool) -> None:
    known = schemas.load(ROOT)
    doc: Doc = {"a/b": {"model": "a/b", "state": "listed", "price": {"input": 1, "currency": currency}}}

    assert known.validator("offers").is_valid(doc) is valid  # type: ignore[arg-type]
    assert verdicts(known).are_valid("offers", doc) is valid
