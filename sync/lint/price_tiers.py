"""`price-tier`: the thresholds of rules/price-tiers.yaml rise, and its examples hold."""

from collections.abc import Iterator
from itertools import pairwise

from sync.core.pricing import tier
from sync.errors import Problem
from sync.files.rules import TIERS, tiers
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Thresholds out of order and examples that the rules contradict."""
    file = subject.catalog.files.get(TIERS)
    if file is None:
        return
    known = tiers(subject.catalog)
    for at, (lower, upper) in enumerate(pairwise(known), 1):
        if upper.start <= lower.start:
            yield problem(
                file,
                ("tiers", str(at)),
                f"{upper.name} begins before {lower.name}",
                rule="price-tier",
                fix="sort the tiers",
                level="error",
            )
    examples = file.doc.get("examples")
    for at, example in enumerate(examples if isinstance(examples, list) else ()):
        if isinstance(example, dict):
            found = tier({"input": example.get("input")}, known) if example.get("input") != 0 else "free"
            if found != example.get("tier"):
                yield problem(
                    file,
                    ("examples", str(at)),
                    f"the rules make this {found}",
                    rule="price-tier",
                    fix="mend the example, or the tiers above",
                    level="error",
                )
