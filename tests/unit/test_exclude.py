"""Which new ids stay outside."""

from datetime import date

import pytest

from sync.core.exclude import NOTHING, Exclusions, patterns
from sync.core.facts import Record
from sync.core.values import Doc

DAY = date(2026, 8, 22)


def record(id_: str = "acme/one", facts: Doc | None = None) -> Record:
    return Record(id=id_, model=id_, facts=facts or {})


@pytest.mark.parametrize("pattern", ["acme/one", "acme/*", "*/one", "ACME/O?E"])
def test_a_pattern_keeps_an_id_out_and_its_reason_is_told(pattern: str) -> None:
    assert Exclusions(patterns=[(pattern, "a preview")]).why(record()) == "a preview"


def test_another_id_comes_in() -> None:
    assert Exclusions(patterns=[("acme/two", "a preview")]).why(record()) is None


def test_a_model_that_is_too_small_stays_outside() -> None:
    small = record(facts={"limits": {"context": 2048}})

    assert Exclusions(min_context=4096).why(small) == "a context of 2048, less than 4096"
    assert Exclusions(min_context=2048).why(small) is None


def test_a_model_that_makes_nothing_of_use_stays_outside() -> None:
    singer = record(facts={"modalities": {"output": ["audio"]}})

    assert Exclusions(outputs=frozenset({"text", "image"})).why(singer) == "makes none of image, text"
    assert Exclusions(outputs=frozenset({"audio"})).why(singer) is None


def test_what_is_not_known_keeps_nobody_out() -> None:
    assert Exclusions(min_context=4096, outputs=frozenset({"text"})).why(record()) is None


def test_without_exclusions_everything_comes_in() -> None:
    assert NOTHING.why(record()) is None


def test_patterns_are_read_for_one_provider() -> None:
    ignored: Doc = {"acme": [{"id": "acme/*", "reason": "ours"}], "other": [{"id": "x", "reason": "theirs"}]}

    assert patterns(ignored, "acme", DAY) == [("acme/*", "ours")]
    assert patterns(ignored, "unheard-of", DAY) == []


@pytest.mark.parametrize(("until", "holds"), [("2026-08-21", False), ("2026-08-22", True), (None, True)])
def test_a_pattern_holds_on_its_last_day_and_no_longer(until: str | None, holds: bool) -> None:
    ignored: Doc = {"acme": [{"id": "acme/*", "reason": "ours", "until": until}]}

    assert bool(patterns(ignored, "acme", DAY)) is holds
