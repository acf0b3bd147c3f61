"""What a model's file may not say: what is decided beside it, what `build` derives, another model's name."""

import json
from pathlib import Path

import pytest

from tests.scratch import ONE, Scratch, scratch
from tests.unit.linting import fixes, found

TWO, SET = "catalog/models/acme/two.yaml", "python -m sync override set"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def add(catalog: Scratch, name: str, line: str) -> int:
    """The number of a line that is added to a file."""
    text = f"{catalog.read(name)}{line}\n"
    catalog.write(name, text)
    return text.count("\n")


def one(catalog: Scratch) -> dict[str, object]:
    """The model as applications see it."""
    out = catalog.root.parent / "built"
    assert catalog.call("build", "--out", str(out)) == 0
    lines = (out / "catalog.jsonl").read_text("utf-8").splitlines()
    found = json.loads(next(line for line in lines if line.startswith("acme/one\t")).partition("\t")[2])
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("state: deprecated", f'`{SET} acme/one state=deprecated --reason "…"`, then take the key out here'),
        ("ends: 2026-12-31", f'`{SET} acme/one ends=2026-12-31 --reason "…"`, then take the key out here'),
        ("ends: {a: 1}", f'`{SET} acme/one ends=… --reason "…"`, then take the key out here'),
        (
            "replaced_by: acme/two",
            f'`{SET} acme/one replaced_by=acme/two --reason "…"`, then take the key out here',
        ),
    ],
)
def test_what_is_decided_beside_a_models_file_is_not_written_into_it(
    catalog: Scratch, line: str, fix: str
) -> None:
    at, key = add(catalog, ONE, line), line.partition(":")[0]

    assert found(catalog, "model-key") == [
        f"error {ONE}:{at} {key}: it has no effect here: "
        f"the {key} of a model is decided in overrides/deprecations.yaml"
    ]
    assert fixes(catalog, "model-key") == [fix]
    assert catalog.call("check") == 1


@pytest.mark.parametrize("key", ["visible", "selectable", "overridden", "alias_of"])
def test_what_build_derives_is_not_written_into_a_models_file(catalog: Scratch, key: str) -> None:
    at = add(catalog, ONE, f"{key}: acme/two")

    assert found(catalog, "model-key") == [
        f"error {ONE}:{at} {key}: it has no effect here: "
        "`build` finds it out from the offers and from what is decided"
    ]


def test_applications_and_explain_pass_over_what_no_file_decides(
    catalog: Scratch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = one(catalog)
    for line in ("state: deprecated", "replaced_by: acme/two", "ends: 2026-12-31", "alias_of: acme/two"):
        add(catalog, ONE, line)

    assert one(catalog) == before
    assert catalog.call("explain", "acme/one", "state") == 2
    assert catalog.call("override", "set", "acme/one", "state=stale", "--reason", "Why.") == 0
    assert one(catalog)["state"] == "stale"
    assert catalog.call("explain", "acme/one", "state") == 0
    assert "hand edit" not in capsys.readouterr().out


def test_an_alias_is_given_to_one_model_only(catalog: Scratch) -> None:
    add(catalog, ONE, "alias: first")
    at = add(catalog, TWO, "alias: second")
    assert found(catalog, "model-alias") == []

    catalog.edit(TWO, "alias: second", "alias: first")

    assert found(catalog, "model-alias") == [f"error {TWO}:{at} alias: first is the alias of {ONE}:{at}, too"]
    assert catalog.call("build", "--out", str(catalog.root.parent / "built")) == 1
