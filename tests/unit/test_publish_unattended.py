"""Where people had a hand in, and what a commit's files would change, of a catalog as it lies there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.core.automerge import MODEL, OFFER, Rules, Written, rules
from sync.errors import CatalogError
from sync.files.rules import AUTOMERGE
from sync.files.sound import sound_catalog
from sync.files.store import Catalog
from sync.publish.automerge.hands import people
from sync.publish.automerge.judge import contents
from sync.publish.automerge.reasons import Contents, People
from tests.scratch import OFFERS, TODAY, Scratch, priced, records, scratch

BIG = "catalog/models/beta/big.yaml"
GROQ = "catalog/upstream/groq.jsonl"
MODELS = ("acme/one", "acme/two", "beta/big")
HEADER = "# yaml-language-server: $schema="
NOW = datetime(2026, 8, 22, tzinfo=UTC)


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def read(catalog: Scratch) -> Catalog:
    with sound_catalog(catalog.root, writing=False, now=NOW) as sound:
        return sound.catalog


def of(catalog: Scratch, *models: str) -> People:
    return people(read(catalog), "openrouter", models)


def what(catalog: Scratch, **files: bytes | None) -> Contents:
    names = {"offers": OFFERS, "big": BIG, "new": "catalog/models/beta/new.yaml"}
    return contents(read(catalog), "openrouter", {names[name]: raw for name, raw in files.items()})


def override(catalog: Scratch, name: str, kind: str, text: str) -> None:
    up = "../" * (name.count("/") + 1)
    catalog.write(f"overrides/{name}", f"{HEADER}{up}schemas/override-{kind}.schema.json\n{text}")


def test_a_catalog_that_nobody_touched_is_nobodys(catalog: Scratch) -> None:
    assert of(catalog) == People()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("active: false", "active: true"),
        ("active: false", "active: false\nsummary: Ours."),
        ("active: false", "active: false\ntags: [ours]"),
        ("name: Big", "name: The big one"),
    ],
)
def test_a_field_of_a_persons_in_a_models_file_makes_it_a_persons(
    catalog: Scratch, old: str, new: str
) -> None:
    catalog.edit(BIG, old, new)

    assert of(catalog).of_model("Beta/Big")
    assert not of(catalog).of_model("acme/one")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("price: {input: 1, output: 2}", "price: {input: 1, output: 2}\n  notes: Ours."),
        ("price: {input: 1, output: 2}", "price: {input: 1, output: 2}\n  disabled: true"),
        ("price: {input: 1, output: 2}", "price: {input: 1, output: 2.5}"),
    ],
)
def test_a_field_of_a_persons_in_a_price_list_makes_the_offer_a_persons(
    catalog: Scratch, old: str, new: str
) -> None:
    catalog.edit(OFFERS, old, new)

    assert of(catalog).of_offer("beta/big")
    assert not of(catalog).of_offer("acme/one")


def test_what_is_on_a_list_is_a_persons(catalog: Scratch) -> None:
    text = f"{HEADER}../../schemas/list.schema.json\ntitle: Any\nmodels:\n  - beta/big\n"
    catalog.write("catalog/lists/any.yaml", text)

    assert of(catalog).of_model("beta/big") and of(catalog).of_offer("beta/big")


def test_what_an_override_is_about_is_a_persons_whether_it_holds_or_not(catalog: Scratch) -> None:
    until = "reason: Ours.\n    until: 2020-01-01\n"
    override(
        catalog,
        "offers/openrouter.yaml",
        "offers",
        f"acme/one:\n  - set: {{price: {{input: 9}}}}\n    {until}",
    )
    override(catalog, "capabilities.yaml", "capabilities", f"acme/two:\n  - add: [tools]\n    {until}")
    override(
        catalog,
        "deprecations.yaml",
        "deprecations",
        "beta/big:\n  - state: deprecated\n    replaced_by: beta/bigger\n    reason: Ours.\n",
    )
    catalog.write(
        "overrides/ignore.yaml",
        f'{HEADER}../schemas/ignore.schema.json\nopenrouter:\n  - {{id: "zeta/*", reason: Ours.}}\n',
    )

    found = of(catalog)

    assert found.of_offer("acme/one") and found.of_offer("Zeta/new")
    assert all(map(found.of_model, ("acme/two", "beta/big", "beta/bigger")))
    assert not found.of_offer("acme/one:free")


def test_a_persons_words_beside_an_entry_or_in_a_models_file_make_it_a_persons(catalog: Scratch) -> None:
    catalog.edit(OFFERS, "price: {input: 1, output: 2}", "price: {input: 1, output: 2}  # agreed")
    catalog.edit(BIG, "name: Big", "name: Big  # as they call it")

    assert of(catalog).of_offer("beta/big") and not of(catalog).of_offer("acme/two")
    assert of(catalog, "beta/big", "acme/two").of_model("beta/big")
    assert not of(catalog, "beta/big", "acme/two").of_model("acme/two")


def spoken_for(catalog: Scratch, name: str) -> None:
    """Groq speaks for beta/big, and called it so when it was asked last."""
    catalog.edit(BIG, "authority: {provider: openrouter, offer", "authority: {provider: groq, offer")
    text = catalog.read(BIG)
    catalog.write(BIG, text[: text.index("released:")] + "active: false\n")
    header = '{"as_of": "2026-08-20", "source": "https://api.groq.com", "rules": "groq/1"}\n'
    said = f'"offer": {{"price": {{"input": 1}}}}, "facts": {{"name": "{name}"}}'
    catalog.write(GROQ, f'{header}{{"id": "beta/big", "model": "beta/big", {said}}}\n')


def test_an_edit_in_the_file_of_a_model_that_another_provider_speaks_for_is_a_persons(
    catalog: Scratch,
) -> None:
    assert of(catalog, *MODELS) == People()
    spoken_for(catalog, "Big")
    assert not of(catalog, *MODELS).of_model("beta/big")
    catalog.edit(BIG, "name: Big", "name: Big of ours")

    assert of(catalog, *MODELS).of_model("beta/big")
    assert not of(catalog, *MODELS).of_model("acme/one")


def test_a_file_whose_speaker_never_told_of_it_may_be_anybodys(catalog: Scratch) -> None:
    catalog.edit(BIG, "authority: {provider: openrouter, offer", "authority: {provider: groq, offer")

    assert of(catalog, *MODELS).of_model("beta/big")


@pytest.mark.parametrize(
    ("listed", "models"),
    [
        ("acme/old", {"acme/one"}),
        ("acme/one:free", {"acme/one"}),
        ("Acme/One:gone", {"acme/one"}),
        ("~beta/big-latest", {"beta/big"}),
    ],
)
def test_a_list_names_a_model_also_by_an_old_id_a_variant_or_an_alias(
    catalog: Scratch, listed: str, models: set[str]
) -> None:
    catalog.write(
        "catalog/redirects.yaml",
        f"{HEADER}../schemas/redirects.schema.json\n"
        "acme/older: {kind: rename, to: acme/one, since: 2026-01-01, reason: renamed}\n"
        "acme/old: {kind: rename, to: acme/older, since: 2025-01-01, reason: renamed}\n",
    )
    catalog.write(OFFERS, catalog.read(OFFERS) + "~beta/big-latest:\n  alias_of: beta/big\n")
    text = f'{HEADER}../../schemas/list.schema.json\ntitle: Any\nmodels:\n  - "{listed}"\n'
    catalog.write("catalog/lists/any.yaml", text)

    assert {id_ for id_ in MODELS if of(catalog).of_model(id_)} == models


def test_an_id_that_the_catalog_had_once_or_dated_a_price_of_is_known(catalog: Scratch) -> None:
    catalog.write(
        "catalog/redirects.yaml",
        f"{HEADER}../schemas/redirects.schema.json\n"
        "beta/old: {kind: tombstone, since: 2026-01-01, reason: gone}\n",
    )
    dearer = [*records()[:3], priced("beta/big", "0.0000011", "0.000002", name="Beta: Big")]
    assert catalog.run(dearer, today=TODAY) == 0

    assert of(catalog).used == {"beta/old", "beta/big"}


def test_files_as_they_are_change_nothing(catalog: Scratch) -> None:
    files = catalog.tree()

    assert what(catalog, offers=files[OFFERS], big=files[BIG]) == Contents(
        offered={
            "acme/one": frozenset({"acme/one"}),
            "acme/one:free": frozenset({"acme/one"}),
            "acme/two": frozenset({"acme/two"}),
            "beta/big": frozenset({"beta/big"}),
        }
    )


def test_each_field_that_differs_is_a_change_and_so_is_an_entry_that_comes_or_goes(catalog: Scratch) -> None:
    text = catalog.read(OFFERS).replace("input: 1, output: 2", "input: 2, output: 2")
    entry = "zeta/new:\n  model: acme/two\n  price: {input: 1, output: 2}\n"

    found = what(catalog, offers=(text.replace("acme/two:\n", "acme/three:\n") + entry).encode())

    assert [(each.id, each.field) for each in found.offers] == [
        ("acme/three", OFFER),
        ("acme/two", OFFER),
        ("beta/big", "price.input"),
        ("zeta/new", OFFER),
    ]
    assert found.offered["zeta/new"] == {"acme/two"}


def test_an_alias_offers_what_its_target_does(catalog: Scratch) -> None:
    text = catalog.read(OFFERS) + "~beta/big-latest:\n  alias_of: beta/big\n"

    assert what(catalog, offers=text.encode()).offered["~beta/big-latest"] == {"beta/big"}


def test_an_offer_that_moves_from_one_model_to_another_offers_both(catalog: Scratch) -> None:
    text = catalog.read(OFFERS).replace("model: beta/big", "model: acme/two")

    found = what(catalog, offers=text.encode())

    assert found.offered["beta/big"] == {"beta/big", "acme/two"}
    assert [each.field for each in found.offers] == ["model"]


def test_a_models_file_that_is_new_changed_or_gone(catalog: Scratch) -> None:
    changed = catalog.read(BIG).replace("name: Big", "name: Bigger").encode()

    assert what(catalog, big=changed).models == (
        Written(id="beta/big", field="name", old="Big", new="Bigger"),
    )
    assert what(catalog, new=b"name: New\n").models == (
        Written(id="beta/new", field=MODEL, old=None, new={"name": "New"}),
    )
    [gone] = what(catalog, big=None).models
    assert (gone.id, gone.field, gone.new) == ("beta/big", MODEL, None)
    assert {each.id for each in what(catalog, offers=None).offers} >= {"acme/one", "beta/big"}


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"name: [", b"name: a\nname: b\n"])
def test_a_file_that_can_not_be_read_is_no_change_that_may_be_merged(catalog: Scratch, raw: bytes) -> None:
    with pytest.raises(CatalogError):
        what(catalog, big=raw)


def allowed(catalog: Catalog) -> Rules:
    """What a catalog's own file allows."""
    file = catalog.files.get(AUTOMERGE)
    return rules(file.doc if file else {})


