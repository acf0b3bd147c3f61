"""`fix`: what it mends, what it leaves to a person, and that it writes nothing else."""

from pathlib import Path

import pytest

from sync.files import lock
from tests.scratch import OFFERS, ONE, PROVIDER, Scratch, scratch

Capture = pytest.CaptureFixture[str]
OURS = "overrides/offers/openrouter.yaml"
CAPABILITIES = "overrides/capabilities.yaml"


@pytest.fixture
def catalog(tmp_path: Path, capsys: Capture) -> Scratch:
    """Without rules: none of them is what these tests are about."""
    found = scratch(tmp_path)
    for name in ("authority", "heuristics", "id-map"):
        (found.root / f"catalog/rules/{name}.yaml").unlink(missing_ok=True)
    capsys.readouterr()
    return found


def unsorted(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "acme/one:\n", "# biggest\nzeta/last:\n  notes: x  # ours\nacme/one:\n")
    catalog.edit(OFFERS, "schema.json\n", "schema.json\n\n")


def redundant(catalog: Scratch) -> None:
    catalog.write(
        OURS,
        "# contracts\n\n# twice\nacme/one:\n  - set: {price: {input: 3, output: 15}}\n    reason: x\n"
        "  - {set: {price: {input: 3, output: 15}, tiers: null}, reason: z, priority: 200}\n"
        "acme/two:\n  - {set: {price: {input: 2, output: 9}}, reason: y}\n",
    )


def test_everything_that_can_be_mended_is_and_nothing_else(catalog: Scratch, capsys: Capture) -> None:
    unsorted(catalog)
    redundant(catalog)
    catalog.edit(ONE, "# yaml-language-server: $schema=../../../schemas/model.schema.json\n", "")
    catalog.edit(PROVIDER, "provider.schema.json", "model.schema.json")
    before = catalog.tracked()

    assert catalog.call("fix") == 0

    assert capsys.readouterr().out == (
        "overrides/offers/openrouter.yaml:5 acme/one.0: "
        'taken out (reason: "x"): line 7 decides price.input and price.output alike, '
        "as high and as long at least [override-redundant]\n"
        "catalog/offers/openrouter.yaml:4 zeta/last: moved to its place [key-order]\n"
        "catalog/models/acme/one.yaml:1: names its schema now [header]\n"
        "catalog/providers/openrouter.yaml:1: names its schema now [header]\n"
        "overrides/offers/openrouter.yaml:1: names its schema now [header]\n"
        "5 things mended in 4 files\n"
    )
    after = catalog.tracked()
    assert {name for name in after if before[name] != after[name]} == {OFFERS, ONE, PROVIDER, OURS}
    assert catalog.read(OURS) == (
        "# yaml-language-server: $schema=../../schemas/override-offers.schema.json\n# contracts\n\n# twice\n"
        "acme/one:\n  - {set: {price: {input: 3, output: 15}, tiers: null}, reason: z, priority: 200}\n"
        "acme/two:\n  - {set: {price: {input: 2, output: 9}}, reason: y}\n"
    )
    assert catalog.read(OFFERS).endswith("output: 2}\n# biggest\nzeta/last:\n  notes: x  # ours\n")
    assert catalog.read(PROVIDER).encode() == before[PROVIDER].replace(b"model.schema", b"provider.schema")


def test_a_providers_file_is_mended_by_itself_and_keeps_its_permissions(catalog: Scratch) -> None:
    catalog.edit(PROVIDER, "provider.schema.json", "model.schema.json")
    (catalog.root / PROVIDER).chmod(0o640)

    assert catalog.call("fix") == 0

    assert "/provider.schema.json" in catalog.read(PROVIDER)
    assert (catalog.root / PROVIDER).stat().st_mode & 0o777 == 0o640
    assert not [*catalog.root.glob(".state/journal/*")]


def test_a_second_run_changes_nothing(catalog: Scratch, capsys: Capture) -> None:
    unsorted(catalog)
    redundant(catalog)
    catalog.call("fix")
    before = catalog.tree()
    capsys.readouterr()

    assert catalog.call("fix") == 0

    assert capsys.readouterr().out == "0 things mended in 0 files\n"
    assert catalog.tree() == before


