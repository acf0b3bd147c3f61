"""Which records a run is about."""

import pytest

from sync.core.scope import Scope
from tests.unit.core_records import alias, offered, usd

RECORDS = {
    record.id: record
    for record in (
        offered("acme/two"),
        offered("acme/one"),
        offered("acme/one:free", price=usd("0", "0")),
        offered("acme/auto", price={"dynamic": True}),
        alias("~acme/latest", "acme/one"),
    )
}


@pytest.mark.parametrize(
    ("scope", "chosen", "not_listed"),
    [
        (Scope(), ["acme/auto", "acme/one", "acme/one:free", "acme/two", "~acme/latest"], ()),
        (Scope(ids=("acme/two",)), ["acme/two"], ()),
        (Scope(ids=("acme/one",)), ["acme/one", "acme/one:free"], ()),
        (Scope(ids=("acme/one:free",)), ["acme/one:free"], ()),
        (Scope(ids=("ACME/Two",)), ["acme/two"], ()),
        (Scope(ids=("acme/gone", "acme/two", "Other")), ["acme/two"], ("acme/gone", "Other")),
        (Scope(ids=()), [], ()),
        (Scope(standing="free"), ["acme/one:free"], ()),
        (Scope(standing="paid"), ["acme/one", "acme/two"], ()),
        (Scope(ids=("acme/one",), standing="free"), ["acme/one:free"], ()),
        (Scope(ids=("acme/two",), standing="free"), [], ()),
    ],
    ids=str,
)
def test_a_scope_chooses_by_id_model_and_standing(
    scope: Scope, chosen: list[str], not_listed: tuple[str, ...]
) -> None:
    assert scope.choose(RECORDS) == (chosen, not_listed)


def test_names_of_an_empty_list_are_all_missed() -> None:
    assert Scope(ids=("a",)).choose({}) == ([], ("a",))


@pytest.mark.parametrize(
    ("scope", "limited"),
    [(Scope(), False), (Scope(ids=()), True), (Scope(standing="free"), True)],
    ids=str,
)
def test_a_scope_is_limited_when_records_are_left_out(scope: Scope, limited: bool) -> None:
    assert scope.limited is limited
