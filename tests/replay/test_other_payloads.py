"""Recorded lists of other providers: how many records each has, and that nothing is made up of them."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from sync.core.facts import Listing, Record
from sync.core.values import get
from sync.errors import SourceError
from sync.files import rules, store
from sync.sources import groq, mistral, openai, openrouter
from sync.sources.adapter import Adapter
from sync.sources.payload import decode
from sync.sources.prices import Unit
from tests.conftest import unavailable

# File → records listed, ids among them that stand twice.
LISTS: Mapping[str, tuple[int, int]] = {
    "ai21/2025-07-25-lc.json": (4, 0),
    "anthropic/2026-02-19-rubyllm.json": (10, 0),
    "azure-openai/2026-02-19-rubyllm.json": (265, 2),
    "cerebras/2026-07-17-mychat.json": (3, 0),
    "chutes/2025-07-25-lc.json": (62, 0),
    "dashscope/2026-03-21.json": (212, 0),
    "deepinfra/2026-04-17.json": (154, 0),
    "deepseek/2026-02-19-rubyllm.json": (2, 0),
    "digitalocean/2025-07-25-lc.json": (13, 0),
    "fireworks/2025-07-25-lc.json": (27, 0),
    "github-copilot/2025-07-25-lc.json": (24, 0),
    "github-models/2026-07-13-mychat.json": (37, 0),
    "groq/2026-01.json": (22, 0),
    "groq/2026-07-13-mychat.json": (17, 0),
    "hyperbolic/2025-07-25-lc.json": (22, 0),
    "kilo/2026-08-16.json.gz": (361, 0),
    "meta-llama-api/2025-07-25-lc.json": (4, 0),
    "mistral/2026-02-19-rubyllm.json": (57, 2),
    "mistral/2026-07-13-mychat.json": (70, 10),
    "naga/2026-07-13-mychat.json.gz": (235, 0),
    "nebius/2025-07-25-lc.json": (52, 0),
    "novita/2025-07-25-lc.json": (50, 0),
    "nscale/2025-07-25-lc.json": (24, 0),
    "nvidia/2026-02-28.json": (185, 2),
    "openai/2026-02-19-rubyllm.json": (119, 0),
    "perplexity/2026-08-10-rubyllm.json": (39, 0),
    "requesty/2025-07-25-lc.json": (5, 0),
    "sambanova/2025-07-25-lc.json": (10, 0),
    "together/2025-07-25-lc.json": (88, 0),
    "venice/2025-07-25-lc.json": (13, 0),
    "vercel-ai-gateway/2026-03-05.json": (232, 0),
    "xai/2026-02-19-rubyllm.json": (13, 0),
}
ONLY_IDS = (
    "cerebras",
    "dashscope",
    "deepseek",
    "digitalocean",
    "nebius",
    "nscale",
    "nvidia",
    "openai",
    "xai",
)
ROOT = Path(__file__).parents[2]
TWICE = "listed twice; the first is used"
DIFFERENTLY = {"azure-openai/2026-02-19-rubyllm.json": 2, "mistral/2026-02-19-rubyllm.json": 2}
"""Records that are listed twice, and not word for word."""


def read(
    replay_data: Path, name: str, adapter: Adapter = openai.ADAPTER, unit: Unit | None = None
) -> Listing:
    return adapter.read(payload(replay_data, name), unit)


def payload(replay_data: Path, name: str) -> object:
    path = replay_data / name
    if not path.is_file():
        unavailable("replay", f"{path} is not a file")
    return decode(path.read_bytes(), where=name)


@pytest.mark.parametrize("name", LISTS)
def test_every_record_is_read(replay_data: Path, name: str) -> None:
    found = read(replay_data, name)

    fetched, twice = LISTS[name]
    assert (found.fetched, len(found.records)) == (fetched, fetched - twice)
    assert [each.why for each in found.quarantined] == [TWICE] * DIFFERENTLY.get(name, 0)


@pytest.mark.parametrize("name", [name for name in LISTS if name.partition("/")[0] in ONLY_IDS])
def test_a_list_of_ids_says_nothing_but_ids(replay_data: Path, name: str) -> None:
    found = read(replay_data, name)

    assert found.records == {id_: Record(id=id_, model=None) for id_ in found.records}
    assert found.new_fields == ()


@pytest.mark.parametrize("name", [name for name in LISTS if not name.startswith("perplexity/")])
def test_without_a_unit_there_is_no_price_but_the_one_that_names_its_own(
    replay_data: Path, name: str
) -> None:
    assert [one.id for one in read(replay_data, name).records.values() if one.offer] == []


def test_perplexity_names_its_unit(replay_data: Path) -> None:
    found = read(replay_data, "perplexity/2026-08-10-rubyllm.json")

    assert all(get(one.offer, ("price", "input")) is not None for one in found.records.values())
    assert found.new_fields == ()


@pytest.mark.parametrize(
    ("name", "unit", "id_", "price"),
    [
        ("together/2025-07-25-lc.json", "million", "mistralai/Mistral-7B-Instruct-v0.3", ("0.2", "0.2")),
        ("vercel-ai-gateway/2026-03-05.json", "token", "alibaba/qwen-3-14b", ("0.06", "0.24")),
        ("sambanova/2025-07-25-lc.json", "token", "DeepSeek-R1-0528", ("5", "7")),
    ],
)
def test_with_the_unit_of_their_documents_prices_are_what_people_pay(
    replay_data: Path, name: str, unit: Unit, id_: str, price: tuple[str, str]
) -> None:
    found = read(replay_data, name, unit=unit).records[id_].offer

    assert tuple(get(found, ("price", kind)) for kind in ("input", "output")) == tuple(map(Decimal, price))


@pytest.mark.parametrize(
    "name",
    [
        "aws-bedrock/2026-02-19-rubyllm.json",
        "cohere/2025-07-25-lc.json",
        "gemini/2026-02-19-rubyllm.json",
        "vertexai/2026-02-19-rubyllm.json",
        "xai/2025-09-04-language-models-rubyllm.json",
    ],
)
def test_a_list_in_another_dialect_or_of_one_page_is_refused(replay_data: Path, name: str) -> None:
    with pytest.raises(SourceError) as refused:
        read(replay_data, name)

    assert refused.value.rule in ("not-a-list", "more-pages")


@pytest.mark.parametrize(
    ("name", "priced", "dated"), [("groq/2026-01.json", 0, 20), ("groq/2026-07-13-mychat.json", 10, 15)]
)
def test_groq_reads_both_of_its_shapes(replay_data: Path, name: str, priced: int, dated: int) -> None:
    found = read(replay_data, name, groq.ADAPTER)

    records = found.records.values()
    assert (found.fetched, found.quarantined, found.new_fields) == (LISTS[name][0], (), ())
    assert all(get(one.facts, ("limits", "context")) for one in records)
    assert sum("price" in one.offer for one in records) == priced
    assert sum("released" in one.facts for one in records) == dated


def test_groqs_prices_are_the_ones_it_sent(replay_data: Path) -> None:
    name = "groq/2026-07-13-mychat.json"
    found = read(replay_data, name, groq.ADAPTER).records
    sent = payload(replay_data, name)
    assert isinstance(sent, dict)

    for model in sent["data"]:
        pricing = model.get("pricing") if "speech" not in model["output_modalities"] else None
        for theirs, ours in (
            ("prompt", "input"),
            ("completion", "output"),
            ("input_cache_read", "cache_read"),
        ):
            amount = get(found[model["id"]].offer, ("price", ours))
            assert amount == (Decimal(pricing[theirs]) * 10**6 if pricing else None), (model["id"], theirs)


@pytest.mark.parametrize(
    ("name", "aliases", "ending"), [("2026-02-19-rubyllm", 26, 2), ("2026-07-13-mychat", 36, 7)]
)
def test_mistral_lists_each_model_under_all_of_its_ids(
    replay_data: Path, name: str, aliases: int, ending: int
) -> None:
    name = f"mistral/{name}.json"
    found = read(replay_data, name, mistral.ADAPTER)

    fetched, twice = LISTS[name]
    models = {id_: one for id_, one in found.records.items() if one.alias_of is None}
    assert (found.fetched, len(found.records), found.new_fields) == (fetched, fetched - twice, ())
    assert [each.why for each in found.quarantined] == [TWICE] * DIFFERENTLY.get(name, 0)
    assert len(found.records) - len(models) == aliases
    assert {one.alias_of for one in found.records.values() if one.alias_of} <= models.keys()
    assert not any(id_.endswith("-latest") for id_ in models)
    assert all(get(one.facts, ("limits", "context")) for one in models.values())
    assert sum("ends" in one.offer for one in models.values()) == ending


def test_what_mistral_says_of_itself_is_read_alike_at_whatever_hour(replay_data: Path) -> None:
    sent = payload(replay_data, "mistral/2026-07-13-mychat.json")
    assert isinstance(sent, dict)
    later = {"data": [one | {"created": 1783937117} for one in sent["data"]]}

    assert mistral.parse(later).records == mistral.parse(sent).records


@pytest.mark.parametrize(
    "name", [name for name in LISTS if name.partition("/")[0] in ("cerebras", "mistral")]
)
def test_each_of_their_models_is_one_that_openrouter_lists_or_that_mistral_brings_in(
    replay_data: Path, name: str
) -> None:
    provider, catalog = name.partition("/")[0], store.load(ROOT)
    found = read(replay_data, name, mistral.ADAPTER if provider == "mistral" else openai.ADAPTER)
    models = [id_ for id_, one in found.records.items() if one.alias_of is None]
    meant = [rules.names_of(catalog).model_of(provider, id_) for id_ in models]
    listed = {
        one.model
        for day in ("2026-02-27", "2026-08-22")
        for one in read(replay_data, f"openrouter/{day}.json.gz", openrouter.ADAPTER).records.values()
    }

    assert len({*meant}) == len(models)
    for model in meant:
        assert model is not None
        assert rules.authority_of(catalog).lets("mistral", model) == (model not in listed), model
