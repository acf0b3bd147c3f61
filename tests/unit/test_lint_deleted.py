"""`hand-edit`: entries and files that somebody deleted or renamed, and what a sync makes of that."""

import shlex
from pathlib import Path

import pytest

from tests.scratch import BASE, OFFERS, PROVIDER, Scratch, scratch
from tests.unit.linting import fixes, found

RULE = "hand-edit"
TWO = "catalog/models/acme/two.yaml"
ENTRY = "acme/two:\n  model: acme/two\n  price: {input: 3, output: 15}\n"
OUT = "it stays out, and every sync will tell it"
DECIDED = "it is decided that it stays out until upstream moves"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def deleted(fate: str = OUT) -> list[str]:
    """What is told of acme/two once its entry and its file are gone."""
    return [
        f"warning {OFFERS}:1 acme/two: upstream lists acme/two, and its entry was deleted: {fate}",
        f"warning {TWO}: openrouter speaks for acme/two, and its file was deleted: {fate}",
    ]


def test_what_was_deleted_is_told_and_the_command_brings_it_back(catalog: Scratch) -> None:
    before = catalog.tracked()
    catalog.edit(OFFERS, ENTRY, "")
    (catalog.root / TWO).unlink()

    assert found(catalog, RULE) == deleted()

    for fix in fixes(catalog, RULE):
        said, command, _ = fix.split("`")
        assert said == "nothing, if it shall stay out; else "
        assert catalog.call(*shlex.split(command)[3:]) == 0
    assert catalog.tracked() == before


def test_a_sync_leaves_it_out_as_check_says(catalog: Scratch) -> None:
    catalog.edit(OFFERS, ENTRY, "")
    (catalog.root / TWO).unlink()

    assert catalog.run() == 0
    assert found(catalog, RULE) == deleted()
    assert catalog.call("conflicts", "--accept", "mine", "acme/two") == 0

    assert found(catalog, RULE) == deleted(DECIDED)


def renamed(old: str, new: str, line: int) -> str:
    return (
        f"warning {OFFERS}:{line} {new}: it says what upstream says of {old}, whose entry is gone: "
        f"no sync refreshes {new}, and every one will tell that {old} was taken out"
    )


def test_a_key_that_was_renamed_is_found_by_its_values(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "acme/two:\n", "acme/too:\n  # ours\n  notes: x\n")

    assert found(catalog, RULE) == [renamed("acme/two", "acme/too", 8)]
    assert fixes(catalog, RULE) == ["name it acme/two again: a key is the provider's own id"]
    assert catalog.run() == 0
    assert "acme/two:" not in catalog.read(OFFERS)


@pytest.mark.parametrize(
    "entries",
    [
        ENTRY.replace("two:", "too:").replace("15", "16"),
        ENTRY.replace("two:", "too:") + ENTRY.replace("two:", "tow:"),
        ENTRY.replace("two:", "too:", 1).replace("model: acme/two", "model: acme/one"),
    ],
)
def test_what_may_be_another_entry_is_called_deleted(catalog: Scratch, entries: str) -> None:
    catalog.edit(OFFERS, ENTRY, entries)

    assert found(catalog, RULE) == deleted()[:1]


def test_an_entry_of_ones_own_beside_the_listed_ones_is_nobodys_rename(catalog: Scratch) -> None:
    catalog.edit(OFFERS, ENTRY, ENTRY + ENTRY.replace("two:", "two-eu:", 1))

    assert found(catalog, RULE) == []


def test_a_price_list_that_was_deleted_is_told_once(catalog: Scratch) -> None:
    (catalog.root / OFFERS).unlink()

    assert found(catalog, RULE) == [
        f"warning {OFFERS}: the price list was deleted: no sync brings any of its 4 offers back"
    ]
    assert catalog.run() == 0
    assert not (catalog.root / OFFERS).exists()
    (catalog.root / BASE).unlink()
    assert catalog.run() == 0
    assert ENTRY in catalog.read(OFFERS)


@pytest.mark.parametrize("name", [OFFERS, TWO])
def test_what_can_not_be_read_was_not_deleted(catalog: Scratch, name: str) -> None:
    catalog.write(name, "acme: [\n")

    assert found(catalog, RULE) == []


def test_a_file_that_another_provider_may_speak_for_is_no_deleted_one(catalog: Scratch) -> None:
    catalog.write("catalog/providers/other.yaml", catalog.read(PROVIDER))
    assert catalog.call("run", "--from-file", f"other={catalog.payload()}") == 0

    assert found(catalog, RULE) == []
