"""A provider that speaks a dialect we know is one YAML file and no code: `run` on such files."""

import json
import time
from pathlib import Path

import pytest

from tests.scratch import Scratch, scratch
from tests.upstream import Upstream, groq, openai, serve, serve_hanging, serve_html

Capture = pytest.CaptureFixture[str]

ACME = """\
# yaml-language-server: $schema=../../schemas/provider.schema.json
name: Acme
models_api:
  update_frequency: daily
  endpoints:
    - {{url: "{url}", transformer: {transformer}{more}}}
"""
OFFERS = "catalog/offers/acme.yaml"
LISTED = [
    openai.listed("acme-large", context_window=131072, pricing={"input": 2.5999999999999996, "output": 10}),
    openai.listed(
        "acme-small", supports_tools=True, max_tokens=8192, pricing={"input": "0.1", "output": 0.4}
    ),
    openai.listed("ft:acme-small:our-company::1", pricing={"input": 1, "output": 1}),
]


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


def acme(catalog: Scratch, url: str, transformer: str = "openai", more: str = "", api: str = "") -> None:
    """The one file that a new provider is."""
    text = ACME.format(url=url, transformer=transformer, more=more)
    catalog.write("catalog/providers/acme.yaml", text.replace("  endpoints", f"{api}  endpoints"))


def run(catalog: Scratch, *args: str) -> int:
    return catalog.call("run", "--provider", "acme", *args)


def test_a_new_provider_is_one_file_and_no_code(catalog: Scratch, capsys: Capture) -> None:
    before = catalog.tracked()
    with serve(openai.body(LISTED)) as host:
        acme(catalog, f"{host}/v1/models", more=", price_unit: million")

        assert catalog.call("check") == 0
        assert run(catalog) == 0

    assert catalog.read(OFFERS) == (
        "# yaml-language-server: $schema=../../schemas/offers.schema.json\n"
        "acme-large:\n"
        "  model: null\n"
        "  price: {input: 2.6, output: 10}\n"
        "  limits: {context: 131072}\n"
        "acme-small:\n"
        "  model: null\n"
        "  price: {input: 0.1, output: 0.4}\n"
        "  limits: {max_output: 8192}\n"
    )
    made = {"catalog/providers/acme.yaml", OFFERS, "catalog/upstream/acme.jsonl"}
    assert catalog.tracked().keys() - before.keys() == made
    assert catalog.call("check") == 0
    assert "our-company" not in "".join(raw.decode() for raw in catalog.tracked().values())


def test_without_a_unit_the_offers_come_without_prices_and_it_is_said_once(
    catalog: Scratch, tmp_path: Path
) -> None:
    report, told = tmp_path / "report.json", []
    with serve(openai.body(LISTED)) as host:
        acme(catalog, f"{host}/models")
        for _ in range(2):
            assert run(catalog, "--report-json", str(report)) == 0
            told.append(json.loads(report.read_text("utf-8"))["runs"][0]["new_fields"])

    assert "price" not in catalog.read(OFFERS)
    assert told == [["pricing.input", "pricing.output"], []]


def test_prices_that_a_new_unit_moves_are_re_derived(catalog: Scratch) -> None:
    with serve(openai.body(LISTED)) as host:
        for unit, flags in (("token", ()), ("million", ("--include-held",))):
            acme(catalog, f"{host}/models", more=f", price_unit: {unit}")
            assert run(catalog, *flags) == 0
            head = json.loads(catalog.read("catalog/upstream/acme.jsonl").partition("\n")[0])
            assert head["rules"].startswith(f"openai/1+{unit}")

    assert "price: {input: 2.6, output: 10}" in catalog.read(OFFERS)


def test_a_unit_is_an_error_where_the_dialect_has_its_own(catalog: Scratch, capsys: Capture) -> None:
    acme(catalog, "https://acme.example/models", "groq", ", price_unit: token")

    assert catalog.call("check") == 1

    assert (
        "catalog/providers/acme.yaml:6 models_api.endpoints.0.price_unit: "
        "groq knows the unit of its prices: US$ per token, as text [provider]\n  fix: take price_unit out"
    ) in capsys.readouterr().out


def test_another_unit_or_an_endless_timeout_is_no_valid_file(catalog: Scratch, capsys: Capture) -> None:
    acme(catalog, "https://acme.example/models", more=", price_unit: thousand", api="  timeout: 0\n")

    assert catalog.call("check") == 1

    told = capsys.readouterr().out
    assert 'models_api.endpoints.0.price_unit: "thousand" is not one of token, million' in told
    assert "models_api.timeout: " in told


def test_groqs_list_becomes_a_price_list(catalog: Scratch) -> None:
    with serve(groq.body(groq.LIST)) as host:
        acme(catalog, f"{host}/openai/v1/models", "groq")

        assert run(catalog) == 0
        unchanged = catalog.tracked()
        assert run(catalog, "--force") == 0

    assert catalog.tracked() == unchanged
    assert (
        "openai/gpt-oss-120b:\n"
        "  model: null\n"
        "  price: {input: 0.15, output: 0.6, cache_read: 0.075}\n"
        "  limits: {context: 131072, max_output: 65536}\n"
    ) in catalog.read(OFFERS)


def test_a_list_that_only_proves_existence_blanks_nothing(catalog: Scratch) -> None:
    ids = ["acme/one", "acme/two"]
    before = catalog.tracked()
    with serve(openai.body(openai.listed(id_) for id_ in ids)) as host:
        acme(catalog, f"{host}/models")

        assert run(catalog) == 0

    after = catalog.tracked()
    assert {name for name in before if after[name] != before[name]} == set()
    assert [line for line in catalog.read(OFFERS).splitlines() if ":" in line and line[0] not in "# "] == [
        "acme/one:",
        "acme/two:",
    ]


def test_a_slow_provider_is_given_up_at_its_own_timeout(catalog: Scratch, capsys: Capture) -> None:
    with serve_hanging() as slow:
        acme(catalog, f"{slow}/models", api="  timeout: 0.2\n")
        started = time.monotonic()

        assert run(catalog) == 3

    assert time.monotonic() - started < 30
    told = capsys.readouterr().out
    assert "the answer was not complete after 0.2 s" in told
    assert "`timeout` in catalog/providers/acme.yaml" in told


def test_a_slow_provider_bounds_nobody_else(catalog: Scratch) -> None:
    upstream = Upstream(payload=openai.body(LISTED))
    with serve_hanging() as slow, serve(upstream) as host:
        acme(catalog, f"{slow}/models", api="  timeout: 0.2\n")
        other = f"{host.replace('127.0.0.1', 'localhost')}/models"  # another host: no polite pause
        catalog.write("catalog/providers/beta.yaml", ACME.format(url=other, transformer="openai", more=""))

        assert catalog.call("run", "--provider", "acme", "--provider", "beta") == 1

    assert "acme-large:" in catalog.read("catalog/offers/beta.yaml")
    assert not (catalog.root / OFFERS).exists()


def test_a_web_page_is_refused(catalog: Scratch, capsys: Capture) -> None:
    with serve_html() as page:
        acme(catalog, f"{page}/models")

        assert run(catalog) == 3

    assert "refused: by not-json" in capsys.readouterr().out
