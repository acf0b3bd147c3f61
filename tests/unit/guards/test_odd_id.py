"""`odd-id`: an id that only looks like another comes in when a person says so."""

import pytest

from sync.core.guards.odd_id import hold
from tests.unit.core_records import offered
from tests.unit.guarding import change

CYRILLIC = "аcme/one"


@pytest.mark.parametrize("id_", [CYRILLIC, "acme/modèle", "acme/模型"])
def test_letters_beyond_ascii_hold_a_new_id(id_: str) -> None:
    assert hold(change(None, offered(id_))) == {"id": "odd-id"}


@pytest.mark.parametrize("id_", ["acme/one", "~acme/one-latest", "acme/One:free", "@cf/acme/one_2"])
def test_any_ascii_id_comes_in(id_: str) -> None:
    assert hold(change(None, offered(id_))) == {}


def test_an_id_that_was_let_in_stays_in() -> None:
    assert hold(change(offered(CYRILLIC), offered(CYRILLIC, price={}))) == {}
