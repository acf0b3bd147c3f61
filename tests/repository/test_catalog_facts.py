"""What holds of every price list, model, history and ledger of the shipped catalog, whatever it says."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sync.core.values import Doc, get
from sync.files import store
from sync.files.store import Catalog

ROOT = Path(__file__).resolve().parents[2]
TERMS = {"price", "tiers", "windows", "limits", "ends", "free"}
STATES = ("stale", "deprecated", "removed")
NUMBER = re.compile(r"(?<![\w./~:-])-?\.?\d[\w.+]*(?![\w./:-])")
AS_DOCUMENTED = re.compile(r"\d+(\.\d+)?")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return store.load(ROOT)


def entries(catalog: Catalog) -> Iterator[tuple[str, str, Doc]]:
    """Every offer with its provider."""
    for provider, file in catalog.price_lists().items():
        for id_, entry in file.doc.items():
            assert isinstance(entry, dict), (provider, id_)
            yield provider, id_, entry


def prices(entry: Doc) -> Iterator[tuple[str, Any]]:
    """Every price of an offer: its own, of its tiers and of its windows."""
    found: list[Any] = [entry.get("price") or {}]
    for name in ("tiers", "windows"):
        listed = entry.get(name) or []
        assert isinstance(listed, list)
        found += listed
    for each in found:
        for kind, value in each.items():
            if kind not in ("over", "mode", "utc", "days", "dynamic", "currency"):
                yield kind, value


def lines(kind: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every line of a machine's file with its provider: `history/*.jsonl` or `upstream/*.held.jsonl`."""
    for path in sorted((ROOT / "catalog").glob(kind)):
        for line in path.read_text("utf-8").splitlines():
            yield path.name.partition(".")[0], json.loads(line, parse_float=Decimal)


def test_a_price_is_an_exact_number_of_at_most_eight_digits(catalog: Catalog) -> None:
    found = [
        (id_, kind, price) for _, id_, entry in entries(catalog) for kind, price in prices(entry)
    ]  # fmt: skip

    wrong = [each for each in found if not isinstance(each[2], int | Decimal) or isinstance(each[2], bool)]
    assert wrong == []
    assert [each for each in found if not 0 <= each[2] <= 10**9] == []
    assert [each for each in found if len(Decimal(each[2]).normalize().as_tuple().digits) > 8] == []
    assert len(found) > 1_500


def test_no_number_is_spelled_with_an_exponent_or_a_sign(catalog: Catalog) -> None:
    texts = [file.text for name, file in catalog.files.items() if name.startswith("catalog/offers/")]
    texts = [
        re.sub(r'"[^"\n]*"|^\S.*:$|\bmodel: .*|#.*|\d{4}-\d\d-\d\d', "", each, flags=re.M) for each in texts
    ]
    numbers = [number for text in texts for number in NUMBER.findall(text)]

    assert [number for number in numbers if not AS_DOCUMENTED.fullmatch(number)] == []
    assert len(numbers) > 2_000


def test_a_zero_price_is_of_a_free_id_or_confirmed(catalog: Catalog) -> None:
    zeros = {
        id_: entry.get("free")
        for _, id_, entry in entries(catalog)
        if any(kind in ("input", "output") and price == 0 for kind, price in prices(entry))
    }

    assert {id_ for id_, free in zeros.items() if free != "confirmed" and not id_.endswith(":free")} == set()
    assert len(zeros) > 10


def test_every_authority_is_an_offer_of_its_model(catalog: Catalog) -> None:
    lists = catalog.price_lists()
    for model, doc in catalog.model_docs().items():
        provider, offer = get(doc, ("authority", "provider")), get(doc, ("authority", "offer"))

        assert get(lists[str(provider)].doc, (str(offer), "model")) == model, model


def test_an_offer_of_no_known_model_is_one_that_its_base_counts_as_waiting(catalog: Catalog) -> None:
    waiting = {(provider, id_) for provider, id_, entry in entries(catalog) if entry.get("model", "") is None}
    known = {
        (provider, id_)
        for provider in catalog.bases()
        for id_, record in catalog.base(provider).records.items()
        if record.model is None and record.alias_of is None and not id_.startswith("~")
    }

    assert waiting == known
    assert {id_ for provider, id_ in waiting if provider == "openrouter"} == set()


