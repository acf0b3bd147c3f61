"""The shortlist is looked after: each pinned model says what it is for, by words that its facts bear out."""

from pathlib import Path

import pytest

from sync.core.values import Doc, get
from sync.files import rules, store
from sync.files.lists import pinned
from sync.files.store import Catalog

ROOT = Path(__file__).parents[2]
CLAIMS = {
    "always reason": ("reasoning", ("mandatory", "fixed")),
    "can be switched": ("reasoning", ("configurable",)),
    "without reasoning": ("reasoning", ("none",)),
    "searches the web": ("web_search", (True,)),
}
MODALITIES = ("image", "file", "audio", "video")


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return store.load(ROOT)


@pytest.fixture(scope="module")
def curated(catalog: Catalog) -> dict[str, Doc]:
    return {model: catalog.models[model].doc for model in sorted(pinned(catalog))}


def test_each_pinned_model_says_what_it_is_for(catalog: Catalog, curated: dict[str, Doc]) -> None:
    known = rules.families_of(catalog)

    assert 30 <= len(curated) <= 40
    assert [model for model, doc in curated.items() if doc.get("family") != known.of(model)] == []
    assert [model for model, doc in curated.items() if not doc.get("specialty")] == []
    lengths = {model: len(str(doc.get("summary", ""))) for model, doc in curated.items()}
    assert [model for model, length in lengths.items() if not 30 <= length <= 120] == []
    assert len({str(doc["summary"]) for doc in curated.values()}) == len(curated)


def test_what_a_summary_claims_is_what_the_facts_say(curated: dict[str, Doc]) -> None:
    wrong = []
    for model, doc in curated.items():
        summary = str(doc["summary"])
        for words, (name, values) in CLAIMS.items():
            stated = get(doc, ("capabilities", name))
            value = stated.get("value") if isinstance(stated, dict) else stated
            if words in summary and value not in values:
                wrong.append((model, words, value))
        inputs = get(doc, ("modalities", "input"))
        assert isinstance(inputs, list)
        wrong += [(model, name, inputs) for name in MODALITIES if name in summary and name not in inputs]
    assert wrong == []


def test_what_applications_start_from_is_within_the_limits(catalog: Catalog, curated: dict[str, Doc]) -> None:
    for model, doc in curated.items():
        start, most = get(doc, ("defaults", "max_output")), get(doc, ("limits", "max_output"))
        if start is not None:
            assert isinstance(start, int) and isinstance(most, int) and start <= most, model
    for offers in catalog.price_lists().values():
        for id_, entry in offers.doc.items():
            most = get(entry, ("limits", "max_output"))
            start = get(curated.get(str(get(entry, ("model",))), {}), ("defaults", "max_output"))
            if isinstance(start, int) and isinstance(most, int) and ":" not in id_:
                assert start <= most, id_
