"""`conflicts`: what stands against upstream, and settling it, with real runs before and after."""

import hashlib
import json
import subprocess
from pathlib import Path

import pytest

from sync.files.lock import locked
from tests.scratch import ACCEPTED, BASE, OFFERS, ONE, PROVIDER, Scratch, Tree, priced, records, scratch
from tests.unit.openrouter_records import Json, record

Capture = pytest.CaptureFixture[str]

TWO = "catalog/models/acme/two.yaml"
SAYS = ": this comment stays, beside upstream's value now: "
ENTRY = "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\n"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    found = scratch(tmp_path)
    capsys.readouterr()
    return found


@pytest.fixture
def accepted(catalog: Scratch) -> Tree:
    """The files as upstream alone has them."""
    return catalog.tracked()


@pytest.fixture
def edited(catalog: Scratch, accepted: Tree) -> Scratch:
    """A price, a capability and limits that differ, an entry and a file that were deleted."""
    catalog.edit(OFFERS, "{input: 1, output: 2}", "{input: 1, output: 1.5}   # ours")
    catalog.edit(ONE, "{context: 131072, max_output: 32000}", "{context: 100000}")
    catalog.edit(ONE, "tools: {value: true, from: api}", "tools: false")
    catalog.edit(OFFERS, ENTRY, "")
    (catalog.root / TWO).unlink()
    return catalog


EDITS = [
    ("acme/two", "offer"),
    ("beta/big", "price.output"),
    ("acme/two", "model"),
    ("acme/one", "limits.context"),
    ("acme/one", "limits.max_output"),
    ("acme/one", "capabilities.tools"),
]


def standing(catalog: Scratch, capsys: Capture, *args: str) -> list[Json]:
    capsys.readouterr()
    assert catalog.call("conflicts", "--json", *args) == 0
    found: list[Json] = json.loads(capsys.readouterr().out)
    return found


def named(rows: list[Json]) -> list[tuple[str, str]]:
    return [(row["id"], row["field"]) for row in rows]


def accept(catalog: Scratch, capsys: Capture, *args: str) -> str:
    capsys.readouterr()
    assert catalog.call("conflicts", "--accept", *args) == 0
    return capsys.readouterr().out


def moved(*, big: str = "0.000002", context: int = 131072) -> list[Json]:
    """What upstream lists once the output price of `beta/big` or the context of `acme/one` is another."""
    one, free, two, _ = records()
    return [
        one | {"context_length": context},
        free,
        two,
        priced("beta/big", "0.000001", big, name="Beta: Big"),
    ]


# -- list ------------------------------------------------------------------------------------


def test_a_catalog_as_upstream_has_it_has_no_conflicts(catalog: Scratch, capsys: Capture) -> None:
    assert catalog.call("conflicts") == 0

    assert capsys.readouterr() == ("nothing stands against upstream\n", "")


def test_every_edit_is_listed_with_both_sides(edited: Scratch, capsys: Capture) -> None:
    assert edited.call("conflicts") == 0

    assert capsys.readouterr().out == (
        "what                          field               mine       upstream  by\n"
        "offer acme/two at openrouter  offer               taken out  $3 / $15  –\n"
        "offer beta/big at openrouter  price.output        $1.5       $2        –\n"
        "model acme/two at openrouter  model               taken out  listed    –\n"
        "model acme/one at openrouter  limits.context      100,000    131,072   –\n"
        "model acme/one at openrouter  limits.max_output   taken out  32,000    –\n"
        "model acme/one at openrouter  capabilities.tools  no         yes       –\n"
        "settle one: python -m sync conflicts --accept upstream|mine ID [FIELD]\n"
    )


def test_the_next_sync_keeps_exactly_what_is_listed(edited: Scratch, capsys: Capture, tmp_path: Path) -> None:
    told = standing(edited, capsys)
    before = edited.tracked()

    assert edited.run(None, "--report-json", str(tmp_path / "r.json")) == 0

    assert edited.tracked() == before
    [run] = json.loads((tmp_path / "r.json").read_text("utf-8"))["runs"]
    assert named(told) == named(run["kept"]) == EDITS
    assert [(row["mine"], row["upstream"]) for row in told] == [
        (kept["mine"], kept["upstream"]) for kept in run["kept"]
    ]


