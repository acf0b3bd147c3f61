"""Rules that a schema can't express: what files say of each other, and whether it can be true.

A rule is a module with a function `check(subject) -> Iterable[Problem]`; RULES names them
all. Each reads the whole catalog once; none changes anything. One that can prove how to mend
what it finds has a function `fix(subject) -> Iterable[Edit]` too, named in `sync.lint.mend`.
"""

from collections.abc import Callable, Iterable, Mapping

from sync.errors import Problem
from sync.lint import (
    aliases,
    collisions,
    file_names,
    free_variants,
    hand_edits,
    headers,
    key_order,
    limits,
    model_links,
    offer_ids,
    override_both,
    override_early,
    override_expired,
    override_one_sided,
    override_partial,
    override_redundant,
    override_ties,
    override_unknown,
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
    "hand-edit": hand_edits.check,
    "header": headers.check,
    "key-order": key_order.check,
    "max-output": limits.check,
    "model-link": model_links.check,
    "offer-id": offer_ids.check,
    "override-both": override_both.check,
    "override-early": override_early.check,
    "override-expired": override_expired.check,
    "override-one-sided": override_one_sided.check,
    "override-partial": override_partial.check,
    "override-redundant": override_redundant.check,
    "override-tie": override_ties.check,
    "override-unknown": override_unknown.check,
    "price-tier": price_tiers.check,
    "provider": providers.check,
    "rule-example": rule_examples.check,
}


def lint(subject: Subject) -> list[Problem]:
    """Every rule's problems."""
    return [problem for rule in RULES.values() for problem in rule(subject)]
