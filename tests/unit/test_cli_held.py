"""`held`: what waits, and accepting it, with real runs before and after."""

import json
from pathlib import Path

import pytest

import modelbook
from tests.scratch import ACCEPTED, BASE, OFFERS, ONE, Scratch, priced, records, scratch
from tests.unit.holding import (
    HELD,
    HISTORY,
    ODD,
    PRICE_LIST,
    TOMORROW,
    Capture,
    changed,
    dear,
    decide,
    guarded,
    kept,
    smaller,
    unpaid,
    waiting,
    without_two,
)
from tests.unit.openrouter_records import record
from tests.unit.running import errors


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    assert found.read(OFFERS) == PRICE_LIST
    capsys.readouterr()
    return found


# -- where it is told beside `held` -----------------------------------------------------------


def test_what_is_held_is_disputed_for_applications_and_in_explain(
    catalog: Scratch, capsys: Capture, tmp_path: Path
) -> None:
    assert catalog.run([priced("acme/one", "0.00003", "0.000015"), *records()[1:]]) == 0
    capsys.readouterr()

    assert catalog.call("explain", "acme/one", "price.input") == 0
    told = capsys.readouterr().out.splitlines()
    assert catalog.call("build", "--out", str(tmp_path / "build")) == 0
    offer = modelbook.load(tmp_path / "build").get("acme/one").offers[0]

    assert told[1:] == [
        "  price.input   $3   authority: openrouter, 2026-08-21",
        "              ? $30  held since 2026-08-22: price-move",
    ]
    [disputed] = offer.disputed
    assert (disputed.field, disputed.since) == ("price", "2026-08-22")
    assert dict(disputed.upstream) == {"input": "30", "output": "15"}
    assert offer.price["input"] == 3
    assert catalog.call("diff", str(tmp_path / "build"), "--json") == 0


# -- list ------------------------------------------------------------------------------------


def test_a_quiet_catalog_has_nothing_that_waits(catalog: Scratch, capsys: Capture) -> None:
    assert decide(catalog, capsys) == "nothing waits\n"
    assert waiting(catalog, capsys) == []


def test_what_waits_is_told_by_a_refused_run_too(catalog: Scratch, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    assert catalog.run([priced("acme/one", "0.00003", "0.000015"), *records()[1:]]) == 0

    assert catalog.run([], "--report-json", str(report), today="2026-08-23") == 3

    [run] = json.loads(report.read_text("utf-8"))["runs"]
    waits = [(line["id"], line["why"]) for line in run["held"]]
    assert (run["status"], waits) == ("refused", [("acme/one", "price-move")])


def test_holds_are_listed_with_their_age_and_what_settles_apart(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    short = record("acme/one", top_provider={"context_length": 131072, "max_completion_tokens": 9000})
    assert catalog.run([short, *unpaid()[1:]]) == 0

    assert decide(catalog, capsys) == (
        "held: 1 for a person to decide\n"
        "  acme/two at openrouter\n"
        "    price  input $3 → $0, output $15 → $0  zero-unconfirmed  since 2026-08-22  waits 1 day\n"
        "decide one: python -m sync held --accept|--reject ID [FIELD]\n"
        "settling: 1 until lists of two days agree\n"
        "  acme/one at openrouter\n"
        "    limits.max_output  32,000 → 9,000  output-shrunk  since 2026-08-22  waits 1 day\n"
    )


def test_the_days_are_counted_from_the_date_beside_them(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dear(), today="2026-08-22") == 0
    assert catalog.run(dear("0.0003"), today=TOMORROW) == 0

    told = decide(catalog, capsys)

    assert "$15 → $300" in told
    assert "since 2026-08-22  waits 1 day\n" in told


def test_a_line_for_machines_has_all_prices_as_one_map(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dear()) == 0

    assert waiting(catalog, capsys, "ACME/one", "price", "--provider", "openrouter") == [
        {
            "provider": "openrouter",
            "id": "acme/one",
            "field": "price",
            "old": {"input": "3", "output": "15"},
            "new": {"input": "30", "output": "150"},
            "why": "price-move",
            "held": True,
            "first": "2026-08-22",
            "since": "2026-08-22",
            "after": ACCEPTED,
            "accepted": None,
            "days": 1,
        }
    ]
    assert waiting(catalog, capsys, "acme/two") == []


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["acme/none"], "there is no model or offer 'acme/none'"),
        (["acme/one", "price.input"], "price.input waits with all prices of acme/one\n  fix: use price"),
        (["acme/one", "limits"], "limits of acme/one doesn't wait\n  fix: use price"),
        (["--provider", "groq"], "upstream of 'groq' was never accepted\n  fix: use one of openrouter"),
        (["--accept"], "one id is decided at a time, in one way"),
        (["--accept", "--reject", "acme/one"], "one id is decided at a time, in one way"),
        (["--accept", "--json", "acme/one"], "one id is decided at a time, in one way"),
        (["--today", "2026-08-20", "--accept", "acme/one"], "is before 2026-08-21"),
    ],
)
def test_what_nobody_has_is_a_usage_error(
    catalog: Scratch, capsys: Capture, args: list[str], words: str
) -> None:
    assert catalog.run(dear()) == 0
    before = catalog.tracked()
    capsys.readouterr()

    assert catalog.call("held", *args) == 2

    assert words in errors(capsys)
    assert catalog.tracked() == before


