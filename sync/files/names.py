"""The names of a catalog's files below its root, and which of them there are.

a model    ──model_name──>    catalog/models/<lab>/<model>.yaml  ──model_of──> the model
a provider ──offers_name──>   catalog/offers/<provider>.yaml
           ──base_name──>     catalog/upstream/<provider>.jsonl
           ──held_name──>     catalog/upstream/<provider>.held.jsonl
           ──history_name──>  catalog/history/<provider>.jsonl
"""

import os
import re
from pathlib import Path

from sync.ids import model_file, unslug

MODELS, OFFERS, PROVIDERS = "catalog/models/", "catalog/offers/", "catalog/providers/"
LISTS = "catalog/lists/"

_TOPS = ("catalog", "overrides")
_YAML = re.compile(r"\.y[^/]*ml$")


def model_name(model: str) -> str:
    """The name of a new model's file."""
    return f"{MODELS}{model_file(model)}"


def model_of(name: str) -> str | None:
    """The model that a file's name says it is of; None: it is no model's."""
    if not (name.startswith(MODELS) and name.endswith(".yaml")):
        return None
    parts = [unslug(part) for part in name.removeprefix(MODELS).removesuffix(".yaml").split("/")]
    found = [part for part in parts if part]
    return "/".join(found) if len(found) == len(parts) == 2 else None


def offers_name(provider: str) -> str:
    """The name of a provider's price list."""
    return f"{OFFERS}{provider}.yaml"


def base_name(provider: str) -> str:
    """The name of a provider's merge base."""
    return f"catalog/upstream/{provider}.jsonl"


def held_name(provider: str) -> str:
    """The name of the ledger of what waits at a provider."""
    return f"catalog/upstream/{provider}.held.jsonl"


def history_name(provider: str) -> str:
    """The name of a provider's accepted changes."""
    return f"catalog/history/{provider}.jsonl"


def yaml_names(root: Path) -> list[str]:
    """The name of every YAML file, sorted; `root` may be a relative path."""
    tops = {place: str(root / place) for place in _TOPS}
    return sorted(
        f"{place}{folder[len(top) :]}/{name}"
        for place, top in tops.items()
        for folder, _, names in os.walk(top)
        for name in names
        if _YAML.search(name)
    )


def providers(root: Path) -> list[str]:
    """The providers that have a file."""
    return sorted(path.stem for path in (root / PROVIDERS).glob("*.yaml"))


def bases(root: Path) -> list[str]:
    """The providers that have a merge base."""
    return sorted(path.stem for path in (root / "catalog/upstream").glob("*.jsonl") if "." not in path.stem)


def ledgers(root: Path) -> list[str]:
    """The providers that have a ledger."""
    found = (root / "catalog/upstream").glob("*.held.jsonl")
    return sorted(path.name.removesuffix(".held.jsonl") for path in found)


def histories(root: Path) -> list[str]:
    """The providers that have a history."""
    return sorted(path.stem for path in (root / "catalog/history").glob("*.jsonl"))
