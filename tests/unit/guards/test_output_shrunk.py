"""`output-shrunk`: of a model that people rely on a smaller longest output is believed on the second day."""

import pytest

from sync.core.guards.output_shrunk import settle
from sync.core.values import Doc
from tests.unit.core_records import offered, said
from tests.unit.guarding import change


@pytest.mark.parametrize(("output", "settles"), [(99, True), (100, False), (101, False), (1, True)])
def test_any_smaller_one_settles(output: int, settles: bool) -> None:
    after = offered(facts=said(limits={"context": 1000, "max_output": output}))
    expected = {"limits.max_output": "output-shrunk"} if settles else {}

    assert settle(change(offered(), after, weighty=True)) == expected
    assert settle(change(offered(), after)) == {}


@pytest.mark.parametrize("limits", [{"context": 10, "max_output": 100}, {"context": 1000}], ids=str)
def test_a_smaller_context_or_no_output_at_all_is_another_rules(limits: Doc) -> None:
    assert settle(change(offered(), offered(facts=said(limits=limits)), weighty=True)) == {}
