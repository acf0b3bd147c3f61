"""`override-partial`: a new price, and tiers or windows that go on at the old one."""

from collections.abc import Iterator

from sync.core.overrides import Override, winners
from sync.errors import Problem
from sync.lint.places import place_of
from sync.lint.subject import Subject, problem


def check(subject: Subject) -> Iterator[Problem]:
    """Overrides in force of a whole pair of prices, for offers that have more than one such pair."""
    for (provider, id_), entries in subject.standing().offers.items():
        decided = winners(entries)
        override = decided.get(("price", "input"))
        entry = subject.offer(provider, id_)
        if entry is None or override is None or ("price", "output") not in decided:
            continue
        left = [key for key in ("tiers", "windows") if entry.get(key) and (key,) not in decided]
        if left:
            yield _partial(subject, override, left, provider)


def _partial(subject: Subject, override: Override, left: list[str], provider: str) -> Problem:
    both = " and ".join(left)
    nothing = ", ".join(f"{key}: null" for key in left)
    return problem(
        subject.catalog.files[override.place],
        place_of(subject, override, ("price",)),
        f"{both} stay as in catalog/offers/{provider}.yaml, at the prices that this replaces",
        rule="override-partial",
        fix=f"set {both} too, or `{nothing}` where there are none any more",
    )
