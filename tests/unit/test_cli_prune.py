"""`prune`: what is removed goes for good, and nothing else; with real runs before and after."""

from pathlib import Path

import pytest

import modelbook
from sync.files import journal
from tests.scratch import BASE, OFFERS, ONE, Scratch, Tree, records, scratch
from tests.unit.openrouter_records import Json, architecture, record
from tests.unit.running import add_provider, errors, payloads

Capture = pytest.CaptureFixture[str]

TWO = "catalog/models/acme/two.yaml"
REDIRECTS = "catalog/redirects.yaml"
ALIAS = "~acme/two-latest"
DAYS = ("2026-08-22", "2026-09-06", "2026-09-22")
"""The days on which it is stale, deprecated, removed."""
LATER = "2026-10-01"
ENTRY = (
    "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\n"
    "  state: removed\n  missing_since: 2026-08-22\n"
)
TOMBSTONES = (
    "# yaml-language-server: $schema=../schemas/redirects.schema.json\n"
    "acme/two: {kind: tombstone, since: 2026-10-01,"
    " reason: no longer listed by openrouter since 2026-08-22}\n"
)


def rest() -> list[Json]:
    return [each for each in records() if each["id"] != "acme/two"]


def gone(catalog: Scratch, listed: list[Json] | None = None) -> Scratch:
    """`acme/two` was missing until it was removed."""
    for day in DAYS:
        assert catalog.run(rest() if listed is None else listed, today=day) == 0
    return catalog


@pytest.fixture
def removed(tmp_path: Path, capsys: Capture) -> Scratch:
    catalog = gone(scratch(tmp_path))
    assert ENTRY in catalog.read(OFFERS)
    capsys.readouterr()
    return catalog


def prune(catalog: Scratch, capsys: Capture, *args: str) -> str:
    capsys.readouterr()
    assert catalog.call("prune", *args, today=LATER) == 0
    return capsys.readouterr().out


def without(base: bytes, id_: str) -> bytes:
    return b"".join(line for line in base.splitlines(keepends=True) if f'"id": "{id_}"'.encode() not in line)


def without_two(before: Tree) -> Tree:
    """The files once the offer, its record and its model's file are gone."""
    left = {name: raw for name, raw in before.items() if name != TWO}
    return left | {
        OFFERS: before[OFFERS].replace(ENTRY.encode(), b""),
        BASE: without(before[BASE], "acme/two"),
        REDIRECTS: TOMBSTONES.encode(),
    }


def test_a_removed_offer_goes_with_its_record_and_its_models_file(removed: Scratch, capsys: Capture) -> None:
    before = removed.tracked()

    told = prune(removed, capsys)

    assert told == (
        f"Removed: openrouter/acme/two\nRemoved: {TWO}, for it was the last offer of its model\n"
        f"written, not committed: {OFFERS}, {BASE}, {TWO}, {REDIRECTS}\n"
    )
    assert removed.tracked() == without_two(before)
    assert removed.call("check", today=LATER) == 0


def test_a_second_prune_and_the_next_list_change_nothing(removed: Scratch, capsys: Capture) -> None:
    prune(removed, capsys)
    before = removed.tracked()

    assert prune(removed, capsys) == "nothing to remove\n"
    assert removed.run(rest(), today="2026-09-23") == 0

    assert removed.tracked() == before


def test_a_dry_run_says_what_would_go_and_writes_nothing(removed: Scratch, capsys: Capture) -> None:
    before = removed.tree()

    assert prune(removed, capsys, "--dry-run") == "Would remove: openrouter/acme/two\n"
    assert removed.tree() == before


def test_an_id_that_comes_back_is_new_and_its_tombstone_stays(removed: Scratch, capsys: Capture) -> None:
    prune(removed, capsys)

    assert removed.run(None, today=LATER) == 0
    assert "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\nbeta" in removed.read(OFFERS)
    assert removed.read(REDIRECTS) == TOMBSTONES


