"""`override-one-sided`: an input price of one's own beside upstream's output price is nobody's offer."""

from collections.abc import Iterator

from sync.core.overrides import winners
from sync.core.values import Value, get
from sync.errors import Problem
from sync.lint.places import place_of, shown
from sync.lint.subject import Subject, problem

_OTHER = {"input": "output", "output": "input"}


def check(subject: Subject) -> Iterator[Problem]:
    """Overrides in force of one of the two prices, `null` too, where the price list alone tells the other."""
    for (provider, id_), entries in subject.standing().offers.items():
        decided = winners(entries)
        for kind, other in _OTHER.items():
            override = decided.get(("price", kind))
            theirs = get(subject.offer(provider, id_), ("price", other))
            if override is None or theirs is None:
                continue
            if ("price", other) not in decided and ("price",) not in decided:
                ours = override.values["price", kind]
                fix = f"write both, such as `price: {_pair({kind: ours, other: theirs})}`"
                if ours is None:
                    fix = "write both as null, or the price that holds"
                yield problem(
                    subject.catalog.files[override.place],
                    place_of(subject, override, ("price", kind)),
                    f"{kind} {'alone' if ours is not None else 'alone is taken away'}: "
                    f"{other} stays {shown(theirs)} as in catalog/offers/{provider}.yaml, "
                    "a pair that nobody offered",
                    rule="override-one-sided",
                    fix=fix,
                    level="error",
                )


def _pair(price: dict[str, Value]) -> str:
    return f"{{input: {shown(price['input'])}, output: {shown(price['output'])}}}"
