"""Knowledge kept as patterns: which model an id means, what an id lets one guess."""

import pytest

from sync.core.heuristics import heuristics, is_guess
from sync.core.names import names
from sync.core.values import get
from tests.unit.core_records import offered, said

NAMES = names(
    {
        "ids": [
            {"provider": "groq", "match": r"llama-4-(\w+)-17b", "model": r"meta/llama-4-\1"},
            {"match": "playground-.*", "model": None},
            {"match": "([^/]+/[^/:]+)(:[^/]+)?", "model": r"\1"},
        ]
    }
)
GUESSES = heuristics(
    {
        "heuristics": [
            {"match": "acme/one-pro", "capabilities": {"tools": False}},
            {"match": "acme/one.*", "capabilities": {"tools": True, "rerank": True}},
        ]
    }
)


@pytest.mark.parametrize(
    ("provider", "id_", "model"),
    [
        ("groq", "llama-4-scout-17b", "meta/llama-4-scout"),
        ("groq", "LLAMA-4-Scout-17B", "meta/llama-4-Scout"),
        ("other", "llama-4-scout-17b", None),
        ("groq", "llama-4-scout-17b-more", None),
        ("groq", "a/b:free", "a/b"),
        ("groq", "playground-x", None),
    ],
)
def test_the_first_line_that_fits_the_whole_id_decides(provider: str, id_: str, model: str | None) -> None:
    assert NAMES.model_of(provider, id_) == model


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ({"match": "(", "model": "a"}, "is no pattern"),
        ({"match": "(a)", "model": r"\2"}, "names group 2, '(a)' has 1"),
    ],
)
def test_a_pattern_that_is_none_is_named(line: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        names({"ids": [dict(line)]})

    assert why in str(error.value)


def test_the_first_line_decides_each_capability() -> None:
    guessed = GUESSES.of("acme/one-pro")

    assert guessed == {
        "tools": {"value": False, "from": "heuristic"},
        "rerank": {"value": True, "from": "heuristic"},
    }


def test_a_guess_fills_only_what_the_source_is_silent_about() -> None:
    record = offered(facts=said(capabilities={"tools": {"value": False, "from": "api"}}))

    filled = GUESSES.fill("acme/one", record).facts["capabilities"]

    assert filled == {
        "tools": {"value": False, "from": "api"},
        "rerank": {"value": True, "from": "heuristic"},
    }
    assert is_guess(get(filled, ("rerank",))) and not is_guess(get(filled, ("tools",)))
    assert GUESSES.fill("beta/two", record) is record


def test_a_bad_heuristic_is_named() -> None:
    with pytest.raises(ValueError, match="is no pattern"):
        heuristics({"heuristics": [{"match": "[", "capabilities": {}}]})
