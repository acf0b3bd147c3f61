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
    improbable,
    key_order,
    leading_zero,
    limits,
    list_ids,
    model_aliases,
    model_keys,
    model_links,
    offer_ids,
    override_both,
    override_cut,
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
    stray_files,
    successors,
    text_cut,
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
    "improbable": improbable.check,
    "key-order": key_order.check,
    "leading-zero": leading_zero.check,
    "list-id": list_ids.check,
    "max-output": limits.check,
    "model-alias": model_aliases.check,
    "model-key": model_keys.check,
    "model-link": model_links.check,
    "offer-id": offer_ids.check,
    "override-both": override_both.check,
    "override-cut": override_cut.check,
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
    "stray-file": stray_files.check,
    "successor": successors.check,
    "text-cut": text_cut.check,
}

COMPILED = (
    "alias",
    "file-name",
    "model-alias",
    "model-link",
    "offer-id",
    "override-both",
    "override-one-sided",
    "override-redundant",
    "override-tie",
    "override-unknown",
    "price-tier",
    "rule-example",
    "stray-file",
    "successor",
)
"""The rules whose errors would reach applications."""


def lint(subject: Subject, rules: Iterable[str] = RULES) -> list[Problem]:
    """The problems of every rule, or of those that are named."""
    return [problem for rule in rules for problem in RULES[rule](subject)]