def test_what_was_here_before_upstream_was_read_is_listed_too(catalog: Scratch, capsys: Capture) -> None:
    catalog.write(OFFERS, catalog.read(OFFERS) + "zeta/new:\n  model: zeta/new\n  price: {input: 9}\n")
    assert catalog.run([*records(), record("zeta/new", name="Zeta: New")]) == 0

    assert named(standing(catalog, capsys)) == [("zeta/new", "price.input")]


def test_an_id_and_a_field_narrow_the_list(edited: Scratch, capsys: Capture) -> None:
    assert named(standing(edited, capsys, "Acme/TWO")) == [EDITS[0], EDITS[2]]
    assert named(standing(edited, capsys, "acme/one", "limits")) == EDITS[3:5]
    assert standing(edited, capsys, "acme/one:free") == []
    assert len(standing(edited, capsys, "--provider", "openrouter")) == 6


def test_who_made_the_edit_is_told_where_git_knows(edited: Scratch, capsys: Capture) -> None:
    who = ["-c", "user.name=Ma\x1bria", "-c", "user.email=maria@example.com"]
    for words in (["init", "--quiet"], ["add", "--all"], [*who, "commit", "--quiet", "--message", "x"]):
        subprocess.run(["git", *words], cwd=edited.root, check=True, capture_output=True)
    edited.edit(OFFERS, "output: 1.5", "output: 1.4")

    by = {row["field"]: row["by"] for row in standing(edited, capsys)}

    assert by["price.output"]["who"] == "not committed yet"
    assert (by["limits.context"]["who"], len(by["limits.context"]["commit"])) == ("Ma\x1bria", 40)
    assert edited.call("conflicts") == 0
    assert all(line.isprintable() for line in capsys.readouterr().out.splitlines())


def test_fields_that_a_policy_keeps_from_the_sync_are_no_conflicts(edited: Scratch, capsys: Capture) -> None:
    edited.write(PROVIDER, edited.read(PROVIDER) + "merge: {never: [price, limits.context]}\n")

    assert named(standing(edited, capsys)) == [EDITS[0], EDITS[2], *EDITS[4:]]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["acme/on"], "there is no model or offer 'acme/on'\n  fix: did you mean acme/one"),
        (
            ["acme/one", "limit.context"],
            "the sync refreshes no field 'limit.context'\n  fix: did you mean limits",
        ),
        (["acme/one", "zzz"], "the sync refreshes no field 'zzz'\n  fix: use one of "),
        (["--provider", "nope"], "upstream of 'nope' was never accepted\n  fix: use one of openrouter\n"),
        (
            ["--accept", "mine"],
            "--accept settles one id\n"
            "  fix: name it: conflicts --accept mine ID [FIELD]; `conflicts` alone lists them\n",
        ),
        (
            ["--accept", "upstream", "acme/one", "--json"],
            "--accept has nothing to say in JSON\n  fix: leave --json out\n",
        ),
        (["--accept", "upstream", "zzz"], "there is no model or offer 'zzz'"),
    ],
)
def test_what_nobody_knows_ends_with_2_and_a_way_on(
    edited: Scratch, capsys: Capture, args: list[str], said: str
) -> None:
    before = edited.tracked()

    assert edited.call("conflicts", *args) == 2

    assert capsys.readouterr().err.startswith(f"error: {said}")
    assert edited.tracked() == before


# -- --accept upstream -----------------------------------------------------------------------


def test_an_edit_that_is_given_up_is_upstreams_value_in_its_place(edited: Scratch, capsys: Capture) -> None:
    mine = edited.read(OFFERS)

    told = accept(edited, capsys, "upstream", "beta/big", "price.output")

    assert told == (
        "offer beta/big price.output: $1.5 → $2\n"
        f"{OFFERS}:10: this comment stays, beside upstream's value now: # ours\n"
        f"written, not committed: {OFFERS}\n"
    )
    assert edited.read(OFFERS) == mine.replace("output: 1.5", "output: 2")