def test_a_dry_run_writes_nothing_and_fails_where_something_would_be_mended(
    catalog: Scratch, capsys: Capture
) -> None:
    unsorted(catalog)
    before = catalog.tree()

    assert catalog.call("fix", "--dry-run") == 1

    assert capsys.readouterr().out.endswith("[key-order]\n1 thing would be mended in 1 file\n")
    assert catalog.tree() == before


def test_a_dry_run_over_a_sound_catalog_is_content(catalog: Scratch) -> None:
    assert catalog.call("fix", "--dry-run") == 0


def test_errors_are_left_for_a_person(catalog: Scratch, capsys: Capture) -> None:
    catalog.edit(ONE, "# yaml-language-server: $schema=../../../schemas/model.schema.json\n", "")
    catalog.edit(ONE, "active: false", "active: 0\nid: acme/uno")

    codes = [catalog.call("fix", "--dry-run", ONE), catalog.call("fix", ONE)]

    assert codes == [1, 1]
    told = [line for line in capsys.readouterr().out.splitlines() if not line.startswith("  fix: ")]
    assert told == [
        f"{ONE}:1: names its schema now [header]",
        "1 thing would be mended in 1 file",
        "",
        "2 errors left for a person:",
        f"{ONE}:14 active: 0 is not true or false [schema]",
        f"{ONE}:15 id: the file of acme/uno has another name [file-name]",
        f"{ONE}:1: names its schema now [header]",
        "1 thing mended in 1 file",
        "",
        "2 errors left for a person:",
        f"{ONE}:15 active: 0 is not true or false [schema]",
        f"{ONE}:16 id: the file of acme/uno has another name [file-name]",
    ]


def test_a_catalog_that_does_not_read_is_left_as_it_is(catalog: Scratch, capsys: Capture) -> None:
    unsorted(catalog)
    catalog.write(ONE, "name: [\n")
    before = catalog.tracked()

    assert catalog.call("fix") == 1

    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("catalog/models/acme/one.yaml:2: ")
    assert told.err.endswith("1 problem; nothing was written.\n")
    assert catalog.tracked() == before


@pytest.mark.parametrize(
    ("path", "mended"),
    [
        (OFFERS, {OFFERS}),
        ("catalog", {OFFERS, ONE}),
        ("catalog/offers", {OFFERS}),
        (".", {OFFERS, ONE, OURS}),
        ("README.md", set()),
        ("../elsewhere.yaml", set()),
    ],
)
def test_paths_say_what_is_mended(
    catalog: Scratch, monkeypatch: pytest.MonkeyPatch, path: str, mended: set[str]
) -> None:
    unsorted(catalog)
    redundant(catalog)
    catalog.edit(ONE, "# yaml-language-server: $schema=../../../schemas/model.schema.json\n", "")
    before = catalog.tracked()
    (catalog.root.parent / "elsewhere.yaml").touch()
    monkeypatch.chdir(catalog.root)

    assert catalog.call("fix", path) == 0

    assert {name for name, raw in catalog.tracked().items() if before[name] != raw} == mended


@pytest.mark.parametrize(
    ("folder", "path"),
    [
        ("catalog/models", "acme"),
        ("catalog/models", "."),
        ("catalog/models", "../models/acme/one.yaml"),
        ("..", "catalog/catalog/models"),
        ("..", ONE),
    ],
)
def test_paths_are_relative_to_where_one_stands_or_to_the_root(
    catalog: Scratch, monkeypatch: pytest.MonkeyPatch, folder: str, path: str
) -> None:
    unsorted(catalog)
    catalog.edit(ONE, "# yaml-language-server: $schema=../../../schemas/model.schema.json\n", "")
    before = catalog.tracked()
    monkeypatch.chdir(catalog.root / folder)

    catalog.call("fix", path)

    assert {name for name, raw in catalog.tracked().items() if before[name] != raw} == {ONE}


