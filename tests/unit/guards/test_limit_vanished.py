"""`limit-vanished`: a limit that is no longer said is believed on the second day."""

from sync.core.guards.limit_vanished import settle
from sync.core.values import Doc
from tests.unit.core_records import offered, said
from tests.unit.guarding import change

BOTH: Doc = {"context": 1000, "max_output": 100}


def test_each_limit_settles_for_itself() -> None:
    gone = offered(facts=said(limits={"context": 1000}))
    all_gone = offered(facts=said(limits=None))

    assert settle(change(offered(), gone)) == {"limits.max_output": "limit-vanished"}
    assert settle(change(offered(), all_gone)).keys() == {"limits.context", "limits.max_output"}


def test_the_model_may_say_it_while_the_offer_no_longer_does() -> None:
    before = offered(facts=said(limits=BOTH), limits={"context": 900})

    assert settle(change(before, offered(facts=said(limits=BOTH)))) == {}


def test_a_limit_that_moves_or_appears_is_written() -> None:
    assert settle(change(offered(), offered(facts=said(limits={"context": 1, "max_output": 1})))) == {}
    assert settle(change(offered(facts=said(limits=None)), offered())) == {}
    assert settle(change(offered(), offered(price={}))) == {}