def test_every_comment_beside_a_value_that_was_given_up_is_told_once(
    catalog: Scratch, capsys: Capture
) -> None:
    price = "  # seen on\n  # their page\n  price: {input: 4, output: 5, cache_read: 1} # both\n"
    catalog.edit(OFFERS, "  price: {input: 1, output: 2}\n", price)
    catalog.edit(ONE, "{context: 131072, max_output: 32000}", "{context: 9, max_output: 32000} # measured")
    catalog.edit(ONE, "\nname: One", "\nname: Uno")

    told = accept(catalog, capsys, "upstream", "beta/big")

    assert told.splitlines()[3:6] == [
        f"{OFFERS}:13{SAYS}# seen on",
        f"{OFFERS}:14{SAYS}# their page",
        f"{OFFERS}:15{SAYS}# both",
    ]
    assert accept(catalog, capsys, "upstream", "acme/one").count("this comment stays") == 1


def test_a_comment_is_found_where_it_went_when_its_field_went(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(
        OFFERS, "acme/one:free:", "  tiers: [{over: 9, mode: cliff, input: 2}] # ours\nacme/one:free:"
    )

    told = accept(catalog, capsys, "upstream", "acme/one", "tiers")

    assert f"{OFFERS}:5: this comment stays, beside upstream's value now: # ours\n" in told
    assert "# ours" in catalog.read(OFFERS).splitlines()[4]


def test_what_was_taken_out_comes_back(edited: Scratch, accepted: Tree, capsys: Capture) -> None:
    told = accept(edited, capsys, "upstream", "acme/two")

    assert told == (
        "offer acme/two: is back, as upstream has it\n"
        "model acme/two: is back, as upstream has it\n"
        f"written, not committed: {TWO}, {OFFERS}\n"
    )
    assert edited.tracked()[TWO] == accepted[TWO]
    assert ENTRY in edited.read(OFFERS)
    accept(edited, capsys, "upstream", "acme/one")
    assert edited.tracked()[ONE] == accepted[ONE]


def test_nothing_is_kept_of_what_was_given_up(edited: Scratch, accepted: Tree, capsys: Capture) -> None:
    for id_ in ("acme/one", "acme/two", "beta/big"):
        accept(edited, capsys, "upstream", id_)
    edited.edit(OFFERS, "   # ours", "")
    assert edited.tracked() == accepted
    assert accept(edited, capsys, "upstream", "acme/one") == "acme/one: nothing stands against upstream\n"

    assert edited.run(moved(big="0.000003"), "--strict") == 0

    assert "output: 3}" in edited.read(OFFERS)


def test_a_field_that_only_a_person_has_goes_with_its_edit(
    catalog: Scratch, accepted: Tree, capsys: Capture
) -> None:
    catalog.edit(ONE, "max_output: 32000", "max_output: 32000, max_input: 9")

    assert "limits.max_input: 9 → nothing" in accept(catalog, capsys, "upstream", "acme/one")

    assert catalog.tracked() == accepted


# -- --accept mine ---------------------------------------------------------------------------


def test_an_edit_that_is_decided_is_listed_no_more_but_with_all(edited: Scratch, capsys: Capture) -> None:
    files = {name: raw for name, raw in edited.tracked().items() if name != BASE}

    told = accept(edited, capsys, "mine", "acme/one", "limits.context")

    assert told == (
        "model acme/one limits.context: stays 100,000 against 131,072 until upstream moves\n"
        f"written, not committed: {BASE}\n"
    )
    assert {name: raw for name, raw in edited.tracked().items() if name != BASE} == files
    assert named(standing(edited, capsys, "acme/one")) == EDITS[4:]
    every = standing(edited, capsys, "acme/one", "--all")
    assert [row["decided"] for row in every] == [True, False, False]
    assert edited.call("conflicts", "acme/one", "limits.context") == 0
    assert capsys.readouterr().out == (
        "nothing else stands against upstream\n"
        "1 more difference is decided until upstream moves: conflicts --all\n"
    )


def test_a_decision_survives_syncs_until_upstream_moves(edited: Scratch, capsys: Capture) -> None:
    for id_ in ("acme/one", "acme/two", "beta/big"):
        accept(edited, capsys, "mine", id_)
    decided = edited.tracked()
    assert accept(edited, capsys, "mine", "acme/two") == "acme/two: decided already\n"

    assert edited.run() == 0
    assert edited.tracked() == decided
    assert edited.run(moved(context=200000)) == 0
    assert named(standing(edited, capsys)) == [("acme/one", "limits.context")]
    assert edited.run(moved(context=200000, big="0.000003")) == 0

    assert named(standing(edited, capsys)) == [("beta/big", "price.output"), ("acme/one", "limits.context")]


def test_a_decision_goes_with_its_edit(edited: Scratch, capsys: Capture) -> None:
    base = edited.read(BASE)
    accept(edited, capsys, "mine", "acme/one")
    accept(edited, capsys, "mine", "beta/big")

    edited.edit(OFFERS, "output: 1.5", "output: 2")
    assert edited.run(today=ACCEPTED) == 0
    accept(edited, capsys, "upstream", "acme/one")

    assert edited.read(BASE) == base


def test_a_run_of_one_model_keeps_the_decisions_about_others(edited: Scratch, capsys: Capture) -> None:
    accept(edited, capsys, "mine", "beta/big")
    decided = edited.tracked()

    assert edited.run(None, "--model", "acme/one") == 0

    assert edited.tracked() == decided


def test_one_writes_at_a_time(edited: Scratch, capsys: Capture) -> None:
    before = edited.tracked()

    with locked(edited.root, now="2026-08-22 00:00:00 UTC"):
        assert edited.call("conflicts") == 0
        capsys.readouterr()
        assert edited.call("conflicts", "--accept", "mine", "beta/big") == 1
        assert edited.call("override", "set", "beta/big", "notes=x", "--reason", "Why.") == 1

    assert capsys.readouterr().err.count("the catalog is being written by pid ") == 2
    assert edited.tracked() == before


def test_what_a_crash_left_is_finished_first(edited: Scratch, capsys: Capture) -> None:
    name, text = "overrides/ignore.yaml", "openrouter:\n  - {id: zeta/new, reason: Why}\n"
    manifest = [{"name": name, "old": None, "new": hashlib.sha256(text.encode()).hexdigest()}]
    edited.write(".state/journal/overrides/0", text)
    edited.write(".state/journal/overrides/manifest.json", json.dumps(manifest))

    told = accept(edited, capsys, "mine", "beta/big")

    assert told.startswith("overrides: a write that a crash had interrupted was finished first\n")
    assert edited.read(name) == text


# -- several providers -----------------------------------------------------------------------


def test_what_stands_against_two_providers_is_settled_for_one(catalog: Scratch, capsys: Capture) -> None:
    catalog.write("catalog/providers/other.yaml", catalog.read(PROVIDER))
    path = catalog.payload([record("acme/one")])
    assert catalog.call("run", "--from-file", f"other={path}", today=ACCEPTED) == 0
    other = "catalog/offers/other.yaml"
    catalog.edit(other, "output: 15", "output: 14")
    catalog.edit(OFFERS, "output: 15}\nacme/one:free", "output: 13}\nacme/one:free")
    assert len(standing(catalog, capsys, "acme/one")) == 2

    assert catalog.call("conflicts", "--accept", "upstream", "acme/one") == 2
    assert capsys.readouterr().err == (
        "error: acme/one stands against openrouter, other\n  fix: say which one with --provider\n"
    )
    accept(catalog, capsys, "upstream", "acme/one", "--provider", "other")

    assert "output: 15" in catalog.read(other)
    assert named(standing(catalog, capsys)) == [("acme/one", "price.output")]


def test_a_file_that_a_person_gives_to_another_provider_is_no_conflict(
    catalog: Scratch, capsys: Capture
) -> None:
    catalog.write("catalog/providers/other.yaml", catalog.read(PROVIDER))
    path = catalog.payload([record("acme/one", context_length=64000)])
    assert catalog.call("run", "--from-file", f"other={path}", today=ACCEPTED) == 0

    catalog.edit(ONE, "provider: openrouter", "provider: other")
    catalog.edit(ONE, "max_output: 32000", "max_output: 31000")

    assert [(row["provider"], row["field"]) for row in standing(catalog, capsys)] == [
        ("other", "limits.max_output")
    ]
