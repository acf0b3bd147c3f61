"""`file-name`: price lists of providers that there are; models' files are told in `test_lint`."""

from pathlib import Path

import pytest

from tests.scratch import OFFERS, PROVIDER, Scratch, scratch
from tests.unit.linting import fixes, found

RULE = "file-name"


@pytest.fixture
def catalog(tmp_path: Path) -> Scratch:
    return scratch(tmp_path)


@pytest.mark.parametrize(
    ("provider", "fix"),
    [
        ("openruoter", "did you mean openrouter? Else add catalog/providers/openruoter.yaml"),
        ("groq", "add catalog/providers/groq.yaml"),
    ],
)
def test_a_price_list_of_nobody_is_an_error(catalog: Scratch, provider: str, fix: str) -> None:
    name = f"catalog/offers/{provider}.yaml"
    catalog.write(name, catalog.read(OFFERS))

    assert found(catalog, RULE) == [f"error {name}:1: there is no provider {provider}"]
    assert fixes(catalog, RULE) == [fix]


def test_a_provider_whose_file_can_not_be_read_is_there(catalog: Scratch) -> None:
    catalog.write(PROVIDER, "{")

    assert found(catalog, RULE) == []


def test_build_refuses_a_price_list_of_nobody(catalog: Scratch, tmp_path: Path) -> None:
    catalog.write("catalog/offers/openruoter.yaml", catalog.read(OFFERS))

    assert catalog.call("build", "--out", str(tmp_path / "out")) == 1