# -- accept ----------------------------------------------------------------------------------


def test_an_accepted_price_is_in_the_file_the_base_and_the_history(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dear()) == 0
    before = catalog.tracked()

    told = decide(catalog, capsys, "--accept", "Acme/ONE", "price")

    assert told == (
        "acme/one price: input $3 → $30, output $15 → $150, accepted\n"
        f"written, not committed: {OFFERS}, {BASE}, {HELD}, {HISTORY}\n"
    )
    dated = '"seen": "2026-08-22", "after": "2026-08-21", "accepted": "2026-08-23"'
    assert changed(before, catalog) == {
        OFFERS: PRICE_LIST.replace("{input: 3, output: 15}", "{input: 30, output: 150}", 1),
        BASE: before[BASE].decode().replace('{"input": 3, "output": 15}', '{"input": 30, "output": 150}', 1),
        HELD: "",
        HISTORY: (
            f'{{"id": "acme/one", "field": "price.input", "old": 3, "new": 30, {dated}}}\n'
            f'{{"id": "acme/one", "field": "price.output", "old": 15, "new": 150, {dated}}}\n'
        ),
    }
    assert kept(catalog, dear()) == []
    assert decide(catalog, capsys, "--accept", "acme/one") == "acme/one: nothing waits\n"


def test_an_accepted_zero_is_confirmed(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(unpaid()) == 0

    told = decide(catalog, capsys, "--accept", "acme/two")

    assert "acme/two price: input $3 → $0, output $15 → $0, accepted, confirmed to be free\n" in told
    assert catalog.read(OFFERS) == PRICE_LIST.replace(
        "acme/two\n  price: {input: 3, output: 15}",
        "acme/two\n  price: {input: 0, output: 0}\n  free: confirmed",
    )
    assert kept(catalog, unpaid()) == []


def test_a_zero_of_a_new_id_is_confirmed_too(catalog: Scratch, capsys: Capture) -> None:
    listed = [*records(), priced("zeta/song", "0", "0", name="Zeta: Song")]
    assert catalog.run(listed) == 0
    assert catalog.read(OFFERS) == PRICE_LIST + "zeta/song:\n  model: zeta/song\n"

    decide(catalog, capsys, "--accept", "zeta/song")

    assert catalog.read(OFFERS) == (
        PRICE_LIST + "zeta/song:\n  model: zeta/song\n  price: {input: 0, output: 0}\n  free: confirmed\n"
    )
    assert kept(catalog, listed) == []


def test_limits_and_capabilities_are_accepted_as_their_source_states_them(
    catalog: Scratch, capsys: Capture
) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    assert catalog.run(smaller()) == 0
    before = catalog.tracked()

    told = decide(catalog, capsys, "--accept", "acme/one")

    assert told.splitlines()[:4] == [
        "acme/one capabilities.tools: yes → no, accepted",
        "acme/one limits.context: 131,072 → 65,536, accepted",
        "  offer acme/one:free limits.context: – → 131,072, for its model's moved",
        "  offer acme/one:free capabilities.tools: – → yes, for its model's moved",
    ]
    files = changed(before, catalog)
    assert files[ONE] == (
        before[ONE]
        .decode()
        .replace("context: 131072", "context: 100000")
        .replace("tools: {value: true, from: api}", "tools: {value: false, from: api}")
    )
    assert files[OFFERS] == PRICE_LIST.replace(
        "output: 15}\nacme/one:free", "output: 15}\n  limits: {context: 65536}\nacme/one:free"
    ).replace(
        "output: 0}\n",
        "output: 0}\n  limits: {context: 131072}\n  capabilities: {tools: {value: true, from: api}}\n",
    )
    assert kept(catalog, smaller()) == []


def test_one_field_is_accepted_and_the_others_go_on_waiting(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    assert catalog.run(smaller()) == 0

    decide(catalog, capsys, "--accept", "acme/one", "limits")

    assert [row["field"] for row in waiting(catalog, capsys)] == ["capabilities.tools"]
    assert "tools: {value: true, from: api}" in catalog.read(ONE)


def test_a_hand_edit_beside_an_accepted_price_stays_and_is_told(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(
        OFFERS, "{input: 3, output: 15}\nacme/one:free", "{input: 3, output: 12}   # ours\nacme/one:free"
    )
    assert catalog.run(dear()) == 0

    told = decide(catalog, capsys, "--accept", "acme/one")

    assert "  offer acme/one price.output: yours stays, $12\n" in told
    assert "  price: {input: 30, output: 12}   # ours\n" in catalog.read(OFFERS)
    assert kept(catalog, dear()) == [("acme/one", "price.output", "12", "150")]


def test_an_id_whose_going_is_accepted_is_stale_since_it_is_missing(
    catalog: Scratch, capsys: Capture
) -> None:
    guarded(catalog, "{mass-removal: {percent: 0, count: 0}}")
    assert catalog.run(without_two()) == 0
    assert catalog.read(OFFERS) == PRICE_LIST

    told = decide(catalog, capsys, "--accept", "acme/two")

    gone = "acme/two\n  price: {input: 3, output: 15}\n"
    assert "acme/two state: listed → stale, accepted\n" in told
    assert catalog.read(OFFERS) == PRICE_LIST.replace(
        gone, f"{gone}  state: stale\n  missing_since: 2026-08-22\n"
    )
    assert (kept(catalog, without_two()), waiting(catalog, capsys)) == ([], [])


def test_an_odd_id_that_is_let_in_comes_with_the_next_list(catalog: Scratch, capsys: Capture) -> None:
    listed = [*records(), record(ODD, name="Acm\u00e9: X")]
    assert catalog.run(listed) == 0
    before = catalog.tracked()

    assert decide(catalog, capsys, "--accept", ODD) == (
        f"{ODD}: comes in with the next list that has it\nwritten, not committed: {HELD}\n"
    )

    assert changed(before, catalog).keys() == {HELD}
    assert [(row["id"], row["accepted"]) for row in waiting(catalog, capsys)] == [(ODD, TOMORROW)]
    assert catalog.run(listed, today=TOMORROW) == 0
    assert f'"{ODD}":\n  model: "{ODD}"\n' in catalog.read(OFFERS)
    assert (kept(catalog, listed), waiting(catalog, capsys)) == ([], [])


def test_an_odd_id_at_no_price_is_let_in_whole_and_once(catalog: Scratch, capsys: Capture) -> None:
    listed = [*records(), priced(ODD, "0", "0", name="Acm\u00e9: X")]
    assert catalog.run(listed) == 0
    assert [row["field"] for row in waiting(catalog, capsys)] == ["id", "price"]

    assert f"{ODD}: comes in with the next list that has it\n" in decide(
        catalog, capsys, "--accept", ODD, "price"
    )

    before = catalog.tracked()
    assert [row["field"] for row in waiting(catalog, capsys)] == ["id"]
    assert decide(catalog, capsys, "--accept", ODD) == (
        f"{ODD}: let in already, on {TOMORROW}; the next list brings it\n"
    )
    assert catalog.tracked() == before
    assert catalog.run(listed, today=TOMORROW) == 0
    assert [(row["id"], row["why"]) for row in waiting(catalog, capsys)] == [(ODD, "zero-unconfirmed")]


def test_a_zero_that_a_person_takes_over_later_is_confirmed_too(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(unpaid()) == 0
    assert catalog.call("held", "--reject", "acme/two") == 0

    assert catalog.call("conflicts", "--accept", "upstream", "acme/two") == 0

    assert "price: {input: 0, output: 0}\n  free: confirmed\n" in catalog.read(OFFERS)


def test_a_confirmation_ends_with_its_zero(catalog: Scratch) -> None:
    assert catalog.run(unpaid()) == 0
    assert catalog.call("held", "--accept", "acme/two") == 0
    assert "free: confirmed" in catalog.read(OFFERS)

    assert catalog.run(records(), "--include-held", today=TOMORROW) == 0
    assert "free: confirmed" not in catalog.read(OFFERS)
    assert catalog.run(unpaid(), today="2026-10-22") == 0

    assert "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\n" in catalog.read(OFFERS)
