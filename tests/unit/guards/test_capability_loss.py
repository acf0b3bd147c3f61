"""`capability-loss`: many models that can do less at once are a list that says less."""

import pytest

from sync.core.values import Doc, Value
from tests.unit.core_records import said
from tests.unit.guarding import refuses, some


def able(**values: Value) -> Doc:
    return said(capabilities={name: {"value": value, "from": "api"} for name, value in values.items()})


ABLE = able(tools=True, reasoning="configurable")
SEES = said(modalities={"input": ["text", "image"], "output": ["text"]})


@pytest.mark.parametrize(
    ("listed", "lost", "refused"), [(300, 15, False), (300, 16, True), (20, 10, False), (20, 11, True)]
)
def test_more_than_a_twentieth_and_more_than_ten_must_lose_one(listed: int, lost: int, refused: bool) -> None:
    after = [*some(lost, facts=said(capabilities=None)), *some(listed - lost, lost)]

    assert bool(refuses("capability-loss", some(listed), after)) is refused


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ABLE, able(tools=False, reasoning="configurable")),
        (ABLE, able(tools=True, reasoning="none")),
        (ABLE, able(tools=True)),
        (SEES, said()),
        (SEES, said(modalities={"output": ["text"]})),
    ],
    ids=["no longer", "no reasoning", "not said", "an input less", "no inputs"],
)
def test_what_is_denied_or_not_said_any_more_is_lost(before: Doc, after: Doc) -> None:
    assert refuses("capability-loss", some(20, facts=before), some(20, facts=after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (said(), ABLE),
        (ABLE, able(tools=True, reasoning="mandatory")),
        (able(tools=False, reasoning="none"), able()),
        (said(), SEES),
        (said(modalities={"input": ["text"], "output": ["text", "image"]}), said()),
        (said(capabilities={"tools": {"value": True, "from": "heuristic"}}), said(capabilities=None)),
    ],
    ids=["gained", "of another kind", "a no", "an input more", "an output less", "a guess"],
)
def test_nothing_is_lost_by(before: Doc, after: Doc) -> None:
    assert refuses("capability-loss", some(20, facts=before), some(20, facts=after)) is None
