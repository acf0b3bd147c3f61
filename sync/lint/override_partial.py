"""`override-partial`: prices of one's own beside tiers or windows at the old ones, or the other way round."""

import shlex
from collections.abc import Iterator

from sync.core.overrides import Override, winners
from sync.core.values import Doc, Path
from sync.errors import Problem
from sync.files.unknown_keys import knows_all
from sync.lint.places import place_of, written
from sync.lint.subject import Subject, problem

_MORE = ("tiers", "windows")
_PRICE: Path = ("price",)
_PRICES = (_PRICE, ("price", "input"), ("price", "output"))


def check(subject: Subject) -> Iterator[Problem]:
    """Overrides in force of one half of what an offer asks, where the price list has more than one pair."""
    for (provider, id_), entries in subject.standing().offers.items():
        decided, entry = winners(entries), subject.offer(provider, id_)
        if entry is None or not all(_is_clear(subject, each) for each in entries if each.key == id_):
            continue
        override = decided.get(("price", "input"))
        left = [key for key in _MORE if entry.get(key) and (key,) not in decided]
        if override is not None and ("price", "output") in decided and left:
            yield _partial(subject, override, left, provider)
        if not any(path in decided for path in _PRICES):
            yield from _bare(subject, entry, decided)


def _is_clear(subject: Subject, override: Override) -> bool:
    """Whether it decides all that its entry says; a key that nobody knows may hold the other half."""
    return knows_all(subject.catalog.schemas, "override-offers", written(subject, override))


def _partial(subject: Subject, override: Override, left: list[str], provider: str) -> Problem:
    both = " and ".join(left)
    nothing = ", ".join(f"{key}: null" for key in left)
    return problem(
        subject.catalog.files[override.place],
        place_of(subject, override, _PRICE),
        f"{both} stay as in catalog/offers/{provider}.yaml, at the prices that this replaces",
        rule="override-partial",
        fix=f"set {both} too, or `{nothing}` where there are none any more",
    )


def _bare(subject: Subject, entry: Doc, decided: dict[Path, Override]) -> Iterator[Problem]:
    """Tiers or windows that are taken away while the prices that they go with hold."""
    for key in _MORE:
        override = decided.get((key,))
        if not entry.get(key) or override is None or override.values[key,]:
            continue
        id_, provider = shlex.quote(override.id), override.provider
        yield problem(
            subject.catalog.files[override.place],
            place_of(subject, override, (key,)),
            f"{key} are taken away, and the prices stay as in catalog/offers/{provider}.yaml, "
            f"where {key} go with them",
            rule="override-partial",
            fix=f"take that back: `python -m sync override revert {id_} {key} --provider {provider}`, "
            "or decide both prices, too",
        )
