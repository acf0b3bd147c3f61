"""`held --reject`, and what `run` lets pass, with real runs before and after."""

import pytest

from tests.scratch import ACCEPTED, BASE, OFFERS, ONE, Scratch, priced, records
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
from tests.unit.running import add_provider, anybody_brings_models, errors, payloads
from tests.unit.test_cli_held import catalog as catalog  # the same catalog

# -- reject ----------------------------------------------------------------------------------


def test_a_rejected_price_is_a_hand_edit_from_now_on(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(dear()) == 0
    before = catalog.tracked()

    told = decide(catalog, capsys, "--reject", "acme/one")

    assert told == (
        "acme/one price: input $3 → $30, output $15 → $150, rejected;"
        " what the file says stays, as a hand edit\n"
        f"written, not committed: {BASE}, {HELD}\n"
    )
    assert changed(before, catalog) == {
        BASE: before[BASE].decode().replace('{"input": 3, "output": 15}', '{"input": 30, "output": 150}', 1),
        HELD: "",
    }
    assert kept(catalog, dear()) == [
        ("acme/one", "price.input", "3", "30"),
        ("acme/one", "price.output", "15", "150"),
    ]


def test_a_rejected_zero_is_not_asked_about_again(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(unpaid()) == 0

    decide(catalog, capsys, "--reject", "acme/two")

    assert catalog.read(OFFERS) == PRICE_LIST
    assert kept(catalog, unpaid()) == [
        ("acme/two", "price.input", "3", "0"),
        ("acme/two", "price.output", "15", "0"),
    ]


def test_a_rejected_limit_moves_no_other_entry_into_a_hand_edit(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "active: false", "active: true")
    assert catalog.run(smaller()) == 0

    decide(catalog, capsys, "--reject", "acme/one", "limits.context")
    decide(catalog, capsys, "--reject", "acme/one", "capabilities.tools")

    assert {(id_, field) for id_, field, *_ in kept(catalog, smaller())} == {
        ("acme/one", "limits.context"),
        ("acme/one", "capabilities.tools"),
    }


def test_an_id_whose_going_is_rejected_stays_listed(catalog: Scratch, capsys: Capture) -> None:
    guarded(catalog, "{mass-removal: {percent: 0, count: 0}}")
    assert catalog.run(without_two()) == 0

    decide(catalog, capsys, "--reject", "acme/two")

    assert catalog.read(OFFERS) == PRICE_LIST
    assert kept(catalog, without_two()) == [
        ("acme/two", "state", None, "stale"),
        ("acme/two", "missing_since", None, "2026-08-22"),
    ]
    assert catalog.run(None, today="2026-08-24") == 0
    assert kept(catalog, records(), "2026-08-24") == []


@pytest.mark.parametrize("field", [[], ["price"]])
def test_an_odd_id_can_only_be_left_waiting(catalog: Scratch, capsys: Capture, field: list[str]) -> None:
    assert catalog.run([*records(), priced(ODD, "0", "0")]) == 0
    before = catalog.tracked()
    capsys.readouterr()

    assert catalog.call("held", "--reject", ODD, *field) == 2

    told = errors(capsys)
    assert f"{ODD} can't be rejected: it waits as a whole" in told
    assert "there is nothing to keep\n  fix: leave it waiting, or keep it out" in told
    assert catalog.tracked() == before


def test_a_zero_of_an_entry_that_was_taken_out_cannot_be_confirmed(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.run(unpaid()) == 0
    catalog.edit(OFFERS, "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\n", "")
    before = catalog.tracked()
    capsys.readouterr()

    assert catalog.call("held", "--accept", "acme/two") == 2

    assert "fix: take it back first: conflicts --accept upstream acme/two" in errors(capsys)
    assert catalog.tracked() == before


def test_an_id_of_two_providers_needs_one(catalog: Scratch, capsys: Capture) -> None:
    anybody_brings_models(catalog)
    add_provider(catalog, "other")
    folder = payloads(catalog, openrouter=[*records()], other=[priced("acme/one", "0.000003", "0.000015")])
    assert catalog.call("run", "--from-dir", folder, today=ACCEPTED) == 0
    folder = payloads(catalog, openrouter=[*dear()], other=[priced("acme/one", "0.00003", "0.00015")])
    assert catalog.call("run", "--from-dir", folder) == 0
    before = catalog.tracked()
    capsys.readouterr()

    assert catalog.call("held", "--accept", "acme/one") == 2

    assert "acme/one waits at openrouter, other\n  fix: say which one with --provider" in errors(capsys)
    assert catalog.tracked() == before
    decide(catalog, capsys, "--accept", "acme/one", "--provider", "other")
    assert [row["provider"] for row in waiting(catalog, capsys)] == ["openrouter"]


# -- run --include-held, run --accept ---------------------------------------------------------


def test_a_run_that_includes_what_is_held_leaves_nothing_to_decide(catalog: Scratch, capsys: Capture) -> None:
    one, *_, big = dear()
    listed = [one, records()[1], priced("acme/two", "0", "0", name="Acme: Two"), big]
    assert catalog.run(listed) == 0
    assert len(waiting(catalog, capsys)) == 2

    assert catalog.run(listed, "--include-held", today=TOMORROW) == 0

    assert catalog.read(OFFERS) == PRICE_LIST.replace(
        "input: 3, output: 15", "input: 30, output: 150", 1
    ).replace("{input: 3, output: 15}", "{input: 0, output: 0}\n  free: confirmed")
    assert '"seen": "2026-08-22", "after": "2026-08-21", "accepted": "2026-08-23"' in catalog.read(HISTORY)
    assert (kept(catalog, listed), waiting(catalog, capsys)) == ([], [])


def test_a_model_narrows_what_is_included(catalog: Scratch, capsys: Capture) -> None:
    listed = [*dear()[:3], priced("beta/big", "0.0001", "0.0002", name="Beta: Big")]

    assert catalog.run(listed, "--include-held", "--model", "beta/big") == 0

    assert catalog.read(OFFERS) == PRICE_LIST.replace("{input: 1, output: 2}", "{input: 100, output: 200}")
    assert catalog.run(listed) == 0
    assert [row["id"] for row in waiting(catalog, capsys)] == ["acme/one"]


def test_a_refusal_is_waved_through_once(catalog: Scratch, capsys: Capture) -> None:
    guarded(catalog, "{shrink: {percent: 0, count: 0}}")
    before = catalog.tracked()
    assert catalog.run(without_two()) == 3
    assert catalog.tracked() == before

    assert catalog.run(without_two(), "--accept", "openrouter:shrink", "--accept", "openrouter:growth") == 0

    assert "acme/two\n  price: {input: 3, output: 15}\n  state: stale\n" in catalog.read(OFFERS)
    assert catalog.run(without_two()[1:], today=TOMORROW) == 3


@pytest.mark.parametrize(
    ("waved", "words"),
    [
        (
            "groq:shrink",
            "there is no provider 'groq' in this run\n  fix: use P:RULE, with P one of openrouter",
        ),
        ("shrink", "there is no provider 'shrink' in this run"),
        (
            "openrouter:price-move",
            "no rule 'price-move' refuses a list\n  fix: use one of openrouter:bad-ids, ",
        ),
        ("openrouter", "no rule '' refuses a list"),
        ("openrouter:shrnk", "'shrnk' refuses a list\n  fix: did you mean openrouter:shrink?\n"),
    ],
)
def test_only_a_rule_that_refuses_can_be_waved_through(
    catalog: Scratch, capsys: Capture, waved: str, words: str
) -> None:
    before = catalog.tracked()

    assert catalog.run(None, "--accept", waved) == 2

    told = errors(capsys)
    assert words in told
    assert all(len(line) <= 110 for line in told.splitlines())
    assert catalog.tracked() == before
