"""A provider file becomes typed values, with the defaults that the format promises."""

import dataclasses

import pytest

from sync.core.values import Doc, Value
from sync.sources.provider import Auth, Endpoint, Job, Provider, find_key, provider

URL = "https://acme.example/v1/models"


def minimal(**more: Value) -> Doc:
    endpoint: Doc = {"url": URL, "transformer": "openai"}
    doc: Doc = {"name": "Acme", "homepage": "https://acme.example", "models_api": {"endpoints": [endpoint]}}
    return doc | more


def test_a_full_file_becomes_a_provider() -> None:
    doc = minimal(
        api_keys=["ACME_KEY", "ACME_API_KEY"],
        pricing_url="https://acme.example/pricing",
        descriptions=True,
        merge={"strategy": "update_dynamic", "always": ["price.input"], "never": ["name"]},
        guards={"shrink": {"percent": 20}},
        models_api={
            "enabled": False,
            "update_frequency": "realtime",
            "key_required": True,
            "timeout": 30,
            "endpoints": [
                {
                    "url": URL,
                    "endpoint_type": "EMBEDDINGS",
                    "format": "OPENAI",
                    "transformer": "openai",
                    "price_unit": "million",
                    "auth": {"header_name": "Authorization", "prefix": "Key "},
                }
            ],
        },
    )

    assert provider("acme", doc) == Provider(
        id="acme",
        name="Acme",
        homepage="https://acme.example",
        pricing_url="https://acme.example/pricing",
        api_keys=("ACME_KEY", "ACME_API_KEY"),
        enabled=False,
        update_frequency="realtime",
        key_required=True,
        timeout=30,
        endpoints=(
            Endpoint(
                url=URL,
                endpoint_type="EMBEDDINGS",
                format="OPENAI",
                transformer="openai",
                price_unit="million",
                auth=Auth(header_name="Authorization", prefix="Key "),
                provider="acme",
                api_keys=("ACME_KEY", "ACME_API_KEY"),
            ),
        ),
        descriptions=True,
        strategy="update_dynamic",
        always=frozenset({"price.input"}),
        never=frozenset({"name"}),
        guards={"shrink": {"percent": 20}},
    )


def test_what_a_file_leaves_out_has_a_default() -> None:
    assert provider("acme", minimal()) == Provider(
        id="acme",
        name="Acme",
        homepage="https://acme.example",
        endpoints=(Endpoint(url=URL, transformer="openai", provider="acme"),),
    )


@pytest.mark.parametrize(
    ("auth", "expected"),
    [
        ({}, Auth(header_name="Authorization", prefix="Bearer ")),
        ({"prefix": "Key "}, Auth(header_name="Authorization", prefix="Key ")),
        ({"header_name": "x-api-key"}, Auth(header_name="x-api-key", prefix="")),
        ({"header_name": "x-api-key", "prefix": "v1 "}, Auth(header_name="x-api-key", prefix="v1 ")),
        ({"prefix": ""}, Auth(header_name="Authorization", prefix="")),
    ],
    ids=["none", "prefix", "header", "both", "no prefix"],
)
def test_bearer_belongs_to_the_authorization_header_only(auth: Doc, expected: Auth) -> None:
    doc = minimal(models_api={"endpoints": [{"url": URL, "transformer": "openai", "auth": auth}]})

    assert provider("acme", doc).endpoints[0].auth == expected


def test_a_provider_keeps_guards_of_its_own() -> None:
    guards: Doc = {"shrink": {"percent": 20}}

    made = provider("acme", minimal(guards=guards))
    guards["shrink"] = 1

    assert made.guards == {"shrink": {"percent": 20}}


def test_a_provider_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        provider("acme", minimal()).name = "Other"  # type: ignore[misc]


def test_the_first_variable_that_is_set_holds_the_key() -> None:
    acme = provider("acme", minimal(api_keys=["FIRST", "SECOND", "THIRD"]))

    assert find_key(acme, {"FIRST": " \n", "SECOND": "two\n", "THIRD": "three"}) == ("SECOND", "two")
    assert find_key(acme, {"OTHER": "four"}) is None
    assert find_key(provider("acme", minimal()), {"FIRST": "one"}) is None


def test_a_job_does_not_show_its_key() -> None:
    job = Job(endpoint=provider("acme", minimal()).endpoints[0], key="sk-secret")

    assert "sk-secret" not in repr(job)
