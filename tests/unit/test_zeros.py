"""Which of a source's zeros mean free, which mean not billed apart, which mean nothing yet."""

from dataclasses import replace
from decimal import Decimal

import pytest

from sync.core.facts import Record
from sync.core.values import Doc, Value
from sync.core.zeros import Settled, settle
from tests.unit.core_records import offered, usd

ZERO = usd("0", "0")


def test_a_record_without_zeros_is_itself() -> None:
    record = offered()

    assert settle(record, None, confirmed=False).record is record


def test_zeros_of_a_free_variant_mean_free() -> None:
    record = offered("acme/one:free", price=ZERO)

    assert settle(record, None, confirmed=False) == Settled(record)


def test_zeros_that_a_person_confirmed_mean_free() -> None:
    record = offered(price=ZERO)

    assert settle(record, None, confirmed=True) == Settled(record)


def test_any_other_zero_is_not_believed_and_nothing_is_known() -> None:
    assert settle(offered(price=ZERO), None, confirmed=False) == Settled(
        Record(id="acme/one", model="acme/one", facts=offered().facts), ("price.input", "price.output")
    )


@pytest.mark.parametrize("kind", ["input", "output", "per_image", "per_song", "per_second"])
def test_a_zero_of_this_kind_would_mean_free(kind: str) -> None:
    price: Doc = {"input": 3, "output": 15} | {kind: Decimal("0.0")}

    settled = settle(offered(price=price), None, confirmed=False)

    assert settled.unconfirmed == (f"price.{kind}",)
    assert settled.record.offer["price"] == {key: value for key, value in price.items() if key != kind}


@pytest.mark.parametrize("id_", ["acme/one", "acme/one:free"])
@pytest.mark.parametrize("kind", ["cache_read", "cache_write", "reasoning", "image_input", "per_request"])
def test_a_zero_of_any_other_kind_means_not_billed_apart(id_: str, kind: str) -> None:
    settled = settle(offered(id_, price={"input": 3, "output": 15, kind: 0}), None, confirmed=False)

    assert settled == Settled(offered(id_, price={"input": 3, "output": 15}))


def test_a_known_price_that_drops_to_zero_stays_with_all_that_was_said_beside_it() -> None:
    base = offered(tiers=[{"over": 5, "input": 6}])
    now = offered(price=usd("0", "20"), windows=[{"utc": "10:00-11:00", "input": 1}], ends="2027-01-01")

    settled = settle(now, base, confirmed=False)

    assert settled.record.offer == base.offer | {"ends": "2027-01-01"}
    assert settled.unconfirmed == ("price.input",)


def test_a_move_away_from_a_zero_is_taken_in() -> None:
    base = settle(offered(price=ZERO), None, confirmed=False).record

    assert settle(offered(), base, confirmed=False) == Settled(offered())


def test_a_zero_stays_unknown_where_nothing_was_known_before() -> None:
    base = settle(offered(price=ZERO), None, confirmed=False).record

    assert settle(offered(price=usd("0", "15")), base, confirmed=False).record.offer == {
        "price": {"output": 15}
    }


@pytest.mark.parametrize("name", ["tiers", "windows"])
def test_a_zero_in_a_tier_or_window_is_believed_no_sooner(name: str) -> None:
    def offer(*entries: Value) -> Record:
        return replace(offered(), offer={"price": usd("3", "15"), name: [*entries]})

    free_tier: Doc = {"over": 5, "mode": "cliff", "input": 0, "output": 0}
    record, known = offer(free_tier, {"over": 9, "input": 0, "output": 4}), offer({"over": 5, "input": 6})

    first, later = settle(record, None, confirmed=False), settle(record, known, confirmed=False)

    assert first == Settled(offer({"over": 9, "output": 4}), (name,))
    assert later == Settled(known, (name,))


def test_a_zero_in_a_free_variants_tier_means_free_and_one_of_another_kind_goes() -> None:
    tiers: Value = [{"over": 5, "input": 0, "cache_read": 0}, {"over": 9, "cache_read": 0}]

    settled = settle(offered("acme/one:free", price=ZERO, tiers=tiers), None, confirmed=False)

    assert settled == Settled(offered("acme/one:free", price=ZERO, tiers=[{"over": 5, "input": 0}]))


def test_a_dynamic_price_has_no_zeros() -> None:
    record = offered(price={"dynamic": True})

    assert settle(record, None, confirmed=False) == Settled(record)


def test_an_alias_has_no_price_to_judge() -> None:
    record = Record(id="~acme/latest", model=None, alias_of="acme/one")

    assert settle(record, None, confirmed=False) == Settled(record)
