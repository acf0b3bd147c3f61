"""Every recorded OpenRouter list: nothing is lost, nothing is negative, every price is exact."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import pytest

from sync.core.facts import Listing
from sync.core.values import Value
from sync.sources.openrouter import parse
from sync.sources.payload import decode, records
from tests.conftest import unavailable

KNOWN_QUARANTINED: Mapping[str, frozenset[str]] = {
    "2025-07-30": frozenset({"openai/chatgpt-4o-la<GPUSTACK_API_KEY>"}),
    "2025-08-01": frozenset({"openai/chatgpt-4o-la<GPUSTACK_API_KEY>"}),
}
"""By the beginning of a file's name; words that the recorder replaced."""

PER_MILLION = {
    "prompt": "input",
    "completion": "output",
    "input_cache_read": "cache_read",
    "audio": "audio_input",
}
PER_UNIT = {"web_search": "per_search", "request": "per_request"}


@pytest.fixture(scope="module")
def recorded(replay_data: Path) -> list[tuple[str, list[object], Listing]]:
    folder = replay_data / "openrouter"
    if not folder.is_dir():
        unavailable("replay", f"{folder} is not a directory")
    found = []
    for file in sorted(folder.iterdir()):
        payload = decode(file.read_bytes(), where=file.name)
        found.append((file.name, records(payload, where=file.name), parse(payload)))
    assert found
    return found


def numbers(value: Value) -> Iterator[Value]:
    """Everything in a price, a tier or a window but what names its condition."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("utc", "days", "mode"):
                yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    else:
        yield value


def test_no_record_is_quarantined_but_the_known_ones(
    recorded: list[tuple[str, list[object], Listing]],
) -> None:
    for name, raw, found in recorded:
        known = next((ids for day, ids in KNOWN_QUARANTINED.items() if name.startswith(day)), frozenset())

        assert {one.id: one.why for one in found.quarantined if one.id not in known} == {}, name
        assert len(found.records) + len(found.quarantined) == found.fetched == len(raw), name


def test_no_field_is_new(recorded: list[tuple[str, list[object], Listing]]) -> None:
    assert {name: found.new_fields for name, _, found in recorded if found.new_fields} == {}


def test_no_price_is_negative(recorded: list[tuple[str, list[object], Listing]]) -> None:
    for name, _, found in recorded:
        for id_, one in found.records.items():
            for part in ("price", "tiers", "windows"):
                for number in numbers(one.offer.get(part, [])):
                    assert number is True or (not isinstance(number, str | None) and number >= 0), (name, id_)  # type: ignore[operator]


def test_every_price_equals_what_was_sent_in_eight_digits(
    recorded: list[tuple[str, list[object], Listing]],
) -> None:
    compared = 0
    for name, raw, found in recorded:
        for sent in raw:
            assert isinstance(sent, dict)
            price = found.records[sent["id"]].offer.get("price") if sent["id"] in found.records else None
            if not isinstance(price, dict) or "dynamic" in price:
                continue
            for key, kind, factor in (
                *((key, kind, 10**6) for key, kind in PER_MILLION.items()),
                *((key, kind, 1) for key, kind in PER_UNIT.items()),
            ):
                exact = Fraction(sent["pricing"].get(key, "0")) * factor
                if exact:
                    off = abs(Fraction(str(price[kind])) - exact) / exact
                    assert off <= Fraction(5, 10**8), (name, sent["id"], key)
                    compared += 1
    assert compared > 10_000


def test_only_routers_vary_and_only_aliases_lead_elsewhere(
    recorded: list[tuple[str, list[object], Listing]],
) -> None:
    for name, _, found in recorded:
        for id_, one in found.records.items():
            if one.offer.get("price") == {"dynamic": True}:
                assert id_.startswith("openrouter/"), (name, id_)
            if id_.startswith("~"):
                assert (one.model, one.facts, one.offer) == (None, {}, {}), (name, id_)
            else:
                assert one.model == id_.partition(":")[0], (name, id_)
                assert one.alias_of is None, (name, id_)