def test_applications_are_told_that_an_id_is_gone_and_where_a_renamed_one_leads(
    removed: Scratch, capsys: Capture, tmp_path: Path
) -> None:
    prune(removed, capsys)
    renamed = "acme/first: {kind: rename, to: acme/one, since: 2026-10-01, reason: it has another name}\n"
    removed.write(REDIRECTS, removed.read(REDIRECTS) + renamed)

    assert removed.call("build", "--out", str(tmp_path / "build"), today=LATER) == 0
    book = modelbook.load(tmp_path / "build")

    assert book.get("acme/first").id == "acme/one"
    with pytest.raises(modelbook.UnknownModelError, match="gone since 2026-10-01: no longer listed by openr"):
        book.get("acme/two")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("active: false", "active: true"),
        ("active: false", "active: false\nnotes: ours"),
        ("max_output: 32000", "max_output: 31000"),
        ("active: false", "active: false   # we look at it"),
    ],
)
def test_a_models_file_that_somebody_touched_stays(
    removed: Scratch, capsys: Capture, old: str, new: str
) -> None:
    removed.edit(TWO, old, new)
    before = removed.tracked()

    prune(removed, capsys)

    lines = before[TWO].decode().splitlines(keepends=True)
    assert removed.tracked() == without_two(before) | {
        TWO: "".join(line for line in lines if not line.startswith("authority:")).encode()
    }
    assert removed.call("check", today=LATER) == 0


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("output: 15}\n  state", "output: 7}\n  state", "its price.output is a hand edit"),
        ("output: 15}\n  state", "output: 15}\n  disabled: true\n  state", "its entry holds disabled"),
        ("output: 15}\n  state", "output: 15}\n  x_ours: 1\n  state", "its entry holds x_ours"),
        ("output: 15}\n  state", "output: 15}   # ask Maria\n  state", "its entry holds a comment"),
        ("acme/two:\n", "# ask Maria\nacme/two:\n", "its entry holds a comment"),
        ("08-22\nbeta", "08-22\n  # ask Maria\nbeta", "its entry holds a comment"),
    ],
)
def test_an_entry_with_a_persons_decision_is_spared_and_told(
    removed: Scratch, capsys: Capture, old: str, new: str, why: str
) -> None:
    removed.edit(OFFERS, old, new)
    before = removed.tracked()
    spared = f"Spared: openrouter/acme/two, for {why}\n"

    assert prune(removed, capsys, "--dry-run") == f"nothing to remove\n{spared}"
    assert prune(removed, capsys) == f"nothing to remove\n{spared}"
    assert removed.run(rest(), "--prune", "--dry-run", today=LATER) == 0
    assert capsys.readouterr().out.endswith(spared)
    assert removed.run(rest(), "--prune", today="2026-09-22") == 0
    assert capsys.readouterr().out.endswith(spared)

    assert removed.tracked() == before


def test_a_plain_id_stays_while_a_variant_speaks_for_its_model_and_lends_no_name(
    tmp_path: Path, capsys: Capture
) -> None:
    catalog = scratch(tmp_path)
    catalog.edit(ONE, "offer: acme/one}", 'offer: "acme/one:free"}')
    assert catalog.run(None) == 0
    for day in ("2026-08-23", "2026-09-08", "2026-09-24"):
        assert catalog.run(records()[1:], today=day) == 0
    assert "  state: removed\n" in catalog.read(OFFERS)

    assert prune(catalog, capsys) == "nothing to remove\n"
    assert "\nname: One\n" in catalog.read(ONE)


def test_a_variant_goes_without_its_model(tmp_path: Path, capsys: Capture) -> None:
    listed = [each for each in records() if each["id"] != "acme/one:free"]
    catalog = gone(scratch(tmp_path), listed)
    before = catalog.tracked()

    assert "Removed: openrouter/acme/one:free\nwritten" in prune(catalog, capsys)

    after = catalog.tracked()
    assert {name for name in after if after[name] != before.get(name)} == {OFFERS, BASE, REDIRECTS}
    assert "\nacme/one:free: {kind: tombstone, " in catalog.read(REDIRECTS)
    assert catalog.run(listed, today="2026-09-23") == 0
    assert catalog.tracked() == after


def test_the_offer_that_refreshes_a_model_stays_while_a_variant_is_offered(
    tmp_path: Path, capsys: Capture
) -> None:
    catalog = gone(scratch(tmp_path), records()[1:])
    assert "  state: removed\n" in catalog.read(OFFERS)

    assert prune(catalog, capsys) == "nothing to remove\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("catalog/lists/pins.yaml", "models: [acme/two]\n"),
        ("catalog/bindings/app.yaml", "model: ACME/two\n"),
        ("overrides/offers/openrouter.yaml", "acme/two:\n  - {disabled: true, reason: Ours.}\n"),
        ("overrides/deprecations.yaml", "acme/one:\n  - {replaced_by: acme/two, reason: Ours.}\n"),
        (OFFERS, f'"{ALIAS}":\n  alias_of: acme/two\n'),
    ],
)
def test_what_something_refers_to_stays(removed: Scratch, capsys: Capture, name: str, text: str) -> None:
    removed.write(name, (removed.read(name) if name == OFFERS else "") + text)
    before = removed.tracked()

    assert prune(removed, capsys) == "nothing to remove\n"
    assert removed.tracked() == before


