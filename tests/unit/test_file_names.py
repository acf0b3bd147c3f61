"""The names of a catalog's files, and what they say."""

import pytest

from sync.files.names import model_name, model_of


@pytest.mark.parametrize("model", ["acme/one", "z-ai/GLM:con", "acme/con", "~acme/two.5"])
def test_a_models_file_says_whose_it_is(model: str) -> None:
    assert model_of(model_name(model)) == model


@pytest.mark.parametrize(
    "name",
    [
        "catalog/offers/acme.yaml",
        "catalog/models/acme.yaml",
        "catalog/models/acme/one/two.yaml",
        "catalog/models/acme/One.yml",
        "catalog/models/acme/=zz.yaml",
        "catalog/models/acme/.yaml",
    ],
)
def test_a_file_of_another_name_is_no_models(name: str) -> None:
    assert model_of(name) is None