def test_a_new_catalog_allows_nothing_until_somebody_says_so(catalog: Scratch) -> None:
    assert not allowed(read(catalog)).enabled
    catalog.edit(AUTOMERGE, "enabled: false", "enabled: true")
    assert allowed(read(catalog)).enabled
    (catalog.root / AUTOMERGE).unlink()
    assert not allowed(read(catalog)).enabled


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("percent: 30", "percent: 80", "[schema]"),
        ("percent: 10", "percent: 400", "[schema]"),
        ("factor: 4", "factor: 17", "[schema]"),
        ("class: facts ", "class: removals ", "[schema]"),
        ("    percent: 10\n", "", "[schema]"),
        ("class: new-offer ", "percent: 5\n    class: new-offer ", "[schema]"),
        ("enabled: false", "enabled: often", "[schema]"),
        ("times: 2", "times: 0", "[schema]"),
        ("within: {days: 30, ", "within: {", "[schema]"),
        ("new: 1.4}", "new: 1.3}", "the line doesn't allow this: price-down beyond 30 [rule-example]"),
        ("new: 2.21}", "new: 2.2}", "the line allows this [rule-example]"),
        ("price.input, old: 1, new: 0}", "price.input, old: 1, new: 2}", "a line could allow this"),
    ],
)
def test_check_refuses_a_file_that_would_allow_too_much_or_lies(
    catalog: Scratch, capsys: pytest.CaptureFixture[str], old: str, new: str, told: str
) -> None:
    catalog.edit(AUTOMERGE, old, new)

    assert catalog.call("check") == 1
    printed = capsys.readouterr()
    assert AUTOMERGE in printed.out + printed.err
    assert told in printed.out + printed.err
