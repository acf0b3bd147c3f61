"""Read a compiled book of language models: no dependencies, no network, never a silent zero.

    >>> book = modelbook.load("build/")                     # what `python -m sync build` wrote
    >>> model = book.get("anthropic/claude-sonnet-4.5")
    >>> model.limits["context"], model.offers[0].price["input"]
    (1000000, Decimal('3'))

Prices are exact Decimals, US$ per million tokens (kinds named `per_…`: each). What is not
known is absent or None, never 0.
"""

from modelbook.catalog import Catalog, load
from modelbook.change import Change
from modelbook.diff import diff
from modelbook.errors import CatalogError, UnknownModelError
from modelbook.model import Disputed, Model, Offer

__all__ = [
    "Catalog",
    "CatalogError",
    "Change",
    "Disputed",
    "Model",
    "Offer",
    "UnknownModelError",
    "diff",
    "load",
]
