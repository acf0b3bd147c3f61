"""The stand-ins for Groq and for OpenAI-compatible providers, and the servers that answer nothing of use."""

import json
import re
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import requests

from sync.core.facts import Record, to_doc
from sync.core.values import Doc
from sync.core.zeros import billed
from sync.sources import groq as groq_adapter
from sync.sources import openai as openai_adapter
from sync.sources.payload import decode
from tests.upstream import groq, openai, serve, serve_hanging, serve_html
from tests.upstream.__main__ import main
from tests.upstream.server import PATHS

ROOT = Path(__file__).parents[2]


def api(**values: bool | str) -> Doc:
    return {name: {"value": value, "from": "api"} for name, value in values.items()}


def usd(**prices: str) -> Doc:
    return {kind: Decimal(amount) for kind, amount in prices.items()}


def record(
    id_: str, facts: Doc | None = None, *, price: Doc | None = None, more: Doc | None = None
) -> Record:
    return Record(
        id=id_, model=None, facts=facts or {}, offer={"price": price} if price else {}, more=more or {}
    )


GROQ = [
    record("acme/old", {"limits": {"context": 8192}}, more={"created": 1754408224, "owned_by": "Acme"}),
    record(
        "acme/new",
        {
            "name": "New",
            "released": "2025-08-05",
            "modalities": {"input": ["text", "image"], "output": ["text"]},
            "limits": {"context": 131072, "max_output": 65536},
            "capabilities": api(tools=True, json_mode=False, structured_outputs=False),
        },
        price=usd(input="0.15", output="0.6", cache_read="0.0375"),
        more={"created": 1754408224, "owned_by": "Acme", "features": ["reasoning", "tools"]},
    ),
    record(
        "acme/ear",
        {"modalities": {"input": ["audio"], "output": ["text"]}, "capabilities": api(transcription=True)},
    ),
    record("acme/mouth", {"modalities": {"input": ["text"], "output": ["audio"]}}),
]
OPENAI = [
    record("bare"),
    record(
        "acme/new",
        {
            "name": "New",
            "modalities": {"input": ["text", "image"], "output": ["text"]},
            "limits": {"context": 131072, "max_input": 100000, "max_output": 65536},
            "capabilities": api(
                tools=True, parallel_tools=False, json_mode=True, reasoning="none", transcription=False
            ),
        },
        price=usd(input="0.15", output="0.6", cache_read="0.0375"),
    ),
    record("acme/yuan", price={**usd(input="2", output="8"), "currency": "CNY"}),
]


def test_the_groq_adapter_reads_back_what_the_catalog_knows() -> None:
    listing = groq_adapter.parse(decode(groq.body(groq.models(GROQ)), where="test"))

    read = {id_: billed(one) for id_, one in listing.records.items()}
    told = {one.id: one for one in GROQ}
    told["acme/old"].facts["released"] = "2025-08-05"
    assert read == told
    assert (listing.new_fields, listing.quarantined) == ((), ())


def test_the_openai_adapter_reads_back_what_the_catalog_knows() -> None:
    listing = openai_adapter.parse(decode(openai.body(openai.models(OPENAI)), where="test"))

    assert listing.records == {one.id: one for one in OPENAI}
    assert (listing.new_fields, listing.quarantined) == ((), ())


def test_a_record_of_which_nothing_is_known_looks_like_openais_own() -> None:
    assert openai.models(OPENAI)[0].keys() == {"id", "object", "created", "owned_by"}
    assert groq.models(GROQ)[0].keys() - groq.OLD[0].keys() == {"context_length"}


def test_a_list_is_where_each_provider_has_it() -> None:
    with serve(b"list") as url, requests.Session() as session:
        answers = [session.get(url + path) for path in (*PATHS, "/v1/models/x")]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404]


def test_a_hanging_server_takes_the_request_and_never_answers() -> None:
    with serve_hanging() as url, requests.Session() as session, pytest.raises(requests.ReadTimeout):
        session.get(f"{url}/v1/models", timeout=(5, 0.05))


def test_a_web_page_comes_with_200() -> None:
    with serve_html() as url, requests.Session() as session:
        answer = session.get(f"{url}/v1/models")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    assert answer.text.startswith("<!doctype html>")


def base(folder: Path, dialect: str, records: list[Record]) -> None:
    (folder / "upstream").mkdir()
    header: Doc = {"as_of": "2026-08-22", "source": "https://acme.example", "rules": f"{dialect}/1"}
    lines = [json.dumps(doc, default=float) for doc in (header, *map(to_doc, records))]
    (folder / "upstream" / f"{dialect}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


@pytest.mark.parametrize("dialect", ["groq", "openai"])
@pytest.mark.parametrize("by_hand", [True, False], ids=["by hand", "from the base"])
def test_the_command_serves_the_base_and_without_one_a_list_by_hand(
    tmp_path: Path, dialect: str, by_hand: bool
) -> None:
    if not by_hand:
        base(tmp_path, dialect, OPENAI)
    command = [sys.executable, "-m", "tests.upstream", "--dialect", dialect, "--catalog", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        with requests.Session() as session:
            answer = session.get(line.removeprefix("listening on ").strip() + "/openai/v1/models").json()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)

    listed = {"groq": groq.LIST, "openai": openai.LIST}[dialect] if by_hand else map(to_doc, OPENAI)
    assert re.fullmatch(r"listening on http://127\.0\.0\.1:[0-9]+\n", line)
    assert [model["id"] for model in answer["data"]] == [each["id"] for each in listed]
    assert process.returncode == 0


def test_the_script_plays_on_openrouters_list_only(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--dialect", "groq", "--drift", "all"])

    assert stopped.value.code == 2
    assert "plays on OpenRouter's list only" in capsys.readouterr().err