def test_whoever_writes_already_is_waited_for(catalog: Scratch, capsys: Capture) -> None:
    with lock.locked(catalog.root, now="2026-08-22 10:00:00 UTC"):
        assert catalog.call("fix") == 1
        assert catalog.call("fix", "--dry-run") == 0

    assert "the catalog is being written by pid " in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("zeta/last: &z\n  notes: x\nacme/one: *z\n", "an anchor must come before what refers to it"),
        ("zeta/last:\n  notes: x\n# of which?\n\nacme/one:\n  notes: y\n", "a comment may be about either"),
        ("{zeta/last: {notes: x}, acme/one: {notes: y}}\n", "entries share a line"),
    ],
)
def test_what_can_not_be_proven_is_left_alone(catalog: Scratch, text: str, why: str) -> None:
    header = catalog.read(OFFERS).partition("\n")[0]
    catalog.write(OFFERS, f"{header}\n{text}")

    catalog.call("fix")

    assert catalog.read(OFFERS) == f"{header}\n{text}", why


def test_entries_that_say_more_than_the_schema_knows_stay(catalog: Scratch) -> None:
    header = "# yaml-language-server: $schema=../../schemas/override-offers.schema.json"
    price = "set: {price: {input: 2, output: 9}}, reason: x"
    text = f"{header}\nacme/one: [{{{price}, x_ticket: 7}}, {{{price}, priority: 200}}]\n"
    catalog.write(OURS, text)

    assert catalog.call("fix") == 0

    assert catalog.read(OURS) == text


def test_the_first_line_is_put_in_front_of_anything(catalog: Scratch) -> None:
    header = "# yaml-language-server: $schema=../../schemas/override-offers.schema.json"
    for text in ("", "acme/one: []\r\n", "%YAML 1.2\n---\nacme/one: []\n", "# ours", "---\n"):
        catalog.write(OURS, text)

        catalog.call("fix")

        assert catalog.read(OURS).splitlines() == [header, *text.splitlines()]
        assert (catalog.root / OURS).read_bytes().endswith(text.encode())


@pytest.mark.parametrize(
    ("name", "text", "why", "code"),
    [
        (OURS, "acme/one: [{set: {price: {input: 3, output: 15}}, reason: x}]\n", "upstream may move", 0),
        (OURS, "acme/one: [{set: {tiers: null}, reason: x}]\n", "upstream may get some", 0),
        (CAPABILITIES, "acme/one: [{add: [tools], reason: x}]\n", "upstream may take it back", 0),
        (OURS, "acme/one: [{set: {}, reason: x}, {set: {}, reason: x}]\n", "something was meant", 1),
        (CAPABILITIES, "acme/one: [{set: {tools: true}, remove: [tools], reason: x}]\n", "which?", 1),
        (
            CAPABILITIES,
            "acme/one: [{set: {tools: true}, remove: [tools], reason: x},"
            " {add: [tools], reason: x, priority: 200}]\n",
            "which? Even though the other one wins",
            1,
        ),
        (
            CAPABILITIES,
            "acme/one: [{add: [tools], reason: x, until: 2026-12-30},"
            " {add: [tools], remove: [tools], reason: x},"
            " {add: [tools], reason: x, until: 2026-12-31}]\n",
            "the one between would decide it",
            1,
        ),
        (
            CAPABILITIES,
            "acme/one: [{add: [tools], reason: x},"
            " {add: [tools], remove: [tools], reason: x, priority: 200}]\n",
            "the other one may be mended either way",
            1,
        ),
    ],
)
def test_decisions_stay_that_no_other_one_makes(
    catalog: Scratch, name: str, text: str, why: str, code: int
) -> None:
    kind = "capabilities" if name == CAPABILITIES else "offers"
    up = "../" * name.count("/")
    text = f"# yaml-language-server: $schema={up}schemas/override-{kind}.schema.json\n{text}"
    catalog.write(name, text)

    assert catalog.call("fix") == code

    assert catalog.read(name) == text, why
