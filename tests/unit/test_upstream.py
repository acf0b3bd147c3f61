"""The stand-in for OpenRouter tells the catalog's facts back as OpenRouter would."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from sync.sources import openrouter as adapter
from sync.sources.http import fetch, new_session
from sync.sources.provider import Endpoint
from tests.upstream import Upstream, openrouter, serve
from tests.upstream.__main__ import main
from tests.upstream.drift import HOSTILE_NAME, NEW_FIELD, NEW_ID, STEPS, Model, drift, play

ROOT = Path(__file__).parents[2]

HEADER = {"as_of": "2026-08-22", "source": "https://openrouter.ai/api/v1/models", "rules": "openrouter/1"}
SONNET = "anthropic/claude-sonnet-4.5"


def line(id_: str, name: str | None, offer: object, *, more: object = None, **facts: object) -> object:
    """One record of a base; what is the same for most of them is filled in."""
    usual = {"modalities": {"input": ["text"], "output": ["text"]}, "limits": {"context": 200000}}
    return {
        "id": id_,
        "model": id_.partition(":")[0],
        "offer": offer,
        "facts": ({"name": name} if name else {}) | {"released": "2026-01-01"} | usual | facts,
        "more": {"created": 1767225600, "canonical_slug": id_} | (more if isinstance(more, dict) else {}),
    }


def api(**values: object) -> object:
    return {name: {"value": value, "from": "api"} for name, value in values.items()}


NO_TOOLS = {"tools": False, "json_mode": False, "structured_outputs": False}
LINES = (
    line(
        "acme/draw-2",
        "Draw 2",
        {"price": {"input": 0.5, "image_input": 0.25, "image_output": 30, "per_search": 0.014}},
        modalities={"input": ["text", "image"], "output": ["text", "image"]},
        capabilities=api(**NO_TOOLS, reasoning="none", image_generation=True, web_search=True),
        more={"parameters": ["temperature"]},
    ),
    line("acme/router", "Router", {"price": {"dynamic": True}}, more={"tokenizer": "Router"}),
    line(
        "acme/small-1",
        "Small 1",
        {"price": {"input": 0.075, "output": 0.3}, "limits": {"context": 65536}, "ends": "2026-09-30"},
        capabilities=api(**NO_TOOLS | {"tools": True}, reasoning="none"),
        more={
            "hugging_face_id": "acme/S-1",
            "instruct_type": "chatml",
            "parameters": ["tool_choice", "tools"],
        },
    ),
    line(
        SONNET,
        "Claude Sonnet 4.5",
        {
            "price": {"input": 3, "output": 15, "cache_read": 0.3, "cache_write": 3.75, "cache_write_1h": 6},
            "tiers": [{"over": 200000, "mode": "cliff", "input": 6, "output": 22.5}],
        },
        knowledge_cutoff="2025-07-31",
        limits={"context": 1000000, "max_output": 64000},
        capabilities=api(**NO_TOOLS | {"tools": True, "parallel_tools": True}, reasoning="configurable"),
        more={
            "canonical_slug": "anthropic/claude-4.5-sonnet-20250929",
            "moderated": True,
            "parameters": ["parallel_tool_calls", "reasoning", "tool_choice", "tools"],
            "default_parameters": {"temperature": 1, "top_p": 0.95},
        },
    ),
    line(
        "anthropic/claude-sonnet-5",
        "Claude Sonnet 5",
        {"price": {"input": 3, "output": 15, "reasoning": 15}},
        limits={"context": 1000000, "max_output": 128000},
        capabilities=api(reasoning="mandatory"),
    ),
    line(
        "deepseek/deepseek-v4-pro",
        "DeepSeek V4 Pro",
        {
            "price": {"input": 0.6, "output": 1.7},
            "windows": [{"utc": "16:00-01:00", "days": ["mon", "fri"], "input": 0.3, "output": 0.85}],
        },
        capabilities=api(**NO_TOOLS | {"tools": True}, reasoning="fixed"),
        more={"moderated": False, "parameters": ["include_reasoning", "tool_choice", "tools"]},
    ),
    line("z-ai/glm-5.2", "GLM 5.2", {"price": {"input": 0.00123456, "output": 1.4000001}}),
    line("z-ai/glm-5.2:free", None, {"price": {"input": 0, "output": 0}, "limits": {"context": 131072}}),
    line("z-ai/glm-5.3", "GLM 5.3", {"price": {"input": 1, "output": 4}}),
    {"id": "~anthropic/claude-sonnet-latest", "alias_of": "anthropic/claude-sonnet-5"},
)


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    (tmp_path / "upstream").mkdir()
    lines = [json.dumps(line) + "\n" for line in (HEADER, *LINES)]
    (tmp_path / "upstream" / "openrouter.jsonl").write_text("".join(lines), encoding="utf-8")
    return tmp_path


@pytest.fixture
def models(catalog: Path) -> list[Model]:
    return openrouter.models(openrouter.read(catalog / "upstream" / "openrouter.jsonl"))


def never(seconds: float) -> None:
    pytest.fail(f"slept {seconds} s")


def by_id(models: list[Model]) -> Mapping[str, Any]:
    return {str(model["id"]): model for model in models}


def test_the_adapter_reads_back_what_the_catalog_knows(catalog: Path, models: list[Model]) -> None:
    listing = adapter.parse(json.loads(openrouter.body(models)))

    told = {record.id: record for record in openrouter.read(catalog / "upstream" / "openrouter.jsonl")}
    told["acme/draw-2"].offer["price"]["output"] = Decimal(0)  # type: ignore[index,call-overload]
    for record in told.values():
        if record.alias_of is None:
            record.facts["description"] = "Made up for tests."
    assert dict(listing.records) == told
    assert (listing.new_fields, listing.quarantined) == ((), ())


def test_a_record_looks_like_the_real_thing(models: list[Model]) -> None:
    assert by_id(models)[SONNET] == {
        "id": SONNET,
        "canonical_slug": "anthropic/claude-4.5-sonnet-20250929",
        "hugging_face_id": None,
        "name": "Anthropic: Claude Sonnet 4.5",
        "created": 1767225600,
        "description": "Made up for tests.",
        "context_length": 1000000,
        "architecture": {
            "modality": "text->text",
            "input_modalities": ["text"],
            "output_modalities": ["text"],
            "tokenizer": None,
            "instruct_type": None,
        },
        "pricing": {
            "prompt": "0.000003",
            "completion": "0.000015",
            "input_cache_read": "0.0000003",
            "input_cache_write": "0.00000375",
            "input_cache_write_1h": "0.000006",
            "overrides": [{"min_prompt_tokens": 200000, "prompt": "0.000006", "completion": "0.0000225"}],
        },
        "top_provider": {"context_length": 1000000, "max_completion_tokens": 64000, "is_moderated": True},
        "per_request_limits": None,
        "supported_parameters": ["parallel_tool_calls", "reasoning", "tool_choice", "tools"],
        "default_parameters": {"temperature": 1, "top_p": Decimal("0.95")},
        "supported_voices": None,
        "knowledge_cutoff": "2025-07-31",
        "expiration_date": None,
        "links": {"details": "/api/v1/models/anthropic/claude-4.5-sonnet-20250929/endpoints"},
        "reasoning": {"mandatory": False},
    }


def test_an_alias_looks_like_its_target(models: list[Model]) -> None:
    alias, target = (
        by_id(models)[id_] for id_ in ("~anthropic/claude-sonnet-latest", "anthropic/claude-sonnet-5")
    )

    assert alias["alias_target"] == {
        "name": "Anthropic: Claude Sonnet 5",
        "slug": "anthropic/claude-sonnet-5",
    }
    assert (alias["name"], alias["canonical_slug"]) == ("Anthropic: Claude Sonnet Latest", alias["id"])
    assert {key: alias[key] for key in ("pricing", "context_length", "reasoning")} == {
        key: target[key] for key in ("pricing", "context_length", "reasoning")
    }


def test_odd_prices_are_told_as_openrouter_tells_them(models: list[Model]) -> None:
    pricing = {id_: model["pricing"] for id_, model in by_id(models).items()}

    assert pricing["acme/router"] == {"prompt": "-1", "completion": "-1"}
    assert pricing["acme/draw-2"] == {
        "prompt": "0.0000005",
        "completion": "0",
        "image": "0.00000025",
        "image_output": "0.00003",
        "web_search": "0.014",
    }
    assert pricing["z-ai/glm-5.2"] == {"prompt": "0.00000000123456", "completion": "0.0000014000001"}
    assert pricing["z-ai/glm-5.2:free"] == {"prompt": "0", "completion": "0"}
    assert pricing["deepseek/deepseek-v4-pro"]["overrides"] == [
        {
            "utc_start": 1600,
            "utc_end": 100,
            "utc_days": ["mon", "fri"],
            "prompt": "0.0000003",
            "completion": "0.00000085",
        }
    ]


def test_the_list_is_newest_first_and_variants_are_named_after_their_model(models: list[Model]) -> None:
    assert [model["created"] for model in models] == sorted(
        (model["created"] for model in models), reverse=True
    )  # type: ignore[type-var]
    assert by_id(models)["z-ai/glm-5.2:free"]["name"] == "Z-ai: GLM 5.2 (free)"


def test_the_server_has_etags_and_gzip_and_one_path() -> None:
    with serve(Upstream(payload=b"first")) as url, requests.Session() as session:
        plain = session.get(f"{url}/api/v1/models", headers={"Accept-Encoding": "identity"})
        packed = session.get(f"{url}/api/v1/models?all=1", headers={"Accept-Encoding": "gzip"})
        same = session.get(f"{url}/api/v1/models", headers={"If-None-Match": plain.headers["ETag"]})
        nothing = session.get(f"{url}/api/v1/model")

    assert (plain.content, plain.headers.get("Content-Encoding")) == (b"first", None)
    assert (packed.content, packed.headers["Content-Encoding"]) == (b"first", "gzip")
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", plain.headers["ETag"])
    assert nothing.status_code == 404
    assert re.fullmatch(r"http://127\.0\.0\.1:[0-9]+", url)


def test_the_answer_can_be_changed_while_the_server_runs() -> None:
    upstream = Upstream(payload=b"first")
    with serve(upstream) as url, requests.Session() as session:

        def get() -> tuple[int, bytes, str]:
            answer = session.get(f"{url}/api/v1/models")
            return answer.status_code, answer.content, answer.headers["Content-Type"]

        assert get() == (200, b"first", "application/json")
        upstream.payload = lambda: b"second"
        assert get() == (200, b"second", "application/json")
        upstream.payload, upstream.headers = b"<html>", {"Content-Type": "text/html"}
        assert get() == (200, b"<html>", "text/html")
        upstream.status = 500
        assert get() == (500, b"<html>", "text/html")

    assert [seen.path for seen in upstream.seen] == ["/api/v1/models"] * 4


def test_a_hang_ends_with_the_server() -> None:
    upstream = Upstream(payload=b"late", delay=600)
    with serve(upstream) as url, requests.Session() as session, pytest.raises(requests.ReadTimeout):
        session.get(f"{url}/api/v1/models", timeout=0.05)


def test_the_engine_fetches_from_it(models: list[Model]) -> None:
    body = openrouter.body(models)
    with serve(body) as url, new_session({}) as session:
        endpoint = Endpoint(url=f"{url}/api/v1/models", transformer="openrouter")

        fresh = fetch(endpoint, key=None, etag=None, session=session, sleep=never)
        again = fetch(endpoint, key=None, etag=fresh.etag, session=session, sleep=never)

    assert (fresh.status, fresh.body) == ("fresh", body)
    assert (again.status, again.etag) == ("not_modified", fresh.etag)


def test_the_whole_script_plays_on_any_list(models: list[Model]) -> None:
    after, steps = play(models)

    assert [str(step) for step in steps] == [
        f"price-up: {SONNET}: input +20 %, prompt 0.000003 -> 0.0000036 per token",
        "price-down: acme/small-1: output -25 %, completion 0.0000003 -> 0.000000225 per token",
        "capability-lost: deepseek/deepseek-v4-pro: tools are gone from its supported_parameters",
        "hostile-name: acme/draw-2: its name is now 'Evil | <h1>x</h1> @everyone ![](http://x) \\u202e'",
        "malformed: anthropic/claude-sonnet-5: its prompt price is a list",
        "alias-moved: ~anthropic/claude-sonnet-latest: it leads to z-ai/glm-5.2 instead of "
        "anthropic/claude-sonnet-5",
        "gone: z-ai/glm-5.3: it is gone from the list",
        f"new-model: {NEW_ID}: it is new, and otherwise like acme/small-1",
        "new-field: -: all 10 records have a new field, energy_class",
        "price-zero: -: the list holds no model for it",
        "price-times-100: -: the list holds no model for it",
        f"context-shrunk: {SONNET}: context 1,000,000 -> 750,000",
    ]
    assert drift(models) == after


def test_the_drift_does_what_it_says(models: list[Model]) -> None:
    before, after = by_id(models), by_id(drift(models))

    assert after[SONNET]["pricing"] == before[SONNET]["pricing"] | {"prompt": "0.0000036"}
    assert after["acme/draw-2"]["name"] == HOSTILE_NAME
    assert after["anthropic/claude-sonnet-5"]["pricing"]["prompt"] == ["0.000003"]
    alias = after["~anthropic/claude-sonnet-latest"]
    assert alias["alias_target"]["slug"] == "z-ai/glm-5.2"
    assert alias["pricing"] == before["z-ai/glm-5.2"]["pricing"]
    assert before.keys() - after.keys() == {"z-ai/glm-5.3"}
    assert after.keys() - before.keys() == {NEW_ID}
    assert after[NEW_ID]["created"] == max(model["created"] for model in before.values()) + 86_400
    assert {model[NEW_FIELD] for model in after.values()} == {"A"}


@pytest.mark.parametrize(
    ("step", "key", "price"), [("price-zero", "prompt", "0"), ("price-times-100", "completion", "0.0015")]
)
def test_a_risky_price_is_the_favourites_where_nothing_came_before(
    models: list[Model], step: str, key: str, price: str
) -> None:
    after, [told] = play(models, {step})

    assert (told.id, by_id(after)[SONNET]["pricing"][key]) == (SONNET, price)


def test_a_capability_is_taken_from_a_model_of_which_more_is_known(models: list[Model]) -> None:
    after, [step] = play(models, {"capability-lost"})

    assert step.id == SONNET
    assert by_id(after)[SONNET]["supported_parameters"] == ["reasoning"]


def test_the_adapter_survives_the_drift(models: list[Model]) -> None:
    listing = adapter.parse(json.loads(openrouter.body(drift(models))))

    assert [one.id for one in listing.quarantined] == ["anthropic/claude-sonnet-5"]
    assert listing.new_fields == (NEW_FIELD,)


def test_drift_leaves_the_given_list_as_it_is(models: list[Model]) -> None:
    before = json.dumps(models, default=str)

    drift(models)

    assert json.dumps(models, default=str) == before


def test_an_empty_list_survives_the_script() -> None:
    after, steps = play([])

    assert after == []
    assert [step.name for step in steps] == list(STEPS)


def test_no_drift_is_no_change(models: list[Model]) -> None:
    assert play(models, ()) == (models, [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_the_command_says_where_it_listens_serves_what_is_listed_and_ends_cleanly(
    catalog: Path, number: signal.Signals
) -> None:
    gone = line("acme/gone", "Gone", {"price": {"input": 1}, "state": "stale", "missing_since": "2026-08-20"})
    with (catalog / "upstream" / "openrouter.jsonl").open("a", encoding="utf-8") as base:
        base.write(f"{json.dumps(gone)}\n")
    command = [sys.executable, "-m", "tests.upstream", "--catalog", str(catalog), "--drift", "gone,new-field"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        with requests.Session() as session:
            answer = session.get(first.removeprefix("listening on ").strip() + "/api/v1/models")
        process.send_signal(number)
        rest, told = process.communicate(timeout=30)

    assert re.fullmatch(r"listening on http://127\.0\.0\.1:[0-9]+\n", first)
    assert [len(answer.json()["data"]), NEW_FIELD in answer.json()["data"][0]] == [9, True]
    assert (process.returncode, rest) == (0, "")
    assert told.startswith("gone: acme/small-1: it is gone from the list\nnew-field: ")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--catalog", "/nowhere"], "/nowhere/upstream/openrouter.jsonl: no such file"),
        (["--drift", "flood"], "no such step: flood"),
        (["--dialect", "other"], "invalid choice: 'other'"),
    ],
    ids=["catalog", "drift", "dialect"],
)
def test_a_wrong_call_says_what_is_wrong(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)

    assert stopped.value.code == 2
    assert message in capsys.readouterr().err
