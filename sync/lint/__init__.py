"""Rules that a schema can't express: what files say of each other, and whether it can be true.

A rule is a module with one function `check(subject) -> Iterable[Problem]`; RULES names them
all. Each reads the whole catalog once; none changes anything.
"""

from collections.abc import Callable, Iterable, Mapping

from sync.errors import Problem
from sync.lint import (
    aliases,
    collisions,
    file_names,
    free_variants,
    key_order,
    limits,
    model_links,
    offer_ids,
    price_tiers,
    providers,
    rule_examples,
)
from sync.lint.subject import Subject

Rule = Callable[[Subject], Iterable[Problem]]

RULES: Mapping[str, Rule] = {
    "alias": aliases.check,
    "collision": collisions.check,
    "file-name": file_names.check,
    "free-variant": free_variants.check,
    "key-order": key_order.check,
    "max-output": limits.check,
    "model-link": model_links.check,
    "offer-id": offer_ids.check,
    "price-tier": price_tiers.check,
    "provider": providers.check,
    "rule-example": rule_examples.check,
}


def lint(subject: Subject) -> list[Problem]:
    """Every rule's problems."""
    return [problem for rule in RULES.values() for problem in rule(subject)]
