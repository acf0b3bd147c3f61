"""OpenRouter's prices, tiers and windows: surprises 1 to 4."""

from decimal import Decimal

import pytest

from sync.core.values import plain
from tests.unit.openrouter_records import Json, listing, priced, read, record, tier, why, window

TWICE = "pricing.overrides holds two entries for the same condition"


@pytest.mark.parametrize(
    ("per_token", "per_million"),
    [
        ("0.00000008333333333333334", "0.083333333"),
        ("0.0000006000000000000001", "0.6"),
        ("0.0000005999999999999999", "0.6"),
        ("1e-7", "0.1"),
        ("3.0E-6", "3"),
        ("0.00015", "150"),
        ("0.000000000000001", "0.000000001"),
    ],
)
def test_1_prices_lose_their_float_noise_and_never_show_an_exponent(per_token: str, per_million: str) -> None:
    price = read(priced(prompt=per_token)).offer["price"]

    assert isinstance(price, dict)
    assert isinstance(price["input"], Decimal)
    assert plain(price["input"]) == per_million


def test_1_every_kind_of_price_has_its_name_unit_and_place() -> None:
    pricing = {
        "web_search": "0.01", "request": "0.005", "discount": 0.5,
        "audio_output": "0.000012", "input_audio_cache": "0.0000001", "audio": "0.000001",
        "image_output": "0.00003", "image": "0.0000025", "internal_reasoning": "0.00001",
        "input_cache_write_1h": "0.000006", "input_cache_write": "0.00000375",
        "input_cache_read": "0.0000003", "completion": "0.000015", "prompt": "0.000003",
    }  # fmt: skip

    found = listing(record(pricing=pricing))

    price = found.records["acme/one"].offer["price"]
    assert isinstance(price, dict)
    assert [(kind, str(value)) for kind, value in price.items()] == [
        ("input", "3"),
        ("output", "15"),
        ("cache_read", "0.3"),
        ("cache_write", "3.75"),
        ("cache_write_1h", "6"),
        ("reasoning", "10"),
        ("image_input", "2.5"),
        ("image_output", "30"),
        ("audio_input", "1"),
        ("audio_cache_read", "0.1"),
        ("audio_output", "12"),
        ("per_request", "0.005"),
        ("per_search", "0.01"),
    ]
    assert found.new_fields == ()


def test_2_a_router_with_minus_one_has_a_price_that_varies_and_nothing_else() -> None:
    router = record(
        "openrouter/auto",
        pricing={"prompt": "-1", "completion": "-1", "request": "0", "overrides": [tier(9, "1", "1")]},
    )

    assert read(router).offer == {"price": {"dynamic": True}}


@pytest.mark.parametrize("pricing", [{"prompt": "-1"}, {"completion": "-1"}, {"input_cache_read": "-0.1"}])
def test_2_minus_one_anywhere_else_is_a_negative_price(pricing: Json) -> None:
    assert why(priced(**pricing)) == f"pricing.{next(iter(pricing))} is negative"


def test_3_a_zero_is_passed_on_for_others_to_judge() -> None:
    free = record(
        "stealth/ox-alpha", pricing={"prompt": "0", "completion": "0", "image": "-0", "audio": "0.0"}
    )

    price = read(free).offer["price"]

    assert isinstance(price, dict)
    assert {kind: str(value) for kind, value in price.items()} == {
        "input": "0", "output": "0", "image_input": "0", "audio_input": "0",
    }  # fmt: skip


def test_4_tiers_are_sorted_and_keep_only_what_they_name() -> None:
    overrides = [
        tier(128000, "0.00000195", "0.00000975"),
        tier(32000, "0.00000156", "0.0000078", input_cache_read="0"),
    ]

    offer = read(priced(overrides=overrides)).offer

    assert offer == {
        "price": {"input": 3, "output": 15},
        "tiers": [
            {
                "over": 32000,
                "mode": "cliff",
                "input": Decimal("1.56"),
                "output": Decimal("7.8"),
                "cache_read": 0,
            },
            {"over": 128000, "mode": "cliff", "input": Decimal("1.95"), "output": Decimal("9.75")},
        ],
    }


