"""Successors and last days in overrides/deprecations.yaml: what `successor` finds, and what it lets pass."""

from pathlib import Path

import pytest

from tests.scratch import BASE, OFFERS, ONE, Scratch, records, scratch
from tests.unit.linting import fixes, found
from tests.unit.openrouter_records import record

DEPRECATIONS = "overrides/deprecations.yaml"
CIRCLE = "the successors lead in a circle:"
UNSEEN = "itself: applications don't see it"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def entry(model: str, *said: str) -> str:
    """What is decided about a model, on two lines or more."""
    return f"{model}:\n" + "".join(f"  - {{{each}, reason: why}}\n" for each in said)


def to(model: str, target: str, *more: str) -> str:
    return entry(model, ", ".join([f'replaced_by: "{target}"', *more]))


RETIRED = entry("acme/two", "state: removed")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (to("acme/one", "acme/two") + to("acme/two", "beta/big"), []),
        (entry("acme/one", "state: deprecated, replaced_by: null"), []),
        (to("acme/one", "acme/none") + to("acme/two", "acme/two"), []),
        (
            to("acme/one", "acme/two") + to("acme/two", "acme/one"),
            [
                f"error {DEPRECATIONS}:2 acme/one.0.replaced_by: {CIRCLE} acme/one → acme/two → acme/one",
                f"error {DEPRECATIONS}:4 acme/two.0.replaced_by: {CIRCLE} acme/two → acme/one → acme/two",
            ],
        ),
        (
            to("beta/big", "acme/one") + to("acme/one", "acme/two") + to("acme/two", "~acme/latest"),
            [
                f"error {DEPRECATIONS}:4 acme/one.0.replaced_by: {CIRCLE} acme/one → acme/two → acme/one",
                f"error {DEPRECATIONS}:6 acme/two.0.replaced_by: {CIRCLE} acme/two → acme/one → acme/two",
            ],
        ),
        (to("acme/one", "acme/two") + to("acme/two", "acme/one", "until: 2026-08-21"), []),
        (
            entry("acme/one", "replaced_by: acme/two", "replaced_by: beta/big, priority: 200")
            + to("acme/two", "acme/one"),
            [],
        ),
        (
            to("acme/one", "acme/two") + RETIRED,
            [f"warning {DEPRECATIONS}:2 acme/one.0.replaced_by: acme/two is removed {UNSEEN}"],
        ),
    ],
)
def test_who_follows_a_successor_ends_at_a_model_in_use(catalog: Scratch, text: str, said: list[str]) -> None:
    latest = record("~acme/latest", alias_target={"slug": "acme/one:free", "name": "x"})
    assert catalog.run([*records(), latest]) == 0
    catalog.write(DEPRECATIONS, text)

    assert found(catalog, "successor") == said


@pytest.mark.parametrize(
    ("more", "fix"),
    [("", "name a model that applications see"), (", replaced_by: beta/big", "name beta/big")],
)
def test_the_fix_names_the_end_of_the_chain(catalog: Scratch, more: str, fix: str) -> None:
    text = to("acme/one", "acme/two") + entry("acme/two", f"state: deprecated{more}")
    catalog.write(DEPRECATIONS, text)

    assert fixes(catalog, "successor") == [fix]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (OFFERS, None),
        ("overrides/ignore.yaml", "openrouter: [{id: acme/two, reason: x}]\n"),
    ],
)
def test_a_successor_that_people_hid_is_told(catalog: Scratch, name: str, text: str | None) -> None:
    if text is None:
        catalog.edit(OFFERS, "  model: acme/two\n", "  model: acme/two\n  disabled: true\n")
    else:
        catalog.write(name, text)
    catalog.write(DEPRECATIONS, to("acme/one", "acme/two"))

    assert found(catalog, "successor") == [
        f"warning {DEPRECATIONS}:2 acme/one.0.replaced_by: acme/two is hidden {UNSEEN}"
    ]


STILL = "it ended on 2026-08-21, but applications still see it as listed: only a `state` hides a model"


@pytest.mark.parametrize(
    ("said", "told", "fix"),
    [
        ("ends: 2026-08-22", False, ""),
        ("ends: 2026-08-21, state: deprecated", False, ""),
        ("ends: 2026-08-21", True, "beside it"),
        ("ends: 2026-08-21, state: listed", True, "instead of `state: listed`"),
    ],
)
def test_a_last_day_that_is_over_hides_nothing(catalog: Scratch, said: str, told: bool, fix: str) -> None:
    catalog.write(DEPRECATIONS, entry("acme/one", said))

    assert found(catalog, "successor") == [f"warning {DEPRECATIONS}:2 acme/one.0.ends: {STILL}"] * told
    assert (
        fixes(catalog, "successor")
        == [f"write `state: deprecated` {fix}, or the day on which it ends now"] * told
    )


def test_only_what_is_decided_in_overrides_is_told_there(catalog: Scratch) -> None:
    catalog.edit(ONE, "active: false", "active: false\nreplaced_by: acme/two")
    catalog.write(DEPRECATIONS, entry("acme/one", "ends: 2026-12-31") + RETIRED)

    assert found(catalog, "successor") == []


def test_a_circle_is_found_where_no_merge_base_can_be_read(catalog: Scratch) -> None:
    catalog.write(BASE, "{\n")
    catalog.write(DEPRECATIONS, to("acme/one", "acme/two") + to("acme/two", "acme/one"))

    assert len(found(catalog, "successor")) == 2


def test_a_circle_is_told_once_for_each_of_its_models(catalog: Scratch) -> None:
    gone = "state: removed"
    catalog.write(DEPRECATIONS, to("acme/one", "acme/two", gone) + to("acme/two", "acme/one", gone))

    assert [CIRCLE in each for each in found(catalog, "successor")] == [True, True]
