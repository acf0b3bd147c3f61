"""`replaced`: an id that means another model now takes no price or limit along by itself."""

from dataclasses import replace

import pytest

from sync.core.facts import Record
from sync.core.guards.replaced import hold, reused
from sync.core.values import Value
from tests.unit.core_records import offered, said, usd
from tests.unit.guarding import change


def made(on: Value, record: Record) -> Record:
    return replace(record, more={} if on is None else {"created": on})


MOVED = offered(
    price=usd("4", "15"),
    facts=said(limits={"context": 2000, "max_output": 100}, name="Other", capabilities=None),
)


def test_prices_and_limits_of_a_reused_id_wait() -> None:
    assert hold(change(made(1, offered()), made(2, MOVED), weighty=True, stable=True)) == {
        "price": "replaced",
        "limits.context": "replaced",
    }


@pytest.mark.parametrize(
    ("old", "new", "stable", "weighty"),
    [
        (1, 1, True, True),
        (1, 2, False, True),
        (1, 2, True, False),
        (None, 2, True, True),
        (1, None, True, True),
    ],
)
def test_nothing_waits_unless_a_stable_date_moved_on_a_model_people_rely_on(
    old: Value, new: Value, stable: bool, weighty: bool
) -> None:
    news = change(made(old, offered()), made(new, MOVED), stable=stable, weighty=weighty)

    assert hold(news) == {}
    assert reused(news) is (stable and old != new and None not in (old, new))


def test_a_new_date_alone_holds_nothing() -> None:
    assert hold(change(made(1, offered()), made(2, offered()), weighty=True, stable=True)) == {}
    assert not reused(change(None, made(2, offered()), stable=True))