def test_an_alias_that_is_removed_goes_with_what_it_leads_to(tmp_path: Path, capsys: Capture) -> None:
    catalog = scratch(tmp_path)
    alias = record(ALIAS, name="Acme: Two Latest", alias_target={"slug": "acme/two", "name": "Acme: Two"})
    assert catalog.run([*records(), alias]) == 0
    assert f'"{ALIAS}":\n  alias_of: acme/two\n' in catalog.read(OFFERS)
    for day in ("2026-08-23", "2026-09-07", "2026-09-23"):
        assert catalog.run(rest(), today=day) == 0
    assert catalog.read(OFFERS).count("  state: removed\n  missing_since: 2026-08-23\n") == 2

    prune(catalog, capsys)

    assert catalog.read(REDIRECTS).splitlines()[1:] == [
        f"{key}: {{kind: tombstone, since: 2026-10-01, "
        "reason: no longer listed by openrouter since 2026-08-23}"
        for key in ("acme/two", f'"{ALIAS}"')
    ]


def test_embedding_models_stay(tmp_path: Path, capsys: Capture) -> None:
    catalog = scratch(tmp_path)
    embeds = record(
        "zeta/embed", name="Zeta: Embed", architecture=architecture(output_modalities=["embeddings"])
    )
    assert catalog.run([*records(), embeds]) == 0
    for day in ("2026-08-23", "2026-09-07", "2026-09-23"):
        assert catalog.run(None, today=day) == 0
    assert "  state: removed\n" in catalog.read(OFFERS)

    assert prune(catalog, capsys) == "nothing to remove\n"


def test_an_offer_of_another_provider_keeps_the_model_until_the_id_comes_back(
    removed: Scratch, capsys: Capture
) -> None:
    add_provider(removed, "other")
    folder = payloads(removed, other=[record("acme/two", name="Acme: Two")])
    assert removed.call("run", "--from-dir", folder, "--provider", "other", today="2026-09-23") == 0

    told = prune(removed, capsys, "--provider", "openrouter")

    assert "Removed: openrouter/acme/two\nwritten" in told
    assert (removed.root / TWO).exists()
    assert not (removed.root / REDIRECTS).exists()
    assert removed.call("check", today=LATER) == 0

    authority = "authority: {provider: openrouter, offer: acme/two}\n"
    assert authority not in removed.read(TWO)
    assert removed.run(None, today=LATER) == 0
    assert authority in removed.read(TWO)  # nobody took it out: it comes back with the id


def test_a_crash_in_the_middle_is_finished_by_the_next_command(
    removed: Scratch, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = removed.tracked()

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(journal, "_put", crash)
        assert removed.call("prune", today=LATER) == 130
    assert removed.tracked() == before

    assert "prune: a write that a crash had interrupted was finished first" in prune(removed, capsys)
    assert removed.tracked() == without_two(before)


# -- run --prune -----------------------------------------------------------------------------


def test_a_run_prunes_what_was_removed_before_it(removed: Scratch, capsys: Capture) -> None:
    before = removed.tracked()

    assert removed.run(rest(), "--prune", "--dry-run", today="2026-09-23") == 0
    assert capsys.readouterr().out.endswith("\nWould remove: openrouter/acme/two\n")
    assert removed.tracked() == before

    assert removed.run(rest(), "--prune", today="2026-09-23") == 0
    assert "\nRemoved: openrouter/acme/two\n" in capsys.readouterr().out
    assert "acme/two" not in removed.read(OFFERS)


@pytest.mark.parametrize("args", [(), ("--dry-run",)])
def test_a_run_prunes_nothing_that_comes_back(
    removed: Scratch, capsys: Capture, args: tuple[str, ...]
) -> None:
    assert removed.run(None, "--prune", *args, today="2026-09-23") == 0

    assert "remove: " not in capsys.readouterr().out
    assert "acme/two:" in removed.read(OFFERS)


def test_a_run_prunes_nothing_that_it_removed_itself(tmp_path: Path, capsys: Capture) -> None:
    catalog = scratch(tmp_path)
    for day in DAYS[:2]:
        assert catalog.run(rest(), today=day) == 0

    assert catalog.run(rest(), "--prune", today=DAYS[2]) == 0

    assert ENTRY in catalog.read(OFFERS)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("prune", "--provider", "groq"), "there is no price list of 'groq'\n  fix: use one of openrouter"),
        (("prune", "--today", "2026-08-20"), "is before 2026-09-22"),
        (("run", "--prune", "--out", "out"), "leave --prune out"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(
    removed: Scratch, capsys: Capture, args: tuple[str, ...], words: str
) -> None:
    assert removed.call(*args) == 2

    assert words in errors(capsys)
