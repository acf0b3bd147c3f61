"""Which of a source's zeros mean "not billed apart", which may mean free, and which mean nothing yet."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sync.core.facts import Record
from sync.core.values import Doc, Value
from sync.core.zeros import billed, telling, unknown
from tests.unit.core_records import offered, usd

ZERO = usd("0", "0")
MAY_MEAN_FREE = ("input", "output", "per_image", "per_song", "per_second")


@pytest.mark.parametrize("work", [billed, unknown])
@pytest.mark.parametrize(
    "record",
    [
        offered(),
        offered(
            tiers=[{"over": 5, "mode": "cliff", "input": 6}], windows=[{"utc": "10:00-11:00", "input": 1}]
        ),
        offered(price={"dynamic": True}),
        Record(id="~acme/latest", model=None, alias_of="acme/one"),
    ],
    ids=["paid", "with tiers", "dynamic", "alias"],
)
def test_a_record_without_zeros_is_itself(work: object, record: Record) -> None:
    assert callable(work)
    assert work(record) is record
    assert list(telling(record.offer)) == []


@pytest.mark.parametrize("id_", ["acme/one", "acme/one:free"])
@pytest.mark.parametrize("kind", ["cache_read", "cache_write", "reasoning", "image_input", "per_request"])
def test_a_zero_of_any_other_kind_means_not_billed_apart(id_: str, kind: str) -> None:
    record = offered(id_, price={"input": 3, "output": 15, kind: 0})

    assert list(telling(record.offer)) == []
    assert billed(record) == offered(id_, price={"input": 3, "output": 15})


@pytest.mark.parametrize("kind", MAY_MEAN_FREE)
@pytest.mark.parametrize("zero", [0, Decimal("0.00")])
def test_a_zero_that_may_mean_free_is_billed_and_tells(kind: str, zero: Value) -> None:
    price: Doc = {"input": 3, "output": 15}
    price[kind] = zero
    record = offered(price=price)

    assert billed(record) is record
    assert list(telling(record.offer)) == [f"price.{kind}"]
    assert unknown(record).offer["price"] == {key: value for key, value in price.items() if key != kind}


def test_an_offer_of_which_only_zeros_are_said_has_no_price_at_all() -> None:
    assert unknown(offered(price=ZERO)).offer == {}
    assert list(telling(offered(price=ZERO).offer)) == ["price.input", "price.output"]


@pytest.mark.parametrize("name", ["tiers", "windows"])
def test_a_zero_in_a_tier_or_window_tells_as_much(name: str) -> None:
    def offer(*entries: Value) -> Record:
        return replace(offered(), offer={"price": usd("3", "15"), name: [*entries]})

    free: Doc = {"over": 5, "mode": "cliff", "input": 0, "output": 0}
    half: Doc = {"over": 9, "mode": "cliff", "input": 0, "output": 4}

    assert list(telling(offer(free).offer)) == [name]
    assert list(telling(offer({"over": 9, "cache_read": 0}).offer)) == []
    assert unknown(offer(free, half)) == offer({"over": 9, "mode": "cliff", "output": 4})


@pytest.mark.parametrize(
    ("name", "entry"),
    [("tiers", {"over": 9, "mode": "cliff"}), ("windows", {"utc": "10:00-11:00", "days": ["mon"]})],
)
def test_a_tier_or_window_without_a_price_of_its_own_goes(name: str, entry: Doc) -> None:
    record = replace(offered(), offer={"price": ZERO, name: [entry | {"cache_read": 0}]})

    assert billed(record).offer == {"price": ZERO}


def test_a_tier_that_is_free_stays_while_its_zero_of_another_kind_goes() -> None:
    record = offered("acme/one:free", price=ZERO, tiers=[{"over": 5, "input": 0, "cache_read": 0}])

    assert billed(record).offer == {"price": ZERO, "tiers": [{"over": 5, "input": 0}]}