def test_an_alias_leads_to_a_listed_offer_and_has_no_terms(catalog: Catalog) -> None:
    aliases = {id_: (provider, entry) for provider, id_, entry in entries(catalog) if "alias_of" in entry}
    for id_, (provider, entry) in aliases.items():
        target = get(catalog.price_lists()[provider].doc, (str(entry["alias_of"]),))

        assert isinstance(target, dict) and "alias_of" not in target, id_
        assert "state" not in target or "state" in entry, id_
        assert TERMS & entry.keys() == set(), id_
    assert len(aliases) >= 12


def test_who_is_gone_says_since_when_and_who_is_listed_says_nothing(catalog: Catalog) -> None:
    for provider, id_, entry in entries(catalog):
        state, since = entry.get("state"), entry.get("missing_since")

        assert (state is None) is (since is None), id_
        if state is not None:
            assert state in STATES, id_
            assert date.fromisoformat(str(since)) <= (catalog.base(provider).as_of or date.min), id_


def test_limits_are_whole_and_above_zero(catalog: Catalog) -> None:
    found = [(id_, entry.get("limits")) for _, id_, entry in entries(catalog)]
    found += [(model, doc.get("limits")) for model, doc in catalog.model_docs().items()]
    limits = [(id_, value) for id_, stated in found if isinstance(stated, dict) for value in stated.values()]

    assert [each for each in limits if type(each[1]) is not int or each[1] <= 0] == []
    assert len(limits) > 800


def test_history_is_sorted_and_of_offers_that_there_are_or_were() -> None:
    keys: dict[str, list[tuple[str, ...]]] = {}
    for provider, line in lines("history/*.jsonl"):
        key = tuple(str(line[name]) for name in ("id", "field", "seen", "accepted"))
        keys.setdefault(provider, []).append(key)

        assert line["old"] != line["new"], line
        assert (line["after"] or line["seen"]) <= line["seen"] <= line["accepted"], line
    for provider, each in keys.items():
        assert each == sorted(each), provider
    assert len(keys["openrouter"]) > 1_000


def test_each_last_line_of_history_is_what_the_base_or_the_file_says(catalog: Catalog) -> None:
    """A price that moved without a line, or a line without the move, would show here.

    Where a person rejected a move, the file still says what the line says, and the base moved on.
    """
    last: dict[tuple[str, str, str], Mapping[str, Any]] = {}
    for provider, line in lines("history/*.jsonl"):
        key = provider, line["id"], line["field"]
        if key not in last or last[key]["accepted"] <= line["accepted"]:
            last[key] = line
    for (provider, id_, field), line in last.items():
        record, path = catalog.base(provider).records.get(id_), tuple(field.split("."))
        if record is None:
            continue  # pruned
        stated: list[Any] = [get(part, path) for part in (record.offer, record.facts)]

        base = min((each for each in stated if each is not None), default=None)

        assert line["new"] in (base, get(catalog.price_lists()[provider].doc.get(id_), path)), line


def test_what_waits_is_of_an_offer_that_says_the_old_value(catalog: Catalog) -> None:
    found = list(lines("upstream/*.held.jsonl"))
    for provider, line in found:
        if line["field"] == "id":
            continue  # it waits as a whole: there is no offer yet
        record = catalog.base(provider).records[line["id"]]
        path = tuple(line["field"].split("."))

        assert line["id"] in catalog.price_lists()[provider].doc, line
        assert line["first"] <= line["since"] <= str(catalog.base(provider).as_of), line
        assert line["old"] != line["new"], line
        if path == ("price",):
            assert all_prices(record.offer) == line["old"], line
        elif path[0] == "price":
            assert get(record.offer, path) == line["old"], line
    assert len({(provider, line["id"], line["field"]) for provider, line in found}) == len(found)


def all_prices(offer: Doc) -> Doc | None:
    """What a line about all prices of an offer holds: its kinds, tiers and windows."""
    price = offer.get("price")
    tiered: Doc = {name: offer[name] for name in ("tiers", "windows") if name in offer}
    return {**(price if isinstance(price, dict) else {}), **tiered} or None
