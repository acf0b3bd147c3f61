"""`sweep`: what time alone does, with real runs before and after."""

import json
from pathlib import Path

import pytest

from sync.files import changeset
from tests.scratch import BASE, OFFERS, PROVIDER, Scratch, records, scratch
from tests.unit.openrouter_records import Json, record
from tests.unit.running import errors

Capture = pytest.CaptureFixture[str]

SCHEMA = "# yaml-language-server: $schema=../schemas/{}.schema.json\n"


def listed(*, two: bool = True, ends: str | None = "2026-08-25") -> list[Json]:
    """The list, perhaps with an announced end for `acme/two`, or without it."""
    one, free, _, big = records()
    return [one, free, *([record("acme/two", name="Acme: Two", expiration_date=ends)] if two else []), big]


@pytest.fixture
def leaving(tmp_path: Path, capsys: Capture) -> Scratch:
    """A catalog in which `acme/two`, which ends on the 25th, went missing on the 23rd."""
    catalog = scratch(tmp_path)
    assert catalog.run(listed()) == 0
    assert catalog.run(listed(two=False), today="2026-08-23") == 0
    assert "  state: stale\n  missing_since: 2026-08-23\n" in catalog.read(OFFERS)
    capsys.readouterr()
    return catalog


def sweep(catalog: Scratch, capsys: Capture, *args: str, today: str = "2026-08-26") -> str:
    capsys.readouterr()
    assert catalog.call("sweep", *args, today=today) == 0
    return capsys.readouterr().out


def test_a_missing_offer_whose_announced_end_has_passed_is_deprecated(
    leaving: Scratch, capsys: Capture
) -> None:
    before = leaving.tracked()

    told = sweep(leaving, capsys)

    assert told == (
        "acme/two at openrouter: stale → deprecated, missing since 2026-08-23, its announced end 2026-08-25"
        " has passed\n"
        f"written, not committed: {OFFERS}, {BASE}\n"
    )
    moved = {name: before[name].decode() for name in (OFFERS, BASE)}
    assert leaving.tracked() == before | {
        OFFERS: moved[OFFERS].replace("state: stale", "state: deprecated").encode(),
        BASE: moved[BASE]
        .replace('"state": "stale"', '"state": "deprecated"')
        .replace('"missing_since": "2026-08-23"', '"missing_since": "2026-08-23", "moved": "2026-08-26"')
        .encode(),
    }


def test_a_second_sweep_and_the_next_list_change_nothing(leaving: Scratch, capsys: Capture) -> None:
    sweep(leaving, capsys)
    before = leaving.tracked()

    assert sweep(leaving, capsys) == "time changes nothing today\n"
    assert leaving.run(listed(two=False), today="2026-08-26") == 0

    assert leaving.tracked() == before


def test_the_announced_day_itself_is_not_over(leaving: Scratch, capsys: Capture) -> None:
    before = leaving.tracked()

    assert sweep(leaving, capsys, today="2026-08-25") == "time changes nothing today\n"
    assert leaving.tracked() == before


def test_an_offer_that_comes_back_is_listed_again(leaving: Scratch, capsys: Capture) -> None:
    sweep(leaving, capsys)

    assert leaving.run(listed(), today="2026-08-27") == 0

    assert "state:" not in leaving.read(OFFERS)


def test_no_other_clock_moves_without_a_list(leaving: Scratch, capsys: Capture) -> None:
    leaving.edit(OFFERS, "  ends: 2026-08-25\n", "")
    before = leaving.tracked()

    assert sweep(leaving, capsys, today="2026-12-31") == "time changes nothing today\n"
    assert leaving.tracked() == before


def test_an_end_that_an_override_announces_counts_too(leaving: Scratch, capsys: Capture) -> None:
    leaving.edit(OFFERS, "  ends: 2026-08-25\n", "")
    leaving.write(
        "overrides/deprecations.yaml",
        SCHEMA.format("override-deprecations")
        + "acme/two:\n  - {ends: 2026-08-24, reason: Its lab said so.}\n",
    )

    assert "its announced end 2026-08-24 has passed" in sweep(leaving, capsys)
    assert "  state: deprecated\n" in leaving.read(OFFERS)


def test_a_hand_edit_keeps_its_state(leaving: Scratch, capsys: Capture) -> None:
    leaving.edit(OFFERS, "state: stale", "state: listed   # still in use")
    before = leaving.read(OFFERS)

    assert "acme/two at openrouter: state stays as listed, a hand edit\n" in sweep(leaving, capsys)
    assert leaving.read(OFFERS) == before


def test_an_offer_that_is_listed_beyond_its_end_is_only_told(tmp_path: Path, capsys: Capture) -> None:
    catalog = scratch(tmp_path)
    assert catalog.run(listed()) == 0
    before = catalog.tracked()

    told = sweep(catalog, capsys)

    assert told == "acme/two at openrouter: still listed, though its announced end 2026-08-25 has passed\n"
    assert catalog.tracked() == before


def test_expired_overrides_and_ids_that_are_ruled_out_are_told(tmp_path: Path, capsys: Capture) -> None:
    catalog = scratch(tmp_path)
    catalog.write(
        "overrides/offers/openrouter.yaml",
        "# yaml-language-server: $schema=../../schemas/override-offers.schema.json\n"
        "acme/one:\n  - {set: {price: {input: 2}}, reason: Contract., until: 2026-08-25}\n"
        "beta/big:\n  - {set: {price: {input: 2}}, reason: Contract., until: 2026-08-26}\n",
    )
    catalog.write(
        "overrides/ignore.yaml",
        SCHEMA.format("ignore") + 'openrouter:\n  - {id: "acme/one*", reason: We use two.}\n',
    )
    before = catalog.tracked()

    told = sweep(catalog, capsys)

    assert told == (
        "acme/one* at openrouter: 2 offers are excluded, and deprecated for applications: We use two.\n"
        "overrides/offers/openrouter.yaml:3: the override of acme/one at openrouter held until 2026-08-25"
        " and no longer does\n"
    )
    assert catalog.tracked() == before
    assert sweep(catalog, capsys, "--provider", "openrouter") == told


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["--provider", "groq"], "fix: use one of openrouter"),
        (["--today", "2026-08-20"], "is before 2026-08-21, the day of openrouter's last accepted list"),
    ],
)
def test_an_unknown_provider_and_a_day_in_the_past_are_usage_errors(
    tmp_path: Path, capsys: Capture, args: list[str], words: str
) -> None:
    catalog = scratch(tmp_path)
    capsys.readouterr()

    assert catalog.call("sweep", *args) == 2

    assert words in errors(capsys)
    assert catalog.read(PROVIDER)


def test_handed_out_it_is_the_very_same_and_the_catalog_stays(
    leaving: Scratch, capsys: Capture, tmp_path: Path
) -> None:
    before, out = leaving.tracked(), tmp_path / "out"

    assert f"change set: {out}/openrouter" in sweep(leaving, capsys, "--out", str(out))
    assert leaving.tracked() == before
    handed = changeset.read(out / "openrouter")
    told = json.loads((out / "openrouter/report.json").read_bytes())["runs"][0]
    sweep(leaving, capsys)

    assert {file.path: file.new for file in handed.files} == {
        name: raw for name, raw in leaving.tracked().items() if before[name] != raw
    }
    assert [(step["id"], step["to"]) for step in told["lifecycle"]] == [("acme/two", "deprecated")]
    sweep(leaving, capsys, "--out", str(out))
    assert list(out.iterdir()) == []
