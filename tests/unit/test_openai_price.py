"""Prices in OpenAI-compatible lists: exact, in the unit that somebody named, else not known."""

import json
from decimal import Decimal
from typing import Any

import pytest

from sync.core.facts import Listing
from sync.core.values import Value, plain
from sync.sources.openai import ADAPTER
from sync.sources.payload import decode
from sync.sources.prices import Unit
from tests.upstream import openai

Json = dict[str, Any]


def read(pricing: object, unit: Unit | None = None) -> Listing:
    body = json.dumps({"data": [openai.listed("acme/one", pricing=pricing)]})
    return ADAPTER.read(decode(body.encode(), where="test"), unit)


def price(pricing: object, unit: Unit | None = None) -> dict[str, str]:
    """The record's price, its numbers spelled out."""
    found = read(pricing, unit)
    assert found.quarantined == ()
    said = found.records["acme/one"].offer.get("price", {})
    assert isinstance(said, dict)
    return {kind: _spelled(value) for kind, value in said.items()}


def _spelled(value: Value) -> str:
    assert isinstance(value, str | Decimal), f"{value!r} is no text and not exact"
    return value if isinstance(value, str) else plain(value)


def why(pricing: object, unit: Unit | None = None) -> str:
    found = read(pricing, unit)
    assert found.records == {}
    return found.quarantined[0].why


TOKEN = {"prompt": "0.0000006", "completion": "0.0000024", "input_cache_read": "0.00000015"}
MILLION = {"input": 0.6, "output": 2.4, "cached_input": 0.15}
EXPECTED = {"input": "0.6", "output": "2.4", "cache_read": "0.15"}


def test_the_providers_file_says_what_a_number_is_for() -> None:
    assert price(TOKEN, "token") == price(MILLION, "million") == EXPECTED


@pytest.mark.parametrize("pricing", [TOKEN, MILLION])
def test_without_a_unit_a_price_is_not_known_and_told_once(pricing: Json) -> None:
    found = read(pricing)

    assert found.records["acme/one"].offer == {}
    assert found.new_fields == tuple(sorted(f"pricing.{key}" for key in pricing))
    assert read(pricing, "token").new_fields == ()


def test_texts_and_numbers_are_the_same() -> None:
    numbers = {"prompt": 6e-07, "completion": 0.0000024}

    assert price(numbers, "token") == {"input": "0.6", "output": "2.4"}
    assert price({"input": "3", "output": 15}, "million") == {"input": "3", "output": "15"}


@pytest.mark.parametrize(
    ("noisy", "meant"),
    [
        (2.5999999999999996, "2.6"),
        (0.12000000000000001, "0.12"),
        ("0.38999999999999996", "0.39"),
        (1.2345678, "1.2345678"),
    ],
)
def test_the_noise_of_floats_is_gone(noisy: object, meant: str) -> None:
    assert price({"input": noisy}, "million") == {"input": meant}


def test_a_payload_that_was_decoded_elsewhere_is_exact_too() -> None:
    body = json.loads('[{"id": "acme/one", "pricing": {"input": 2.5999999999999996, "output": 0.1}}]')

    offer = ADAPTER.read(body, "million").records["acme/one"].offer

    assert offer == {"price": {"input": Decimal("2.6"), "output": Decimal("0.1")}}


@pytest.mark.parametrize(
    "pricing",
    [
        {"input": {"per_million_tokens": 5, "currency": "USD"}, "output": {"per_million_tokens": "7"}},
        {"input": {"per_1m_tokens": 5}, "output": {"usd_per_1m_tokens": 7}},
        {"input": {"per_token": 5e-06}, "output": {"per_1k_tokens": "0.007"}},
        {"prompt": {"per_token": "0.000005", "per_million_tokens": 5}, "output": {"per-1M-tokens": 7}},
        {"input": 5, "output": 7, "unit": "usd_per_1m_tokens"},
        {"input": 0.005, "output": 0.007, "unit": "USD per 1K tokens", "currency": "usd"},
    ],
)
@pytest.mark.parametrize("unit", [None, "token", "million"])
def test_a_unit_that_the_payload_names_counts(pricing: Json, unit: Unit | None) -> None:
    assert price(pricing, unit) == {"input": "5", "output": "7"}
    assert read(pricing, unit).new_fields == ()


