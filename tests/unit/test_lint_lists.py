"""`list-id`: what stands on a list and is not in the catalog, or not under that id, is told with its line."""

from pathlib import Path

import pytest

from sync.files.lists import PINS
from tests.scratch import OFFERS, ONE, Scratch, scratch
from tests.unit.linting import fixes, found, problems

RULE = "list-id"
OTHER = "catalog/lists/mine.yaml"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Scratch:
    """A catalog that no test here changes but for its lists."""
    catalog = scratch(tmp_path_factory.mktemp("lists"))
    catalog.edit(ONE, "active: false\n", "active: false\nalias: uno\n")
    catalog.edit(OFFERS, "beta/big:\n", '"~acme/latest":\n  alias_of: acme/two\nbeta/big:\n')
    catalog.write(
        "catalog/redirects.yaml",
        "beta/old: {kind: rename, to: beta/big, since: 2026-08-01, reason: renamed}\n"
        "beta/gone: {kind: tombstone, since: 2026-08-02, reason: no longer listed}\n",
    )
    return catalog


def listing(catalog: Scratch, *ids: str, name: str = PINS) -> Scratch:
    for each in (PINS, OTHER):
        (catalog.root / each).unlink(missing_ok=True)
    catalog.write(name, "models:\n" + "".join(f"  - {id_}\n" for id_ in ids))
    return catalog


def test_models_of_the_catalog_may_be_pinned_in_any_case(sound: Scratch) -> None:
    assert found(listing(sound, "acme/one", "Beta/Big"), RULE) == []


@pytest.mark.parametrize(
    ("id_", "said", "fix"),
    [
        ("acme/onne", "there is no model acme/onne", "did you mean acme/one? If not, take it out"),
        ("zeta/x-9", "there is no model zeta/x-9", "take it out"),
        ("~acme/latest", "~acme/latest is an alias of acme/two", "write acme/two"),
        ("uno", "uno is an alias of acme/one", "write acme/one"),
        ("beta/old", "beta/old is an alias of beta/big", "write beta/big"),
        ("beta/gone", "beta/gone is gone since 2026-08-02", "did you mean beta/big? If not, take it out"),
        ("acme/one:free", "acme/one:free is an offer, and pins are models", "write acme/one"),
    ],
)
def test_what_is_no_model_any_more_is_told_with_what_was_meant(
    sound: Scratch, id_: str, said: str, fix: str
) -> None:
    listing(sound, "acme/one", f'"{id_}"')

    assert found(sound, RULE) == [f"warning {PINS}:3 models.1: {said}"]
    assert fixes(sound, RULE) == [fix]


def test_one_that_stands_there_twice_is_told_once_with_the_line_of_the_first(sound: Scratch) -> None:
    listing(sound, "acme/one", "beta/big", "Acme/one", "acme/onne", "acme/onne")

    assert found(sound, RULE) == [
        f"warning {PINS}:4 models.2: Acme/one is on the list already, on line 2",
        f"warning {PINS}:5 models.3: there is no model acme/onne",
        f"warning {PINS}:6 models.4: acme/onne is on the list already, on line 5",
    ]
    assert fixes(sound, RULE)[0] == "take one of the two out"


def test_another_list_may_hold_offers_and_ranks(sound: Scratch) -> None:
    listing(sound, "acme/one:free", "{id: acme/tow, rank: 1}", name=OTHER)

    assert found(sound, RULE) == [f"warning {OTHER}:3 models.1.id: there is no model or offer acme/tow"]


def test_a_model_that_nobody_offers_any_more_is_told(tmp_path: Path) -> None:
    catalog = listing(scratch(tmp_path), "beta/big")
    catalog.edit(OFFERS, "  model: beta/big\n", "  model: beta/big\n  state: removed\n")

    assert found(catalog, RULE) == [f"warning {PINS}:2 models.0: beta/big is offered by nobody any more"]


def test_while_a_price_list_is_broken_nobody_is_said_to_be_gone(tmp_path: Path) -> None:
    catalog = listing(scratch(tmp_path), "beta/big")
    catalog.write(OFFERS, "acme/one: {\n")

    assert found(catalog, RULE) == []


def test_a_model_whose_file_is_broken_is_not_unknown(tmp_path: Path) -> None:
    catalog = listing(scratch(tmp_path), "acme/one")
    catalog.write(ONE, "name: {\n")

    assert found(catalog, RULE) == []


def test_check_tells_it_and_stops_nobody(sound: Scratch, capsys: pytest.CaptureFixture[str]) -> None:
    listing(sound, "acme/won")

    assert sound.call("check", PINS) == 0
    assert f"{PINS}:2 models.0: there is no model acme/won (warning) [list-id]" in capsys.readouterr().out
    assert [problem.level for problem in problems(sound, RULE)] == ["warning"]