def test_4_hours_of_the_day_become_windows_also_those_at_the_base_price() -> None:
    overrides = [
        window(1000, 100, "0.00000022", "0.00000066"),
        window(100, 400, "0.00000044", "0.00000132"),
        window(400, 600, "0.00000022", "0.00000066"),
        window(600, 1000, "0.00000044", "0.00000132"),
    ]
    raw = record(pricing={"prompt": "0.00000044", "completion": "0.00000132", "overrides": overrides})

    assert read(raw).offer["windows"] == [
        {"utc": "01:00-04:00", "input": Decimal("0.44"), "output": Decimal("1.32")},
        {"utc": "04:00-06:00", "input": Decimal("0.22"), "output": Decimal("0.66")},
        {"utc": "06:00-10:00", "input": Decimal("0.44"), "output": Decimal("1.32")},
        {"utc": "10:00-01:00", "input": Decimal("0.22"), "output": Decimal("0.66")},
    ]


@pytest.mark.parametrize(
    ("start", "end", "utc"),
    [(0, 30, "00:00-00:30"), (1630, 2400, "16:30-00:00"), (2330, 5, "23:30-00:05"), (0, 2400, "00:00-00:00")],
)
def test_4_a_time_of_day_is_an_int_without_leading_zeros(start: int, end: int, utc: str) -> None:
    raw = priced(overrides=[window(start, end, "0.000001", "0.000002")])

    assert read(raw).offer["windows"] == [{"utc": utc, "input": 1, "output": 2}]


def test_4_days_of_the_week_come_in_the_order_of_the_week() -> None:
    raw = priced(overrides=[window(1600, 100, "0.000001", "0.000002", utc_days=["Friday", "mon"])])

    assert read(raw).offer["windows"] == [
        {"utc": "16:00-01:00", "days": ["mon", "fri"], "input": 1, "output": 2}
    ]


@pytest.mark.parametrize(
    ("entry", "new_fields"),
    [
        ({"prompt": "1", "completion": "1"}, ["completion+prompt"]),
        (
            tier(9, "1", "1", utc_start=0, utc_end=100),
            ["completion+min_prompt_tokens+prompt+utc_end+utc_start"],
        ),
        (tier(9, "1", "1", regions=["eu"]), ["regions"]),
        (window(0, 100, "1", "1", utc_days=[1, 2]), ["completion+prompt+utc_days+utc_end+utc_start"]),
    ],
)
def test_4_a_price_under_a_condition_nobody_understands_is_reported_and_left_out(
    entry: Json, new_fields: list[str]
) -> None:
    found = listing(priced(overrides=[entry]))

    assert found.records["acme/one"].offer == {"price": {"input": 3, "output": 15}}
    assert found.new_fields == tuple(f"pricing.overrides.{name}"[:68] for name in new_fields)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        ([tier(9, "1", "1"), tier(9, "2", "2")], TWICE),
        ([window(0, 5, "1", "1"), window(0, 5, "2", "2")], TWICE),
        ([tier(0, "1", "1")], "pricing.overrides[0].min_prompt_tokens is 0"),
        ([tier(9, "-1", "1")], "pricing.overrides[0].prompt is negative"),
        ([window(1000, None, "1", "1")], "pricing.overrides[0].utc_end is null, not a whole number"),
        ([window(500, 500, "1", "1")], "pricing.overrides[0].utc_end is utc_start: the window has no length"),
        ([window(1060, 1200, "1", "1")], "pricing.overrides[0].utc_start is no time of day (HHMM)"),
        ([window(-1, 1200, "1", "1")], "pricing.overrides[0].utc_start is no time of day (HHMM)"),
        ([window("1000", 1200, "1", "1")], "pricing.overrides[0].utc_start is a text, not a whole number"),
        (["cheap"], "pricing.overrides[0] is a text, not an object"),
        ({"min_prompt_tokens": 5}, "pricing.overrides is an object, not a list"),
    ],
)  # fmt: skip
def test_4_a_malformed_override_costs_its_record(overrides: object, said: str) -> None:
    assert why(priced(overrides=overrides)) == said


@pytest.mark.parametrize("prompt", ["1e30", "9" * 40, "1e99"])
def test_a_price_beyond_all_measure_costs_only_its_record(prompt: str) -> None:
    assert why(priced(prompt=prompt)) == "pricing.prompt is below 1e-9 or above 1e9 US$ per million"
