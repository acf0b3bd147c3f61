"""The bench measures what it says: its arithmetic, its table, and the catalogs that it makes up."""

import json
from pathlib import Path

import pytest

from sync.cli.main import call
from sync.core.facts import Record
from sync.core.values import Doc, get
from sync.files import names
from tests.bench import __main__ as bench
from tests.bench import machine, shown, tree
from tests.bench.in_process import Made, command, prove_changes, prove_no_change
from tests.bench.made_up import LARGEST, PROVIDERS, SHOPS, changed, market
from tests.bench.ratios import Row, judged, measure
from tests.scratch import empty

MODELS = 30


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return Made(tmp_path_factory.mktemp("bench"), MODELS)


def row(target: float | None = 0.6, **changes: object) -> Row:
    asked = {"name": "run", "against": "loader", "work": lambda: 1.0, "beside": lambda: 2.0} | changes
    return Row(target=target, **asked)  # type: ignore[arg-type]


def price(record: Record) -> Doc:
    found = get(record.offer, ("price",))
    assert isinstance(found, dict)
    return found


def test_the_ratio_is_the_median_of_the_pairs_and_not_the_ratio_of_the_medians() -> None:
    one = judged(row(), [(0.010, 0.020), (0.090, 0.100), (0.012, 0.010)])

    assert (one.work, one.beside) == pytest.approx((12, 20))
    assert (one.ratio, one.lowest, one.highest) == pytest.approx((0.9, 0.5, 1.2))


@pytest.mark.parametrize(("target", "verdict"), [(0.5, "met"), (0.49, "OVER"), (None, "")])
def test_a_target_is_met_up_to_its_own_value(target: float | None, verdict: str) -> None:
    assert judged(row(target), [(1, 2)]).verdict == verdict


def test_both_of_a_pair_are_measured_in_turn_and_the_pairs_to_warm_up_are_thrown_away() -> None:
    order: list[str] = []

    def take(name: str, *seconds: float) -> object:
        left = iter(seconds)

        def once() -> float:
            order.append(name)
            return next(left)

        return once

    one = measure(row(work=take("A", 90, 1, 2), beside=take("B", 1, 1, 1), warm_up=1), 2)

    assert order == ["A", "B"] * 3
    assert (one.pairs, one.highest) == (2, 2)


def test_the_table_is_aligned_and_tells_small_ratios_finely() -> None:
    ruamel = judged(row(1 / 40, name="a run with a long name"), [(0.012, 1)])
    memory = judged(row(1, unit="MB"), [(285, 300)])

    lines = shown.table([ruamel, memory]).splitlines()

    assert lines[1].split()[-7:] == ["ms", "1,000", "ms", "0.012", "0.012–0.012", "0.025", "met"]
    assert "285 MB" in lines[2] and lines[2].split()[-4:] == ["0.95", "0.95–0.95", "1", "met"]
    assert lines[1].endswith(" 0.025  met") and lines[2].endswith("     1  met")
    assert len(lines[1]) == len(lines[2])


def test_the_page_tells_the_machine_and_every_row() -> None:
    page = shown.page([judged(row(), [(0.3, 1)])], machine.about())

    assert "| run | loader | 300 ms | 1,000 ms | 0.30 | 0.30–0.30 | 0.6 | met |" in page
    assert "PyYAML" in page and "CPython" in page


def test_the_machine_readable_outcome_has_the_verdicts() -> None:
    doc = json.loads(json.dumps(shown.as_json([judged(row(), [(2, 1)])], {"Python": "3"})))

    assert doc["rows"][0]["verdict"] == "OVER" and doc["about"] == {"Python": "3"}


def test_a_row_that_nobody_knows_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--only", "nothing of this name"]) == 2
    assert "no row is called" in capsys.readouterr().err


def test_a_command_that_fails_ends_the_bench(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="ended with 2"):
        command(["check", "--root", str(tmp_path)])


def test_a_made_up_market_is_always_the_same_one() -> None:
    assert market(MODELS) == market(MODELS) != market(MODELS, seed=6)


def test_there_are_two_and_a_half_offers_a_model_and_two_fifths_of_them_at_the_largest() -> None:
    listed = market(600)
    counts = {provider: len(records) for provider, records in listed.items()}

    assert list(counts) == list(PROVIDERS)
    assert sum(counts.values()) == 1500
    assert counts.pop(LARGEST) == 600 and set(counts.values()) == {100}


def test_of_what_changes_four_fifths_are_scalars_and_one_fifth_is_new() -> None:
    before = market(600)[LARGEST]
    known = {record.id: record for record in before}
    after = changed(before, 60)

    fresh = [record for record in after if record.id not in known]
    moved = [record for record in after if record.id in known and record != known[record.id]]
    kinds = [one for one in moved if len(price(one)) > len(price(known[one.id]))]
    assert (len(moved), len(kinds), len(fresh)) == (54, 6, 6)


def test_check_finds_nothing_in_a_made_up_catalog(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["check", "--root", str(made.kept.root)]) == 0
    assert ": 0 errors, 0 warnings" in capsys.readouterr().out


def test_its_files_are_spelled_as_the_engine_spells_new_ones(made: Made, tmp_path: Path) -> None:
    """The engine's own first run over the same lists; what people wrote came later."""
    engine = empty(tmp_path)
    for name, content in made.kept.files.items():
        if name.startswith(("catalog/providers/", "catalog/rules/")):
            engine.write(name, content)
    for path in (engine.root / "catalog/providers").glob("*.yaml"):
        if path.stem not in PROVIDERS:
            path.unlink()
    for asked in ((LARGEST,), SHOPS):  # a shop's offers wait for their models
        lists = [f"--from-file={name}={made.kept.root}/payloads/{name}.json" for name in asked]
        assert engine.call("run", *lists, today="2026-08-21") == 0

    mine = made.kept.files
    ours = {name: raw for name, raw in engine.tracked().items() if name.startswith("catalog/models/")}
    theirs = {name for name in ours if mine[name] != ours[name]}
    assert len(theirs) == len(ours) // 7 + 1 and all(b"summary:" in mine[name] for name in theirs)
    for provider in PROVIDERS:
        for name in (f"catalog/offers/{provider}.yaml", names.base_name(provider)):
            assert mine[name] == engine.tracked()[name], name


def test_what_a_first_run_remembers_is_there(made: Made) -> None:
    before = tree.contents(made.kept.root)[".state/checked"]
    (made.kept.root / ".state/checked").unlink()

    made.kept.restore()

    assert tree.contents(made.kept.root)[".state/checked"] == before
    prove_no_change(made.kept, made.arguments("payloads", *PROVIDERS))


def test_a_list_with_a_change_is_not_taken_for_one_without(made: Made) -> None:
    with pytest.raises(SystemExit, match="not without a change"):
        prove_no_change(made.kept, made.arguments("changed-10", LARGEST))
    made.kept.restore()


def test_a_list_that_changes_another_number_is_not_measured(made: Made) -> None:
    with pytest.raises(SystemExit, match="3 of 4 changes"):
        prove_changes(made.kept, made.arguments("changed-10", LARGEST), 4)
    made.kept.restore()


def test_each_measured_run_begins_with_the_same_tree(made: Made) -> None:
    made.run("changed-10", LARGEST)
    assert tree.contents(made.kept.root) != made.kept.files

    made.kept.restore()

    assert tree.contents(made.kept.root) == made.kept.files