@pytest.mark.parametrize(
    ("pricing", "told"),
    [
        ({"input": {"usd": 5, "diem": 5}}, ("pricing.input.diem", "pricing.input.usd")),
        ({"input": {"amount": 5, "currency": "USD"}}, ("pricing.input.amount",)),
        ({"input": {"per_second": 5}}, ("pricing.input.per_second",)),
        ({"input": 5, "unit": "per_1k_characters"}, ("pricing.input", "pricing.unit")),
        ({"per_input_token": 1e-06}, ("pricing.per_input_token",)),
        ({"web_search": 10, "image": "0.04"}, ("pricing.image", "pricing.web_search")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("unit", [None, "million"])
def test_what_nobody_explained_is_not_known_and_told(
    pricing: Json, told: tuple[str, ...], unit: Unit | None
) -> None:
    found = read(pricing, unit)

    assert found.records["acme/one"].offer == {}
    assert found.new_fields == told


def test_another_currency_than_the_dollar_is_named() -> None:
    yuan = {"input": {"per_million_tokens": 2, "currency": "CNY"}, "output": {"per_million_tokens": 8}}

    assert price({**yuan, "currency": "CNY"}) == {"input": "2", "output": "8", "currency": "CNY"}
    assert price({"input": 2, "unit": "eur_per_million_tokens"}) == {"input": "2", "currency": "EUR"}
    assert price({"input": 2, "currency": "eur"}, "million") == {"input": "2", "currency": "EUR"}
    assert why(yuan) == "pricing.currency is CNY and USD at once"
    assert (
        why({"input": 2, "currency": "¥"}, "million") == "pricing.currency is no currency's code (USD, EUR)"
    )


def test_a_zero_is_passed_on_for_others_to_judge() -> None:
    assert price({"input": 0, "output": "0.00"}, "million") == {"input": "0", "output": "0"}
    assert price({"input": 0, "currency": "CNY"}, "million") == {"input": "0"}


def test_an_empty_price_is_no_price() -> None:
    for empty in ({}, None, {"input": None, "output": ""}):
        assert read(empty, "million").records["acme/one"].offer == {}


@pytest.mark.parametrize(
    ("pricing", "what"),
    [
        ({"input": -1}, "pricing.input is negative"),
        ({"input": "-0.5"}, "pricing.input is negative"),
        ({"input": True}, "pricing.input is true or false, not a price"),
        ({"input": [5]}, "pricing.input is a list, not a price"),
        ({"input": "free"}, "pricing.input is not a finite decimal number"),
        ({"input": "$5"}, "pricing.input is not a finite decimal number"),
        ({"input": 1e300}, "pricing.input is below 1e-9 or above 1e9 US$ per million"),
        ({"input": 10**300}, "pricing.input is below 1e-9 or above 1e9 US$ per million"),
        ({"input": 1e-300}, "pricing.input is below 1e-9 or above 1e9 US$ per million"),
        ({"input": float("nan")}, "the record holds a number that is none or absurdly long"),
        ({"input": {"per_million_tokens": {}}}, "pricing.input.per_million_tokens is an object, not a price"),
        ({"input": {"per_million_tokens": 5, "per_token": 5}},
         "pricing.input.per_token is another price for input than the one beside it"),
        ({"prompt": 5, "input": 6}, "pricing.input is another price for input than the one beside it"),
    ],
)  # fmt: skip
def test_an_impossible_price_quarantines_its_record(pricing: Json, what: str) -> None:
    assert why(pricing, "million") == what
